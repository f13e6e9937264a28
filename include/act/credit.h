/*
 * The two credit pools of a company; see act/act.h for what holds of all
 * transitions.  Bills move their part from reserved to billed and free it
 * (act/bill.h); here is what orders do.  The pool's row is the first lock
 * of a transaction.
 */
#ifndef ACT_CREDIT_H
#define ACT_CREDIT_H

#include "act/act.h"
#include "act/order.h"
#include "store/credit.h"

/* Why an order cannot go on credit; in the order of asking. */
enum credit_refusal {
	CREDIT_OK,
	CREDIT_NOT_POSTPAID,	/* the company pays in advance */
	CREDIT_NO_POOL,		/* the operator has set no limit */
	CREDIT_OTHER_CURRENCY,
	CREDIT_STOPPED,		/* a bill is overdue beyond the grace */
	CREDIT_SHORT,		/* more than is free */
	CREDIT_REFUSAL__MAX
};
/* "ok", "not_postpaid", "no_pool", "currency", "stopped", "short". */
const char *credit_refusal_name(enum credit_refusal r);

/* The figures of X5: what there is, and what an amount would do to it. */
struct credit_view {
	enum credit_kind kind;
	bool postpaid;			/* of the company */
	bool has_pool;
	struct credit_pool pool;
	struct money free;		/* may be below zero */
	struct money overdue;		/* of what is billed */
	int64_t overdue_bills;
	bool stopped;			/* no new orders on credit */
	struct money free_after;	/* once the amount is reserved */
	enum credit_refusal refusal;	/* of the amount; of none CREDIT_OK
					   when an order could be taken */
};

/*
 * A look without locks; amount 0: of none.  currency of amount is the
 * company's.  ERR_NOT_FOUND: no such company.
 */
enum err credit_look(struct db *db, struct arena *a, struct credit_view *out,
    struct id company_id, enum credit_kind kind, struct money amount,
    int64_t now_us, const struct sale_terms *terms) MUST_CHECK;

/*
 * Reserves the order's total, decided on the locked pool, and pays the
 * order by it: order_paid() with FUNDED_BY_CREDIT.  Locks pool and order.
 * *refusal says why not, with ERR_METHOD_UNAVAILABLE; ERR_NOT_FOUND,
 * ERR_STATE (not awaiting payment), ERR_PAYMENT_OPEN (a card payment is
 * under way), ERR_IN_STAGES: it is for the milestone pool if, and only if,
 * it is paid in stages.
 */
enum err credit_pay_order(struct act *act, enum credit_refusal *refusal,
    struct id order_id, struct id company_id, enum credit_kind kind,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * So much more for an order that holds credit already, decided as above on
 * the locked pool, and noted for its cause; the reservation's row is the
 * caller's.
 */
enum err credit_reserve_more(struct act *act, enum credit_refusal *refusal,
    struct credit_row *credit, struct id order_id, struct id subject_id,
    struct money more, const struct sale_terms *terms) MUST_CHECK;

/*
 * Sets a pool's limit; a company without the pool gets it.  ERR_NOT_FOUND,
 * ERR_RANGE, ERR_CURRENCY (not the company's).
 */
enum err credit_limit_set(struct act *act, struct id company_id,
    enum credit_kind kind, struct money limit) MUST_CHECK;

#endif
