#include "catalog/column.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 64 * 1024 * 1024, SLOTS_FIRST = 64 };

struct column_builder {
	bool has_texts;
	struct arena *copies; /* of the texts */
	struct str *texts;
	uint32_t nvalues, values_cap;
	uint32_t *slots; /* of the texts' values + 1, by hash */
	uint32_t nslots;
	uint32_t *of, *from;
	size_t nof, of_cap;
	uint32_t nproducts, products_cap;
};

static bool
room(void **p, size_t need, size_t *cap, size_t size)
{
	size_t n = *cap ? *cap * 2 : 256;
	void *at;

	if (need <= *cap)
		return true;
	while (n < need)
		n *= 2;
	at = realloc(*p, n * size);
	if (!at)
		return false;
	*p = at;
	*cap = n;
	return true;
}

static uint32_t
hash_of(struct str s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h;
}

static uint32_t *
slot_of(const struct column_builder *b, struct str text)
{
	uint32_t i = hash_of(text) & (b->nslots - 1);

	while (b->slots[i] != 0 && !str_eq(b->texts[b->slots[i] - 1], text))
		i = (i + 1) & (b->nslots - 1);
	return &b->slots[i];
}

static bool
slots_grow(struct column_builder *b)
{
	uint32_t *old = b->slots;

	b->nslots = b->nslots ? b->nslots * 2 : SLOTS_FIRST;
	b->slots = calloc(b->nslots, sizeof(*b->slots));
	if (!b->slots) {
		b->slots = old;
		b->nslots /= 2;
		return false;
	}
	for (uint32_t i = 0; i < b->nvalues; i++)
		*slot_of(b, b->texts[i]) = i + 1;
	free(old);
	return true;
}

/* The text's value, a new one when need be; UINT32_MAX: out of memory. */
static uint32_t
value_of_text(struct column_builder *b, struct str text)
{
	size_t cap = b->values_cap;
	uint32_t *slot;

	if (b->nvalues * 2 >= b->nslots && !slots_grow(b))
		return UINT32_MAX;
	slot = slot_of(b, text);
	if (*slot != 0)
		return *slot - 1;
	text = str_copy(b->copies, text);
	if (!text.p ||
	    !room((void **)&b->texts, b->nvalues + 1, &cap, sizeof(*b->texts)))
		return UINT32_MAX;
	b->values_cap = (uint32_t)cap;
	b->texts[b->nvalues] = text;
	*slot = b->nvalues + 1;
	return b->nvalues++;
}

enum err
column_builder_open(
    struct column_builder **out, bool texts, const struct column *before)
{
	struct column_builder *b = calloc(1, sizeof(*b));

	if (b)
		b->copies = arena_open(TEXT_BYTES_MAX);
	if (!b || !b->copies) {
		free(b);
		return ERR_NOMEM;
	}
	b->has_texts = texts;
	for (uint32_t i = 0; texts && before && i < before->nvalues; i++)
		if (value_of_text(b, before->values[i].text) != i) {
			column_builder_close(b);
			return ERR_NOMEM;
		}
	if (!texts && before)
		b->nvalues = before->nvalues;
	*out = b;
	return OK;
}

void
column_builder_close(struct column_builder *b)
{
	if (!b)
		return;
	arena_close(b->copies);
	free(b->texts);
	free(b->slots);
	free(b->of);
	free(b->from);
	free(b);
}

/* Products up to this one have begun. */
static bool
begin(struct column_builder *b, uint32_t product)
{
	size_t cap = b->products_cap;

	if (!room(
		(void **)&b->from, (size_t)product + 2, &cap, sizeof(*b->from)))
		return false;
	b->products_cap = (uint32_t)cap;
	while (b->nproducts <= product)
		b->from[b->nproducts++] = (uint32_t)b->nof;
	return true;
}

enum err
column_add(struct column_builder *b, uint32_t product, uint32_t value)
{
	if (!begin(b, product))
		return ERR_NOMEM;
	for (size_t i = b->from[product]; i < b->nof; i++)
		if (b->of[i] == value)
			return OK;
	if (!room((void **)&b->of, b->nof + 1, &b->of_cap, sizeof(*b->of)))
		return ERR_NOMEM;
	b->of[b->nof++] = value;
	if (value >= b->nvalues)
		b->nvalues = value + 1;
	return OK;
}

enum err
column_add_text(struct column_builder *b, uint32_t product, struct str text)
{
	uint32_t value = value_of_text(b, text);

	return value == UINT32_MAX ? ERR_NOMEM : column_add(b, product, value);
}

static void *
copy(struct arena *a, const void *from, size_t n, size_t size)
{
	void *p = arena_array(a, n, size);

	if (p && n > 0)
		memcpy(p, from, n * size);
	return p;
}

/* Bits where they take less room than numbers. */
static enum err
value_open(
    struct column *c, struct arena *a, struct column_value *v, uint32_t **next)
{
	size_t words = bits_words(c->nproducts);

	if (v->n > words * 2) {
		v->bits = ARENA_NEWS(a, uint64_t, words);
		c->bits_bytes += words * sizeof(uint64_t);
		return v->bits ? OK : ERR_NOMEM;
	}
	*next = ARENA_NEWS(a, uint32_t, v->n);
	v->products = *next;
	c->nlisted += v->n;
	return *next ? OK : ERR_NOMEM;
}

static enum err
invert(struct column *c, struct arena *a)
{
	uint32_t **next = calloc(c->nvalues + 1, sizeof(*next));
	enum err e = next ? OK : ERR_NOMEM;

	for (size_t i = 0; i < c->from[c->nproducts]; i++)
		c->values[c->of[i]].n++;
	for (uint32_t i = 0; e == OK && i < c->nvalues; i++)
		e = value_open(c, a, &c->values[i], &next[i]);
	for (uint32_t p = 0; e == OK && p < c->nproducts; p++)
		for (uint32_t i = c->from[p]; i < c->from[p + 1]; i++) {
			uint32_t value = c->of[i];

			if (c->values[value].bits)
				bits_set((uint64_t *)(uintptr_t)c->values[value]
					     .bits,
				    p);
			else
				*next[value]++ = p;
		}
	free(next);
	return e;
}

static bool
one_each(const struct column *c)
{
	for (uint32_t p = 0; p < c->nproducts; p++)
		if (c->from[p + 1] != c->from[p] + 1)
			return false;
	return true;
}

enum err
column_finish(struct column_builder *b, struct arena *a, uint32_t nproducts,
    struct column *out)
{
	enum err e;

	*out = (struct column){ .nproducts = nproducts, .nvalues = b->nvalues };
	if (!begin(b, nproducts))
		return ERR_NOMEM;
	out->values = ARENA_NEWS(a, struct column_value, b->nvalues);
	out->of = copy(a, b->of, b->nof, sizeof(*b->of));
	if (!out->values || !out->of)
		return ERR_NOMEM;
	for (uint32_t i = 0; b->has_texts && i < b->nvalues; i++) {
		out->values[i].text = str_copy(a, b->texts[i]);
		if (!out->values[i].text.p)
			return ERR_NOMEM;
	}
	out->from = b->from;
	e = invert(out, a);
	if (e != OK || one_each(out)) {
		out->from = NULL;
		return e;
	}
	out->from = copy(a, b->from, (size_t)nproducts + 1, sizeof(*b->from));
	return out->from ? OK : ERR_NOMEM;
}

uint32_t
column_value_of(const struct column *c, struct str text)
{
	for (uint32_t i = 0; i < c->nvalues; i++)
		if (str_eq(c->values[i].text, text))
			return i;
	return UINT32_MAX;
}

void
column_mark(const struct column *c, uint32_t value, uint64_t *bits)
{
	const struct column_value *v;

	if (value >= c->nvalues)
		return;
	v = &c->values[value];
	if (v->bits)
		bits_or(bits, bits, v->bits, bits_words(c->nproducts));
	else
		bits_add(bits, v->products, v->n);
}

static void
count_forward(
    const struct column *c, const struct column_set *set, uint32_t *counts)
{
	for (size_t i = 0; i < set->n; i++) {
		uint32_t p = set->products[i];

		if (!c->from) {
			counts[c->of[p]]++;
			continue;
		}
		for (uint32_t k = c->from[p]; k < c->from[p + 1]; k++)
			counts[c->of[k]]++;
	}
}

static void
count_backward(
    const struct column *c, const struct column_set *set, uint32_t *counts)
{
	size_t words = bits_words(c->nproducts);

	for (uint32_t i = 0; i < c->nvalues; i++) {
		const struct column_value *v = &c->values[i];
		uint32_t n = 0;

		if (v->bits)
			n = (uint32_t)bits_count_and(v->bits, set->bits, words);
		else
			for (uint32_t k = 0; k < v->n; k++)
				n += bits_has(set->bits, v->products[k]);
		counts[i] += n;
	}
}

/*
 * Going through a product's values costs some 2.5 ns each, for the same few
 * counters are written again and again; a word of bits 0.6 and a product
 * of a value's list 1.2; a form of the set that is not at hand a nanosecond
 * a product.
 */
static size_t
forward_cost(const struct column *c, const struct column_set *set)
{
	size_t values = c->from ? c->from[c->nproducts] : c->nproducts;
	size_t each = c->nproducts ? 25 * values / c->nproducts + 1 : 1;

	return set->n * (each + (set->products ? 0 : 10));
}

static size_t
backward_cost(const struct column *c, const struct column_set *set)
{
	return c->bits_bytes / 8 * 6 + c->nlisted * 12 + c->nvalues * 10 +
	    (set->bits ? 0 : set->n * 10);
}

bool
column_counts_forward(const struct column *c, const struct column_set *set)
{
	return forward_cost(c, set) <= backward_cost(c, set);
}

size_t
column_cost(const struct column *c, const struct column_set *set)
{
	size_t forward = forward_cost(c, set), backward = backward_cost(c, set);

	return forward <= backward ? forward : backward;
}

void
column_count(
    const struct column *c, const struct column_set *set, uint32_t *counts)
{
	if (set->products && (!set->bits || column_counts_forward(c, set)))
		count_forward(c, set, counts);
	else
		count_backward(c, set, counts);
}
