#include "act/listing_check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/sys.h"
#include "store/category.h"
#include "store/flavour.h"
#include "store/seller.h"

enum { POINTER_MAX = 160 };

struct check {
	struct arena *a;
	struct wire_faults *faults, *warnings;
	const struct listing_body *l;
	enum delivery_type delivery;
	const struct listing_rules *rules;
	const struct listing_found *found;
};

/* A place in the listing: "/plans/0/prices/3", and below it a field. */
struct at {
	char text[POINTER_MAX];
};

#define AT(...) at_format(__VA_ARGS__)

static struct at at_format(const char *fmt, ...) PRINTF(1, 2);

static struct at
at_format(const char *fmt, ...)
{
	struct at at;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(at.text, sizeof(at.text), fmt, ap);
	va_end(ap);
	return at;
}

static void
fault(struct check *c, struct at at, const char *code, const char *detail)
{
	wire_fault_add(c->a, c->faults, str_from(at.text), code, "%s", detail);
}

static void
warn(struct check *c, struct at at, const char *code, const char *detail)
{
	wire_fault_add(
	    c->a, c->warnings, str_from(at.text), code, "%s", detail);
}

/* Given, and one line that can be seen. */
static void
name_check(struct check *c, struct at at, struct str s)
{
	if (str_empty(str_trim(s)))
		fault(c, at, "required", "is missing");
	else if (!text_name(s, SIZE_MAX))
		fault(c, at, "format",
		    "must be one line that can be seen, without characters "
		    "that are invisible or turn the direction of writing");
}

static void
kind_check(struct check *c, struct at at, struct str s, enum text_kind kind,
    const char *detail)
{
	if (!str_empty(s) && !text_is(kind, s))
		fault(c, at, "format", detail);
}

/* Markdown, which is shown whole or not at all. */
static void
markdown_check(struct check *c, struct at at, struct str s, bool required)
{
	if (required && str_empty(str_trim(s)))
		fault(c, at, "required", "is missing");
	else if (s.n > MARKDOWN_MAX)
		fault(c, at, "length", "is longer than 64 KiB");
}

static bool
locale_known(const struct check *c, struct str locale)
{
	for (size_t i = 0; i < c->rules->nlocales; i++) {
		if (str_eq(c->rules->locales[i], locale))
			return true;
	}
	return false;
}

static void
locale_check(struct check *c, struct at at, struct str locale)
{
	if (str_empty(locale))
		fault(c, at, "required", "is missing");
	else if (!locale_known(c, locale))
		fault(c, at, "choice", "is not a language of this marketplace");
}

/* Words are kept joined by commas, in a column that has its end. */
static void
words_check(struct check *c, const char *place, const struct wire_list *list)
{
	const struct str *words = list->items;
	size_t length = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct at at = AT("%s/%zu", place, i);

		length += text_length(words[i]) + 1;
		if (text_length(words[i]) > LISTING_WORD_MAX)
			fault(c, at, "length", "must have 1 to 80 characters");
		else if (str_find(words[i], ',') < words[i].n ||
		    !text_name(words[i], SIZE_MAX))
			fault(c, at, "format",
			    "must be a word or a few, without commas");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(words[k], words[i])) {
				fault(c, at, "duplicate", "is there twice");
				break;
			}
		}
	}
	if (length > LISTING_WORDS_MAX)
		fault(c, AT("%s", place), "length",
		    "are longer than 500 characters together");
}

static void
regions_check(struct check *c)
{
	const struct str *regions = c->l->regions.items;

	for (size_t i = 0; i < c->l->regions.n; i++) {
		if (!text_is(TEXT_COUNTRY, regions[i]) &&
		    !str_is(regions[i], "001"))
			fault(c, AT("/regions/%zu", i), "format",
			    "must be two capitals such as DE, EU, or 001 for "
			    "the world");
	}
	words_check(c, "/regions", &c->l->regions);
}

static void
file_check(struct check *c, struct at at, struct str file)
{
	if (listing_media(c->found, file) == NULL)
		fault(c, at, "not_found",
		    "is not a picture that you uploaded; upload it first");
}

static void
pictures_check(struct check *c)
{
	const struct wire_list *list = &c->l->screenshots;
	const struct listing_screenshot *s = list->items;

	if (str_empty(c->l->logo))
		warn(c, AT("/logo"), "required",
		    "is missing; lists show a letter in its place");
	else
		file_check(c, AT("/logo"), c->l->logo);
	for (size_t i = 0; i < list->n; i++) {
		file_check(c, AT("/screenshots/%zu/file", i), s[i].file);
		name_check(c, AT("/screenshots/%zu/alt", i), s[i].alt);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(s[k].file, s[i].file)) {
				fault(c, AT("/screenshots/%zu/file", i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static void
head_check(struct check *c)
{
	const struct listing_body *l = c->l;

	if (str_empty(l->category))
		fault(c, AT("/category"), "required", "is missing");
	else if (!c->found->category)
		fault(c, AT("/category"), "choice",
		    "is not a category of this marketplace");
	if (str_empty(str_trim(l->licence)) && l->agreements.n == 0)
		fault(c, AT("/licence"), "required",
		    "is missing: name the licence, or add an agreement");
	kind_check(c, AT("/website"), l->website, TEXT_URL,
	    "must be an address like https://example.org/");
	kind_check(c, AT("/support_url"), l->support_url, TEXT_URL,
	    "must be an address like https://example.org/");
	kind_check(c, AT("/support_email"), l->support_email, TEXT_EMAIL,
	    "must be an e-mail address like name@example.org");
	if (str_empty(l->support_email) && !c->found->support)
		fault(c, AT("/support_email"), "required",
		    "is missing, and your profile names none either");
	words_check(c, "/platforms", &l->platforms);
	regions_check(c);
	pictures_check(c);
}

static void
text_check(struct check *c, size_t i)
{
	const struct listing_text *all = c->l->texts.items, *t = &all[i];

	locale_check(c, AT("/texts/%zu/locale", i), t->locale);
	name_check(c, AT("/texts/%zu/name", i), t->name);
	name_check(c, AT("/texts/%zu/summary", i), t->summary);
	markdown_check(
	    c, AT("/texts/%zu/description", i), t->description, true);
	words_check(c, AT("/texts/%zu/keywords", i).text, &t->keywords);
	for (size_t k = 0; k < i; k++) {
		if (str_eq(all[k].locale, t->locale)) {
			fault(c, AT("/texts/%zu/locale", i), "duplicate",
			    "is there twice");
			return;
		}
	}
}

static void
texts_check(struct check *c)
{
	bool found = false;

	for (LISTING_EACH(text, t, &c->l->texts))
		found |= str_eq(t->locale, c->rules->locales[0]);
	if (!found)
		wire_fault_add(c->a, c->faults, STR("/texts"), "required",
		    "are missing in %.*s, the marketplace's first language",
		    STR_FMT(c->rules->locales[0]));
	for (size_t i = 0; i < c->l->texts.n; i++)
		text_check(c, i);
}

static void
agreements_check(struct check *c)
{
	const struct listing_agreement *g = c->l->agreements.items;

	for (size_t i = 0; i < c->l->agreements.n; i++) {
		name_check(c, AT("/agreements/%zu/title", i), g[i].title);
		locale_check(c, AT("/agreements/%zu/locale", i), g[i].locale);
		markdown_check(
		    c, AT("/agreements/%zu/text", i), g[i].text, true);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(g[k].text, g[i].text)) {
				fault(c, AT("/agreements/%zu/text", i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static bool
is_day(struct check *c, struct str date)
{
	struct str time = arena_printf(c->a, "%.*sT00:00:00Z", STR_FMT(date));
	int64_t us;

	return time.p != NULL && date.n == 10 && time_parse(&us, time) == OK;
}

static void
releases_check(struct check *c)
{
	const struct listing_release *v = c->l->releases.items;

	for (size_t i = 0; i < c->l->releases.n; i++) {
		name_check(c, AT("/releases/%zu/version", i), v[i].version);
		markdown_check(
		    c, AT("/releases/%zu/notes", i), v[i].notes, false);
		if (!is_day(c, v[i].date))
			fault(c, AT("/releases/%zu/date", i), "format",
			    "must be a day such as 2026-11-23");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(v[k].version, v[i].version)) {
				fault(c, AT("/releases/%zu/version", i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static void
plan_texts_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_plan_text *t = p->texts.items;
	bool found = false;

	for (size_t i = 0; i < p->texts.n; i++) {
		found |= str_eq(t[i].locale, c->rules->locales[0]);
		locale_check(
		    c, AT("/plans/%zu/texts/%zu/locale", plan, i), t[i].locale);
		name_check(
		    c, AT("/plans/%zu/texts/%zu/name", plan, i), t[i].name);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(t[k].locale, t[i].locale)) {
				fault(c,
				    AT("/plans/%zu/texts/%zu/locale", plan, i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
	if (!found)
		fault(c, AT("/plans/%zu/texts", plan), "required",
		    "are missing in the marketplace's first language");
}

static void
options_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_option *o = p->options.items;

	for (size_t i = 0; i < p->options.n; i++) {
		name_check(
		    c, AT("/plans/%zu/options/%zu/name", plan, i), o[i].name);
		name_check(
		    c, AT("/plans/%zu/options/%zu/value", plan, i), o[i].value);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(o[k].name, o[i].name)) {
				fault(c,
				    AT("/plans/%zu/options/%zu/name", plan, i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static void
capacity_check(struct check *c, struct at at, const struct listing_capacity *k)
{
	if (k->max < k->min)
		fault(c, AT("%s/max", at.text), "range", "is below min");
	if (k->max < 1)
		fault(c, AT("%s/max", at.text), "range", "must be 1 or more");
	if (k->step < 1)
		fault(c, AT("%s/step", at.text), "range", "must be 1 or more");
	else if ((k->max - k->min) % k->step != 0)
		fault(c, AT("%s/step", at.text), "range",
		    "does not lead from min to max");
	if (k->included > k->max)
		fault(c, AT("%s/included", at.text), "range", "is above max");
}

static void
capacities_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_capacity *k = p->capacities.items;

	for (size_t i = 0; i < p->capacities.n; i++) {
		struct at at = AT("/plans/%zu/capacities/%zu", plan, i);

		if (!text_is(TEXT_CODE, k[i].code))
			fault(c, AT("%s/code", at.text), "format",
			    "must be a code of lower-case letters, digits and "
			    "_");
		name_check(c, AT("%s/unit", at.text), k[i].unit);
		capacity_check(c, at, &k[i]);
		for (size_t other = 0; other < i; other++) {
			if (str_eq(k[other].code, k[i].code)) {
				fault(c, AT("%s/code", at.text), "duplicate",
				    "is there twice");
				break;
			}
		}
	}
}

static bool
currency_sold(const struct check *c, struct str code)
{
	for (size_t i = 0; i < c->rules->ncurrencies; i++) {
		if (str_is(code, c->rules->currencies[i].code))
			return true;
	}
	return str_is(code, c->rules->currency.code);
}

static int64_t
tier_of(const struct listing_price *p)
{
	return p->from_quantity == 0 ? 1 : p->from_quantity;
}

/* Is there the plan's or the capacity's price that this one builds on? */
static bool
price_stands(const struct listing_plan *plan, const struct listing_price *of,
    struct str capacity)
{
	for (LISTING_EACH(price, p, &plan->prices)) {
		if (str_eq(p->mode, of->mode) &&
		    str_eq(p->currency, of->currency) && tier_of(p) == 1 &&
		    str_cmp(p->capacity, capacity) == 0)
			return true;
	}
	return false;
}

static bool
capacity_stands(const struct listing_plan *plan, struct str code)
{
	for (LISTING_EACH(capacity, k, &plan->capacities)) {
		if (str_eq(k->code, code))
			return true;
	}
	return false;
}

static bool
same_price(const struct listing_price *a, const struct listing_price *b)
{
	return str_eq(a->mode, b->mode) && str_eq(a->currency, b->currency) &&
	    str_cmp(a->capacity, b->capacity) == 0 && tier_of(a) == tier_of(b);
}

static void
price_check(struct check *c, struct at at, const struct listing_plan *plan,
    const struct listing_price *p)
{
	enum billing_mode mode;

	if (billing_mode_parse(&mode, p->mode) != OK)
		fault(c, AT("%s/mode", at.text), "choice",
		    "must be one of: one_time, monthly, yearly");
	if (!currency_sold(c, p->currency))
		fault(c, AT("%s/currency", at.text), "choice",
		    "is not a currency of this marketplace");
	if (!str_empty(p->capacity) && !capacity_stands(plan, p->capacity))
		fault(c, AT("%s/capacity", at.text), "not_found",
		    "is not a capacity of this plan");
	if (tier_of(p) > 1 && !price_stands(plan, p, p->capacity))
		fault(c, AT("%s/from_quantity", at.text), "range",
		    "has no price from quantity 1 before it");
	if (!str_empty(p->capacity) && !price_stands(plan, p, STR_NONE))
		fault(c, AT("%s/capacity", at.text), "required",
		    "is priced, but the plan is not in this mode and "
		    "currency");
}

static void
prices_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_price *all = p->prices.items;
	bool found = false;

	for (size_t i = 0; i < p->prices.n; i++) {
		struct at at = AT("/plans/%zu/prices/%zu", plan, i);

		found |= str_empty(all[i].capacity) &&
		    str_is(all[i].currency, c->rules->currency.code);
		price_check(c, at, p, &all[i]);
		for (size_t k = 0; k < i; k++) {
			if (same_price(&all[k], &all[i])) {
				fault(c, at, "duplicate",
				    "is there twice for the same mode, "
				    "currency, capacity and quantity");
				break;
			}
		}
	}
	if (!found)
		wire_fault_add(c->a, c->faults,
		    str_from(AT("/plans/%zu/prices", plan).text), "required",
		    "have none in %s, the marketplace's currency",
		    c->rules->currency.code);
}

static void
plans_check(struct check *c)
{
	const struct listing_plan *p = c->l->plans.items;

	if (c->l->plans.n == 0)
		fault(c, AT("/plans"), "required",
		    "are missing; add one with a price");
	for (size_t i = 0; i < c->l->plans.n; i++) {
		if (!text_is(TEXT_CODE, p[i].code))
			fault(c, AT("/plans/%zu/code", i), "format",
			    "must be a code of lower-case letters, digits and "
			    "_");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(p[k].code, p[i].code)) {
				fault(c, AT("/plans/%zu/code", i), "duplicate",
				    "is there twice");
				break;
			}
		}
		plan_texts_check(c, i, &p[i]);
		options_check(c, i, &p[i]);
		capacities_check(c, i, &p[i]);
		prices_check(c, i, &p[i]);
	}
}

static void
image_check(struct check *c, size_t i)
{
	const struct listing_image *all = c->l->images.items, *m = &all[i];

	name_check(c, AT("/images/%zu/image", i), m->image);
	if (str_empty(m->region))
		fault(c, AT("/images/%zu/region", i), "required", "is missing");
	else if (!c->found->regions[i])
		fault(c, AT("/images/%zu/region", i), "choice",
		    "is not a region of this marketplace");
	for (size_t k = 0; k < i; k++) {
		if (str_eq(all[k].region, m->region)) {
			fault(c, AT("/images/%zu/region", i), "duplicate",
			    "is there twice");
			break;
		}
	}
}

/*
 * An image's server is paid by the month or the year, and so is it; a
 * service is done once, and paid for once.
 */
static void
modes_check(struct check *c, bool once, const char *why)
{
	const struct listing_plan *plans = c->l->plans.items;

	for (size_t i = 0; i < c->l->plans.n; i++) {
		const struct listing_price *p = plans[i].prices.items;

		for (size_t k = 0; k < plans[i].prices.n; k++)
			if (str_is(p[k].mode, "one_time") != once)
				fault(c, AT("/plans/%zu/prices/%zu/mode", i, k),
				    "choice", why);
	}
}

static void
images_check(struct check *c)
{
	if (c->delivery != DELIVERY_IMAGE) {
		if (c->l->images.n > 0)
			fault(c, AT("/images"), "unknown",
			    "are for products that are delivered as an image");
		return;
	}
	if (c->l->images.n == 0)
		fault(c, AT("/images"), "required",
		    "are missing; name the image in a region");
	for (size_t i = 0; i < c->l->images.n; i++)
		image_check(c, i);
	modes_check(c, false, "must be monthly or yearly, as its server is");
}

void
listing_check(struct arena *a, struct wire_faults *faults,
    struct wire_faults *warnings, const struct listing_body *l,
    enum delivery_type delivery, const struct listing_rules *rules,
    const struct listing_found *found)
{
	struct check c = { a, faults, warnings, l, delivery, rules, found };

	faults->n = warnings->n = 0;
	texts_check(&c);
	head_check(&c);
	plans_check(&c);
	images_check(&c);
	if (delivery == DELIVERY_SERVICE)
		modes_check(
		    &c, true, "must be one_time: a service is done once");
	agreements_check(&c);
	releases_check(&c);
}

const struct media *
listing_media(const struct listing_found *found, struct str file)
{
	for (size_t i = 0; i < found->nmedia; i++) {
		if (str_eq(found->media[i].file, file))
			return &found->media[i];
	}
	return NULL;
}

static enum err
pictures_look_up(struct db *db, struct arena *a, struct listing_found *out,
    const struct listing_body *l, struct id seller_id, struct id product_id)
{
	struct str files[LISTING_SCREENSHOTS_MAX + 1];
	size_t n = 0;

	if (!str_empty(l->logo))
		files[n++] = l->logo;
	for (LISTING_EACH(screenshot, s, &l->screenshots)) {
		if (!str_empty(s->file))
			files[n++] = s->file;
	}
	return media_known(
	    db, a, &out->media, &out->nmedia, seller_id, product_id, files, n);
}

static enum err
regions_look_up(struct db *db, struct arena *a, struct listing_found *out,
    const struct listing_body *l)
{
	struct str codes[LISTING_IMAGES_MAX];
	size_t n = 0;

	for (LISTING_EACH(image, m, &l->images))
		codes[n++] = m->region;
	return n == 0 ? OK : regions_known(db, a, out->regions, codes, n);
}

enum err
listing_look_up(struct db *db, struct arena *a, struct listing_found *out,
    const struct listing_body *l, struct id seller_id, struct id product_id)
{
	struct seller seller;
	struct category category;
	enum err e;

	*out = (struct listing_found){ .category = false };
	e = category_by_slug(db, a, &category, l->category);
	out->category = e == OK;
	out->category_id = e == OK ? category.category_id
				   : (struct id){ { 0 } };
	if (e == ERR_NOT_FOUND)
		e = OK;
	if (e == OK)
		e = seller_get(db, a, &seller, seller_id, 0);
	if (e != OK)
		return e;
	out->support = !str_empty(seller.support_email);
	e = regions_look_up(db, a, out, l);
	if (e != OK)
		return e;
	return pictures_look_up(db, a, out, l, seller_id, product_id);
}
