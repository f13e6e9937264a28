#include "wire/listing.h"

#include "base/buf.h"
#include "domain/money.h"
#include "fields.h"
#include "wire/write.h"

enum {
	DESCRIPTION_MAX = 64 * 1024,
	AGREEMENT_MAX = 64 * 1024,
	NOTES_MAX = 8 * 1024,
	FILE_MAX = 80,
	VERSION_MAX = 64,
	LICENCE_MAX = 200,
	LOCALE_MAX = 16,
	DATE_MAX = 10,
	OPTION_NAME_MAX = 80,
	OPTION_VALUE_MAX = 200,
	IMAGE_SIZE_MAX = 100000
};

/* The items of a list are told apart by these of their fields. */
#define KEYED(name_, type_, fields_, ...) \
	{ \
		.name = (name_), .size = sizeof(type_), .fields = (fields_), \
		.nfields = sizeof(fields_) / sizeof((fields_)[0]), \
		.keys = (const char *const[]) \
		{ \
			__VA_ARGS__, NULL \
		} \
	}

static const struct field text_fields[] = {
	TEXT(listing_text, locale, LOCALE_MAX, "one of the site's"),
	TEXT(listing_text, name, LISTING_NAME_MAX, "of the product"),
	TEXT(listing_text, summary, LISTING_SUMMARY_MAX, "one sentence"),
	LINES(listing_text, description, DESCRIPTION_MAX, "Markdown"),
	LIST(listing_text, keywords, LISTING_KEYWORDS_MAX, NULL,
	    "found by search"),
};
static const struct shape text_shape = KEYED(
    "ListingText", struct listing_text, text_fields, "locale");

static const struct field agreement_fields[] = {
	TEXT(listing_agreement, title, LISTING_TITLE_MAX, "as buyers see it"),
	TEXT(listing_agreement, locale, LOCALE_MAX, "of the text"),
	LINES(listing_agreement, text, AGREEMENT_MAX, "Markdown"),
};
static const struct shape agreement_shape = KEYED("ListingAgreement",
    struct listing_agreement, agreement_fields, "title", "locale");

static const struct field release_fields[] = {
	TEXT(listing_release, version, VERSION_MAX, "as the seller counts"),
	TEXT(listing_release, date, DATE_MAX, "a day such as 2026-11-23"),
	LINES(listing_release, notes, NOTES_MAX, "Markdown"),
};
static const struct shape release_shape = KEYED(
    "ListingRelease", struct listing_release, release_fields, "version");

static const struct field screenshot_fields[] = {
	TEXT(listing_screenshot, file, FILE_MAX, "as the upload answered"),
	TEXT(listing_screenshot, alt, LISTING_ALT_MAX, "what it shows"),
};
static const struct shape screenshot_shape = KEYED(
    "ListingScreenshot", struct listing_screenshot, screenshot_fields, "file");

static const struct field image_fields[] = {
	TEXT(listing_image, region, CODE_MAX, "a region's code"),
	TEXT(listing_image, image, LISTING_IMAGE_MAX, "its name there"),
	INT(listing_image, min_vcpus, IMAGE_SIZE_MAX,
	    "the least of its server; 0: any"),
	INT(listing_image, min_memory_gib, IMAGE_SIZE_MAX,
	    "GiB, the least of its server; 0: any"),
};
static const struct shape image_shape = KEYED(
    "ListingImage", struct listing_image, image_fields, "region");

static const struct field plan_text_fields[] = {
	TEXT(listing_plan_text, locale, LOCALE_MAX, "one of the site's"),
	TEXT(listing_plan_text, name, LISTING_NAME_MAX, "of the plan"),
	TEXT(listing_plan_text, summary, LISTING_SUMMARY_MAX, "one sentence"),
};
static const struct shape plan_text_shape = KEYED(
    "ListingPlanText", struct listing_plan_text, plan_text_fields, "locale");

static const struct field option_fields[] = {
	TEXT(listing_option, name, OPTION_NAME_MAX, "such as Edition"),
	TEXT(listing_option, value, OPTION_VALUE_MAX, "such as Pro"),
};
static const struct shape option_shape = KEYED(
    "ListingOption", struct listing_option, option_fields, "name");

static const struct field capacity_fields[] = {
	TEXT(listing_capacity, code, CODE_MAX, "such as users"),
	TEXT(listing_capacity, unit, CODE_MAX, "such as user or GB"),
	INT(listing_capacity, min, CAPACITY_MAX, "least that can be chosen"),
	INT(listing_capacity, max, CAPACITY_MAX, "most that can be chosen"),
	INT(listing_capacity, step, CAPACITY_MAX, "sold in steps of"),
	INT(listing_capacity, included, CAPACITY_MAX, "in the plan's price"),
};
static const struct shape capacity_shape = KEYED(
    "ListingCapacity", struct listing_capacity, capacity_fields, "code");

static const struct field price_fields[] = {
	TEXT(listing_price, mode, LOCALE_MAX, "one_time, monthly or yearly"),
	TEXT(listing_price, currency, 3, "ISO 4217"),
	INT(listing_price, amount, MONEY_MAX_MINOR,
	    "net, minor units, per unit and period"),
	TEXT(listing_price, capacity, CODE_MAX,
	    "empty: the plan's; else of one step beyond what is included"),
	INT(listing_price, from_quantity, QUANTITY_MAX,
	    "the tier starts at this quantity; 1 without it"),
};
static const struct shape price_shape = KEYED("ListingPrice",
    struct listing_price, price_fields, "mode", "currency", "capacity",
    "from_quantity");

static const struct field plan_fields[] = {
	TEXT(listing_plan, code, CODE_MAX, "unique in the product; in URLs"),
	LIST(listing_plan, texts, LOCALES_MAX, &plan_text_shape, NULL),
	LIST(listing_plan, options, OPTIONS_MAX, &option_shape, NULL),
	LIST(listing_plan, capacities, CAPACITIES_MAX, &capacity_shape, NULL),
	LIST(listing_plan, prices, PRICES_MAX, &price_shape, NULL),
};
static const struct shape plan_shape = KEYED(
    "ListingPlan", struct listing_plan, plan_fields, "code");

static const struct field listing_fields[] = {
	TEXT(listing_body, category, SLUG_MAX, "its slug"),
	TEXT(listing_body, licence, LICENCE_MAX,
	    "SPDX ids or the licence's name"),
	TEXT(listing_body, website, LISTING_URL_MAX, "an http(s) URL"),
	TEXT(listing_body, version, VERSION_MAX, "current release"),
	LIST(listing_body, platforms, LISTING_PLATFORMS_MAX, NULL,
	    "such as Docker"),
	LIST(listing_body, regions, LISTING_REGIONS_MAX, NULL,
	    "ISO 3166-1 alpha-2, EU, or 001 for the world"),
	TEXT(listing_body, logo, FILE_MAX, "as the upload answered"),
	LIST(listing_body, screenshots, LISTING_SCREENSHOTS_MAX,
	    &screenshot_shape, NULL),
	INT(listing_body, refund_days, LISTING_REFUND_DAYS_MAX,
	    "0: no refund after delivery"),
	TEXT(listing_body, support_email, EMAIL_MAX, "the seller's without it"),
	TEXT(listing_body, support_url, LISTING_URL_MAX, "an http(s) URL"),
	LIST(listing_body, texts, LOCALES_MAX, &text_shape, NULL),
	LIST(listing_body, agreements, AGREEMENTS_MAX, &agreement_shape,
	    "accepted by each buyer"),
	LIST(listing_body, releases, LISTING_RELEASES_MAX, &release_shape,
	    "newest first"),
	LIST(listing_body, images, LISTING_IMAGES_MAX, &image_shape,
	    "of delivery image: where it can be started"),
	LIST(listing_body, plans, PLANS_MAX, &plan_shape, NULL),
};
const struct shape listing_shape = SHAPE(
    "Listing", struct listing_body, listing_fields);

void
listing_settle(struct listing_body *l)
{
	struct listing_plan *plans = l->plans.items;

	for (size_t i = 0; i < l->plans.n; i++) {
		struct listing_price *p = plans[i].prices.items;

		for (size_t k = 0; k < plans[i].prices.n; k++, p++) {
			if (p->capacity.p == NULL)
				p->capacity = STR("");
			if (p->from_quantity == 0)
				p->from_quantity = 1;
		}
	}
}

enum err
listing_json(struct arena *a, struct str *out, const struct listing_body *l)
{
	struct json j;
	struct buf b;
	enum err e;

	buf_open(&b, LISTING_JSON_MAX);
	json_start(&j, &b);
	shape_write(&j, &listing_shape, l);
	e = buf_err(&b);
	if (e == OK) {
		*out = str_copy(a, buf_str(&b));
		e = out->p == NULL ? ERR_NOMEM : OK;
	}
	buf_close(&b);
	return e;
}

enum err
listing_parse(struct arena *a, struct listing_body *out, struct str json)
{
	struct wire_faults faults;
	enum err e = shape_read(a, out, &listing_shape, json, &faults);

	return e == ERR_SYNTAX || e == ERR_INVALID ? ERR_BUG : e;
}

enum err
listing_words(struct arena *a, struct str *out, const struct wire_list *words)
{
	const struct str *word = words->items;
	struct buf b;
	enum err e;

	*out = STR_NONE;
	if (words->n == 0)
		return OK;
	buf_open(&b, LISTING_JSON_MAX);
	for (size_t i = 0; i < words->n; i++) {
		if (i > 0)
			buf_add_char(&b, ',');
		buf_add(&b, word[i]);
	}
	e = buf_err(&b);
	if (e == OK) {
		*out = str_copy(a, buf_str(&b));
		e = out->p == NULL ? ERR_NOMEM : OK;
	}
	buf_close(&b);
	return e;
}
