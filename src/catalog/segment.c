#include "catalog/segment.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/catalogue.h"
#include "catalog/record.h"
#include "catalog/slab.h"
#include "segment_hash.h"

struct segment *
segment_ref(struct segment *s)
{
	atomic_fetch_add(&s->refs, 1);
	return s;
}

void
segment_unref(struct segment *s)
{
	if (!s || atomic_fetch_sub(&s->refs, 1) != 1)
		return;
	slab_close(s->slab);
	arena_close(s->arena);
}

uint32_t
segment_find(const struct segment *s, struct str slug)
{
	const struct segment_table *t = &s->by_slug;
	uint32_t i = hash_str(slug) & t->mask;

	for (; t->at[i] != 0; i = (i + 1) & t->mask)
		if (str_eq(record_slug(s->records[t->at[i] - 1]), slug))
			return t->at[i] - 1;
	return NO_PRODUCT;
}

uint32_t
segment_find_id(const struct segment *s, struct id product_id)
{
	const struct segment_table *t = &s->by_id;
	uint32_t i = hash_id(product_id) & t->mask;

	for (; t->at[i] != 0; i = (i + 1) & t->mask)
		if (id_eq(record_id(s->records[t->at[i] - 1]), product_id))
			return t->at[i] - 1;
	return NO_PRODUCT;
}

struct id
segment_id(const struct segment *s, uint32_t number)
{
	return record_id(s->records[number]);
}

static int
document_cmp(const void *hash, const void *document)
{
	return memcmp(
	    hash, ((const struct segment_document *)document)->hash, 32);
}

const struct segment_document *
segment_document(const struct segment *s, const uint8_t hash[32])
{
	return s->ndocuments == 0 ? NULL
				  : bsearch(hash, s->documents, s->ndocuments,
					sizeof(*s->documents), document_cmp);
}
