/* The hashes of a segment's tables: by slug and by id. */
#ifndef SRC_CATALOG_SEGMENT_HASH_H
#define SRC_CATALOG_SEGMENT_HASH_H

#include <stdint.h>
#include <string.h>

#include "base/id.h"
#include "base/str.h"

/* FNV-1a, and its high bits into the low ones that a mask keeps. */
static inline uint32_t
hash_str(struct str s)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return (uint32_t)(h ^ h >> 32);
}

/* The last eight bytes of a UUIDv7 are random. */
static inline uint32_t
hash_id(struct id id)
{
	uint64_t h;

	memcpy(&h, id.b + 8, sizeof(h));
	return (uint32_t)((h * 11400714819323198485u) >> 32);
}

#endif
