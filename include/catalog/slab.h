/*
 * Bytes of a process's lifetime that are written once, one after another,
 * and given back to the system as a whole.  Not thread-safe while growing.
 */
#ifndef CATALOG_SLAB_H
#define CATALOG_SLAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct slab;

/* NULL: out of memory. */
struct slab *slab_open(size_t max_bytes);
void slab_close(struct slab *s);

/* A copy that stays where it is; NULL: out of memory or past max_bytes. */
const uint8_t *slab_put(struct slab *s, const void *bytes, size_t n);

/* n bytes to write, aligned for a pointer when every n so far was. */
void *slab_room(struct slab *s, size_t n);

/* What `from` has is of s now, for as long. */
void slab_join(struct slab *s, struct slab *from);

size_t slab_bytes(const struct slab *s);

#endif
