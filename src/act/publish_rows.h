/* A listing as rows of the catalogue's tables; for act/publish.c alone. */
#ifndef SRC_ACT_PUBLISH_ROWS_H
#define SRC_ACT_PUBLISH_ROWS_H

#include "act/publish.h"
#include "store/product.h"

/* The product's own row. */
enum err publish_product(struct act *act, struct product *out,
    const struct publication *p) MUST_CHECK;

/*
 * The rows to be inserted; of products that are there, plans that keep
 * their code are brought back to life instead.
 */
enum err publish_rows(struct act *act, struct product_set *out,
    const struct publication *p, size_t n) MUST_CHECK;

#endif
