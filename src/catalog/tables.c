#include <stdlib.h>
#include <string.h>

#include "catalog/index.h"
#include "catalog/words.h"
#include "view.h"

/* A seller's text stands below a heading that is h1. */
enum { ABOUT_HEADING = 3 };

struct str
view_copy(struct view_build *v, struct str s)
{
	struct str copy;

	if (!s.p)
		return STR_NONE;
	if (s.n == 0)
		return STR("");
	copy = str_copy(v->c->arena, s);
	if (!copy.p)
		v->err = ERR_NOMEM;
	return copy;
}

/* Of a locale, or else of the first one, or else whichever there is. */
static const struct category_text *
text_of(struct view_build *v, struct id id, size_t locale)
{
	const struct category_text *any = NULL, *first = NULL;

	for (size_t i = 0; i < v->rows->ncategory_texts; i++) {
		const struct category_text *t = &v->rows->category_texts[i];

		if (!id_eq(t->category_id, id))
			continue;
		if (str_eq(t->locale, v->config->locales[locale]))
			return t;
		if (str_eq(t->locale, v->config->locales[0]))
			first = t;
		if (!any)
			any = t;
	}
	return first ? first : any;
}

static enum err
near_words(struct view_build *v, struct catalogue_category *g, size_t i,
    struct str text)
{
	struct str words;
	enum err e = words_join(v->scratch, &words, text, NEAR_WORDS_MAX);

	if (e != OK)
		return e;
	g->near[i] = view_copy(v, words);
	g->near_letters[i] = index_letters(words);
	return v->err;
}

static enum err
category_names(struct view_build *v, struct catalogue_category *g, struct id id)
{
	size_t n = v->c->nlocales;
	enum err e;

	g->name = ARENA_NEWS(v->c->arena, struct str, n);
	g->description = ARENA_NEWS(v->c->arena, struct str, n);
	g->near = ARENA_NEWS(v->c->arena, struct str, n + 1);
	g->near_letters = ARENA_NEWS(v->c->arena, uint32_t, n + 1);
	if (!g->name || !g->description || !g->near || !g->near_letters)
		return ERR_NOMEM;
	e = near_words(v, g, 0, g->slug);
	for (size_t l = 0; e == OK && l < n; l++) {
		const struct category_text *t = text_of(v, id, l);

		g->name[l] = t ? view_copy(v, t->name) : g->slug;
		g->description[l] = t ? view_copy(v, t->description) : STR_NONE;
		e = near_words(v, g, l + 1, g->name[l]);
	}
	return e != OK ? e : v->err;
}

static uint32_t
ordinal_of(const struct ordinals *o, struct id id)
{
	for (uint32_t i = 0; i < o->n; i++)
		if (id_eq(o->ids[i], id))
			return i;
	return UINT32_MAX;
}

/*
 * The rows come in the order of display; each category is followed by its
 * children.  A chain of parents that is a ring has no top and is left out.
 */
static enum err
add_children(struct view_build *v, struct id parent, int32_t parent_index)
{
	struct catalogue *c = v->c;

	for (size_t i = 0; i < v->rows->ncategories; i++) {
		const struct category *row = &v->rows->categories[i];
		struct catalogue_category *g;
		int32_t index = (int32_t)c->ncategories;
		enum err e;

		if (!id_eq(row->parent_id, parent))
			continue;
		g = &c->categories[c->ncategories++];
		g->slug = view_copy(v, row->slug);
		g->parent = parent_index;
		c->category_ordinal[index] = ordinal_of(
		    &c->category_ordinals, row->category_id);
		c->category_of[c->category_ordinal[index]] = index;
		e = category_names(v, g, row->category_id);
		if (e == OK)
			e = add_children(v, row->category_id, index);
		if (e != OK)
			return e;
		g->end = (uint32_t)c->ncategories;
	}
	return v->err;
}

/* Those that the old view knew, then the new ones. */
static enum err
category_ordinals(struct view_build *v)
{
	const struct ordinals none = { NULL, 0 };
	const struct ordinals *old = v->old ? &v->old->category_ordinals
					    : &none;
	size_t n = v->rows->ncategories;
	struct id *ids = ARENA_NEWS(v->c->arena, struct id, old->n + n);

	if (!ids)
		return ERR_NOMEM;
	for (size_t i = 0; i < old->n; i++)
		ids[i] = old->ids[i];
	v->c->category_ordinals = (struct ordinals){ ids, old->n };
	for (size_t i = 0; i < n; i++) {
		struct id id = v->rows->categories[i].category_id;

		if (ordinal_of(old, id) == UINT32_MAX)
			ids[v->c->category_ordinals.n++] = id;
	}
	return OK;
}

static int32_t *
none_of(struct arena *a, size_t n)
{
	int32_t *all = ARENA_NEWS(a, int32_t, n);

	for (size_t i = 0; all && i < n; i++)
		all[i] = -1;
	return all;
}

static enum err
categories_make(struct view_build *v)
{
	struct catalogue *c = v->c;
	size_t n = v->rows->ncategories;
	enum err e = category_ordinals(v);

	if (e != OK)
		return e;
	c->categories = ARENA_NEWS(c->arena, struct catalogue_category, n);
	c->category_ordinal = ARENA_NEWS(c->arena, uint32_t, n);
	c->category_of = none_of(c->arena, c->category_ordinals.n);
	if (!c->categories || !c->category_ordinal || !c->category_of)
		return ERR_NOMEM;
	return add_children(v, (struct id){ { 0 } }, NO_CATEGORY);
}

/* Markdown as HTML; text that is refused is left out. */
static enum err
about_make(struct view_build *v, struct str *out, struct str markdown)
{
	enum err e = OK;

	*out = STR("");
	if (str_empty(markdown))
		return OK;
	buf_clear(&v->text);
	e = v->config->markdown(&v->text, markdown, ABOUT_HEADING);
	if (e == OK)
		*out = view_copy(v, buf_str(&v->text));
	return e == ERR_NOMEM ? e : v->err;
}

static const struct catalogue_seller *
old_seller(const struct catalogue *old, struct str slug)
{
	int32_t i = old ? catalogue_seller(old, slug) : NO_SELLER;

	return i == NO_SELLER ? NULL : &old->sellers[i];
}

static enum err
seller_make(
    struct view_build *v, struct catalogue_seller *s, const struct seller *row)
{
	const struct catalogue_seller *old = old_seller(v->old, row->slug);

	s->slug = view_copy(v, row->slug);
	s->name = view_copy(v, row->name);
	s->website = view_copy(v, row->website);
	s->support_email = view_copy(v, row->support_email);
	s->about = view_copy(v, row->about);
	s->active = str_is(row->state, "ACTIVE");
	s->since_us = row->decided_at_us > 0 ? row->decided_at_us
					     : row->created_at_us;
	if (old && str_eq(old->about, row->about)) {
		s->about_html = view_copy(v, old->about_html);
		return v->err;
	}
	return about_make(v, &s->about_html, row->about);
}

struct id_at {
	struct id id;
	uint32_t at;
};

static int
id_at_cmp(const void *l, const void *r)
{
	return memcmp(l, r, sizeof(struct id));
}

/* There may be tens of thousands: ordinals are found by a sorted copy. */
static enum err
seller_ordinals(struct view_build *v)
{
	struct catalogue *c = v->c;
	const struct ordinals *old = v->old ? &v->old->seller_ordinals : NULL;
	size_t nold = old ? old->n : 0, n = v->rows->nsellers;
	struct id *ids = ARENA_NEWS(c->arena, struct id, nold + n);
	struct id_at *known = ARENA_NEWS(v->scratch, struct id_at, nold);

	c->seller_ordinal = ARENA_NEWS(c->arena, uint32_t, n);
	c->seller_of = none_of(c->arena, nold + n);
	if (!ids || !known || !c->seller_ordinal || !c->seller_of)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < nold; i++) {
		ids[i] = old->ids[i];
		known[i] = (struct id_at){ ids[i], i };
	}
	if (nold > 0)
		qsort(known, nold, sizeof(*known), id_at_cmp);
	c->seller_ordinals = (struct ordinals){ ids, nold };
	for (size_t i = 0; i < n; i++) {
		struct id_at key = { v->rows->sellers[i].seller_id, 0 };
		const struct id_at *found = nold == 0
		    ? NULL
		    : bsearch(&key, known, nold, sizeof(key), id_at_cmp);
		size_t ordinal = found ? found->at : c->seller_ordinals.n;

		if (!found)
			ids[c->seller_ordinals.n++] = key.id;
		c->seller_ordinal[i] = (uint32_t)ordinal;
		c->seller_of[ordinal] = (int32_t)i;
	}
	return OK;
}

static enum err
sellers_make(struct view_build *v)
{
	struct catalogue *c = v->c;
	enum err e = seller_ordinals(v);

	c->nsellers = v->rows->nsellers;
	c->sellers = ARENA_NEWS(c->arena, struct catalogue_seller, c->nsellers);
	if (!c->sellers)
		return ERR_NOMEM;
	for (size_t i = 0; e == OK && i < c->nsellers; i++)
		e = seller_make(v, &c->sellers[i], &v->rows->sellers[i]);
	return e != OK ? e : v->err;
}

static uint64_t
mix(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return (h ^ 0xff) * 1099511628211u;
}

uint64_t
tables_words(const struct catalogue *c, size_t ncategories, size_t nsellers)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < ncategories; i++)
		for (int32_t g = c->category_of[i]; g != NO_CATEGORY;
		     g = c->categories[g].parent)
			for (size_t l = 0; l < c->nlocales; l++)
				h = mix(h, c->categories[g].name[l]);
	for (size_t i = 0; i < nsellers; i++)
		if (c->seller_of[i] != NO_SELLER)
			h = mix(h, c->sellers[c->seller_of[i]].name);
	return h;
}

enum err
tables_make(struct view_build *v)
{
	enum err e = categories_make(v);

	if (e == OK)
		e = sellers_make(v);
	return e == OK ? names_make(v) : e;
}
