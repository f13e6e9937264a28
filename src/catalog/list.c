#include "list.h"

#include <string.h>

#include "postings.h"

/* Forms of more products than one in so many are counted in a table. */
enum { TABLE_SHARE = 8, MERGED_FORMS_MAX = 8 };

enum err
list_room(struct arena *a, struct list *out, size_t n)
{
	out->products = ARENA_NEWS(a, uint32_t, n);
	out->values = ARENA_NEWS(a, uint16_t, n);
	out->n = 0;
	return out->products && out->values ? OK : ERR_NOMEM;
}

void
list_put(struct list *l, uint32_t product, uint16_t value)
{
	l->products[l->n] = product;
	l->values[l->n++] = value;
}

/* In a name or not, the worth decides; the name is not forgotten. */
static uint16_t
better(uint16_t l, uint16_t r)
{
	uint16_t lv = l & LIST_VALUE_MAX, rv = r & LIST_VALUE_MAX;

	return (uint16_t)((lv > rv ? lv : rv) | ((l | r) & LIST_IN_NAME));
}

static enum err
list_word(struct arena *a, struct list *out, const struct index *x,
    const struct form *f)
{
	struct postings it;
	enum err e = list_room(a, out, x->df[f->word]);

	if (e != OK)
		return e;
	postings_open(&it, x, f->word);
	while (postings_next(&it))
		list_put(out, it.product, postings_value(&it, f));
	return OK;
}

/* A table of all products: for forms that are many or common. */
static enum err
table_list(struct arena *a, struct list *out, const uint16_t *table,
    size_t nproducts, size_t most)
{
	enum err e = list_room(a, out, most < nproducts ? most : nproducts);
	size_t i = 0;

	if (e != OK)
		return e;
	while (i < nproducts) {
		uint64_t four;

		if (i + 4 <= nproducts) {
			memcpy(&four, table + i, sizeof(four));
			if (four == 0) {
				i += 4;
				continue;
			}
		}
		if (table[i] != 0)
			list_put(out, (uint32_t)i, table[i]);
		i++;
	}
	return OK;
}

static enum err
list_by_table(struct arena *a, struct list *out, const struct index *x,
    const struct form *forms, size_t nforms, size_t most)
{
	uint16_t *table = ARENA_NEWS(a, uint16_t, x->nproducts);

	if (!table)
		return ERR_NOMEM;
	for (size_t i = 0; i < nforms; i++) {
		struct postings it;

		postings_open(&it, x, forms[i].word);
		while (postings_next(&it))
			table[it.product] = better(
			    table[it.product], postings_value(&it, &forms[i]));
	}
	return table_list(a, out, table, x->nproducts, most);
}

enum err
list_forms(struct arena *a, struct list *out, const struct index *x,
    const struct form *forms, size_t nforms)
{
	struct list one;
	size_t most = 0;
	enum err e = OK;

	memset(out, 0, sizeof(*out));
	if (nforms == 0)
		return OK;
	for (size_t i = 0; i < nforms; i++)
		most += x->df[forms[i].word];
	if (nforms > 1 &&
	    (nforms > MERGED_FORMS_MAX || most > x->nproducts / TABLE_SHARE))
		return list_by_table(a, out, x, forms, nforms, most);
	e = list_word(a, out, x, &forms[0]);
	for (size_t i = 1; e == OK && i < nforms; i++) {
		e = list_word(a, &one, x, &forms[i]);
		if (e == OK)
			e = list_either(a, out, out, &one);
	}
	return e;
}

enum err
list_names(struct arena *a, struct list *out, const struct index *x,
    uint32_t from, uint32_t to, float factor)
{
	uint16_t *table = ARENA_NEWS(a, uint16_t, x->nproducts);
	uint16_t value = (uint16_t)(factor * LIST_VALUE_MAX) | LIST_IN_NAME;

	if (!table)
		return ERR_NOMEM;
	for (uint32_t i = x->names_at[from]; i < x->names_at[to]; i++)
		table[x->names[i]] = value;
	return table_list(
	    a, out, table, x->nproducts, x->names_at[to] - x->names_at[from]);
}

enum err
list_either(struct arena *a, struct list *out, const struct list *l,
    const struct list *r)
{
	struct list all;
	size_t i = 0, k = 0;
	enum err e = list_room(a, &all, l->n + r->n);

	while (e == OK && (i < l->n || k < r->n)) {
		if (k == r->n ||
		    (i < l->n && l->products[i] < r->products[k])) {
			list_put(&all, l->products[i], l->values[i]);
			i++;
		} else if (i == l->n || l->products[i] > r->products[k]) {
			list_put(&all, r->products[k], r->values[k]);
			k++;
		} else {
			list_put(&all, l->products[i],
			    better(l->values[i], r->values[k]));
			i++;
			k++;
		}
	}
	if (e == OK)
		*out = all;
	return e;
}

static uint16_t
mean(uint16_t l, uint16_t r)
{
	return (uint16_t)(((l & LIST_VALUE_MAX) + (r & LIST_VALUE_MAX)) / 2 |
	    ((l & r) & LIST_IN_NAME));
}

enum err
list_both(struct arena *a, struct list *out, const struct list *l,
    const struct list *r)
{
	struct list both;
	size_t i = 0, k = 0;
	enum err e = list_room(a, &both, l->n < r->n ? l->n : r->n);

	while (e == OK && i < l->n && k < r->n) {
		if (l->products[i] < r->products[k]) {
			i++;
		} else if (l->products[i] > r->products[k]) {
			k++;
		} else {
			list_put(&both, l->products[i],
			    mean(l->values[i], r->values[k]));
			i++;
			k++;
		}
	}
	if (e == OK)
		*out = both;
	return e;
}

void
list_scale(struct list *l, float factor)
{
	for (size_t i = 0; i < l->n; i++)
		l->values[i] = (uint16_t)((float)(l->values[i] &
					      LIST_VALUE_MAX) *
		    factor);
}
