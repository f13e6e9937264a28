#include <string.h>

#include "builder.h"
#include "catalog/index.h"
#include "catalog/values.h"

struct contents {
	struct segment_builder *b;
	struct segment *s;
	struct column_builder *columns[FACET__MAX];
	struct index_builder *index;
	struct buf text;
};

static bool
has_texts(enum facet f)
{
	return f == FACET_PLATFORM || f == FACET_LICENCE || f == FACET_REGION;
}

static enum err
contents_open(struct contents *c, const struct segment *before)
{
	enum err e = index_builder_open(&c->index);

	for (enum facet f = 0; e == OK && f < FACET__MAX; f++)
		e = column_builder_open(&c->columns[f], has_texts(f),
		    before ? &before->columns[f] : NULL);
	return e;
}

static void
contents_close(struct contents *c)
{
	for (enum facet f = 0; f < FACET__MAX; f++)
		column_builder_close(c->columns[f]);
	index_builder_close(c->index);
	buf_close(&c->text);
}

struct adding {
	struct column_builder *column;
	uint32_t number;
	enum err err;
};

static bool
add_value(void *arg, struct str value)
{
	struct adding *a = arg;

	a->err = column_add_text(a->column, a->number, value);
	return a->err == OK;
}

static enum err
add_texts(struct contents *c, enum facet f, uint32_t number, struct str list)
{
	struct adding a = { c->columns[f], number, OK };

	if (f == FACET_LICENCE)
		licence_each(list, add_value, &a);
	else
		list_each(list, add_value, &a);
	return a.err;
}

static enum err
add_modes(
    struct contents *c, uint32_t number, const struct catalogue_product *p)
{
	struct currency currency = c->b->config->currency;
	enum err e = OK;

	for (size_t i = 0; i < p->nplans; i++)
		for (size_t k = 0; e == OK && k < p->plans[i].terms.nprices;
		     k++)
			if (price_is_listed(
				&p->plans[i].terms.prices[k], currency))
				e = column_add(c->columns[FACET_MODE], number,
				    p->plans[i].terms.prices[k].mode);
	return e;
}

static enum err
add_facets(
    struct contents *c, uint32_t number, const struct catalogue_product *p)
{
	enum err e = column_add(
	    c->columns[FACET_CATEGORY], number, p->category);

	if (e == OK)
		e = column_add(c->columns[FACET_SELLER], number, p->seller);
	if (e == OK)
		e = column_add(c->columns[FACET_DELIVERY], number, p->delivery);
	if (e == OK)
		e = add_modes(c, number, p);
	if (e == OK && p->has_from)
		e = column_add(
		    c->columns[FACET_PRICE], number, price_band_of(p->from));
	if (e == OK)
		e = add_texts(c, FACET_PLATFORM, number, p->platforms);
	if (e == OK)
		e = add_texts(c, FACET_LICENCE, number, p->licence);
	if (e == OK)
		e = add_texts(c, FACET_REGION, number, p->regions);
	return e;
}

/* Each text of a field once, however many locales fall back to it. */
static enum err
index_texts(struct contents *c, uint32_t number, enum index_field field,
    const struct str *texts, size_t n)
{
	enum err e = OK;

	for (size_t l = 0; e == OK && l < n; l++) {
		size_t k = 0;

		while (k < l && texts[k].p != texts[l].p)
			k++;
		if (k == l && texts[l].p)
			e = index_add(c->index, number, field, texts[l]);
	}
	return e;
}

static enum err
index_descriptions(
    struct contents *c, uint32_t number, const struct catalogue_product *p)
{
	enum err e = OK;

	for (size_t l = 0; e == OK && l < c->b->config->nlocales; l++) {
		struct str html = p->description_html[l];
		size_t k = 0;

		while (k < l && p->description_html[k].p != html.p)
			k++;
		if (k < l)
			continue;
		buf_clear(&c->text);
		html_words(&c->text, html);
		e = buf_err(&c->text);
		if (e == OK)
			e = index_add(c->index, number, INDEX_DESCRIPTION,
			    buf_str(&c->text));
	}
	return e;
}

/* A category's names, and those of all that it stands in. */
static enum err
index_categories(struct contents *c, uint32_t number, uint32_t ordinal)
{
	const struct catalogue *t = c->b->tables;
	int32_t g = t->category_of[ordinal];
	enum err e = OK;

	for (; e == OK && g != NO_CATEGORY; g = t->categories[g].parent)
		e = index_texts(c, number, INDEX_CATEGORY,
		    t->categories[g].name, t->nlocales);
	return e;
}

static enum err
add_words(struct contents *c, uint32_t number, const struct record *r)
{
	const struct catalogue *t = c->b->tables;
	const struct catalogue_product *p = &r->product;
	int32_t seller = t->seller_of[p->seller];
	size_t n = c->b->config->nlocales;
	enum err e = index_texts(c, number, INDEX_NAME, p->name, n);

	if (e == OK && seller != NO_SELLER)
		e = index_add(
		    c->index, number, INDEX_SELLER, t->sellers[seller].name);
	if (e == OK)
		e = index_categories(c, number, p->category);
	if (e == OK)
		e = index_texts(c, number, INDEX_KEYWORDS, r->keywords, n);
	if (e == OK)
		e = index_texts(c, number, INDEX_SUMMARY, p->summary, n);
	return e == OK ? index_descriptions(c, number, p) : e;
}

static enum err
add_all(struct contents *c)
{
	struct segment *s = c->s;
	enum err e = OK;

	for (uint32_t i = 0; e == OK && i < s->nlive; i++) {
		struct record r;

		if (builder_stopped(c->b))
			return ERR_BUSY;
		arena_reset(c->b->scratch);
		e = record_read(
		    &r, c->b->scratch, s->records[i], c->b->config->nlocales);
		if (e != OK)
			return e;
		s->price[i] = r.product.has_from ? r.product.from.minor : -1;
		e = add_facets(c, i, &r.product);
		if (e == OK)
			e = add_words(c, i, &r);
	}
	return e;
}

/* Columns first: what their builders held is free for the index. */
static enum err
contents_finish(struct contents *c)
{
	const struct catalogue_config *config = c->b->config;
	enum err e = OK;

	for (enum facet f = 0; e == OK && f < FACET__MAX; f++) {
		e = column_finish(
		    c->columns[f], c->s->arena, c->s->nlive, &c->s->columns[f]);
		column_builder_close(c->columns[f]);
		c->columns[f] = NULL;
	}
	return e == OK ? index_finish(c->index, c->s->arena, config->locales,
			     config->nlocales, c->s->nlive, &c->s->index)
		       : e;
}

enum err
contents_make(
    struct segment_builder *b, struct segment *s, const struct segment *before)
{
	struct contents c = { .b = b, .s = s };
	enum err e;

	s->price = ARENA_NEWS(s->arena, int64_t, s->nlive);
	if (!s->price)
		return ERR_NOMEM;
	buf_open(&c.text, REPLY_MAX);
	e = contents_open(&c, before);
	if (e == OK)
		e = add_all(&c);
	if (e == OK)
		e = contents_finish(&c);
	contents_close(&c);
	return e;
}
