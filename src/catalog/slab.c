#include "catalog/slab.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * Pages of our own: malloc would keep a gigabyte for a rainy day.  The
 * first piece is small, for a catalogue of a dozen products.
 */
enum { PIECE_FIRST = 256 * 1024, PIECE_LAST = 16 * 1024 * 1024 };

struct piece {
	struct piece *older;
	size_t size, used;
};

struct slab {
	struct piece *newest;
	size_t total, max;
};

struct slab *
slab_open(size_t max_bytes)
{
	struct slab *s = calloc(1, sizeof(*s));

	if (s)
		s->max = max_bytes;
	return s;
}

void
slab_close(struct slab *s)
{
	struct piece *p = s ? s->newest : NULL;

	while (p) {
		struct piece *older = p->older;

		munmap(p, p->size);
		p = older;
	}
	free(s);
}

static struct piece *
piece_add(struct slab *s, size_t n)
{
	size_t size = s->newest ? s->newest->size * 2 : PIECE_FIRST;
	struct piece *p;

	if (size > PIECE_LAST)
		size = PIECE_LAST;
	while (size < n + sizeof(*p))
		size *= 2;
	if (s->total + size > s->max)
		return NULL;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	/* Fewer page tables to walk; refused, it only takes longer. */
	if (size >= PIECE_LAST)
		(void)madvise(p, size, MADV_HUGEPAGE);
	*p = (struct piece){ s->newest, size, sizeof(*p) };
	s->newest = p;
	s->total += size;
	return p;
}

void *
slab_room(struct slab *s, size_t n)
{
	struct piece *p = s->newest;
	uint8_t *at;

	if (!p || p->size - p->used < n)
		p = piece_add(s, n);
	if (!p)
		return NULL;
	at = (uint8_t *)p + p->used;
	p->used += n;
	return at;
}

const uint8_t *
slab_put(struct slab *s, const void *bytes, size_t n)
{
	void *at = slab_room(s, n);

	return at ? memcpy(at, bytes, n) : NULL;
}

void
slab_join(struct slab *s, struct slab *from)
{
	struct piece **oldest = &from->newest;

	while (*oldest)
		oldest = &(*oldest)->older;
	if (s->newest) {
		*oldest = s->newest->older;
		s->newest->older = from->newest;
	} else {
		s->newest = from->newest;
	}
	s->total += from->total;
	from->newest = NULL;
	from->total = 0;
}

size_t
slab_bytes(const struct slab *s)
{
	return s->total;
}
