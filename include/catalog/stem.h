/* Snowball stems of a locale's language.  One thread at a time. */
#ifndef CATALOG_STEM_H
#define CATALOG_STEM_H

#include "base/err.h"
#include "base/str.h"

struct stemmer;

/* *out is NULL for a language that has no stemmer.  ERR_NOMEM. */
enum err stemmer_open(struct stemmer **out, struct str locale) MUST_CHECK;
void stemmer_close(struct stemmer *s);		/* NULL is allowed */

/* Of a folded word; borrowed until the next call.  Falls back to it. */
struct str stem(struct stemmer *s, struct str word);

#endif
