/* Characters of text: what kind they are, and their folded form. */
#ifndef CATALOG_FOLD_H
#define CATALOG_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum fold_kind {
	FOLD_GAP,	/* stands between words */
	FOLD_WORD,	/* letters, digits, and the marks on them */
	FOLD_PAIR,	/* of scripts that are written without spaces */
	FOLD_COMPAT	/* the same, and NFKC changes it */
};

/* Of what is not ASCII; the others are inline, for texts are long. */
uint32_t fold_decode_wide(struct str s, size_t i, size_t *n);
enum fold_kind fold_kind_wide(uint32_t c);

/* The code point at s.p[i], i < s.n; *n is its length in bytes. */
inline uint32_t
fold_decode(struct str s, size_t i, size_t *n)
{
	unsigned char c = (unsigned char)s.p[i];

	*n = 1;
	return c < 0x80 ? c : fold_decode_wide(s, i, n);
}

inline enum fold_kind
fold_kind(uint32_t c)
{
	if (c >= 0x80)
		return fold_kind_wide(c);
	return c - '0' < 10 || (c | 32) - 'a' < 26 ? FOLD_WORD : FOLD_GAP;
}

/*
 * Case folded NFKC of a run of words' characters, without what is not
 * one, at most `size` bytes and never a part of a character.
 */
enum err fold_word(char *out, size_t *n, size_t size, struct str s) MUST_CHECK;

/*
 * The same without the marks on Latin, Greek letters; *marks says whether
 * there were any.  In place; s is what fold_word() gave.
 */
enum err fold_marks(char *out, size_t *n, size_t size, bool *marks,
    struct str s) MUST_CHECK;

#endif
