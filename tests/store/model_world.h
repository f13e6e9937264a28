/*
 * The model (tests/lib/model.h) beside the database: each step makes the
 * same act in both and looks whether they agree.  A seed is a sequence.
 */
#ifndef TESTS_STORE_MODEL_WORLD_H
#define TESTS_STORE_MODEL_WORLD_H

#include "../lib/model.h"
#include "act/order.h"
#include "shop.h"

enum { WORLD_TOLD = 20, WORLD_LINE = 200, WORLD_ACTS = 90 };

/* How often both did what a line of the story says, or both refused. */
struct world_count {
	const char *act;
	int64_t done, refused;
};

/* What of the database stands for what of the model, by its index. */
struct world {
	struct model model;
	uint64_t seed, random;
	int64_t step;
	char told[WORLD_TOLD][WORLD_LINE]; /* the last steps */
	int64_t ntold;
	struct id orders[M_ORDERS], lines[M_ORDERS];
	struct id stages[M_ORDERS][M_STAGES];
	int64_t versions[M_ORDERS][M_STAGES];
	size_t criteria[M_ORDERS][M_STAGES];	/* so many */
	struct id bills[M_BILLS], payments[M_PAYMENTS], refunds[M_REFUNDS];
	struct id statements[M_STATEMENTS], disputes[M_DISPUTES];
	int nbills, npayments, nrefunds; /* that are known by now */
	struct id last_entry, last_message;
	unsigned serial;
	struct world_count counts[WORLD_ACTS]; /* up to one without an act */
	const char *act;		       /* that is under way */
};

/* cmocka's group setup and teardown: companies, sellers, one product. */
int world_open(void **state);
int world_close(void **state);
/* Nothing sold yet, pools, terms and the clock as the seed says. */
void world_begin(struct world *w, uint64_t seed);

struct id world_company(int company);
struct id world_user(int company);
struct id world_seller(int seller);
struct sale_terms world_terms(void);
struct act world_act(enum actor actor, struct id user_id);

/*
 * An act, whole or not at all.  They are committed by the hundred, as
 * waiting for the disk each time would take the most of the test's time.
 */
#define WORLD_TX(call) world_tx_end((world_tx_begin(), (call)))
void world_tx_begin(void);
enum err world_tx_end(enum err e);
void world_commit(void);

/* 0 to n - 1. */
int64_t world_draw(struct world *w, int64_t n);
/* In one of so many. */
bool world_chance(struct world *w, int64_t n);

/*
 * A line of the story; the last ones are shown when it fails.  Its format
 * names the act, under which it is counted.
 */
void world_tell(struct world *w, const char *format, ...) PRINTF(2, 3);
/* Fails the test with the seed and these lines. */
_Noreturn void world_fail(struct world *w, const char *format, ...)
    PRINTF(2, 3);

/* One random act, told and made in both; they must both do it or refuse. */
void world_step(struct world *w);

/* What the last act changed, and the ledger's new entries. */
void world_look(struct world *w);
/* All there is. */
void world_look_at_all(struct world *w);

#endif
