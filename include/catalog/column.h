/*
 * A facet of a segment's products, both ways: which values a product has,
 * and which products a value has.
 */
#ifndef CATALOG_COLUMN_H
#define CATALOG_COLUMN_H

#include "base/arena.h"
#include "catalog/bits.h"
#include "catalog/facet.h"

/* Of many products a bit each, of few their numbers, ascending. */
struct column_value {
	struct str text;		/* .p NULL for ordinals */
	const uint64_t *bits;
	const uint32_t *products;	/* when bits is NULL */
	uint32_t n;
};

struct column {
	uint32_t nproducts, nvalues;
	struct column_value *values;	/* by their number in this column */
	const uint32_t *from;		/* nproducts + 1; NULL: one value each */
	const uint32_t *of;		/* the products' values */
	size_t bits_bytes;		/* what all values' bits take together */
	size_t nlisted;			/* products in lists of values */
};

struct column_builder;

/*
 * texts: the columns' values are texts, numbered as they come, after those
 * of `before` (may be NULL), which keep their numbers.  Else the caller
 * numbers them.
 */
enum err column_builder_open(struct column_builder **out, bool texts,
    const struct column *before) MUST_CHECK;
void column_builder_close(struct column_builder *b);

/* Products come in ascending order; a value is counted once for each. */
enum err column_add(struct column_builder *b, uint32_t product,
    uint32_t value) MUST_CHECK;
enum err column_add_text(struct column_builder *b, uint32_t product,
    struct str text) MUST_CHECK;

/* What is made lies in the arena. */
enum err column_finish(struct column_builder *b, struct arena *a,
    uint32_t nproducts, struct column *out) MUST_CHECK;

/* The value with this text, or UINT32_MAX.  Linear: a few dozen values. */
uint32_t column_value_of(const struct column *c, struct str text);

/* Sets the bits of the products with this value; bits of others stay. */
void column_mark(const struct column *c, uint32_t value, uint64_t *bits);

/* Products as bits, or by their numbers, or both; NULL: not at hand. */
struct column_set {
	const uint64_t *bits;
	const uint32_t *products;
	size_t n;
};

/* Which form is quicker to count by: the numbers? */
bool column_counts_forward(const struct column *c,
    const struct column_set *set);

/* What counting costs by the quicker form, in tenths of a nanosecond. */
size_t column_cost(const struct column *c, const struct column_set *set);

/* Adds, for each value, how many of the set have it. */
void column_count(const struct column *c, const struct column_set *set,
    uint32_t *counts);

#endif
