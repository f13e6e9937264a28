/*
 * A listing: all that a seller states about a product, one shape for the
 * draft, for the revision that is kept, and for the wire.  What a draft
 * leaves out is .p NULL, 0 or an empty list: the shape bounds sizes alone,
 * act/listing_check.h knows what is right.
 */
#ifndef WIRE_LISTING_H
#define WIRE_LISTING_H

#include "wire/json.h"
#include "wire/shape.h"

enum {
	LISTING_URL_MAX = 500,
	LISTING_NAME_MAX = 120,
	LISTING_SUMMARY_MAX = 300,
	LISTING_TITLE_MAX = 200,
	LISTING_ALT_MAX = 200,
	LISTING_WORD_MAX = 80,		/* of a platform or keyword */
	LISTING_WORDS_MAX = 500,	/* of all of them, joined by commas */
	LISTING_KEYWORDS_MAX = 20,
	LISTING_PLATFORMS_MAX = 20,
	LISTING_REGIONS_MAX = 60,
	LISTING_SCREENSHOTS_MAX = 12,
	LISTING_RELEASES_MAX = 50,
	LISTING_IMAGES_MAX = 60,
	LISTING_IMAGE_MAX = 200,	/* its name */
	LISTING_REFUND_DAYS_MAX = 365
};

struct listing_text {
	struct str locale, name, summary;
	struct str description;		/* Markdown */
	struct wire_list keywords;	/* struct str */
};

struct listing_agreement {
	struct str title, locale;
	struct str text;		/* Markdown */
};

struct listing_release {
	struct str version;
	struct str date;		/* 2026-11-23 */
	struct str notes;		/* Markdown */
};

struct listing_screenshot {
	struct str file, alt;
};

struct listing_image {
	struct str region;		/* the region's code */
	struct str image;		/* its name there */
	int64_t min_vcpus, min_memory_gib;	/* of its server; 0: any */
};

struct listing_plan_text {
	struct str locale, name, summary;
};

struct listing_option {
	struct str name, value;
};

struct listing_capacity {
	struct str code, unit;
	int64_t min, max, step, included;
};

struct listing_price {
	struct str mode, currency;
	int64_t amount;			/* minor units */
	struct str capacity;		/* empty: the plan's own */
	int64_t from_quantity;		/* 0: as 1, and settled so */
};

struct listing_plan {
	struct str code;
	struct wire_list texts;		/* struct listing_plan_text */
	struct wire_list options;	/* struct listing_option */
	struct wire_list capacities;	/* struct listing_capacity */
	struct wire_list prices;	/* struct listing_price */
};

struct listing_body {
	struct str category;		/* its slug */
	struct str licence, website, version;
	struct wire_list platforms, regions;	/* struct str */
	struct str logo;		/* file in DATA_DIR/media */
	struct wire_list screenshots;	/* struct listing_screenshot */
	int64_t refund_days;
	struct str support_email, support_url;
	struct wire_list texts;		/* struct listing_text */
	struct wire_list agreements;	/* struct listing_agreement */
	struct wire_list releases;	/* struct listing_release */
	struct wire_list images;	/* struct listing_image */
	struct wire_list plans;		/* struct listing_plan */
};

extern const struct shape listing_shape;

/* for (LISTING_EACH(plan, p, &l->plans)): struct listing_plan *p */
#define LISTING_EACH(type, p, list)                                    \
	const struct listing_##type *p = (list)->items;                \
	p < (const struct listing_##type *)(list)->items + (list)->n;  \
	p++

/* Writes out what a price leaves unsaid: the plan's own, from 1 on. */
void listing_settle(struct listing_body *l);

/* Its JSON, the same bytes for the same listing.  ERR_LIMIT: too long. */
enum { LISTING_JSON_MAX = 1536 * 1024 };
enum err listing_json(struct arena *a, struct str *out,
    const struct listing_body *l) MUST_CHECK;

/* What listing_json() has written.  ERR_BUG: it did not. */
enum err listing_parse(struct arena *a, struct listing_body *out, struct str json)
    MUST_CHECK;

/* The list's texts, joined by commas; .p NULL: there are none. */
enum err listing_words(struct arena *a, struct str *out,
    const struct wire_list *words) MUST_CHECK;

#endif
