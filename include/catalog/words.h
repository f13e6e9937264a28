/*
 * Text to words for the index and for queries: NFKC (UAX 15), case
 * folding, runs of letters and digits; Han, kana and Hangul runs become
 * overlapping pairs.  Pure ASCII text takes a path of its own.
 */
#ifndef CATALOG_WORDS_H
#define CATALOG_WORDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { WORD_BYTES_MAX = 64 };	/* the rest of a longer word is cut off */

enum words_use {
	WORDS_QUERY,
	WORDS_INDEX	/* the last character of a pair run stands alone too,
			   so that its prefix search finds each character */
};

/* Words lie in the arena; fn returns false to stop. */
typedef bool (*word_fn)(void *arg, struct str word);
enum err words_each(struct arena *a, struct str text, enum words_use use,
    word_fn fn, void *arg) MUST_CHECK;

/* The words of text joined by single spaces; at most max of them. */
enum err words_join(struct arena *a, struct str *out, struct str text,
    size_t max) MUST_CHECK;

#endif
