/* Sets of small numbers, a bit each in 64-bit words. */
#ifndef CATALOG_BITS_H
#define CATALOG_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t
bits_words(size_t n)
{
	return (n + 63) / 64;
}

static inline bool
bits_has(const uint64_t *bits, size_t i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

static inline void
bits_set(uint64_t *bits, size_t i)
{
	bits[i / 64] |= (uint64_t)1 << (i % 64);
}

static inline void
bits_clear(uint64_t *bits, size_t i)
{
	bits[i / 64] &= ~((uint64_t)1 << (i % 64));
}

/* How many are in it; how many are in both. */
size_t bits_count(const uint64_t *a, size_t words);
size_t bits_count_and(const uint64_t *a, const uint64_t *b, size_t words);

/* out may be a or b. */
void bits_and(uint64_t *out, const uint64_t *a, const uint64_t *b,
    size_t words);
void bits_and_not(uint64_t *out, const uint64_t *a, const uint64_t *b,
    size_t words);
void bits_or(uint64_t *out, const uint64_t *a, const uint64_t *b,
    size_t words);

/* Adds these numbers, ascending. */
void bits_add(uint64_t *bits, const uint32_t *numbers, size_t n);
/* The numbers in it, ascending; returns how many. */
size_t bits_list(const uint64_t *bits, size_t words, uint32_t *out);

/* The least member that is not below i, or n. */
size_t bits_next(const uint64_t *bits, size_t i, size_t n);

#endif
