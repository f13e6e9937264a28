/* What the routes of sellers and of those who review them share. */
#ifndef STOREFRONT_SELLING_H
#define STOREFRONT_SELLING_H

#include "act/listing.h"
#include "sale/call.h"
#include "store/seller.h"

/* Who acts: a user of the seller's, or an operator. */
struct act selling_act(const struct call *c);

/* What this site asks of its listings. */
struct listing_rules selling_rules(const struct call *c);

/*
 * The product of the path: one of the caller's own, or, for an operator,
 * anybody's.  ERR_NOT_FOUND.
 */
enum err selling_product(struct call *c, struct listing_row *out) MUST_CHECK;

/* A draft with its listing, what it names, and what is wrong with it. */
struct edit {
	struct draft draft;		/* row_version 0: there is none */
	struct listing_body listing;
	struct listing_found found;
	struct wire_faults faults, warnings;
};
enum err selling_edit(struct call *c, struct edit *out,
    const struct listing_row *row) MUST_CHECK;

/* Its faults become the answer's.  ERR_INVALID, or OK without any. */
enum err selling_faultless(struct call *c, const struct edit *edit)
    MUST_CHECK;

/* The revision in force; *found false: never published, or not kept. */
enum err selling_live(struct call *c, struct listing_body *out, bool *found,
    const struct listing_row *row) MUST_CHECK;

/* JSON of the schemas of the same names. */
void selling_put_product(struct json *j, const struct listing_row *row);
void selling_put_draft(struct json *j, const struct edit *edit);
void selling_put_faults(struct json *j, const struct edit *edit);
/* payout: with the account's hint; else null stands for it. */
void selling_put_seller(struct json *j, const struct seller *s, bool payout);

/* {"product": ...} */
enum err selling_reply_state(struct call *c, struct id product_id) MUST_CHECK;

#endif
