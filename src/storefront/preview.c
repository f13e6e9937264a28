/* A draft as its buyers will see it: the product's page, made of it. */
#include <string.h>

#include "html/markdown.h"
#include "storefront/pages.h"
#include "storefront/routes.h"
#include "storefront/selling.h"

struct preview {
	struct call *c;
	const struct listing_body *l;
	const struct catalogue *cat;
	uint32_t seller; /* its index there */
	struct catalogue_product *p;
};

/* What cannot be shown is shown as nothing: the editor says why. */
static enum err
html_of(struct preview *v, struct str *out, struct str markdown, unsigned top)
{
	struct buf b;
	enum err e;

	buf_open(&b, 8 * MARKDOWN_MAX);
	e = markdown_html(&b, markdown, top);
	*out = e == OK ? str_copy(v->c->arena, buf_str(&b)) : STR("");
	buf_close(&b);
	return e == ERR_NOMEM || !out->p ? ERR_NOMEM : OK;
}

/* In this locale, else in the site's first, else in any; NULL: none. */
static const struct listing_text *
text_of(const struct preview *v, size_t locale)
{
	const struct listing_text *found = v->l->texts.items;

	if (v->l->texts.n == 0)
		return NULL;
	for (LISTING_EACH(text, t, &v->l->texts)) {
		if (str_eq(t->locale, v->cat->locales[locale]))
			return t;
		if (str_eq(t->locale, v->cat->locales[0]))
			found = t;
	}
	return found;
}

static struct str
shown(struct str s)
{
	return s.p ? s : STR("");
}

static enum err
texts(struct preview *v)
{
	struct catalogue_product *p = v->p;
	size_t n = v->cat->nlocales;
	enum err e = OK;

	p->name = ARENA_NEWS(v->c->arena, struct str, 3 * n);
	if (!p->name)
		return ERR_NOMEM;
	p->summary = p->name + n;
	p->description_html = p->summary + n;
	for (size_t i = 0; e == OK && i < n; i++) {
		const struct listing_text *t = text_of(v, i);

		p->name[i] = shown(t ? t->name : STR_NONE);
		p->summary[i] = shown(t ? t->summary : STR_NONE);
		e = html_of(v, &p->description_html[i],
		    shown(t ? t->description : STR_NONE), 3);
	}
	return e;
}

static enum err
agreements(struct preview *v)
{
	struct catalogue_agreement *g = ARENA_NEWS(
	    v->c->arena, struct catalogue_agreement, v->l->agreements.n);
	enum err e = g ? OK : ERR_NOMEM;

	v->p->agreements = g;
	for (LISTING_EACH(agreement, from, &v->l->agreements)) {
		if (e != OK)
			return e;
		g->title = shown(from->title);
		e = html_of(v, &g->html,
		    text_untitled(shown(from->text), shown(from->title)), 3);
		g++;
		v->p->nagreements++;
	}
	return e;
}

static enum err
pictures(struct preview *v, const struct listing_found *found)
{
	struct catalogue_screenshot *s = ARENA_NEWS(
	    v->c->arena, struct catalogue_screenshot, v->l->screenshots.n);

	if (!s)
		return ERR_NOMEM;
	v->p->screenshots = s;
	for (LISTING_EACH(screenshot, from, &v->l->screenshots)) {
		const struct media *m = listing_media(found, from->file);

		if (m == NULL)
			continue;
		s[v->p->nscreenshots++] = (struct catalogue_screenshot){
			.file = from->file,
			.alt = shown(from->alt),
			.width = (uint32_t)m->width,
			.height = (uint32_t)m->height,
		};
	}
	return OK;
}

static enum err
releases(struct preview *v)
{
	struct catalogue_release *r = ARENA_NEWS(
	    v->c->arena, struct catalogue_release, v->l->releases.n);
	enum err e = r ? OK : ERR_NOMEM;

	v->p->releases = r;
	for (LISTING_EACH(release, from, &v->l->releases)) {
		if (e != OK)
			return e;
		r->version = shown(from->version);
		r->date = shown(from->date);
		e = html_of(v, &r->notes_html, shown(from->notes), 4);
		r++;
		v->p->nreleases++;
	}
	return e;
}

/* Those that could be charged. */
static enum err
prices(
    struct preview *v, struct plan_terms *out, const struct listing_plan *plan)
{
	struct price *p = ARENA_NEWS(v->c->arena, struct price, plan->prices.n);

	if (!p)
		return ERR_NOMEM;
	out->prices = p;
	for (LISTING_EACH(price, from, &plan->prices)) {
		struct price *to = &p[out->nprices];

		if (billing_mode_parse(&to->mode, from->mode) != OK ||
		    currency_parse(&to->currency, from->currency) != OK)
			continue;
		to->amount_minor = from->amount;
		to->from_quantity = from->from_quantity;
		to->capacity = shown(from->capacity);
		out->nprices++;
	}
	return OK;
}

static enum err
terms(struct preview *v, struct catalogue_plan *out,
    const struct listing_plan *plan)
{
	struct capacity *k = ARENA_NEWS(
	    v->c->arena, struct capacity, plan->capacities.n);
	struct catalogue_option *o = ARENA_NEWS(
	    v->c->arena, struct catalogue_option, plan->options.n);

	if (!k || !o)
		return ERR_NOMEM;
	out->terms.capacities = k;
	out->options = o;
	for (LISTING_EACH(capacity, from, &plan->capacities))
		k[out->terms.ncapacities++] = (struct capacity){
			shown(from->code), shown(from->unit), from->min,
			from->max, from->step > 0 ? from->step : 1,
			from->included
		};
	for (LISTING_EACH(option, from, &plan->options))
		o[out->noptions++] = (struct catalogue_option){
			shown(from->name), shown(from->value)
		};
	return prices(v, &out->terms, plan);
}

static enum err
plan_texts(struct preview *v, struct catalogue_plan *out,
    const struct listing_plan *plan)
{
	size_t n = v->cat->nlocales;

	out->name = ARENA_NEWS(v->c->arena, struct str, 2 * n);
	if (!out->name)
		return ERR_NOMEM;
	out->summary = out->name + n;
	for (size_t i = 0; i < n; i++) {
		out->name[i] = out->code;
		out->summary[i] = STR("");
		for (LISTING_EACH(plan_text, t, &plan->texts)) {
			bool own = str_eq(t->locale, v->cat->locales[i]);

			if (!own && !str_eq(t->locale, v->cat->locales[0]))
				continue;
			out->name[i] = shown(t->name);
			out->summary[i] = shown(t->summary);
			if (own)
				break;
		}
	}
	return OK;
}

/* A plan that has no price yet cannot be chosen. */
static enum err
plans(struct preview *v)
{
	struct catalogue_plan *out = ARENA_NEWS(
	    v->c->arena, struct catalogue_plan, v->l->plans.n);
	enum err e = out ? OK : ERR_NOMEM;

	v->p->plans = out;
	for (LISTING_EACH(plan, from, &v->l->plans)) {
		struct catalogue_plan *to = &out[v->p->nplans];
		struct plan_terms *t = &to->terms;

		if (e != OK)
			return e;
		*to = (struct catalogue_plan){ .code = shown(from->code) };
		e = plan_texts(v, to, from);
		if (e == OK)
			e = terms(v, to, from);
		for (size_t i = 0; i < t->nprices; i++)
			catalogue_consider_from(
			    v->p, &t->prices[i], v->cat->currency);
		v->p->nplans += t->nprices > 0;
	}
	return e;
}

static struct str
or_none(struct str s)
{
	return s.n > 0 ? s : STR_NONE;
}

static enum err
product_of(
    struct preview *v, const struct listing_row *row, const struct edit *edit)
{
	const struct listing_body *l = v->l;
	int32_t category = catalogue_category(v->cat, shown(l->category));
	enum err e;

	if (category == NO_CATEGORY)
		return call_fail(v->c, ERR_STATE,
		    "Choose a category first; one that is new can be shown "
		    "in a moment.");
	*v->p = (struct catalogue_product){
		.product_id = row->product_id,
		.slug = row->slug,
		.seller = v->seller,
		.category = (uint32_t)category,
		.listing = LISTING_HIDDEN, /* no search engine reads it */
		.delivery = row->delivery,
		.number = NO_PRODUCT,
		.logo = listing_media(&edit->found, l->logo) ? l->logo
							     : STR_NONE,
		.website = or_none(l->website),
		.licence = or_none(l->licence),
		.version = or_none(l->version),
		.support_email = or_none(l->support_email),
		.support_url = or_none(l->support_url),
		.refund_days = l->refund_days,
		.created_at_us = v->c->now_us,
		.updated_at_us = v->c->now_us,
	};
	e = listing_words(v->c->arena, &v->p->platforms, &l->platforms);
	if (e == OK)
		e = listing_words(v->c->arena, &v->p->regions, &l->regions);
	if (e == OK)
		e = texts(v);
	if (e == OK)
		e = plans(v);
	if (e == OK)
		e = agreements(v);
	if (e == OK)
		e = pictures(v, &edit->found);
	return e == OK ? releases(v) : e;
}

/* One that has applied is in no catalogue yet: this page's view has it. */
static enum err
seller_into(
    struct preview *v, struct catalogue *with, const struct listing_row *row)
{
	int32_t known = catalogue_seller(v->cat, row->seller_slug);
	size_t n = v->cat->nsellers;
	struct catalogue_seller *all;

	v->seller = (uint32_t)known;
	if (known != NO_SELLER)
		return OK;
	all = ARENA_NEWS(v->c->arena, struct catalogue_seller, n + 1);
	if (!all)
		return ERR_NOMEM;
	if (n > 0)
		memcpy(all, v->cat->sellers, n * sizeof(*all));
	all[n] = (struct catalogue_seller){ .slug = row->seller_slug,
		.name = row->seller_name,
		.about = STR(""),
		.about_html = STR("") };
	*with = *v->cat;
	with->sellers = all;
	with->nsellers = n + 1;
	v->seller = (uint32_t)n;
	v->cat = with;
	return OK;
}

static enum err
preview_get(struct call *c)
{
	struct catalogue with;
	struct catalogue_product product;
	struct listing_row row;
	struct edit edit;
	struct view view;
	struct preview v = { .c = c, .l = &edit.listing, .p = &product };
	bool found = true;
	enum err e = selling_product(c, &row);

	if (e == OK)
		e = selling_edit(c, &edit, &row);
	/* No change is under way: what is live is what would be seen. */
	if (e == OK && edit.draft.row_version == 0) {
		e = selling_live(c, &edit.listing, &found, &row);
		if (e == OK && !found)
			e = ERR_NOT_FOUND;
		if (e == OK)
			e = listing_look_up(c->db, c->arena, &edit.found,
			    &edit.listing, row.seller_id, row.product_id);
	}
	if (e == OK)
		e = view_open(c, &view);
	if (e != OK)
		return e;
	v.cat = view.cat;
	e = seller_into(&v, &with, &row);
	view.cat = v.cat;
	if (e == OK)
		e = product_of(&v, &row, &edit);
	return e == OK ? page_product_of(&view, &product) : e;
}

const struct route preview_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/listings/{product}/preview",
	    .handler = preview_get,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .page = true,
	    .scope = "listings:read",
	    .status = 200,
	    .summary = "The draft as its buyers will see it" },
	{ .method = "GET",
	    .pattern = "/api/storefront/reviews/{product}/preview",
	    .handler = preview_get,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .page = true,
	    .status = 200,
	    .summary = "The draft as its buyers would see it" },
	{ .method = NULL }
};
