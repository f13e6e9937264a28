/*
 * The words of an index that is being built, each with the bytes of its
 * postings so far.
 */
#ifndef SRC_CATALOG_TERMS_H
#define SRC_CATALOG_TERMS_H

#include "catalog/index.h"
#include "catalog/slab.h"

struct chunk;

/* Bytes that only grow, in ever longer chunks of a slab: none is moved. */
struct bytes {
	uint8_t *at, *end;		/* in the last chunk; NULL: none yet */
	struct chunk *first, *last;
};

/* What each token asks for comes first: it shares a cache line. */
struct term {
	uint32_t product, slot;		/* of the product at hand */
	uint32_t text_at;
	uint8_t text_n;
	uint32_t df, names;		/* products; with it in their name */
	uint32_t written;		/* last product */
	struct bytes products, places;	/* postings.h */
};

/* A free place of the table has no term. */
struct term_place {
	uint32_t hash, term;		/* index + 1 */
};

struct terms {
	struct term *at;
	size_t n, cap;
	char *text;
	size_t text_n, text_cap;
	struct term_place *table;
	size_t mask;
	struct slab *slab;		/* of the chunks */
};

enum err terms_open(struct terms *t) MUST_CHECK;
void terms_free(struct terms *t);
uint32_t terms_hash(struct str text);
/* The term with this text, whose hash is given, new or not. */
enum err terms_intern(struct terms *t, uint32_t *out, struct str text,
    uint32_t hash) MUST_CHECK;
/* Their order by text, malloc'd. */
enum err terms_sort(const struct terms *t, uint32_t **order) MUST_CHECK;

/*
 * A table of many terms is in no cache.  Who asks for several has the
 * place of each fetched first, then the term in it.
 */
static inline void
terms_fetch_place(const struct terms *t, uint32_t hash)
{
	if (t->table)
		__builtin_prefetch(&t->table[hash & t->mask]);
}

static inline void
terms_fetch_term(const struct terms *t, uint32_t hash)
{
	uint32_t term = t->table ? t->table[hash & t->mask].term : 0;

	if (term != 0)
		__builtin_prefetch(&t->at[term - 1], 1);
}

/* Room for a byte, which there is not any more. */
enum err bytes_grow(struct slab *s, struct bytes *b) MUST_CHECK;
size_t bytes_count(const struct bytes *b);
/* A copy of all; returns where it ends. */
uint8_t *bytes_copy(uint8_t *out, const struct bytes *b);
/* The first of them, of which a varint lies in one piece. */
const uint8_t *bytes_start(const struct bytes *b);
/* Without those of the varint at the start. */
void bytes_skip(struct bytes *b, size_t n);
/* What `from` has follows, where it lies. */
void bytes_join(struct bytes *b, const struct bytes *from);

static inline enum err
bytes_put(struct slab *s, struct bytes *b, uint8_t byte)
{
	enum err e = b->at == b->end ? bytes_grow(s, b) : OK;

	if (e == OK)
		*b->at++ = byte;
	return e;
}

static inline enum err
bytes_varint(struct slab *s, struct bytes *b, uint32_t v)
{
	enum err e = OK;

	for (; e == OK && v >= 0x80; v >>= 7)
		e = bytes_put(s, b, (uint8_t)(v | 0x80));
	return e == OK ? bytes_put(s, b, (uint8_t)v) : e;
}

/* Groups x's words by their stem in a locale; part of index_finish(). */
enum err index_stem(struct index *x, struct arena *a, size_t locale,
    struct str name) MUST_CHECK;

#endif
