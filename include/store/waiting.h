/* What waits for a person: an operator, or a seller's. */
#ifndef STORE_WAITING_H
#define STORE_WAITING_H

#include "base/arena.h"
#include "db/db.h"
#include "domain/money.h"

/* For an operator: how much, by the desk where it is worked on. */
enum waiting {
	WAITING_DISPUTES,      /* handovers to rule on */
	WAITING_BILL_DISPUTES, /* disputed amounts */
	WAITING_REFUNDS,       /* to rule on, or to send by hand */
	WAITING_PAYOUTS,       /* statements that are to be paid out */
	WAITING_OVERDUE,       /* bills, from their days on */
	WAITING__MAX
};

struct waiting_count {
	int64_t n, oldest_us; /* 0: nothing */
};

enum err waiting_read(struct db *db, struct arena *a,
    struct waiting_count counts[WAITING__MAX]) MUST_CHECK;

enum buyer_wait_kind {
	BUYER_WAIT_REFUND,  /* asked for, to agree to or to refuse */
	BUYER_WAIT_REQUEST, /* of an offer; the seller's turn */
	BUYER_WAIT_WORK,    /* ordered, to be handed over */
	BUYER_WAIT_REWORK,  /* sent back */
};

struct buyer_wait {
	enum buyer_wait_kind kind;
	struct id id; /* the refund, request or handover */
	struct str product_name, company_name;
	struct money amount; /* of a refund; else no currency */
	int64_t since_us;    /* when it was asked for, or work began */
};

/*
 * What buyers wait for from a seller: of each desk up to limit, and all of
 * them the longest waiting first.  Names of products in locale, else in any.
 */
enum err buyers_waiting(struct db *db, struct arena *a,
    struct buyer_wait **out, size_t *n, struct id seller_id,
    struct str locale, int64_t limit) MUST_CHECK;

#endif
