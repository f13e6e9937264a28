/*
 * Text to words for the index and for queries: runs of letters and digits
 * (UAX 29), in NFKC (UAX 15), folded; Han, kana, Hangul and Thai runs
 * become overlapping pairs.  "e-mail" is "e", "mail" and, over both,
 * "email"; "caf\u00e9" is "cafe" and, more exactly, itself.
 */
#ifndef CATALOG_WORDS_H
#define CATALOG_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
	WORD_BYTES_MAX = 64,	/* the rest of a longer word is cut off */
	JOINED_PARTS_MAX = 4	/* of more, no joined word is made */
};

enum words_use {
	WORDS_QUERY,
	WORDS_TEXT,	/* the last character of a pair run stands alone too,
			   so that its prefix search finds each character */
	WORDS_NAME	/* and "PhotoPrism" is "photo", "prism" as well */
};

enum token_kind {
	TOKEN_PLAIN,	/* each position has exactly one */
	TOKEN_EXACT,	/* the plain one with its diacritics kept */
	TOKEN_JOINED,	/* the plain ones from `at` on, `span` of them */
	TOKEN_LAST	/* the end of a run of pairs */
};

struct token {
	struct str text;	/* gone when the callback returns */
	enum token_kind kind;
	uint32_t at, span;	/* positions, from 0 */
	uint32_t from, to;	/* the bytes of the source that it stands for */
	bool pair;		/* of a script that is not spaced */
};

/* fn returns false to stop.  ERR_NOMEM. */
typedef bool (*token_fn)(void *arg, const struct token *t);
enum err words_scan(struct str text, enum words_use use, token_fn fn,
    void *arg) MUST_CHECK;

/* The plain words of text joined by single spaces; at most max of them. */
enum err words_join(struct arena *a, struct str *out, struct str text,
    size_t max) MUST_CHECK;

#endif
