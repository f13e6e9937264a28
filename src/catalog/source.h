/*
 * Products as they come from the database, chunk by chunk: the next one is
 * read by a thread of its own while the one at hand is packed.
 */
#ifndef SRC_CATALOG_SOURCE_H
#define SRC_CATALOG_SOURCE_H

#include "store/catalogue.h"
#include "store/product.h"

struct source;

struct chunk {
	struct product_set set;
	struct popularity *popularity;
	size_t npopularity;
};

/*
 * All products by id, or, ids not NULL, the n of them.  The connection is
 * the source's alone until it is closed; a text of an agreement is read
 * once.
 */
enum err source_open(struct source **out, struct db *db,
    const struct id *ids, size_t n) MUST_CHECK;
void source_close(struct source *s);

/* *out, valid until the next call, is NULL when there are no more. */
enum err source_next(struct source *s, const struct chunk **out) MUST_CHECK;

#endif
