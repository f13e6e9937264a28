/* What companies owe and have paid: bills, their lines, what was received. */
#ifndef STORE_BILL_H
#define STORE_BILL_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/bill.h"
#include "domain/credit.h"
#include "domain/money.h"
#include "domain/states.h"
#include "domain/tax.h"

/* As they were when the bill was issued; .p NULL: not known. */
struct bill_party {
	struct str name, address, country, tax_number;
};

struct bill {
	struct id bill_id, company_id;
	struct id order_id;		/* nil: a statement */
	struct id corrects_id;		/* of a credit note; else nil */
	struct str bill_no;		/* "2026-000017" */
	enum bill_kind kind;
	bool stands;			/* its order counts as billed by it */
	int64_t stage;			/* 0: the whole order */
	struct str stage_name;		/* the milestone's; .p NULL: none */
	int64_t stage_share_bp;		/* 1/100 %; 0: an amount was agreed */
	enum bill_state state;
	bool on_credit;			/* what is open of it takes the pool */
	enum credit_kind pool;
	struct money net, tax;
	struct bill_sums sums;
	int64_t issued_at_us, due_at_us, paid_at_us;
	int64_t period_from_us, period_until_us; /* of a statement; else 0 */
	struct bill_party issuer;
	struct bill_party customer;	/* name NULL at insert: as it is now */
	struct str po_number, cost_centre;
	int64_t paper_at_us;		/* 0: its files are to be made */
	int64_t reminders;		/* steps of the dunning ladder so far */
	int64_t row_version;
	struct str corrects_no;		/* read only: a credit note's bill */
};

/*
 * ERR_EXISTS: the order (or its stage) is billed already.  A customer
 * without a name is the company as it is now.
 */
enum err bill_insert(struct db *db, const struct bill *b) MUST_CHECK;

/* company_id nil: any company's.  ERR_NOT_FOUND. */
enum err bill_get(struct db *db, struct arena *a, struct bill *out,
    struct id bill_id, struct id company_id) MUST_CHECK;
enum err bill_lock(struct db *db, struct arena *a, struct bill *out,
    struct id bill_id) MUST_CHECK;
enum err bill_by_no(struct db *db, struct arena *a, struct bill *out,
    struct str bill_no) MUST_CHECK;

/* The bill that stands for the order (stage 0), locked.  ERR_NOT_FOUND. */
enum err bill_lock_of_order(struct db *db, struct arena *a, struct bill *out,
    struct id order_id) MUST_CHECK;

/* Of its stages, those that stand, by stage; locked. */
enum err bills_lock_of_stages(struct db *db, struct arena *a,
    struct bill **bills, size_t *n, struct id order_id) MUST_CHECK;

/*
 * What corrects an order now: its own bill or the statement that took it
 * over.  Not locked.  ERR_NOT_FOUND: it is not billed yet.
 */
enum err bill_of_order(struct db *db, struct arena *a, struct bill *out,
    struct id order_id) MUST_CHECK;

/*
 * Writes state, sums, paid_at and whether it stands; its files are to be
 * made anew.  ERR_STALE when another got there first.
 */
enum err bill_write(struct db *db, const struct bill *b, enum bill_state from)
    MUST_CHECK;

/* Of all the orders named: bills that stand for them, by stage. */
enum err bills_of(struct db *db, struct arena *a, struct bill **bills,
    size_t *n, const struct id *order_ids, size_t norders) MUST_CHECK;

/* What a list is narrowed to. */
struct bill_filter {
	struct id company_id;		/* nil: any */
	struct str state;		/* .p NULL: any; "open": payable */
	struct id order_id;		/* nil: any; statements too */
	struct str pool;		/* whose credit it takes; .p NULL: any */
	int64_t from_us, until_us;	/* issued then; 0: whenever */
	struct str like;		/* number, PO number or cost centre, as
					   a pattern of LIKE; .p NULL: any */
};

/*
 * Newest first, after the bill named (nil: from the first).  Asks for one
 * more than limit to tell whether there is a next page.
 */
enum err bills_list(struct db *db, struct arena *a, struct bill **bills,
    size_t *n, const struct bill_filter *f, struct id after, int64_t limit)
    MUST_CHECK;

/* Issued then, oldest first; asks for one more than limit. */
enum err bills_issued(struct db *db, struct arena *a, struct bill **bills,
    size_t *n, struct id company_id, int64_t from_us, int64_t until_us,
    int64_t limit) MUST_CHECK;

/* A bill's credit notes, oldest first, at most LIST_MAX. */
enum err bill_notes(struct db *db, struct arena *a, struct bill **notes,
    size_t *n, struct id bill_id) MUST_CHECK;

/* Open past their day: ISSUED or PARTLY_PAID with due_at <= now. */
enum err bills_due(struct db *db, struct arena *a, struct id **bill_ids,
    size_t *n, int64_t now_us, int64_t limit) MUST_CHECK;

/*
 * Open ones for which the next step of the dunning ladder has come: due by
 * the instant of the step that follows those counted already.
 */
enum err bills_to_remind(struct db *db, struct arena *a,
    struct id **bill_ids, size_t *n,
    const int64_t due_by_us[BILL_REMINDERS], int64_t limit) MUST_CHECK;
/* ERR_STALE: somebody was there before. */
enum err bill_reminded(struct db *db, const struct bill *b,
    int64_t reminders) MUST_CHECK;

/* Whose files are to be made, oldest first; then: made of this version. */
enum err bills_unrendered(struct db *db, struct arena *a,
    struct id **bill_ids, size_t *n, int64_t limit) MUST_CHECK;
enum err bill_rendered(struct db *db, struct id bill_id, int64_t row_version,
    int64_t now_us) MUST_CHECK;

struct bill_line {
	struct id bill_id, order_id, line_id;
	int64_t position;		/* from 1 */
	struct str seller_name, product_name, plan_name;
	struct str billing_mode;
	int64_t quantity, periods;
	struct money unit, net, tax;
	enum tax_kind tax_kind;
	int64_t tax_rate_milli;
};

/* The lines of its order, of the orders that its statement took over. */
enum err bill_lines_of_order(struct db *db, struct id bill_id,
    struct id order_id) MUST_CHECK;
enum err bill_lines_of_statement(struct db *db, struct id bill_id)
    MUST_CHECK;
/* A stage's: the order's only line, in that stage's part of it. */
enum err bill_line_of_stage(struct db *db, struct id bill_id,
    struct id order_id, struct money net, struct money tax) MUST_CHECK;
enum err bill_lines_insert(struct db *db, const struct bill_line *lines,
    size_t n) MUST_CHECK;

/* All of a bill's; order_id nil: of every order on it. */
enum err bill_lines(struct db *db, struct arena *a, struct bill_line **lines,
    size_t *n, struct id bill_id, struct id order_id) MUST_CHECK;

/* The last order on it.  ERR_NOT_FOUND. */
enum err bill_last_order(struct db *db, struct arena *a, struct id *out,
    struct id bill_id) MUST_CHECK;

/* All of them, in the order of its lines. */
enum err bill_orders(struct db *db, struct arena *a, struct id **order_ids,
    size_t *n, struct id bill_id) MUST_CHECK;

/* What the credit notes of this bill gave back of each line, summed. */
enum err bill_lines_credited(struct db *db, struct arena *a,
    struct bill_line **lines, size_t *n, struct id bill_id,
    struct id order_id) MUST_CHECK;

#define RECEIPT_CARD "card"
#define RECEIPT_BANK_TRANSFER "bank_transfer"

struct receipt {
	struct id receipt_id, bill_id;
	struct str method;		/* RECEIPT_... */
	struct id payment_id;		/* the capture; nil: none */
	struct money amount;		/* what came, > 0 */
	struct money applied;		/* what the bill took of it */
	struct str reference;		/* the bank's; .p NULL: none */
	int64_t received_at_us;		/* the money's day */
	int64_t recorded_at_us;
	struct id recorded_by;		/* nil: a program */
};

/* ERR_EXISTS: this capture, or this reference at this bill, was recorded. */
enum err receipt_insert(struct db *db, const struct receipt *r) MUST_CHECK;
enum err receipts_of(struct db *db, struct arena *a, struct receipt **out,
    size_t *n, struct id bill_id) MUST_CHECK;

#endif
