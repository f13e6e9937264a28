#include "terms.h"

#include <stdlib.h>
#include <string.h>

enum {
	TABLE_FIRST = 1024,
	CHUNK_FIRST = 32, /* bytes, of which a chunk's head takes half */
	CHUNK_LAST = 4096
};
#define CHUNKS_BYTES_MAX (2 * (size_t)INDEX_BYTES_MAX)

struct chunk {
	struct chunk *next;
	uint32_t size, n; /* bytes; used, once it is not the last any more */
	uint8_t data[];
};

static uint64_t
mixed(uint64_t h)
{
	h *= 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

/* One to eight bytes as a number. */
static uint64_t
few_bytes(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t head, tail;

	if (n < sizeof(head))
		return u[0] | (uint32_t)u[n / 2] << 8 |
		    (uint32_t)u[n - 1] << 16;
	memcpy(&head, p, sizeof(head));
	memcpy(&tail, p + n - sizeof(tail), sizeof(tail));
	return head | (uint64_t)tail << 32;
}

uint32_t
terms_hash(struct str s)
{
	uint64_t h = s.n, word;

	for (; s.n > sizeof(word); s = str_sub(s, sizeof(word), s.n)) {
		memcpy(&word, s.p, sizeof(word));
		h = mixed(h ^ word);
	}
	return (uint32_t)mixed(s.n > 0 ? h ^ few_bytes(s.p, s.n) : h);
}

enum err
terms_open(struct terms *t)
{
	t->slab = slab_open(CHUNKS_BYTES_MAX);
	return t->slab ? OK : ERR_NOMEM;
}

static enum err
table_grow(struct terms *t)
{
	size_t size = t->table ? (t->mask + 1) * 2 : TABLE_FIRST;
	struct term_place *table = calloc(size, sizeof(*table));

	if (!table)
		return ERR_NOMEM;
	for (size_t i = 0; t->table && i <= t->mask; i++) {
		size_t k = t->table[i].hash & (size - 1);

		if (t->table[i].term == 0)
			continue;
		while (table[k].term != 0)
			k = (k + 1) & (size - 1);
		table[k] = t->table[i];
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
term_add(struct terms *t, struct str text)
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
		.slot = UINT32_MAX };
	t->text_n += text.n;
	return OK;
}

enum err
terms_intern(struct terms *t, uint32_t *out, struct str text, uint32_t hash)
{
	size_t k;
	enum err e;

	if (t->n * 2 >= t->mask) {
		e = table_grow(t);
		if (e != OK)
			return e;
	}
	for (k = hash & t->mask; t->table[k].term != 0; k = (k + 1) & t->mask) {
		const struct term *at = &t->at[t->table[k].term - 1];

		if (t->table[k].hash == hash && at->text_n == text.n &&
		    memcmp(t->text + at->text_at, text.p, text.n) == 0) {
			*out = t->table[k].term - 1;
			return OK;
		}
	}
	e = term_add(t, text);
	if (e != OK)
		return e;
	*out = (uint32_t)t->n - 1;
	t->table[k] = (struct term_place){ hash, (uint32_t)t->n };
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
terms_free(struct terms *t)
{
	slab_close(t->slab);
	free(t->at);
	free(t->text);
	free(t->table);
	memset(t, 0, sizeof(*t));
}

enum err
bytes_grow(struct slab *s, struct bytes *b)
{
	uint32_t size = b->last ? b->last->size * 2 : CHUNK_FIRST;
	struct chunk *c;

	if (size > CHUNK_LAST)
		size = CHUNK_LAST;
	c = slab_room(s, size);
	if (!c)
		return ERR_NOMEM;
	*c = (struct chunk){ .size = size };
	bytes_join(b, &(struct bytes){ c->data, (uint8_t *)c + size, c, c });
	return OK;
}

static size_t
chunk_count(const struct bytes *b, const struct chunk *c)
{
	return c == b->last ? (size_t)(b->at - c->data) : c->n;
}

size_t
bytes_count(const struct bytes *b)
{
	size_t n = 0;

	for (const struct chunk *c = b->first; c; c = c->next)
		n += chunk_count(b, c);
	return n;
}

uint8_t *
bytes_copy(uint8_t *out, const struct bytes *b)
{
	for (const struct chunk *c = b->first; c; c = c->next) {
		size_t n = chunk_count(b, c);

		memcpy(out, c->data, n);
		out += n;
	}
	return out;
}

const uint8_t *
bytes_start(const struct bytes *b)
{
	return b->first->data;
}

void
bytes_skip(struct bytes *b, size_t n)
{
	struct chunk *c = b->first;

	memmove(c->data, c->data + n, chunk_count(b, c) - n);
	if (c == b->last)
		b->at -= n;
	else
		c->n -= (uint32_t)n;
}

void
bytes_join(struct bytes *b, const struct bytes *from)
{
	struct chunk *first = b->first;

	if (!from->first)
		return;
	if (b->last) {
		b->last->n = (uint32_t)chunk_count(b, b->last);
		b->last->next = from->first;
	}
	*b = *from;
	if (first)
		b->first = first;
}
