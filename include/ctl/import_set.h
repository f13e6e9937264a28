/*
 * A product of an import file as rows of the catalogue's tables: compared
 * with the rows that are there, collected for multi-row inserts, and put
 * in the place of the old ones.
 */
#ifndef CTL_IMPORT_SET_H
#define CTL_IMPORT_SET_H

#include <stddef.h>

#include "base/bounds.h"
#include "ctl/import.h"
#include "store/product.h"

struct product_target {
	const struct product *old;	/* NULL: it is new */
	struct id seller_id, category_id;
	int64_t now_us;
};

/* The rows of one owner in an array that is sorted by its id. */
size_t import_set_find(const void *rows, size_t nrows, size_t size,
    size_t offset, struct id id, size_t *n);
#define FIRST_OF(rows, nrows, type, member, id, n) \
	import_set_find( \
	    (rows), (nrows), sizeof(type), offsetof(type, member), (id), (n))

/* The product's own row; a new one has a new id. */
struct product import_set_row(
    const struct import_product *p, const struct product_target *target);

/* Room for all parts of these products. */
enum err import_set_open(struct arena *a, struct product_set *set,
    const struct import_product *products, size_t n) MUST_CHECK;

/*
 * The product's rows that are to be inserted: of one that is there, all
 * but its own row and those of plans that keep their code.
 */
void import_set_add(struct product_set *set, const struct product_set *old,
    const struct import_product *p, const struct product_target *target);

/* Is it there already, word for word? */
enum err import_set_same(struct arena *a, const struct product_set *old,
    const struct import_product *p, const struct product_target *target,
    bool *same) MUST_CHECK;

/* Takes the old parts away and updates the rows that stay. */
enum err import_set_replace(struct db *db, const struct product_set *old,
    const struct import_product *p, const struct product_target *target)
    MUST_CHECK;

#endif
