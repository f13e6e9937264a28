#include "build.h"

#include "catalog/words.h"

static enum err
category_names(struct build *b, struct catalogue_category *g, struct id id)
{
	size_t n, nlocales = b->c->nlocales;
	size_t at = ROWS_OF(
	    b->category_texts, b->ncategory_texts, category_id, id, &n);
	const struct category_text *fallback = n ? &b->category_texts[at]
						 : NULL;
	enum err e;

	g->name = ARENA_NEWS(b->a, struct str, nlocales);
	g->description = ARENA_NEWS(b->a, struct str, nlocales);
	g->near = ARENA_NEWS(b->a, struct str, nlocales + 1);
	if (!g->name || !g->description || !g->near)
		return ERR_NOMEM;
	for (size_t l = 0; l < nlocales; l++) {
		const struct category_text *t = fallback;

		for (size_t i = at; i < at + n; i++)
			if (str_eq(
				b->category_texts[i].locale, b->c->locales[l]))
				t = &b->category_texts[i];
		if (l == 0)
			fallback = t;
		g->name[l] = t ? build_copy(b, t->name) : g->slug;
		g->description[l] = t ? build_copy(b, t->description)
				      : STR_NONE;
		e = words_join(
		    b->rows, &g->near[l + 1], g->name[l], NEAR_WORDS_MAX);
		if (e != OK)
			return e;
		g->near[l + 1] = build_copy(b, g->near[l + 1]);
	}
	e = words_join(b->rows, &g->near[0], g->slug, NEAR_WORDS_MAX);
	if (e == OK)
		g->near[0] = build_copy(b, g->near[0]);
	return e != OK ? e : b->err;
}

/*
 * The rows come in the order of display; each category is followed by its
 * children.  A chain of parents that is a ring has no top and is left out.
 */
static enum err
add_children(struct build *b, struct id parent, int32_t parent_index)
{
	for (size_t i = 0; i < b->ncategories; i++) {
		struct catalogue_category *g;
		int32_t index = (int32_t)b->c->ncategories;
		enum err e;

		if (!id_eq(b->categories[i].parent_id, parent))
			continue;
		g = &b->c->categories[b->c->ncategories++];
		g->slug = build_copy(b, b->categories[i].slug);
		g->parent = parent_index;
		b->category_index[i] = index;
		e = category_names(b, g, b->categories[i].category_id);
		if (e == OK)
			e = add_children(
			    b, b->categories[i].category_id, index);
		if (e != OK)
			return e;
		g->end = (uint32_t)b->c->ncategories;
	}
	return b->err;
}

enum err
build_categories(struct build *b)
{
	b->c->categories = ARENA_NEWS(
	    b->a, struct catalogue_category, b->ncategories);
	b->category_index = ARENA_NEWS(b->rows, int32_t, b->ncategories);
	if (!b->c->categories || !b->category_index)
		return ERR_NOMEM;
	for (size_t i = 0; i < b->ncategories; i++)
		b->category_index[i] = NO_CATEGORY;
	return add_children(b, (struct id){ { 0 } }, NO_CATEGORY);
}

enum err
build_sellers(struct build *b)
{
	enum err e = OK;

	b->c->nsellers = b->nsellers;
	b->c->sellers = ARENA_NEWS(b->a, struct catalogue_seller, b->nsellers);
	if (!b->c->sellers)
		return ERR_NOMEM;
	for (size_t i = 0; e == OK && i < b->nsellers; i++) {
		const struct seller *row = &b->sellers[i];
		struct catalogue_seller *s = &b->c->sellers[i];

		s->slug = build_copy(b, row->slug);
		s->name = build_copy(b, row->name);
		s->website = build_copy(b, row->website);
		s->support_email = build_copy(b, row->support_email);
		s->active = str_is(row->state, "ACTIVE");
		e = build_html(b, &s->about_html, row->about);
	}
	return e != OK ? e : b->err;
}
