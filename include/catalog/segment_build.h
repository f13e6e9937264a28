/*
 * Makes a segment: products are packed as they are read, in any order, and
 * ordered and indexed at the end.
 */
#ifndef CATALOG_SEGMENT_BUILD_H
#define CATALOG_SEGMENT_BUILD_H

#include "catalog/segment.h"
#include "store/catalogue.h"
#include "store/product.h"

struct catalogue;
struct catalogue_config;
struct segment_builder;

/*
 * tables: a view whose categories, sellers and ordinals stand; it is read
 * until the segment is finished.
 */
enum err segment_builder_open(struct segment_builder **out,
    const struct catalogue_config *config, const struct catalogue *tables)
    MUST_CHECK;
void segment_builder_close(struct segment_builder *b);

/*
 * Those of the set that were ever on sale and whose seller and category are
 * known; popularity of any products, by id.  An agreement's text has to be
 * in a set once, not with each of its products.
 */
enum err segment_add_set(struct segment_builder *b,
    const struct product_set *set, const struct popularity *popularity,
    size_t npopularity) MUST_CHECK;

/* A product of a segment with the same ordinals. */
enum err segment_add_from(struct segment_builder *b,
    const struct segment *from, uint32_t number) MUST_CHECK;

/* How many it has. */
size_t segment_builder_n(const struct segment_builder *b);

/*
 * One reference; its facets' values begin with those of before (NULL:
 * none).  The builder's memory goes as the segment's comes.
 */
enum err segment_finish(struct segment_builder *b, int64_t revision,
    const struct segment *before, struct segment **out) MUST_CHECK;

#endif
