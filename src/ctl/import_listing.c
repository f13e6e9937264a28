#include "ctl/import.h"

#include "wire/listing.h"

/* "a,b" as a list of its words. */
static enum err
words(struct arena *a, struct wire_list *out, struct str joined)
{
	struct str rest = joined, word, *list;
	size_t n = 1;

	*out = (struct wire_list){ NULL, 0 };
	if (str_empty(joined))
		return OK;
	for (size_t i = 0; i < joined.n; i++)
		n += joined.p[i] == ',';
	list = ARENA_NEWS(a, struct str, n);
	if (!list)
		return ERR_NOMEM;
	out->items = list;
	while (str_cut(&rest, ',', &word))
		list[out->n++] = word;
	return OK;
}

/* Room for as many items of a listing as the file has. */
static bool
room(struct arena *a, struct wire_list *out, size_t n, size_t size)
{
	out->items = arena_array(a, n, size);
	out->n = n;
	return out->items != NULL;
}

static enum err
texts(struct arena *a, struct listing_body *l, const struct import_product *p)
{
	struct listing_text *t;
	enum err e = OK;

	if (!room(a, &l->texts, p->ntexts, sizeof(*t)))
		return ERR_NOMEM;
	t = l->texts.items;
	for (size_t i = 0; e == OK && i < p->ntexts; i++, t++) {
		t->locale = p->texts[i].locale;
		t->name = p->texts[i].name;
		t->summary = p->texts[i].summary;
		t->description = p->texts[i].description;
		e = words(a, &t->keywords, p->texts[i].keywords);
	}
	return e;
}

static bool
plan_parts(
    struct arena *a, struct listing_plan *out, const struct import_plan *p)
{
	struct listing_plan_text *t;
	struct listing_option *o;
	struct listing_capacity *k;

	if (!room(a, &out->texts, p->ntexts, sizeof(*t)) ||
	    !room(a, &out->options, p->noptions, sizeof(*o)) ||
	    !room(a, &out->capacities, p->ncapacities, sizeof(*k)))
		return false;
	t = out->texts.items;
	for (size_t i = 0; i < p->ntexts; i++)
		t[i] = (struct listing_plan_text){ p->texts[i].locale,
			p->texts[i].name, p->texts[i].summary };
	o = out->options.items;
	for (size_t i = 0; i < p->noptions; i++)
		o[i] = (struct listing_option){ p->options[i].name,
			p->options[i].value };
	k = out->capacities.items;
	for (size_t i = 0; i < p->ncapacities; i++)
		k[i] = (struct listing_capacity){ p->capacities[i].code,
			p->capacities[i].unit, p->capacities[i].min,
			p->capacities[i].max, p->capacities[i].step,
			p->capacities[i].included };
	return true;
}

static bool
prices(struct arena *a, struct listing_plan *out, const struct import_plan *p)
{
	struct listing_price *to;

	if (!room(a, &out->prices, p->nprices, sizeof(*to)))
		return false;
	to = out->prices.items;
	for (size_t i = 0; i < p->nprices; i++) {
		const struct price *from = &p->prices[i];

		to[i] = (struct listing_price){
			.mode = str_from(billing_mode_name(from->mode)),
			.currency = str_from(from->currency.code),
			.amount = from->amount_minor,
			.capacity = from->capacity,
			.from_quantity = from->from_quantity,
		};
	}
	return true;
}

static bool
plans(struct arena *a, struct listing_body *l, const struct import_product *p)
{
	struct listing_plan *to;

	if (!room(a, &l->plans, p->nplans, sizeof(*to)))
		return false;
	to = l->plans.items;
	for (size_t i = 0; i < p->nplans; i++) {
		to[i].code = p->plans[i].code;
		if (!plan_parts(a, &to[i], &p->plans[i]) ||
		    !prices(a, &to[i], &p->plans[i]))
			return false;
	}
	return true;
}

static bool
lists(struct arena *a, struct listing_body *l, const struct import_product *p)
{
	struct listing_agreement *g;
	struct listing_release *v;
	struct listing_screenshot *s;
	struct listing_image *m;

	if (!room(a, &l->agreements, p->nagreements, sizeof(*g)) ||
	    !room(a, &l->releases, p->nreleases, sizeof(*v)) ||
	    !room(a, &l->images, p->nimages, sizeof(*m)) ||
	    !room(a, &l->screenshots, p->nscreenshots, sizeof(*s)))
		return false;
	g = l->agreements.items;
	for (size_t i = 0; i < p->nagreements; i++)
		g[i] = (struct listing_agreement){ p->agreements[i].title,
			p->agreements[i].locale, p->agreements[i].text };
	v = l->releases.items;
	for (size_t i = 0; i < p->nreleases; i++)
		v[i] = (struct listing_release){ p->releases[i].version,
			p->releases[i].date, p->releases[i].notes };
	m = l->images.items;
	for (size_t i = 0; i < p->nimages; i++)
		m[i] = (struct listing_image){ p->images[i].region,
			p->images[i].image, p->images[i].min_vcpus,
			p->images[i].min_memory_gib };
	s = l->screenshots.items;
	for (size_t i = 0; i < p->nscreenshots; i++)
		s[i] = (struct listing_screenshot){ p->screenshots[i].kept,
			p->screenshots[i].alt };
	return true;
}

enum err
import_listing(
    struct arena *a, struct listing_body *out, const struct import_product *p)
{
	enum err e;

	*out = (struct listing_body){
		.category = p->category,
		.licence = p->licence,
		.website = p->website,
		.version = p->version,
		.logo = p->logo_file,
		.refund_days = p->refund_days,
		.support_email = p->support_email,
		.support_url = p->support_url,
	};
	e = words(a, &out->platforms, p->platforms);
	if (e == OK)
		e = words(a, &out->regions, p->regions);
	if (e == OK)
		e = texts(a, out, p);
	if (e != OK)
		return e;
	if (!plans(a, out, p) || !lists(a, out, p))
		return ERR_NOMEM;
	listing_settle(out);
	return OK;
}
