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

/*
 * Two forms in one product: the better one, and a quarter of what the other
 * one has of what it is short of the most; that it is in the name stays.
 */
uint16_t
list_both(uint16_t l, uint16_t r)
{
	uint32_t lv = l & LIST_VALUE_MAX, rv = r & LIST_VALUE_MAX;
	uint32_t high = lv > rv ? lv : rv, low = lv > rv ? rv : lv;

	high += (LIST_VALUE_MAX - high) * low >> 17;
	return (uint16_t)(high | ((l | r) & LIST_IN_NAME));
}

static enum err
list_word(struct arena *a, struct list *out, const struct index *x,
    const struct form *f)
{
	struct postings it;
	uint32_t scale = form_scale(f);
	enum err e = list_room(a, out, x->df[f->word]);

	if (e != OK)
		return e;
	postings_open(&it, x, f->word);
	while (postings_next(&it))
		list_put(out, it.product, postings_value(&it, f, scale));
	return OK;
}

enum err
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

bool
list_wants_table(const struct index *x, const struct form *forms, size_t nforms,
    size_t others)
{
	size_t most = others;

	for (size_t i = 0; i < nforms; i++)
		most += x->df[forms[i].word];
	return nforms > MERGED_FORMS_MAX || most > x->nproducts / TABLE_SHARE;
}

void
table_forms(uint16_t *table, const struct index *x, const struct form *forms,
    size_t nforms)
{
	for (size_t i = 0; i < nforms; i++) {
		uint32_t scale = form_scale(&forms[i]);
		struct postings it;

		postings_open(&it, x, forms[i].word);
		while (postings_next(&it)) {
			uint16_t *at = &table[it.product];
			uint16_t value = postings_value(&it, &forms[i], scale);

			*at = *at ? list_both(*at, value) : value;
		}
	}
}

void
table_names(uint16_t *table, const struct index *x, uint32_t from, uint32_t to,
    float factor)
{
	uint16_t value = (uint16_t)(factor * LIST_VALUE_MAX) | LIST_IN_NAME;

	for (uint32_t i = x->names_at[from]; i < x->names_at[to]; i++)
		table[x->names[i]] = list_both(table[x->names[i]], value);
}

void
table_add(uint16_t *table, const struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		table[l->products[i]] = list_both(
		    table[l->products[i]], l->values[i]);
}

enum err
list_forms(struct arena *a, struct list *out, const struct index *x,
    const struct form *forms, size_t nforms)
{
	struct list one;
	enum err e = OK;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; e == OK && i < nforms; i++) {
		e = list_word(a, &one, x, &forms[i]);
		if (e == OK && i > 0)
			e = list_either(a, out, out, &one);
		else
			*out = one;
	}
	return e;
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
			    list_both(l->values[i], r->values[k]));
			i++;
			k++;
		}
	}
	if (e == OK)
		*out = all;
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
