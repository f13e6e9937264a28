/* What sellers are owed of each sale, and the monthly statements of it. */
#ifndef STORE_SETTLEMENT_H
#define STORE_SETTLEMENT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/settlement.h"
#include "domain/states.h"
#include "store/bill.h"

struct settlement_line {
	struct id line_id, entry_id, seller_id, order_id;
	struct id bill_id;		/* nil: not known when it was made */
	int64_t stage;			/* 0: the whole order */
	enum settlement_line_kind kind;
	enum settlement_line_state state;
	struct settlement_worth worth;
	int64_t created_at_us, released_at_us;
	struct id settlement_id;	/* nil: in none yet */
	int64_t row_version;
	/* read only */
	struct str product_name, stage_name;	/* .p NULL: no stage */
	struct str settlement_no;	/* .p NULL: in none yet */
	struct money tax;		/* of the sale, not the seller's */
	bool accepted;			/* its stage; all of it delivered */
	bool billed;			/* then by what, and what became */
	struct str bill_no;
	enum bill_state bill_state;
	int64_t bill_due_at_us;
};

/*
 * Lines that sealed ledger entries after after_no make, of at most limit
 * entries, with ids; *last_no is the last entry's that was looked at.
 */
enum err settlement_lines_unmade(struct db *db, struct arena *a,
    struct settlement_line **lines, size_t *n, int64_t *last_no,
    int64_t after_no, int64_t limit) MUST_CHECK;
/* ERR_EXISTS: an entry has made its line for this seller. */
enum err settlement_lines_insert(struct db *db,
    const struct settlement_line *lines, size_t n) MUST_CHECK;

/*
 * R28: HELD lines whose stage is accepted (or order delivered) and whose
 * bill is paid; of a bill that was written off, what is left of it; and
 * what was taken back before it ever came to that.
 */
struct settlement_release {
	struct id line_id, bill_id;
	int64_t row_version;
	struct id order_id;
	int64_t stage;
};
/* At most limit, and all of a sale or none; *more: there are others. */
enum err settlement_lines_releasable(struct db *db, struct arena *a,
    struct settlement_release **out, size_t *n, bool *more, int64_t limit)
    MUST_CHECK;
/* ERR_STALE when another got there first. */
enum err settlement_line_release(struct db *db,
    const struct settlement_release *r, int64_t now_us) MUST_CHECK;

/* What a list is narrowed to. */
struct settlement_line_filter {
	struct id seller_id;		/* nil: any */
	struct id settlement_id;	/* nil: any, or none */
	struct str state;		/* .p NULL: any; "open": not settled */
};
/* Newest first before the line named (nil: from the newest). */
enum err settlement_lines_list(struct db *db, struct arena *a,
    struct settlement_line **lines, size_t *n,
    const struct settlement_line_filter *f, struct id before, int64_t limit)
    MUST_CHECK;

/* What became of the sale of each stage of an order that has a line. */
struct settlement_of_stage {
	int64_t stage;
	enum settlement_line_state state;
};
enum err settlement_of_stages(struct db *db, struct arena *a,
    struct settlement_of_stage **out, size_t *n, struct id order_id)
    MUST_CHECK;

/* Stages of a seller's orders under way that no bill stands for yet. */
struct settlement_plan {
	struct id order_id;
	int64_t stage;
	struct str product_name, stage_name;
	struct money net, tax;
	bool accepted;
};
enum err settlement_planned(struct db *db, struct arena *a,
    struct settlement_plan **out, size_t *n, struct id seller_id,
    int64_t limit) MUST_CHECK;

struct settlement {
	struct id settlement_id, seller_id;
	struct str settlement_no;	/* "S-2026-000017" */
	int64_t month_day;		/* its first, in the site's zone */
	enum settlement_state state;
	struct settlement_worth worth;
	struct money carried;		/* at most zero */
	struct bill_party issuer, seller;	/* the issuer's name, address */
	int64_t issued_at_us, settled_at_us;	/* the money's day; 0: not */
	struct id settled_by;
	struct str payout_reference;	/* .p NULL: none */
	int64_t paper_at_us;		/* 0: its files are to be made */
	int64_t row_version;
};

/* Who is to have a statement of the month, and has none of it or later. */
struct settlement_subject {
	struct id seller_id;
	struct currency currency;
};
enum err settlement_subjects(struct db *db, struct arena *a,
    struct settlement_subject **out, size_t *n, int64_t month_day,
    int64_t until_us, int64_t limit) MUST_CHECK;

/*
 * Locks what was released before until_us and is in no statement, and sums
 * it.  *n 0: there is nothing.
 */
enum err settlement_lines_lock(struct db *db, struct arena *a, int64_t *n,
    struct settlement_worth *sum, const struct settlement_subject *of,
    int64_t until_us) MUST_CHECK;
/* Puts those into s; *n: how many there were. */
enum err settlement_lines_take(struct db *db, uint64_t *n,
    const struct settlement *s, int64_t until_us) MUST_CHECK;

/* A seller without a name is the one of today. ERR_EXISTS: of this month. */
enum err settlement_insert(struct db *db, const struct settlement *s)
    MUST_CHECK;
/* The last one of a seller and currency.  ERR_NOT_FOUND. */
enum err settlement_last(struct db *db, struct arena *a,
    struct settlement *out, const struct settlement_subject *of) MUST_CHECK;
/* seller_id nil: any seller's.  ERR_NOT_FOUND. */
enum err settlement_get(struct db *db, struct arena *a,
    struct settlement *out, struct id settlement_id, struct id seller_id)
    MUST_CHECK;
enum err settlement_by_no(struct db *db, struct arena *a,
    struct settlement *out, struct str settlement_no) MUST_CHECK;
enum err settlement_lock(struct db *db, struct arena *a,
    struct settlement *out, struct id settlement_id) MUST_CHECK;

struct settlement_filter {
	struct id seller_id;		/* nil: any */
	struct str state;		/* .p NULL: any */
};
/* Newest first before the one named (nil: from the newest). */
enum err settlements_list(struct db *db, struct arena *a,
    struct settlement **out, size_t *n, const struct settlement_filter *f,
    struct id before, int64_t limit) MUST_CHECK;

/*
 * SETTLED as s says, its lines too, and those of the carried ones that it
 * took over.  ERR_STALE: it was not ISSUED in this version.
 */
enum err settlement_settle(struct db *db, const struct settlement *s)
    MUST_CHECK;

/* Whose files are to be made, oldest first; then: made of this version. */
enum err settlements_unrendered(struct db *db, struct arena *a,
    struct id **ids, size_t *n, int64_t limit) MUST_CHECK;
enum err settlement_rendered(struct db *db, struct id settlement_id,
    int64_t row_version, int64_t now_us) MUST_CHECK;

#endif
