/* Products with what a word gives each of them: ascending, each once. */
#ifndef SRC_CATALOG_LIST_H
#define SRC_CATALOG_LIST_H

#include "base/arena.h"
#include "catalog/index.h"

/* 0 to LIST_VALUE_MAX, and whether the word stands in the name. */
enum { LIST_VALUE_MAX = 0x7fff, LIST_IN_NAME = 0x8000 };

struct list {
	uint32_t *products;
	uint16_t *values;
	size_t n;
};

/* A word in the form in which the index has it: its worth, up to 1. */
struct form {
	uint32_t word;
	float factor;
	bool unnamed;			/* in a name it is not what was typed */
};

/* Room for n products, none of them there yet. */
enum err list_room(struct arena *a, struct list *out, size_t n) MUST_CHECK;
void list_put(struct list *l, uint32_t product, uint16_t value);

/*
 * The products of any of the forms; each with what they give it together.  Costs
 * as much as they are long times how many they are.
 */
enum err list_forms(struct arena *a, struct list *out, const struct index *x,
    const struct form *forms, size_t nforms) MUST_CHECK;

/*
 * The same as a value for every product of the index, 0 for none: cheaper
 * for forms that are many or common, with so many others to be added.
 */
bool list_wants_table(const struct index *x, const struct form *forms,
    size_t nforms, size_t others);
void table_forms(uint16_t *table, const struct index *x,
    const struct form *forms, size_t nforms);
/* Products with a word of from .. to - 1 in their name. */
void table_names(uint16_t *table, const struct index *x, uint32_t from,
    uint32_t to, float factor);
void table_add(uint16_t *table, const struct list *l);
/* As a list of at most so many. */
enum err table_list(struct arena *a, struct list *out, const uint16_t *table,
    size_t nproducts, size_t most) MUST_CHECK;

/* What two forms give one product together. */
uint16_t list_both(uint16_t l, uint16_t r);

/* The products of either, with what both give. */
enum err list_either(struct arena *a, struct list *out, const struct list *l,
    const struct list *r) MUST_CHECK;

/* Values times factor; that they are of names is forgotten. */
void list_scale(struct list *l, float factor);

#endif
