/*
 * An inverted index: each word's products, ascending, with the fields in
 * which it stands.  Words are sorted, so a prefix is a range of them.
 */
#ifndef CATALOG_INDEX_H
#define CATALOG_INDEX_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum index_field {
	INDEX_NAME = 1, INDEX_KEYWORDS = 2, INDEX_SELLER = 4,
	INDEX_CATEGORY = 8, INDEX_SUMMARY = 16, INDEX_DESCRIPTION = 32
};

/* A product above, its fields in the low eight bits. */
typedef uint32_t posting_t;
#define POSTING_PRODUCT(p) ((p) >> 8)
#define POSTING_FIELDS(p) ((p) & 0xffu)
enum { INDEX_PRODUCTS_MAX = 1 << 24 };

struct index_word {
	struct str text;
	uint32_t from, n;		/* its postings */
};

struct index {
	struct index_word *words;	/* by text */
	size_t nwords;
	posting_t *postings;
	size_t npostings;
};

struct index_builder;

/* The builder's memory is its own; words are copied by index_finish(). */
enum err index_builder_open(struct index_builder **out) MUST_CHECK;
void index_builder_close(struct index_builder *b);
enum err index_add(struct index_builder *b, uint32_t product,
    enum index_field field, struct str text) MUST_CHECK;
enum err index_finish(struct index_builder *b, struct arena *a,
    struct index **out) MUST_CHECK;

/* The words that start with prefix: words[*from] .. words[*to - 1]. */
void index_prefix(const struct index *x, struct str prefix, size_t *from,
    size_t *to);

#endif
