#include <string.h>

#include "catalog/record.h"
#include "record_layout.h"

/* Where reading has come to, and the arena's failure if there was one. */
struct cursor {
	const uint8_t *at;
	struct arena *a;
	enum err err;
};

static uint64_t
take_u64(struct cursor *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t b = *c->at++;

		v |= (uint64_t)(b & 0x7f) << shift;
		if (b < 0x80)
			return v;
	}
}

static int64_t
take_i64(struct cursor *c)
{
	return (int64_t)take_u64(c);
}

static struct str
take_str(struct cursor *c)
{
	uint64_t n = take_u64(c);
	struct str s = STR_NONE;

	if (n > 0) {
		s = (struct str){ (const char *)c->at, (size_t)n - 1 };
		c->at += s.n;
	}
	return s;
}

static void
take_bytes(struct cursor *c, void *out, size_t n)
{
	memcpy(out, c->at, n);
	c->at += n;
}

/* NULL, and the failure is kept, when out of memory. */
static void *
take_array(struct cursor *c, size_t n, size_t size)
{
	void *p = c->err == OK ? arena_array(c->a, n, size) : NULL;

	if (!p)
		c->err = ERR_NOMEM;
	return p;
}

static void
take_texts(struct cursor *c, struct str **texts[], size_t each, size_t nlocales)
{
	struct str *all = take_array(c, each * nlocales, sizeof(*all));

	for (size_t k = 0; k < each; k++)
		*texts[k] = all ? all + k * nlocales : NULL;
	for (size_t l = 0; all && l < nlocales; l++) {
		size_t as = (size_t)take_u64(c);

		for (size_t k = 0; k < each; k++)
			(*texts[k])[l] = as == l ? take_str(c)
						 : (*texts[k])[as];
	}
}

static void
take_card(struct cursor *c, struct record *r, size_t nlocales)
{
	struct catalogue_product *p = &r->product;
	unsigned flags;

	c->at += RECORD_FLAGS_AT;
	flags = *c->at++;
	p->listing = flags & RECORD_LISTING;
	p->delivery = flags >> RECORD_DELIVERY_SHIFT & RECORD_DELIVERY;
	p->has_from = flags & RECORD_HAS_FROM;
	take_bytes(c, p->product_id.b, sizeof(p->product_id.b));
	p->slug = take_str(c);
	p->seller = (uint32_t)take_u64(c);
	p->category = (uint32_t)take_u64(c);
	r->pin = take_i64(c);
	r->paid_orders = take_i64(c);
	p->pinned = r->pin > 0;
	p->popular = p->pinned || r->paid_orders > 0;
	p->created_at_us = take_i64(c);
	p->updated_at_us = take_i64(c);
	r->newest_at_us = take_i64(c);
	if (p->has_from) {
		p->from.minor = take_i64(c);
		p->from_mode = (enum billing_mode)take_u64(c);
		take_bytes(c, &p->from.currency, sizeof(p->from.currency));
	}
	p->logo = take_str(c);
	p->licence = take_str(c);
	p->platforms = take_str(c);
	take_texts(c, (struct str * *[]){ &p->name, &p->summary }, 2, nlocales);
}

static struct price
take_price(struct cursor *c)
{
	struct price p;

	p.mode = (enum billing_mode)take_u64(c);
	take_bytes(c, &p.currency, sizeof(p.currency));
	p.from_quantity = take_i64(c);
	p.amount_minor = take_i64(c);
	p.capacity = take_str(c);
	return p;
}

static struct capacity
take_capacity(struct cursor *c)
{
	struct capacity k;

	k.code = take_str(c);
	k.unit = take_str(c);
	k.min = take_i64(c);
	k.max = take_i64(c);
	k.step = take_i64(c);
	k.included = take_i64(c);
	return k;
}

static void
take_plan(struct cursor *c, struct catalogue_plan *p, size_t nlocales)
{
	struct catalogue_option *options;
	struct capacity *capacities;
	struct price *prices;

	take_bytes(c, p->plan_id.b, sizeof(p->plan_id.b));
	p->code = take_str(c);
	take_texts(c, (struct str * *[]){ &p->name, &p->summary }, 2, nlocales);
	if (c->err != OK)
		return;
	p->noptions = (size_t)take_u64(c);
	p->options = options = take_array(c, p->noptions, sizeof(*options));
	for (size_t i = 0; options && i < p->noptions; i++) {
		options[i].name = take_str(c);
		options[i].value = take_str(c);
	}
	if (!options)
		return;
	p->terms.ncapacities = (size_t)take_u64(c);
	p->terms.capacities = capacities = take_array(
	    c, p->terms.ncapacities, sizeof(*capacities));
	for (size_t i = 0; capacities && i < p->terms.ncapacities; i++)
		capacities[i] = take_capacity(c);
	if (!capacities)
		return;
	p->terms.nprices = (size_t)take_u64(c);
	p->terms.prices = prices = take_array(
	    c, p->terms.nprices, sizeof(*prices));
	for (size_t i = 0; prices && i < p->terms.nprices; i++)
		prices[i] = take_price(c);
}

static void
take_agreements(struct cursor *c, struct catalogue_product *p)
{
	struct catalogue_agreement *all;

	p->nagreements = (size_t)take_u64(c);
	p->agreements = all = take_array(c, p->nagreements, sizeof(*all));
	for (size_t i = 0; all && i < p->nagreements; i++)
		take_bytes(c, all[i].document, sizeof(all[i].document));
}

static void
take_plans(struct cursor *c, struct catalogue_product *p, size_t nlocales)
{
	struct catalogue_plan *all;

	p->nplans = (size_t)take_u64(c);
	p->plans = all = take_array(c, p->nplans, sizeof(*all));
	for (size_t i = 0; c->err == OK && i < p->nplans; i++)
		take_plan(c, &all[i], nlocales);
}

static void
take_screenshots(struct cursor *c, struct catalogue_product *p)
{
	struct catalogue_screenshot *all;

	p->nscreenshots = (size_t)take_u64(c);
	p->screenshots = all = take_array(c, p->nscreenshots, sizeof(*all));
	for (size_t i = 0; all && i < p->nscreenshots; i++) {
		all[i].file = take_str(c);
		all[i].alt = take_str(c);
		all[i].width = (uint32_t)take_u64(c);
		all[i].height = (uint32_t)take_u64(c);
	}
}

static void
take_releases(struct cursor *c, struct catalogue_product *p)
{
	struct catalogue_release *all;

	p->nreleases = (size_t)take_u64(c);
	p->releases = all = take_array(c, p->nreleases, sizeof(*all));
	for (size_t i = 0; all && i < p->nreleases; i++) {
		all[i].version = take_str(c);
		all[i].date = take_str(c);
		all[i].notes_html = take_str(c);
	}
}

static void
take_rest(struct cursor *c, struct record *r, size_t nlocales)
{
	struct catalogue_product *p = &r->product;

	p->website = take_str(c);
	p->regions = take_str(c);
	p->version = take_str(c);
	p->support_email = take_str(c);
	p->support_url = take_str(c);
	p->refund_days = take_i64(c);
	take_texts(c, (struct str * *[]){ &r->keywords, &p->description_html },
	    2, nlocales);
	if (c->err == OK)
		take_agreements(c, p);
	if (c->err == OK)
		take_plans(c, p, nlocales);
	if (c->err == OK)
		take_screenshots(c, p);
	if (c->err == OK)
		take_releases(c, p);
}

enum err
record_read_card(
    struct record *out, struct arena *a, const uint8_t *bytes, size_t nlocales)
{
	struct cursor c = { bytes, a, OK };

	memset(out, 0, sizeof(*out));
	take_card(&c, out, nlocales);
	return c.err;
}

enum err
record_read(
    struct record *out, struct arena *a, const uint8_t *bytes, size_t nlocales)
{
	struct cursor c = { bytes, a, OK };

	memset(out, 0, sizeof(*out));
	take_card(&c, out, nlocales);
	if (c.err == OK)
		take_rest(&c, out, nlocales);
	return c.err;
}

size_t
record_bytes(const uint8_t *bytes)
{
	uint32_t n;

	memcpy(&n, bytes, sizeof(n));
	return n;
}

struct str
record_slug(const uint8_t *bytes)
{
	struct cursor c = { .at = bytes + RECORD_SLUG_AT };

	return take_str(&c);
}

int64_t
record_updated_at_us(const uint8_t *bytes)
{
	struct cursor c = { .at = bytes + RECORD_SLUG_AT };

	take_str(&c); /* slug */
	take_u64(&c); /* seller */
	take_u64(&c); /* category */
	take_i64(&c); /* pin */
	take_i64(&c); /* paid orders */
	take_i64(&c); /* created */
	return take_i64(&c);
}

struct id
record_id(const uint8_t *bytes)
{
	struct id id;

	memcpy(id.b, bytes + RECORD_ID_AT, sizeof(id.b));
	return id;
}

enum listing
record_listing(const uint8_t *bytes)
{
	return bytes[RECORD_FLAGS_AT] & RECORD_LISTING;
}
