#include "catalog/suggestions.h"

#include <string.h>

#include "catalog/named.h"
#include "catalog/search.h"
#include "catalog/select.h"

/* Of a part: some of them may not be listed any more. */
enum { CANDIDATES_MAX = 32, TABLE_CANDIDATES_MAX = 256 };

struct offer {
	uint64_t key;
	uint32_t number;
};

/* Into the first `max`, by key. */
static void
offer_add(struct offer *best, size_t *n, size_t max, struct offer o)
{
	size_t i = *n;

	while (i > 0 && best[i - 1].key > o.key)
		i--;
	if (i == max)
		return;
	if (*n < max)
		(*n)++;
	memmove(best + i + 1, best + i, (*n - 1 - i) * sizeof(*best));
	best[i] = o;
}

static bool
is_listed(const struct catalogue_part *p, uint32_t number)
{
	return p->listed[number / 64] & (uint64_t)1 << number % 64;
}

static enum err
named_products(struct arena *a, struct suggestions *out,
    const struct catalogue *c, const struct named *words)
{
	struct offer best[SUGGESTED_PRODUCTS];
	uint32_t found[CANDIDATES_MAX];
	enum err e = OK;

	for (size_t i = 0; e == OK && i < c->nparts; i++) {
		const struct catalogue_part *p = &c->parts[i];
		size_t n = 0;

		e = named_find(
		    a, found, &n, CANDIDATES_MAX, p->segment->index, words);
		for (size_t k = 0; e == OK && k < n; k++) {
			uint32_t number = p->first + found[k];

			if (is_listed(p, found[k]))
				offer_add(best, &out->nproducts,
				    SUGGESTED_PRODUCTS,
				    (struct offer){
					catalogue_key(c, 0, number), number });
		}
	}
	for (size_t k = 0; k < out->nproducts; k++)
		out->products[k] = best[k].number;
	return e;
}

/* Those of most products first. */
static uint64_t
fewer(uint32_t products)
{
	return UINT32_MAX - products;
}

static enum err
named_categories(struct arena *a, struct suggestions *out,
    const struct catalogue *c, const struct named *words)
{
	struct offer best[SUGGESTED_CATEGORIES];
	uint32_t found[TABLE_CANDIDATES_MAX];
	size_t n;
	enum err e = named_find(
	    a, found, &n, TABLE_CANDIDATES_MAX, c->category_names, words);

	for (size_t k = 0; e == OK && k < n; k++)
		if (c->categories[found[k]].products > 0)
			offer_add(best, &out->ncategories, SUGGESTED_CATEGORIES,
			    (struct offer){
				fewer(c->categories[found[k]].products),
				found[k] });
	for (size_t k = 0; k < out->ncategories; k++)
		out->categories[k] = (int32_t)best[k].number;
	return e;
}

static enum err
named_sellers(struct arena *a, struct suggestions *out,
    const struct catalogue *c, const struct named *words)
{
	struct offer best[SUGGESTED_SELLERS];
	uint32_t found[TABLE_CANDIDATES_MAX];
	size_t n;
	enum err e = named_find(
	    a, found, &n, TABLE_CANDIDATES_MAX, c->seller_names, words);

	for (size_t k = 0; e == OK && k < n; k++)
		if (c->sellers[found[k]].products > 0)
			offer_add(best, &out->nsellers, SUGGESTED_SELLERS,
			    (struct offer){
				fewer(c->sellers[found[k]].products),
				found[k] });
	for (size_t k = 0; k < out->nsellers; k++)
		out->sellers[k] = (int32_t)best[k].number;
	return e;
}

static enum err
named_all(struct arena *a, struct suggestions *out, const struct catalogue *c,
    const struct named *words)
{
	enum err e = named_products(a, out, c, words);

	if (e == OK)
		e = named_categories(a, out, c, words);
	return e == OK ? named_sellers(a, out, c, words) : e;
}

static bool
is_empty(const struct suggestions *s)
{
	return s->nproducts + s->ncategories + s->nsellers == 0;
}

static enum err
join(struct arena *a, struct str *out, const struct named *words)
{
	*out = STR("");
	for (size_t i = 0; out->p && i < words->n; i++)
		*out = arena_printf(a, "%.*s%s%.*s", STR_FMT(*out),
		    i ? " " : "", STR_FMT(words->words[i]));
	return out->p ? OK : ERR_NOMEM;
}

/* Nothing is named so: what is one edit away. */
static enum err
named_near(struct arena *a, struct suggestions *out, const struct catalogue *c,
    struct named *words)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && is_empty(out) && i < c->nparts; i++)
		if (named_respell(words, c->parts[i].segment->index)) {
			e = named_all(a, out, c, words);
			if (e == OK && !is_empty(out))
				e = join(a, &out->query, words);
		}
	return e;
}

static enum err
searched(struct arena *a, struct suggestions *out, const struct catalogue *c,
    struct str text, size_t locale)
{
	const struct search s = { .text = text,
		.category = NO_CATEGORY,
		.seller = NO_SELLER,
		.no_counts = true,
		.sort = SORT_RELEVANCE,
		.locale = locale,
		.limit = SUGGESTED_PRODUCTS };
	struct found found;
	enum err e = catalogue_search(a, &found, c, &s);

	if (e != OK)
		return e;
	memcpy(out->products, found.items, found.n * sizeof(*found.items));
	out->nproducts = found.n;
	if (found.corrected.p)
		out->query = found.corrected;
	if (out->ncategories == 0 && found.suggestion != NO_CATEGORY)
		out->categories[out->ncategories++] = found.suggestion;
	return OK;
}

enum err
catalogue_suggestions(struct arena *a, struct suggestions *out,
    const struct catalogue *c, struct str text, size_t locale)
{
	struct named words;
	enum err e;

	memset(out, 0, sizeof(*out));
	e = named_words(a, &words, text, false);
	if (e != OK || words.n == 0)
		return e;
	e = named_all(a, out, c, &words);
	if (e == OK && is_empty(out)) {
		e = named_words(a, &words, text, true);
		if (e == OK)
			e = named_all(a, out, c, &words);
	}
	if (e == OK && is_empty(out))
		e = named_near(a, out, c, &words);
	if (e == OK && out->nproducts == 0)
		e = searched(a, out, c, text, locale);
	return e;
}
