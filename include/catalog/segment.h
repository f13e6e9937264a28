/*
 * A part of the catalogue that never changes: products packed one after
 * another, the index of their words, their sort orders and the columns of
 * their facets.  A view is a large base segment and a small delta of what
 * has changed since; numbers of products are those of the base, then those
 * of the delta, base->n onward.
 *
 * Within a segment the products that are live come first, the most popular
 * one (R9) with number 0: among the products of one segment the lower
 * number is the more popular product.
 */
#ifndef CATALOG_SEGMENT_H
#define CATALOG_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/id.h"
#include "base/str.h"
#include "catalog/column.h"
#include "catalog/rows.h"

struct index;
struct slab;

enum segment_order {
	ORDER_PRICE, ORDER_NEWEST, ORDER_NAME,
	SEGMENT_ORDERS = ORDER_NAME + LOCALES_MAX	/* one of names a locale */
};

/* Ids of categories and sellers by the ordinals that records name them by. */
struct ordinals {
	const struct id *ids;
	size_t n;
};

/* A text that is shared by products: an agreement's. */
struct segment_document {
	uint8_t hash[32];
	struct str title, html;
};

struct segment {
	_Atomic unsigned refs;
	struct arena *arena;
	struct slab *slab;
	int64_t revision;		/* of the site's catalogue */
	uint32_t n, nlive;
	const uint8_t *const *records;	/* catalog/record.h */
	struct index *index;		/* of the live ones */
	struct segment_table {		/* numbers + 1 by a hash; 0: free */
		uint32_t *at;
		uint32_t mask;
	} by_slug, by_id;
	struct segment_document *documents;	/* by hash */
	size_t ndocuments;
	/* Of the live ones: order[i] is the i-th, rank[] is its inverse. */
	uint32_t *order[SEGMENT_ORDERS], *rank[SEGMENT_ORDERS];
	struct column columns[FACET__MAX];	/* of the live ones */
	struct rows rows;		/* the same by product */
	int64_t *price;			/* least, of each; -1: none */
	struct ordinals categories, sellers;
	uint64_t words;			/* of their names, as indexed */
};

struct segment *segment_ref(struct segment *s);
void segment_unref(struct segment *s);

/* The number of the product with this slug, or NO_PRODUCT. */
uint32_t segment_find(const struct segment *s, struct str slug);
uint32_t segment_find_id(const struct segment *s, struct id product_id);
struct id segment_id(const struct segment *s, uint32_t number);
const struct segment_document *segment_document(const struct segment *s,
    const uint8_t hash[32]);

#endif
