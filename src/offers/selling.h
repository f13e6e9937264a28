/* What the routes of an offer's seller share. */
#ifndef SRC_OFFERS_SELLING_H
#define SRC_OFFERS_SELLING_H

#include "act/offer.h"
#include "act/offer_check.h"
#include "offers.h"
#include "store/offer_draft.h"
#include "store/offer_list.h"
#include "store/offer_trace.h"

/* Who offers, when, and what this site asks of it. */
struct offer_rules offer_rules_of(const struct call *c);

/* The offer of the path.  ERR_NOT_FOUND: none, or another seller's. */
enum err offer_of_path(struct call *c, struct offer *out) MUST_CHECK;

/* Terms with all that they name, and what is wrong with them. */
struct offer_edit {
	struct offer_draft draft;	/* row_version 0: there is none */
	struct offer_body body;
	struct offer_found found;
	struct wire_faults faults;
};
enum err offer_edit_of(struct call *c, struct offer_edit *out,
    struct str body) MUST_CHECK;
/* The same of the offer's draft, if there is one. */
enum err offer_edit_get(struct call *c, struct offer_edit *out,
    struct id offer_id) MUST_CHECK;

/*
 * The terms of its draft, if there is one, else of what was sent; without
 * their dates.  ERR_NOT_FOUND: no such offer of this seller.
 */
enum err offer_body_of(struct call *c, struct offer_body *out,
    struct id offer_id) MUST_CHECK;

/* Finding and telling customers is for approved sellers.  ERR_FORBIDDEN. */
enum err customers_allowed(struct call *c) MUST_CHECK;

/* Notes that the seller has looked this customer up. */
enum err customer_note(struct call *c,
    const struct offer_body_target *target) MUST_CHECK;

/* May the next version of it be written? */
bool offer_is_open(const struct call *c, const struct offer *o);

/* Schema OfferPreview: what the buyer will see; null while it has no price. */
void offer_preview_json(struct call *c, struct json *j,
    const struct offer_edit *edit);

/* Schema OfferForecast, of the same. */
void offer_forecast_json(struct call *c, struct json *j,
    const struct offer_edit *edit);

/* Schema OfferDraft. */
void offer_draft_json(struct call *c, struct json *j,
    const struct offer_edit *edit);

/* The members of schema OfferRow; messages: the last ones, of many offers. */
void offer_row_json(struct call *c, struct json *j, const struct offer *o,
    const struct offer_names *names, const struct offer_message *messages,
    size_t n);

/* Answers with schema Offer; the ETag is the draft's version. */
enum err offer_reply(struct call *c, int status, struct id offer_id)
    MUST_CHECK;

#endif
