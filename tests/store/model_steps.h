/* What the files of the steps share: see model_world.h. */
#ifndef TESTS_STORE_MODEL_STEPS_H
#define TESTS_STORE_MODEL_STEPS_H

#include "model_world.h"

/* One kind of step: how often of all, and what it does. */
struct world_kind {
	int64_t weight;
	void (*step)(struct world *w);
};
/* Each up to one without a step. */
extern const struct world_kind world_sales[], world_pays[], world_stages[],
    world_refunds[], world_settles[], world_disputes[], world_bills[];

enum { WORLD_LATE = 30 };	/* so many are the last */

/* Both did it, or both refused: else the test fails. */
void world_judge(struct world *w, bool modelled, enum err e);
/* The same of what nobody refuses. */
void world_done(struct world *w);

/* One of the last, mostly; for which it is true, mostly.  M_NONE: none. */
int world_order(struct world *w, bool (*wants)(const struct m_order *o));
/* Of so many things one of the last, mostly. */
int world_late(struct world *w, int n);
bool world_is_pending(const struct m_order *o);
/* One that is late, or one of the last; now and then one that is paid. */
int world_bill(struct world *w);
int64_t world_open_of(const struct m_bill *b);
/* Of every size. */
int64_t world_amount(struct world *w);

/* Rows, or the test fails; a figure that must be so, or it fails. */
struct db_result world_ask(struct world *w, const char *sql,
    const struct db_arg *args, size_t n);
void world_same(struct world *w, const char *what, int i, const char *field,
    int64_t got, int64_t want);
/* The postings of the last act; and all balances. */
void world_look_at_ledger(struct world *w);
void world_look_at_balances(struct world *w);
/* The reminders since they were looked at last. */
void world_look_at_mails(struct world *w);

#endif
