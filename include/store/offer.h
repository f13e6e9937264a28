/*
 * Private offers: the row with its machine, the terms of each version, its
 * stages and documents, and the draft of the next.
 */
#ifndef STORE_OFFER_H
#define STORE_OFFER_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/offer.h"
#include "domain/states.h"

/* Whom it is for; company_id nil: whoever verifies the address first. */
struct offer_target {
	struct id company_id, user_id;
	struct str email;		/* .p NULL: the user's */
};

struct offer {
	struct id offer_id, seller_id;
	enum offer_state state;
	int64_t version;		/* sent last; 0: none */
	struct offer_target target;
	struct id product_id;		/* of the sent version; nil: none */
	struct money net;
	int64_t starts_at_us, ends_at_us;	/* 0: never sent */
	struct hash token_hash;
	struct str token_sealed;	/* .p NULL: never sent */
	int64_t redemptions;
	struct id order_id, request_id;	/* nil: none */
	struct str close_reason, title;
	int64_t created_at_us, sent_at_us, closed_at_us;
	struct id created_by;
	int64_t row_version;
	/* read only */
	struct str company_name, contact_email, seller_slug, seller_name;
};

struct offer_version {
	struct id offer_id;
	int64_t version;
	struct offer_terms terms;
	int64_t product_revision;
	struct str billing;		/* "advance", "arrears"; .p NULL */
	int64_t deemed_days;		/* 0: never */
	struct str note, body;
	int64_t starts_at_us, ends_at_us, sent_at_us;
	struct id sent_by;
};

struct offer_milestone {
	struct str name, criteria;	/* a line each */
	int64_t share_bp;
};



#endif
