/*
 * The terms of a private offer: one shape for the draft, for the version
 * that is kept, for templates and for the wire.  What a draft leaves out is
 * .p NULL, 0 or an empty list: the shape bounds sizes alone,
 * act/offer_check.h knows what is right.
 */
#ifndef WIRE_OFFER_TERMS_H
#define WIRE_OFFER_TERMS_H

#include "wire/json.h"
#include "wire/shape.h"

enum {
	OFFER_TITLE_MAX = 200,
	OFFER_NOTE_MAX = 2000,
	OFFER_CRITERIA_MAX = CRITERIA_MAX,
	OFFER_CRITERION_MAX = 500,	/* code points */
	OFFER_DEEMED_MAX = 30		/* business days */
};

struct offer_body_target {
	struct str kind;		/* "email", "mobile", "company" */
	struct str value;
};

struct offer_body_price {
	struct str kind;		/* "amount", "percent" */
	int64_t amount;			/* net, minor units, per unit and
					   period */
	int64_t percent_bp;
};

struct offer_body_capacity {
	struct str code;
	int64_t amount;
};

struct offer_body_document {
	struct str title;
	struct str text;		/* Markdown */
};

struct offer_body_milestone {
	struct str name;
	int64_t share_bp;
	struct wire_list criteria;	/* struct str */
};

struct offer_body {
	struct str title;		/* the seller's own name for it */
	struct offer_body_target target;
	struct str product, plan;	/* slug and code */
	struct str billing_mode;
	int64_t quantity, periods;
	struct wire_list capacities;	/* struct offer_body_capacity */
	struct str region, flavour;	/* of an image */
	struct str currency;
	struct offer_body_price price;
	struct str starts_on, accept_by;	/* 2026-12-31 */
	struct str note;
	struct wire_list documents;	/* struct offer_body_document */
	struct wire_list milestones;	/* struct offer_body_milestone */
	struct str billing;		/* "advance", "arrears" */
	int64_t deemed_days;		/* 0: never */
};

extern const struct shape offer_terms_shape;

/* Its JSON, the same bytes for the same terms.  ERR_LIMIT: too long. */
enum { OFFER_JSON_MAX = 1536 * 1024 };
enum err offer_terms_json(struct arena *a, struct str *out,
    const struct offer_body *b) MUST_CHECK;

/* What offer_terms_json() has written.  ERR_BUG: it did not. */
enum err offer_terms_parse(struct arena *a, struct offer_body *out,
    struct str json) MUST_CHECK;

#endif
