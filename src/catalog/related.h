/* Products beside a product: of its category, then of what it stands in. */
#ifndef SRC_CATALOG_RELATED_H
#define SRC_CATALOG_RELATED_H

#include "catalog/catalogue.h"

/* Sets p->related, of which number and category are set. */
void related_find(const struct catalogue *c, struct catalogue_product *p);

#endif
