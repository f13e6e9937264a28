#include "wire/offer_terms.h"

#include "base/buf.h"
#include "domain/money.h"
#include "fields.h"
#include "wire/write.h"

enum {
	WORD_MAX = 16, /* of a kind, a mode or a day */
	DOCUMENT_MAX = 64 * 1024,
	SHARES_WHOLE = 10000
};

static const struct field target_fields[] = {
	TEXT(offer_body_target, kind, WORD_MAX, "email, mobile or company"),
	TEXT(offer_body_target, value, EMAIL_MAX,
	    "exactly; a company by its com_ id or its tax number"),
};
static const struct shape target_shape = SHAPE(
    "OfferTarget", struct offer_body_target, target_fields);

static const struct field price_fields[] = {
	TEXT(offer_body_price, kind, WORD_MAX, "amount or percent"),
	INT(offer_body_price, amount, MONEY_MAX_MINOR,
	    "net, minor units, per unit and period"),
	INT(offer_body_price, percent_bp, SHARES_WHOLE,
	    "off the list price, 1/100 %"),
};
static const struct shape price_shape = SHAPE(
    "OfferPrice", struct offer_body_price, price_fields);

static const struct field capacity_fields[] = {
	TEXT(offer_body_capacity, code, CODE_MAX, "the capacity's"),
	INT(offer_body_capacity, amount, CAPACITY_MAX, "of it"),
};
static const struct shape capacity_shape = SHAPE(
    "OfferCapacity", struct offer_body_capacity, capacity_fields);

static const struct field document_fields[] = {
	TEXT(offer_body_document, title, OFFER_TITLE_MAX,
	    "as the buyer sees it"),
	LINES(offer_body_document, text, DOCUMENT_MAX, "Markdown"),
};
static const struct shape document_shape = SHAPE(
    "OfferTermsDocument", struct offer_body_document, document_fields);

static const struct field milestone_fields[] = {
	TEXT(offer_body_milestone, name, OFFER_TITLE_MAX, "of the stage"),
	INT(offer_body_milestone, share_bp, SHARES_WHOLE,
	    "1/100 %; all of them sum to 10000"),
	LIST(offer_body_milestone, criteria, OFFER_CRITERIA_MAX, NULL,
	    "of its acceptance"),
};
static const struct shape milestone_shape = SHAPE(
    "OfferTermsMilestone", struct offer_body_milestone, milestone_fields);

static const struct field terms_fields[] = {
	TEXT(
	    offer_body, title, OFFER_TITLE_MAX, "the seller's own name for it"),
	OBJECT(offer_body, target, &target_shape, "for whom"),
	TEXT(offer_body, product, SLUG_MAX, "its slug"),
	TEXT(offer_body, plan, CODE_MAX, "its code"),
	TEXT(offer_body, billing_mode, WORD_MAX, "one_time, monthly or yearly"),
	INT(offer_body, quantity, QUANTITY_MAX, "units; 1 to 10000 when sent"),
	INT(offer_body, periods, PERIODS_MAX, "months or years; 1 of one_time"),
	LIST(offer_body, capacities, CAPACITIES_MAX, &capacity_shape,
	    "those left out are as the plan has them"),
	TEXT(offer_body, region, SLUG_MAX, "of an image's server"),
	TEXT(offer_body, flavour, SLUG_MAX, "of an image's server"),
	TEXT(offer_body, currency, 3, "ISO 4217, the buyer's"),
	OBJECT(offer_body, price, &price_shape, "what was agreed"),
	TEXT(offer_body, starts_on, WORD_MAX,
	    "a day such as 2026-12-01; null: when it is sent"),
	TEXT(offer_body, accept_by, WORD_MAX,
	    "the last day, such as 2026-12-31"),
	LINES(offer_body, note, OFFER_NOTE_MAX, "words to the buyer"),
	LIST(offer_body, documents, OFFER_DOCUMENTS_MAX, &document_shape,
	    "extra terms, each to be ticked"),
	LIST(offer_body, milestones, OFFER_MILESTONES_MAX, &milestone_shape,
	    "none, or 2 to 70"),
	TEXT(
	    offer_body, billing, WORD_MAX, "of milestones: advance or arrears"),
	INT(offer_body, deemed_days, OFFER_DEEMED_MAX,
	    "business days until a delivery counts as accepted; 0: never"),
};
const struct shape offer_terms_shape = SHAPE(
    "OfferTerms", struct offer_body, terms_fields);

enum err
offer_terms_json(struct arena *a, struct str *out, const struct offer_body *b)
{
	struct json j;
	struct buf text;
	enum err e;

	buf_open(&text, OFFER_JSON_MAX);
	json_start(&j, &text);
	shape_write(&j, &offer_terms_shape, b);
	e = buf_err(&text);
	if (e == OK) {
		*out = str_copy(a, buf_str(&text));
		e = out->p == NULL ? ERR_NOMEM : OK;
	}
	buf_close(&text);
	return e;
}

enum err
offer_terms_parse(struct arena *a, struct offer_body *out, struct str json)
{
	struct wire_faults faults;
	enum err e = shape_read(a, out, &offer_terms_shape, json, &faults);

	return e == ERR_SYNTAX || e == ERR_INVALID ? ERR_BUG : e;
}
