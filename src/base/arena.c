#include <assert.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif

/*
 * Under AddressSanitizer all that was not handed out is poisoned, and each
 * piece has a gap behind it, so that overruns are seen inside a block too.
 */
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP 16
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP 0
#endif

enum {
	ALIGN = 16,
	BLOCK_FIRST = 16 * 1024,
	BLOCK_LAST = 256 * 1024,
	SHORT_TEXT = 256
};

struct block {
	struct block *older;
	size_t size;
	size_t used;
	alignas(ALIGN) char bytes[];
};

struct arena {
	struct block *newest;
	size_t total;
	size_t max;
};

#ifdef SOUK_DEBUG
static unsigned long fail_at;

void
arena_fail_at(unsigned long n)
{
	__atomic_store_n(&fail_at, n, __ATOMIC_RELAXED);
}

static int
must_fail(void)
{
	if (__atomic_load_n(&fail_at, __ATOMIC_RELAXED) == 0)
		return 0;
	return __atomic_sub_fetch(&fail_at, 1, __ATOMIC_RELAXED) == 0;
}
#else
void
arena_fail_at(unsigned long n)
{
	(void)n;
}

static int
must_fail(void)
{
	return 0;
}
#endif

struct arena *
arena_open(size_t max_bytes)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a != NULL)
		a->max = max_bytes;
	return a;
}

/* What lies behind the used bytes is zero, so that passwords do not stay. */
static void
block_rewind(struct block *b, size_t used)
{
	UNPOISON(b->bytes + used, b->used - used);
	explicit_bzero(b->bytes + used, b->used - used);
	POISON(b->bytes + used, b->size - used);
	b->used = used;
}

static void
block_drop(struct arena *a)
{
	struct block *b = a->newest;

	a->newest = b->older;
	block_rewind(b, 0);
	UNPOISON(b->bytes, b->size);
	free(b);
}

void
arena_close(struct arena *a)
{
	if (a == NULL)
		return;
	while (a->newest != NULL)
		block_drop(a);
	free(a);
}

/* Blocks double, so that a big request costs few mallocs. */
static struct block *
block_add(struct arena *a, size_t need)
{
	size_t size = BLOCK_FIRST;
	struct block *b;

	if (a->newest != NULL && a->newest->size >= BLOCK_FIRST)
		size = a->newest->size * 2;
	if (size > BLOCK_LAST)
		size = BLOCK_LAST;
	if (size < need)
		size = need;
	b = calloc(1, sizeof(*b) + size);
	if (b == NULL)
		return NULL;
	b->older = a->newest;
	b->size = size;
	POISON(b->bytes, size);
	a->newest = b;
	return b;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct block *b = a->newest;
	size_t need;
	char *p;

	if (must_fail() || n > a->max)
		return NULL;
	need = (n + (n == 0) + GAP + ALIGN - 1) / ALIGN * ALIGN;
	if (need - GAP > a->max - a->total)
		return NULL;
	if (b == NULL || b->size - b->used < need) {
		b = block_add(a, need);
		if (b == NULL)
			return NULL;
	}
	p = b->bytes + b->used;
	b->used += need;
	a->total += need - GAP;
	UNPOISON(p, n);
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		return NULL;
	return arena_alloc(a, n);
}

/* What is short, nearly all there is, is formatted once and copied. */
struct str
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char text[SHORT_TEXT];
	va_list again;
	size_t size;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	assert(n >= 0);
	size = (size_t)n + 1;
	p = arena_alloc(a, size);
	if (p != NULL && size <= sizeof(text))
		memcpy(p, text, size);
	else if (p != NULL)
		vsnprintf(p, size, fmt, again);
	va_end(again);
	explicit_bzero(text, size < sizeof(text) ? size : sizeof(text));
	return p == NULL ? STR_NONE : (struct str){ p, (size_t)n };
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){
		.block = a->newest,
		.used = a->newest == NULL ? 0 : a->newest->used,
		.total = a->total,
	};
}

void
arena_rewind(struct arena *a, struct arena_mark m)
{
	while (a->newest != m.block) {
		assert(a->newest != NULL);
		block_drop(a);
	}
	if (a->newest != NULL)
		block_rewind(a->newest, m.used);
	a->total = m.total;
}

void
arena_reset(struct arena *a)
{
	a->total = 0;
	if (a->newest == NULL)
		return;
	while (a->newest->older != NULL)
		block_drop(a);
	block_rewind(a->newest, 0);
}

size_t
arena_used(const struct arena *a)
{
	return a->total;
}
