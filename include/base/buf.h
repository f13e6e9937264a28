/*
 * A growing byte buffer that cannot be made without its maximum.  The first
 * failure sticks: writers are chained without a check each, and buf_err() is
 * asked once, at the end.  Cleared, closed or moved, it is overwritten.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct buf {
	char *p;
	size_t n;
	size_t cap;
	size_t max;
	enum err err;
};

void buf_open(struct buf *b, size_t max);	/* allocates nothing yet */
void buf_close(struct buf *b);
void buf_clear(struct buf *b);			/* keeps the memory */

void buf_add(struct buf *b, struct str s);
void buf_add_cstr(struct buf *b, const char *s);
void buf_add_char_grown(struct buf *b, char c);	/* of buf_add_char() */
void buf_add_u64(struct buf *b, uint64_t v);
void buf_add_i64(struct buf *b, int64_t v);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_add_percent(struct buf *b, struct str s);	/* RFC 3986, 2.1 */
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) PRINTF(2, 0);

/* Inline: JSON and HTML are written by it. */
inline void
buf_add_char(struct buf *b, char c)
{
	if (b->err == OK && b->n + 1 < b->cap)
		b->p[b->n++] = c;
	else
		buf_add_char_grown(b, c);
}

/* Room for n more bytes to be written at p + n; NULL when refused. */
char *buf_reserve_grown(struct buf *b, size_t n);	/* of the next */
inline char *
buf_reserve(struct buf *b, size_t n)
{
	return b->err == OK && n < b->cap - b->n ? b->p + b->n
						 : buf_reserve_grown(b, n);
}

/* What was written; borrowed until the next write. */
struct str buf_str(const struct buf *b);

/* OK, ERR_NOMEM or ERR_LIMIT. */
enum err buf_err(const struct buf *b) MUST_CHECK;

#endif
