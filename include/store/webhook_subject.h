/* What an event is about, as far as companies are told of it. */
#ifndef STORE_WEBHOOK_SUBJECT_H
#define STORE_WEBHOOK_SUBJECT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"
#include "store/event.h"

/* The parts that a subject has not are nil, STR_NONE or zero. */
struct webhook_subject {
	struct id company_id;		/* the buyer; nil: none */
	struct id seller_company_id;	/* nil: none */
	struct id order_id, seller_id, bill_id, product_id;
	struct currency currency;
	int64_t net_minor, tax_minor, total_minor;
	struct str number;		/* of a bill or a statement */
	struct str kind;		/* of a bill or a refund */
	struct str product;		/* its slug */
	struct str name;		/* of a stage */
	struct str failure;		/* of a payment */
	int64_t stage, round;
	int64_t due_at_us, paid_minor, credited_minor;
	int64_t carried_minor;		/* of a statement, <= 0 */
	struct id *services;		/* of an order that was delivered */
	size_t nservices;
};

/* ERR_NOT_FOUND: it is gone, or nobody is told of such. */
enum err webhook_subject_get(struct db *db, struct arena *a,
    struct webhook_subject *out, const struct event *event) MUST_CHECK;

/* Sealed events numbered after last_no, in order, and their last number. */
enum err webhook_events(struct db *db, struct arena *a, struct event **out,
    size_t *n, int64_t *to_no, int64_t last_no, int64_t limit) MUST_CHECK;

#endif
