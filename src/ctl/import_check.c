#include <stdlib.h>

#include "base/sys.h"
#include "base/text.h"
#include "ctl/import.h"

void
import_fault(struct import *im, struct str where, struct str field,
    struct str fault, struct str mend)
{
	enum { SHOWN_MAX = 300 };

	if (im->nfaults < IMPORT_FAULTS_SHOWN)
		im->faults[im->nfaults] = (struct import_fault){
			text_shown(im->a, where, SHOWN_MAX),
			text_shown(im->a, field, SHOWN_MAX),
			text_shown(im->a, fault, SHOWN_MAX), mend
		};
	im->nfaults++;
}

struct key {
	struct str slug, where;
	bool *bad;
};

static int
key_cmp(const void *l, const void *r)
{
	const struct key *a = l, *b = r;
	int c = str_cmp(a->slug, b->slug);

	return c != 0 ? c : (a->bad > b->bad) - (a->bad < b->bad);
}

/* The first of a slug stands; the later ones are faulty rows. */
static void
check_keys(struct import *im, struct key *keys, size_t n)
{
	qsort(keys, n, sizeof(*keys), key_cmp);
	for (size_t i = 1; i < n; i++) {
		if (str_empty(keys[i].slug) ||
		    !str_eq(keys[i].slug, keys[i - 1].slug))
			continue;
		*keys[i].bad = true;
		import_fault(im, keys[i].where, STR("slug"),
		    arena_printf(im->a, "\"%.*s\" is in the file twice",
			STR_FMT(keys[i].slug)),
		    STR("give each row a slug of its own"));
	}
}

static void
row_fault(struct import *im, struct import_product *p, const char *field,
    struct str fault, const char *mend)
{
	p->bad = true;
	import_fault(im, p->where, str_from(field), fault, str_from(mend));
}

static bool
has_capacity(const struct import_plan *plan, struct str code)
{
	for (size_t i = 0; i < plan->ncapacities; i++)
		if (str_eq(plan->capacities[i].code, code))
			return true;
	return false;
}

static bool
same_price(const struct price *a, const struct price *b)
{
	return a->mode == b->mode && currency_eq(a->currency, b->currency) &&
	    a->from_quantity == b->from_quantity &&
	    str_eq(a->capacity, b->capacity);
}

static void
check_prices(
    struct import *im, struct import_product *p, const struct import_plan *plan)
{
	for (size_t i = 0; i < plan->nprices; i++) {
		const struct price *price = &plan->prices[i];

		if (!str_empty(price->capacity) &&
		    !has_capacity(plan, price->capacity))
			row_fault(im, p, "prices",
			    arena_printf(im->a,
				"of plan \"%.*s\" price the capacity \"%.*s\", "
				"which it does not have",
				STR_FMT(plan->code), STR_FMT(price->capacity)),
			    "add the capacity, or mend its code");
		for (size_t k = 0; k < i; k++)
			if (same_price(price, &plan->prices[k])) {
				row_fault(im, p, "prices",
				    arena_printf(im->a,
					"of plan \"%.*s\" have two for the same "
					"mode, currency, capacity and quantity",
					STR_FMT(plan->code)),
				    "keep one of them");
				return;
			}
	}
}

static void
check_capacities(
    struct import *im, struct import_product *p, const struct import_plan *plan)
{
	for (size_t i = 0; i < plan->ncapacities; i++) {
		const struct capacity *c = &plan->capacities[i];

		if (c->max < c->min)
			row_fault(im, p, "capacities",
			    arena_printf(im->a,
				"\"%.*s\" has a max below its min",
				STR_FMT(c->code)),
			    "swap them");
		for (size_t k = 0; k < i; k++)
			if (str_eq(plan->capacities[k].code, c->code))
				row_fault(im, p, "capacities",
				    arena_printf(im->a,
					"\"%.*s\" is there twice",
					STR_FMT(c->code)),
				    "keep one of them");
	}
}

static void
check_options(
    struct import *im, struct import_product *p, const struct import_plan *plan)
{
	for (size_t i = 0; i < plan->noptions; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(
				plan->options[k].name, plan->options[i].name))
				row_fault(im, p, "options",
				    arena_printf(im->a,
					"\"%.*s\" is there twice",
					STR_FMT(plan->options[i].name)),
				    "keep one of them");
}

/* Two capitals, or 001 for the world. */
static void
check_regions(struct import *im, struct import_product *p)
{
	struct str rest = p->regions, region;

	while (!str_empty(p->regions) && str_cut(&rest, ',', &region))
		if (!text_is(TEXT_COUNTRY, region) && !str_is(region, "001"))
			row_fault(im, p, "regions",
			    arena_printf(im->a, "\"%.*s\" is no region",
				STR_FMT(region)),
			    "write two capitals such as DE, EU, or 001 for "
			    "the world");
}

static void
check_releases(struct import *im, struct import_product *p)
{
	for (size_t i = 0; i < p->nreleases; i++) {
		const struct import_release *v = &p->releases[i];
		struct str time = arena_printf(
		    im->a, "%.*sT00:00:00Z", STR_FMT(v->date));
		int64_t us;

		if (!time.p || time_parse(&us, time) != OK)
			row_fault(im, p, "releases",
			    arena_printf(
				im->a, "\"%.*s\" is no day", STR_FMT(v->date)),
			    "write a day such as 2026-11-23");
		for (size_t k = 0; k < i; k++)
			if (str_eq(p->releases[k].version, v->version))
				row_fault(im, p, "releases",
				    arena_printf(im->a,
					"\"%.*s\" is there twice",
					STR_FMT(v->version)),
				    "keep one of them");
	}
}

static bool
has_price(const struct import_product *p, bool one_time)
{
	for (size_t i = 0; i < p->nplans; i++)
		for (size_t k = 0; k < p->plans[i].nprices; k++)
			if ((p->plans[i].prices[k].mode == MODE_ONE_TIME) ==
			    one_time)
				return true;
	return false;
}

static void
check_images(struct import *im, struct import_product *p)
{
	if (p->delivery == DELIVERY_IMAGE && p->nimages == 0)
		row_fault(im, p, "images", STR("are none"),
		    "name the image in a region");
	if (p->delivery == DELIVERY_IMAGE && has_price(p, true))
		row_fault(im, p, "prices", STR("are one_time"),
		    "sell an image monthly or yearly, as its server is");
	if (p->delivery == DELIVERY_SERVICE && has_price(p, false))
		row_fault(im, p, "prices", STR("are not one_time"),
		    "a service is done once: sell it one_time");
	if (p->delivery != DELIVERY_IMAGE && p->nimages > 0)
		row_fault(im, p, "images",
		    STR("are for products delivered as an image"),
		    "leave them out, or make the delivery image");
	for (size_t i = 0; i < p->nimages; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(p->images[k].region, p->images[i].region))
				row_fault(im, p, "images",
				    arena_printf(im->a, "have \"%.*s\" twice",
					STR_FMT(p->images[i].region)),
				    "keep one for each region");
}

static void
check_product(struct import *im, struct import_product *p)
{
	if (p->nplans == 0)
		row_fault(
		    im, p, "plans", STR("are none"), "add a plan with a price");
	for (size_t i = 0; i < p->nplans; i++) {
		const struct import_plan *plan = &p->plans[i];

		for (size_t k = 0; k < i; k++)
			if (str_eq(p->plans[k].code, plan->code))
				row_fault(im, p, "plans",
				    arena_printf(im->a,
					"\"%.*s\" is there twice",
					STR_FMT(plan->code)),
				    "give each plan a code of its own");
		if (plan->nprices == 0)
			row_fault(im, p, "prices",
			    arena_printf(im->a, "of plan \"%.*s\" are none",
				STR_FMT(plan->code)),
			    "add one");
		check_prices(im, p, plan);
		check_capacities(im, p, plan);
		check_options(im, p, plan);
	}
	check_regions(im, p);
	check_releases(im, p);
	check_images(im, p);
	for (size_t i = 0; i < p->nagreements; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(
				p->agreements[k].text, p->agreements[i].text))
				row_fault(im, p, "agreements",
				    STR("have the same text twice"),
				    "keep one of them");
}

enum err
import_check(struct import *im)
{
	struct import_file *f = &im->file;
	size_t most = f->nproducts;
	struct key *keys;

	most = f->nsellers > most ? f->nsellers : most;
	most = f->ncategories > most ? f->ncategories : most;
	keys = ARENA_NEWS(im->a, struct key, most);
	if (!keys)
		return ERR_NOMEM;
	for (size_t i = 0; i < f->nsellers; i++)
		keys[i] = (struct key){ f->sellers[i].slug, f->sellers[i].where,
			&f->sellers[i].bad };
	check_keys(im, keys, f->nsellers);
	for (size_t i = 0; i < f->ncategories; i++)
		keys[i] = (struct key){ f->categories[i].slug,
			f->categories[i].where, &f->categories[i].bad };
	check_keys(im, keys, f->ncategories);
	for (size_t i = 0; i < f->nproducts; i++)
		keys[i] = (struct key){ f->products[i].slug,
			f->products[i].where, &f->products[i].bad };
	check_keys(im, keys, f->nproducts);
	for (size_t i = 0; i < f->nproducts; i++)
		if (!f->products[i].bad)
			check_product(im, &f->products[i]);
	return OK;
}
