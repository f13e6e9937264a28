/*
 * The words of an index that is being built, each with the bytes of its
 * postings so far.
 */
#ifndef SRC_CATALOG_TERMS_H
#define SRC_CATALOG_TERMS_H

#include "catalog/index.h"

struct bytes {
	uint8_t *p;
	uint32_t n, cap;
};

struct term {
	uint32_t text_at, hash;
	struct bytes products, places;	/* postings.h */
	uint32_t df, names;		/* products; with it in their name */
	uint32_t written;		/* last product */
	uint32_t product, slot;		/* of the product at hand */
	uint8_t text_n;
};

struct terms {
	struct term *at;
	size_t n, cap;
	char *text;
	size_t text_n, text_cap;
	uint32_t *table;		/* index + 1; 0: free */
	size_t mask;
};

/* The term with this text, new or not. */
enum err terms_intern(struct terms *t, uint32_t *out, struct str text)
    MUST_CHECK;
/* Their order by text, malloc'd. */
enum err terms_sort(const struct terms *t, uint32_t **order) MUST_CHECK;
void terms_free(struct terms *t);

enum err bytes_put(struct bytes *b, uint8_t byte) MUST_CHECK;
enum err bytes_varint(struct bytes *b, uint32_t v) MUST_CHECK;
enum err bytes_add(struct bytes *b, struct bytes more) MUST_CHECK;
void term_free(struct term *t);

/* Groups x's words by their stem in a locale; part of index_finish(). */
enum err index_stem(struct index *x, struct arena *a, size_t locale,
    struct str name) MUST_CHECK;

#endif
