/*
 * Services, and stages of orders that are paid in stages, on their way to
 * acceptance: what the seller handed over, round by round, with its files,
 * and what the buyer and an operator said.
 */
#ifndef STORE_HANDOVER_H
#define STORE_HANDOVER_H

#include "base/arena.h"
#include "base/bounds.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/states.h"

struct handover {
	struct id handover_id, order_id, company_id, seller_id;
	int64_t stage;			/* of the plan; 0: the whole order */
	enum handover_state state;
	int64_t round;			/* from 1 on */
	int64_t opened_at_us;		/* 0: PLANNED */
	int64_t delivered_at_us;	/* for the first time; 0: never */
	int64_t accept_by_us;		/* then it counts as accepted; 0: never */
	int64_t reminders;		/* of that, sent in this round */
	int64_t closed_at_us;		/* accepted or cancelled; 0: not yet */
	bool deemed;			/* accepted by that day's passing */
	struct str po_number, cost_centre; /* of a stage, for its bill; .p
					   NULL: the order's; empty: none */
	int64_t row_version;
	/* read only */
	struct str product_name, company_name, seller_name;
};

struct handover_round {
	struct id handover_id;
	int64_t round;
	struct str note;
	struct id delivered_by;
	int64_t delivered_at_us;
	struct str answer;		/* .p NULL: none */
	struct id answered_by;
	int64_t answered_at_us;		/* 0: not yet */
	struct str appeal;		/* the seller's; .p NULL: none */
	struct str ruling;		/* .p NULL: none */
	struct id ruled_by;
	int64_t ruled_at_us;		/* 0: not ruled on */
};

struct handover_file {
	struct id file_id, handover_id;
	int64_t round;
	struct str name;
	int64_t bytes;
	struct hash hash;
	int64_t added_at_us;
};

/* ERR_EXISTS: the order has one, or one of that stage. */
enum err handovers_insert(struct db *db, const struct handover *h, size_t n)
    MUST_CHECK;

/* Lock order: the order's row first.  ERR_NOT_FOUND. */
enum err handover_lock(struct db *db, struct arena *a, struct handover *out,
    struct id handover_id) MUST_CHECK;

/* What its bill is to name; what others look at is the same. */
enum err handover_refer(struct db *db, const struct handover *h) MUST_CHECK;

/*
 * Writes all else that can change; ERR_STALE when another got there first.
 */
enum err handover_write(struct db *db, const struct handover *h,
    enum handover_state from) MUST_CHECK;

/*
 * As its buyer or its seller sees it: of either of the two.  Both nil:
 * whoever's.  ERR_NOT_FOUND.
 */
enum err handover_get(struct db *db, struct arena *a, struct handover *out,
    struct id handover_id, struct id company_id, struct id seller_id)
    MUST_CHECK;

/* ERR_NOT_FOUND: the order has none of the whole. */
enum err handover_of_order(struct db *db, struct arena *a,
    struct handover *out, struct id order_id) MUST_CHECK;

/* An order's stages in their order, and then locked in it. */
enum err handovers_of_stages(struct db *db, struct arena *a,
    struct handover **handovers, size_t *n, struct id order_id) MUST_CHECK;
enum err handovers_lock_stages(struct db *db, struct arena *a,
    struct handover **handovers, size_t *n, struct id order_id) MUST_CHECK;

/* Of all the orders named that have one of the whole. */
enum err handovers_of(struct db *db, struct arena *a,
    struct handover **handovers, size_t *n, const struct id *order_ids,
    size_t norders) MUST_CHECK;

/*
 * A seller's (nil: all that were disputed), newest first after the one
 * named; asks for one more than limit.
 */
enum err handovers_list(struct db *db, struct arena *a,
    struct handover **handovers, size_t *n, struct id seller_id,
    struct id after, int64_t limit) MUST_CHECK;

/* The same of a seller's orders in stages: of each the last one opened. */
enum err handovers_staged(struct db *db, struct arena *a,
    struct handover **handovers, size_t *n, struct id seller_id,
    struct id after, int64_t limit) MUST_CHECK;

/* Of a round that was recalled: over what it said before. */
enum err handover_round_put(struct db *db, const struct handover_round *r)
    MUST_CHECK;

/* Until then it counts as never handed over. */
enum err handover_round_recall(struct db *db, struct id handover_id,
    int64_t round, int64_t now_us) MUST_CHECK;

/* The round that was delivered last, which is locked with its handover. */
enum err handover_round_answer(struct db *db, const struct handover_round *r)
    MUST_CHECK;
enum err handover_round_appeal(struct db *db, const struct handover_round *r)
    MUST_CHECK;
enum err handover_round_rule(struct db *db, const struct handover_round *r)
    MUST_CHECK;
/* Those that were handed over, and not recalled. */
enum err handover_rounds_of(struct db *db, struct arena *a,
    struct handover_round **rounds, size_t *n, struct id handover_id)
    MUST_CHECK;

/* What a rejection says of each criterion, in their order. */
struct handover_answer {
	int64_t round;
	int64_t criterion;		/* its line, from 1 on */
	bool met;
	struct str comment;
};
enum err handover_answers_insert(struct db *db, struct id handover_id,
    int64_t round, const struct handover_answer *answers, size_t n)
    MUST_CHECK;
enum err handover_answers_of(struct db *db, struct arena *a,
    struct handover_answer **answers, size_t *n, struct id handover_id)
    MUST_CHECK;

/*
 * DELIVERED stages that count as accepted by now, or one day and were not
 * reminded of it so often, by their ids, after the one named (nil: from the
 * first).
 */
enum err handovers_waiting(struct db *db, struct arena *a,
    struct id **handover_ids, size_t *n, int64_t now_us, int64_t reminders,
    struct id after, int64_t limit) MUST_CHECK;

/*
 * So many reminders were sent, and the day is this one: what its buyer looks
 * at is the same.  ERR_STALE: not DELIVERED, or reminded already.
 */
enum err handover_reminded(struct db *db, const struct handover *h,
    int64_t before) MUST_CHECK;

/* PLANNED ones past this stage: they are planned no more. */
enum err handovers_unplan(struct db *db, struct id order_id, int64_t stage)
    MUST_CHECK;

/* ERR_EXISTS: this round has one of that name. */
enum err handover_file_insert(struct db *db, const struct handover_file *f)
    MUST_CHECK;
/* Of whichever handover: whose it is, is asked next.  ERR_NOT_FOUND. */
enum err handover_file_get(struct db *db, struct arena *a,
    struct handover_file *out, struct id file_id) MUST_CHECK;
enum err handover_file_delete(struct db *db, struct id file_id) MUST_CHECK;
/* known[i]: there is one of ids[i]; 1 to LIST_MAX of them. */
enum err handover_files_known(struct db *db, struct arena *a, bool *known,
    const struct id *ids, size_t n) MUST_CHECK;
/*
 * Gathered for a round that was never handed over, of handovers that were
 * closed before then; at most limit.
 */
enum err handover_files_stale(struct db *db, struct arena *a,
    struct id **file_ids, size_t *n, int64_t before_us, int64_t limit)
    MUST_CHECK;
/* All that a seller's files take. */
enum err handover_files_bytes(struct db *db, struct arena *a, int64_t *out,
    struct id seller_id) MUST_CHECK;
enum err handover_files_of(struct db *db, struct arena *a,
    struct handover_file **files, size_t *n, struct id handover_id)
    MUST_CHECK;

#endif
