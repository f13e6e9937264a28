/*
 * A borrowed run of bytes: pointer and length, no terminator promised.
 * A str never owns; the arena or buffer that it points into does.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/err.h"

struct arena;

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* printf("%.*s", STR_FMT(s)) */
#define STR_FMT(s) (int)(s).n, (s).p

/* The least of them are inline: texts are cut everywhere. */
inline struct str
str_from(const char *cstr)			/* NULL gives STR_NONE */
{
	return cstr ? (struct str){ cstr, strlen(cstr) } : STR_NONE;
}

inline bool
str_empty(struct str s)
{
	return s.n == 0;
}

inline struct str
str_sub(struct str s, size_t from, size_t n)	/* clamped */
{
	if (s.p == NULL)
		return s;
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return (struct str){ s.p + from, n };
}

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b);	/* ASCII only */
bool str_is(struct str a, const char *cstr);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_cmp(struct str a, struct str b);	/* bytes, then length */
struct str str_trim(struct str s);		/* ASCII white space */

/* Index of the first c, or s.n. */
size_t str_find(struct str s, char c);

/*
 * Cuts the next piece up to sep off *rest into *piece; false when *rest
 * was used up.  "a,,b" yields "a", "", "b".
 */
bool str_cut(struct str *rest, char sep, struct str *piece);

/* Copies into the arena; .p is NUL-terminated.  .p NULL: out of memory. */
struct str str_copy(struct arena *a, struct str s);

/* NUL-terminated copy, or NULL when out of memory or s has a NUL. */
const char *str_cstr(struct arena *a, struct str s);

#endif
