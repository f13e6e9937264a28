#include <pthread.h>
#include <string.h>

#include "builder.h"
#include "catalog/index.h"
#include "catalog/values.h"

/* The words of a run of products, which one thread indexes. */
struct words {
	struct segment_builder *b;
	const struct segment *s;
	uint32_t from, to;
	struct index_builder *index;
	struct arena *scratch;
	struct buf text;
	enum err err;
};

/* Of more products each half is indexed by a thread. */
enum { PRODUCTS_ALONE = 4000, HALVES = 2, SCRATCH_MAX = 64 * 1024 * 1024 };

struct contents {
	struct segment_builder *b;
	struct segment *s;
	struct column_builder *columns[FACET__MAX];
	struct words halves[HALVES];
};

static bool
has_texts(enum facet f)
{
	return f == FACET_PLATFORM || f == FACET_LICENCE || f == FACET_REGION;
}

static enum err
words_open(struct words *w, struct contents *c, uint32_t from, uint32_t to)
{
	w->b = c->b;
	w->s = c->s;
	w->from = from;
	w->to = to;
	w->scratch = arena_open(SCRATCH_MAX);
	return w->scratch ? index_builder_open(&w->index) : ERR_NOMEM;
}

static void
words_close(struct words *w)
{
	index_builder_close(w->index);
	if (w->scratch)
		arena_close(w->scratch);
	buf_close(&w->text);
}

static enum err
contents_open(struct contents *c, const struct segment *before)
{
	uint32_t n = c->s->nlive, half = n > PRODUCTS_ALONE ? n / 2 : n;
	enum err e = words_open(&c->halves[0], c, 0, half);

	if (e == OK)
		e = words_open(&c->halves[1], c, half, n);
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
	for (size_t i = 0; i < HALVES; i++)
		words_close(&c->halves[i]);
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
index_texts(struct words *w, uint32_t number, enum index_field field,
    const struct str *texts, size_t n)
{
	enum err e = OK;

	for (size_t l = 0; e == OK && l < n; l++) {
		size_t k = 0;

		while (k < l && texts[k].p != texts[l].p)
			k++;
		if (k == l && texts[l].p)
			e = index_add(w->index, number, field, texts[l]);
	}
	return e;
}

static enum err
index_descriptions(
    struct words *w, uint32_t number, const struct catalogue_product *p)
{
	enum err e = OK;

	for (size_t l = 0; e == OK && l < w->b->config->nlocales; l++) {
		struct str html = p->description_html[l];
		size_t k = 0;

		while (k < l && p->description_html[k].p != html.p)
			k++;
		if (k < l)
			continue;
		buf_clear(&w->text);
		html_words(&w->text, html);
		e = buf_err(&w->text);
		if (e == OK)
			e = index_add(w->index, number, INDEX_DESCRIPTION,
			    buf_str(&w->text));
	}
	return e;
}

/* A category's names, and those of all that it stands in. */
static enum err
index_categories(struct words *w, uint32_t number, uint32_t ordinal)
{
	const struct catalogue *t = w->b->tables;
	int32_t g = t->category_of[ordinal];
	enum err e = OK;

	for (; e == OK && g != NO_CATEGORY; g = t->categories[g].parent)
		e = index_texts(w, number, INDEX_CATEGORY,
		    t->categories[g].name, t->nlocales);
	return e;
}

static enum err
add_words(struct words *w, uint32_t number, const struct record *r)
{
	const struct catalogue *t = w->b->tables;
	const struct catalogue_product *p = &r->product;
	int32_t seller = t->seller_of[p->seller];
	size_t n = w->b->config->nlocales;
	enum err e = index_texts(w, number, INDEX_NAME, p->name, n);

	if (e == OK && seller != NO_SELLER)
		e = index_add(
		    w->index, number, INDEX_SELLER, t->sellers[seller].name);
	if (e == OK)
		e = index_categories(w, number, p->category);
	if (e == OK)
		e = index_texts(w, number, INDEX_KEYWORDS, r->keywords, n);
	if (e == OK)
		e = index_texts(w, number, INDEX_SUMMARY, p->summary, n);
	return e == OK ? index_descriptions(w, number, p) : e;
}

static enum err
words_add(struct words *w)
{
	enum err e = OK;

	for (uint32_t i = w->from; e == OK && i < w->to; i++) {
		struct record r;

		if (builder_stopped(w->b))
			return ERR_BUSY;
		arena_reset(w->scratch);
		e = record_read(
		    &r, w->scratch, w->s->records[i], w->b->config->nlocales);
		if (e == OK)
			e = add_words(w, i, &r);
	}
	return e;
}

static void *
words_run(void *arg)
{
	struct words *w = arg;

	w->err = words_add(w);
	return NULL;
}

static enum err
facets_add(struct contents *c)
{
	struct segment *s = c->s;
	enum err e = OK;

	for (uint32_t i = 0; e == OK && i < s->nlive; i++) {
		struct record r;

		arena_reset(c->b->scratch);
		e = record_read(
		    &r, c->b->scratch, s->records[i], c->b->config->nlocales);
		if (e != OK)
			return e;
		s->price[i] = r.product.has_from ? r.product.from.minor : -1;
		e = add_facets(c, i, &r.product);
	}
	return e;
}

/* The second half goes into the first, which then has all. */
static enum err
words_finish(struct contents *c)
{
	const struct catalogue_config *config = c->b->config;
	struct words *all = &c->halves[0], *more = &c->halves[1];
	enum err e = index_append(all->index, more->index);

	if (e != OK)
		return e;
	index_builder_close(more->index);
	more->index = NULL;
	return index_finish(all->index, c->s->arena, config->locales,
	    config->nlocales, c->s->nlive, &c->s->index);
}

static enum err
columns_finish(struct contents *c)
{
	enum err e = OK;

	for (enum facet f = 0; e == OK && f < FACET__MAX; f++) {
		e = column_finish(
		    c->columns[f], c->s->arena, c->s->nlive, &c->s->columns[f]);
		column_builder_close(c->columns[f]);
		c->columns[f] = NULL;
	}
	return e == OK
	    ? rows_make(&c->s->rows, c->s->arena, c->s->columns, c->s->nlive)
	    : e;
}

static enum err
add_all(struct contents *c)
{
	struct words *more = &c->halves[1];
	bool threaded = more->from < more->to;
	pthread_t thread;
	enum err e;

	if (threaded && pthread_create(&thread, NULL, words_run, more) != 0)
		return ERR_NOMEM;
	e = words_add(&c->halves[0]);
	if (e == OK)
		e = facets_add(c);
	if (e == OK)
		e = columns_finish(c);
	if (threaded)
		pthread_join(thread, NULL);
	return e == OK ? more->err : e;
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
	for (size_t i = 0; i < HALVES; i++)
		buf_open(&c.halves[i].text, REPLY_MAX);
	e = contents_open(&c, before);
	if (e == OK)
		e = add_all(&c);
	if (e == OK)
		e = words_finish(&c);
	contents_close(&c);
	return e;
}
