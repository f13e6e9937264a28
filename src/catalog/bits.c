#include "catalog/bits.h"

/*
 * Counting bits is a hundred times as fast where the processor can do it:
 * the loader takes the version that the machine at hand knows.
 */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FAST __attribute__((target_clones("avx2", "popcnt", "default")))
#else
#define FAST
#endif

FAST size_t
bits_count(const uint64_t *a, size_t words)
{
	size_t n = 0;

	for (size_t i = 0; i < words; i++)
		n += (size_t)__builtin_popcountll(a[i]);
	return n;
}

FAST size_t
bits_count_and(const uint64_t *a, const uint64_t *b, size_t words)
{
	size_t n = 0;

	for (size_t i = 0; i < words; i++)
		n += (size_t)__builtin_popcountll(a[i] & b[i]);
	return n;
}

void
bits_and(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t words)
{
	for (size_t i = 0; i < words; i++)
		out[i] = a[i] & b[i];
}

void
bits_and_not(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t words)
{
	for (size_t i = 0; i < words; i++)
		out[i] = a[i] & ~b[i];
}

void
bits_or(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t words)
{
	for (size_t i = 0; i < words; i++)
		out[i] = a[i] | b[i];
}

/* A word is written once, not once a number: a third of the time. */
void
bits_add(uint64_t *bits, const uint32_t *numbers, size_t n)
{
	size_t at = 0;
	uint64_t word = 0;

	for (size_t i = 0; i < n; i++) {
		if (numbers[i] / 64 != at) {
			bits[at] |= word;
			at = numbers[i] / 64;
			word = 0;
		}
		word |= (uint64_t)1 << (numbers[i] % 64);
	}
	if (n > 0)
		bits[at] |= word;
}

size_t
bits_list(const uint64_t *bits, size_t words, uint32_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < words; i++)
		for (uint64_t w = bits[i]; w != 0; w &= w - 1)
			out[n++] = (uint32_t)(i * 64 +
			    (size_t)__builtin_ctzll(w));
	return n;
}

size_t
bits_next(const uint64_t *bits, size_t i, size_t n)
{
	while (i < n) {
		uint64_t w = bits[i / 64] >> (i % 64);

		if (w != 0) {
			i += (size_t)__builtin_ctzll(w);
			return i < n ? i : n;
		}
		i = (i / 64 + 1) * 64;
	}
	return n;
}
