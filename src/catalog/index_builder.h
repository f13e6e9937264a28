/* An index in the making: as its texts come, and until it is finished. */
#ifndef SRC_CATALOG_INDEX_BUILDER_H
#define SRC_CATALOG_INDEX_BUILDER_H

#include "catalog/index.h"
#include "catalog/words.h"
#include "terms.h"

enum { WAITING_MAX = 32 };

/* A word in the product at hand. */
struct slot {
	uint32_t term;
	uint16_t tf[INDEX__FIELDS];
	uint32_t first, last, npositions;	/* a chain in positions */
};

struct position {
	uint32_t at, next;
};

/* A token of the text at hand, before its term is looked up. */
struct waiting {
	uint32_t hash, at;
	bool plain;
	uint8_t n;
	char text[WORD_BYTES_MAX];
};

struct index_builder {
	struct terms terms;
	struct waiting waiting[WAITING_MAX];
	size_t nwaiting;
	uint32_t product;		/* at hand */
	bool any;
	struct slot *slots;
	size_t nslots, slots_cap;
	struct position *positions;
	size_t npositions, positions_cap;
	uint32_t length[INDEX__FIELDS], at, end, name_words;
	uint8_t *name_words_of;		/* each product so far */
	size_t nproducts, products_cap;
	enum index_field field;
	enum err err;
};

/* The product at hand is whole: its postings are written.  ERR_NOMEM. */
enum err index_product_end(struct index_builder *b) MUST_CHECK;

#endif
