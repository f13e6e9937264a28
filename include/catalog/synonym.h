/*
 * What people call things, and what sellers call them: "k8s" is
 * "kubernetes", "2fa" a "two factor", "\u89c6\u9891\u4f1a\u8bae" a "video
 * conference".  Words that say no more than that something is wanted
 * ("software", "alternative") are known here too.
 */
#ifndef CATALOG_SYNONYM_H
#define CATALOG_SYNONYM_H

#include <stdbool.h>

#include "base/str.h"

enum { SYNONYM_WORDS_MAX = 3 };		/* of the longest entry's key */

/*
 * What else stands for the words, which are folded and joined by single
 * spaces: alternatives with '|' between them, each one or more words that
 * belong together.  STR_NONE: nothing is known.
 */
struct str synonym_find(struct str words);

/* The longest entry that run starts with, of Chinese; bytes, or 0. */
size_t synonym_start(struct str run);

/* A word without which a query asks for the same. */
bool synonym_is_filler(struct str word);

#endif
