/* What the files that make a segment share. */
#ifndef SRC_CATALOG_BUILDER_H
#define SRC_CATALOG_BUILDER_H

#include <stdatomic.h>

#include "catalog/catalogue.h"
#include "catalog/record.h"
#include "catalog/segment_build.h"
#include "catalog/slab.h"

/* The ordinal of a seller or category by its id. */
struct place {
	struct id id;
	uint32_t ordinal;
};

struct places {
	struct place *at;		/* by id */
	size_t n;
};

/* A packed product and what decides where it stands. */
struct entry {
	const uint8_t *record;
	int64_t pin, paid_orders, newest_at_us;
	enum listing listing;
};

struct segment_builder {
	const struct catalogue_config *config;
	const struct catalogue *tables;
	struct arena *own;		/* as long as the builder */
	struct arena *scratch;		/* of the product at hand */
	struct buf bytes, html;
	struct slab *slab;
	struct places sellers, categories;
	struct entry *entries;
	size_t n, cap;
	struct segment_document *documents;
	size_t ndocuments, documents_cap;
	uint32_t *document_slots;	/* + 1, by hash */
	size_t ndocument_slots;
};

/* The plan's own price of one, in the site's currency: lists go by it. */
static inline bool
price_is_listed(const struct price *p, struct currency currency)
{
	return str_empty(p->capacity) && p->from_quantity == 1 &&
	    currency_eq(p->currency, currency);
}

static inline bool
builder_stopped(const struct segment_builder *b)
{
	return b->config->stop && atomic_load(b->config->stop);
}

/* A row of products with its parts, into the builder's scratch arena. */
enum err rows_record(struct segment_builder *b, struct record *out,
    const struct product_set *set, const struct product *row) MUST_CHECK;
/* Markdown as HTML, there too; text that is refused is left out. */
enum err rows_html(struct segment_builder *b, struct str *out,
    struct str markdown) MUST_CHECK;

/*
 * Of rows that are sorted by the id at offset: the first that has it.
 * *n is how many do.
 */
size_t rows_of(const void *rows, size_t nrows, size_t size, size_t offset,
    struct id id, size_t *n);
#define ROWS_OF(rows, nrows, member, id, n)                            \
	rows_of((rows), (nrows), sizeof(*(rows)),                      \
	    (size_t)((const char *)&(rows)->member -                   \
		(const char *)(rows)), (id), (n))

/* Keeps an agreement's text, once however many products have it. */
bool documents_has(const struct segment_builder *b, const uint8_t hash[32]);
enum err documents_add(struct segment_builder *b, const uint8_t hash[32],
    struct str title, struct str html) MUST_CHECK;
/* Sorted, into the segment. */
enum err documents_finish(struct segment_builder *b, struct segment *s)
    MUST_CHECK;

/* The sort orders of s, whose records and prices stand. */
enum err orders_make(struct segment *s, const struct catalogue_config *config)
    MUST_CHECK;

/* What they go by; words of a name in a locale. */
uint64_t order_price_key(int64_t price);
uint64_t order_newest_key(const struct record *r);
enum err order_name_key(struct arena *a, struct str *out, struct str name)
    MUST_CHECK;

/* Columns, prices and index of s, whose records stand. */
enum err contents_make(struct segment_builder *b, struct segment *s,
    const struct segment *before) MUST_CHECK;

#endif
