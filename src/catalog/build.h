/* What the builder's files share: rows read, and the copy being made. */
#ifndef SRC_CATALOG_BUILD_H
#define SRC_CATALOG_BUILD_H

#include "catalog/catalogue.h"
#include "store/catalogue.h"
#include "store/category.h"
#include "store/product.h"
#include "store/seller.h"

struct build {
	struct arena *rows;		/* let go of after the build */
	struct arena *a;		/* the catalogue's own */
	struct catalogue *c;
	const struct catalogue_config *config;
	/* as they were read */
	struct category *categories;
	struct category_text *category_texts;
	struct seller *sellers;
	struct popularity *popularity;
	struct product_set set;
	size_t ncategories, ncategory_texts, nsellers, npopularity;
	int32_t *category_index;	/* of a row, in c->categories */
	struct buf scratch;
	enum err err;			/* of build_copy() */
};

/* Each fills its part of b->c; the strings are copied into b->a. */
enum err build_categories(struct build *b) MUST_CHECK;
enum err build_sellers(struct build *b) MUST_CHECK;
enum err build_products(struct build *b) MUST_CHECK;
enum err build_orders(struct build *b) MUST_CHECK;
enum err build_index(struct build *b) MUST_CHECK;

/* A copy in b->a; .p NULL stays NULL.  The first failure sticks. */
struct str build_copy(struct build *b, struct str s);
/* Markdown as HTML in b->a; text that is refused is left out. */
enum err build_html(struct build *b, struct str *out, struct str markdown)
    MUST_CHECK;

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

#endif
