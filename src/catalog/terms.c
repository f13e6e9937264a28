#include "terms.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_FIRST = 1024 };

/* FNV-1a, with its high bits folded in: the table takes the low ones. */
static uint32_t
hash_of(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return (uint32_t)(h ^ h >> 32);
}

static enum err
table_grow(struct terms *t)
{
	size_t size = t->table ? (t->mask + 1) * 2 : TABLE_FIRST;
	uint32_t *table = calloc(size, sizeof(*table));

	if (!table)
		return ERR_NOMEM;
	for (size_t i = 0; i < t->n; i++) {
		size_t k = t->at[i].hash & (size - 1);

		while (table[k] != 0)
			k = (k + 1) & (size - 1);
		table[k] = (uint32_t)i + 1;
	}
	free(t->table);
	t->table = table;
	t->mask = size - 1;
	return OK;
}

static enum err
text_room(struct terms *t, size_t n)
{
	size_t cap = t->text_cap ? t->text_cap * 2 : 64 * 1024;
	char *text;

	if (t->text_n + n <= t->text_cap)
		return OK;
	if (cap > INDEX_BYTES_MAX)
		return ERR_LIMIT;
	text = realloc(t->text, cap);
	if (!text)
		return ERR_NOMEM;
	t->text = text;
	t->text_cap = cap;
	return OK;
}

static enum err
term_add(struct terms *t, struct str text, uint32_t hash)
{
	enum err e = text_room(t, text.n);

	if (e != OK)
		return e;
	if (t->n == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 512;
		struct term *at = realloc(t->at, cap * sizeof(*at));

		if (!at)
			return ERR_NOMEM;
		t->at = at;
		t->cap = cap;
	}
	memcpy(t->text + t->text_n, text.p, text.n);
	t->at[t->n++] = (struct term){ .text_at = (uint32_t)t->text_n,
		.text_n = (uint8_t)text.n,
		.hash = hash,
		.slot = UINT32_MAX };
	t->text_n += text.n;
	return OK;
}

enum err
terms_intern(struct terms *t, uint32_t *out, struct str text)
{
	uint32_t hash = hash_of(text);
	size_t k;
	enum err e;

	if (t->n * 2 >= t->mask) {
		e = table_grow(t);
		if (e != OK)
			return e;
	}
	for (k = hash & t->mask; t->table[k] != 0; k = (k + 1) & t->mask) {
		const struct term *at = &t->at[t->table[k] - 1];

		if (at->hash == hash && at->text_n == text.n &&
		    memcmp(t->text + at->text_at, text.p, text.n) == 0) {
			*out = t->table[k] - 1;
			return OK;
		}
	}
	e = term_add(t, text, hash);
	if (e != OK)
		return e;
	*out = (uint32_t)t->n - 1;
	t->table[k] = (uint32_t)t->n;
	return OK;
}

static int
by_text(const void *l, const void *r, void *arg)
{
	const struct terms *t = arg;
	const struct term *a = &t->at[*(const uint32_t *)l];
	const struct term *b = &t->at[*(const uint32_t *)r];

	return str_cmp((struct str){ t->text + a->text_at, a->text_n },
	    (struct str){ t->text + b->text_at, b->text_n });
}

enum err
terms_sort(const struct terms *t, uint32_t **order)
{
	*order = malloc((t->n + 1) * sizeof(**order));
	if (!*order)
		return ERR_NOMEM;
	for (size_t i = 0; i < t->n; i++)
		(*order)[i] = (uint32_t)i;
	qsort_r(*order, t->n, sizeof(**order), by_text, (void *)t);
	return OK;
}

void
term_free(struct term *t)
{
	free(t->products.p);
	free(t->places.p);
	t->products.p = t->places.p = NULL;
}

void
terms_free(struct terms *t)
{
	for (size_t i = 0; i < t->n; i++)
		term_free(&t->at[i]);
	free(t->at);
	free(t->text);
	free(t->table);
	memset(t, 0, sizeof(*t));
}

enum err
bytes_put(struct bytes *b, uint8_t byte)
{
	if (b->n == b->cap) {
		uint32_t cap = b->cap ? b->cap + b->cap / 2 + 8 : 8;
		uint8_t *p;

		if (cap > INDEX_BYTES_MAX)
			return ERR_LIMIT;
		p = realloc(b->p, cap);
		if (!p)
			return ERR_NOMEM;
		b->p = p;
		b->cap = cap;
	}
	b->p[b->n++] = byte;
	return OK;
}

enum err
bytes_varint(struct bytes *b, uint32_t v)
{
	enum err e = OK;

	for (; e == OK && v >= 0x80; v >>= 7)
		e = bytes_put(b, (uint8_t)(v | 0x80));
	return e == OK ? bytes_put(b, (uint8_t)v) : e;
}

enum err
bytes_add(struct bytes *b, struct bytes more)
{
	uint64_t cap = (uint64_t)b->n + more.n;
	uint8_t *p;

	if (more.n == 0)
		return OK;
	if (cap > INDEX_BYTES_MAX)
		return ERR_LIMIT;
	if (cap > b->cap) {
		p = realloc(b->p, cap);
		if (!p)
			return ERR_NOMEM;
		b->p = p;
		b->cap = (uint32_t)cap;
	}
	memcpy(b->p + b->n, more.p, more.n);
	b->n += more.n;
	return OK;
}
