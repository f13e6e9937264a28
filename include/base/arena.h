/*
 * A region that is freed as a whole: one a request.  Memory is zeroed, aligned
 * to 16, overwritten when given back.  Not thread-safe: one thread owns it.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

/* The position to rewind to: what a transaction's rerun throws away. */
struct arena_mark {
	void *block;
	size_t used;
	size_t total;
};

/* max_bytes bounds all that is alive at once.  NULL: out of memory. */
struct arena *arena_open(size_t max_bytes);
void arena_close(struct arena *a);

/* NULL when out of memory or past max_bytes; n may be 0. */
void *arena_alloc(struct arena *a, size_t n);
void *arena_array(struct arena *a, size_t count, size_t size);

/* Formatted copy; .p is NUL-terminated, or NULL when out of memory. */
struct str arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    PRINTF(2, 0);

struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);
void arena_reset(struct arena *a);	/* keeps the first block */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_NEWS(a, type, count) \
	((type *)arena_array((a), (count), sizeof(type)))

/*
 * Debug builds: the n-th allocation from now fails (0: none), so that a
 * test can fail each in turn.
 */
void arena_fail_at(unsigned long n);

#endif
