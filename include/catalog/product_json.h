/* Products and categories as the API shows them. */
#ifndef CATALOG_PRODUCT_JSON_H
#define CATALOG_PRODUCT_JSON_H

#include "catalog/catalogue.h"
#include "wire/json.h"

/* A card's fields, into an object that the caller opens and closes. */
void card_json_fields(struct json *j, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale);
/* A whole card. */
void card_json(struct json *j, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale);

/* A product with texts, plans and prices; the arena is for its related. */
void product_json(struct json *j, struct arena *a, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale);
/* Its "plans" alone, an array. */
void product_json_plans(struct json *j, const struct catalogue_product *p,
    size_t locale);

/* The whole tree, parents first. */
void categories_json(struct json *j, const struct catalogue *c,
    size_t locale);

#endif
