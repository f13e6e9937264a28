/* What the routes of an offer's buyer share. */
#ifndef SRC_OFFERS_BUYING_H
#define SRC_OFFERS_BUYING_H

#include "offers.h"
#include "sale/document.h"
#include "sale/plan.h"
#include "sale/quote_offer.h"
#include "store/offer_trace.h"

/* An offer of the caller's company with what an order of it would be. */
struct exclusive {
	struct offer_exclusive x;
	enum offer_standing standing;
	struct payment_plan plan;	/* n 0: it is paid at once; while
					   there is no quote of the net alone */
	struct extra_documents extra;
	/* while it is in effect: */
	enum err sold;			/* OK, or why there is no quote */
	struct shelf_item item;
	struct quote quote;
	struct hash digest;		/* of all that is confirmed */
};

/* The company's offer that the path names.  ERR_NOT_FOUND. */
enum err exclusive_of_path(struct call *c, struct exclusive *out) MUST_CHECK;
enum err exclusive_read(struct call *c, struct exclusive *out,
    struct id offer_id) MUST_CHECK;

/* Schema ExclusiveOffer; the members that a list has of it, too. */
enum err exclusive_json(struct call *c, struct json *j,
    const struct exclusive *e) MUST_CHECK;
enum err exclusive_row_json(struct call *c, struct json *j,
    const struct offer_exclusive *x) MUST_CHECK;

/* {"slug", "name", "logo"} of its product, {"slug", "name"} of its seller. */
void exclusive_product_json(struct call *c, struct json *j,
    const struct offer_names *names);
void exclusive_seller_json(struct json *j, const struct offer *o);

/* X2: what an order of it needs, each with its mend. */
enum err checks_json(struct call *c, struct json *j,
    const struct exclusive *e) MUST_CHECK;

#endif
