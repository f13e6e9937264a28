#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { BUF_FIRST = 256 };

void
buf_open(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

/* It may be a password, and the memory is another's next. */
static void
buf_wipe(struct buf *b)
{
	if (b->n > 0)
		explicit_bzero(b->p, b->n);
}

void
buf_close(struct buf *b)
{
	buf_wipe(b);
	free(b->p);
	*b = (struct buf){ .max = b->max };
}

void
buf_clear(struct buf *b)
{
	buf_wipe(b);
	b->n = 0;
	b->err = OK;
}

static char *
buf_refuse(struct buf *b, enum err err)
{
	b->err = err;
	return NULL;
}

/*
 * One byte more than max is kept, for vsnprintf's terminator.  Not by
 * realloc(), which leaves the bytes behind where they were.
 */
static char *
buf_grow(struct buf *b, size_t n)
{
	size_t cap = b->cap < BUF_FIRST ? BUF_FIRST : b->cap * 2;
	char *p;

	if (cap < b->n + n + 1)
		cap = b->n + n + 1;
	if (cap > b->max + 1)
		cap = b->max + 1;
	p = malloc(cap);
	if (p == NULL)
		return buf_refuse(b, ERR_NOMEM);
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	/* All of it: what had no room was begun behind the n bytes. */
	if (b->cap > 0)
		explicit_bzero(b->p, b->cap);
	free(b->p);
	b->p = p;
	b->cap = cap;
	return b->p + b->n;
}

extern inline char *buf_reserve(struct buf *b, size_t n);

char *
buf_reserve_grown(struct buf *b, size_t n)
{
	if (b->err != OK)
		return NULL;
	if (n > b->max - b->n)
		return buf_refuse(b, ERR_LIMIT);
	return buf_grow(b, n);
}

void
buf_add(struct buf *b, struct str s)
{
	char *p = buf_reserve(b, s.n);

	if (p == NULL || s.n == 0)
		return;
	memcpy(p, s.p, s.n);
	b->n += s.n;
}

void
buf_add_cstr(struct buf *b, const char *s)
{
	buf_add(b, str_from(s));
}

/* C11 6.7.4: where it is not inlined. */
extern inline void buf_add_char(struct buf *b, char c);

void
buf_add_char_grown(struct buf *b, char c)
{
	char *p = buf_reserve(b, 1);

	if (p == NULL)
		return;
	*p = c;
	b->n++;
}

void
buf_add_u64(struct buf *b, uint64_t v)
{
	char digits[20];
	size_t i = sizeof(digits);

	do {
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	buf_add(b, (struct str){ digits + i, sizeof(digits) - i });
}

void
buf_add_i64(struct buf *b, int64_t v)
{
	if (v >= 0) {
		buf_add_u64(b, (uint64_t)v);
		return;
	}
	buf_add_char(b, '-');
	buf_add_u64(b, -(uint64_t)v);
}

void
buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	size_t room = b->err == OK ? b->cap - b->n : 0;
	va_list again;
	char *p;
	int n;

	/* Mostly there is room enough, and it is formatted once. */
	va_copy(again, ap);
	n = vsnprintf(room > 0 ? b->p + b->n : NULL, room, fmt, again);
	va_end(again);
	if (n < 0) {
		buf_refuse(b, ERR_BUG);
		return;
	}
	p = buf_reserve(b, (size_t)n);
	if (p == NULL)
		return;
	if ((size_t)n >= room)
		vsnprintf(p, (size_t)n + 1, fmt, ap);
	b->n += (size_t)n;
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

struct str
buf_str(const struct buf *b)
{
	return (struct str){ b->p == NULL ? "" : b->p, b->n };
}

enum err
buf_err(const struct buf *b)
{
	return b->err;
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    c == '~';
}

void
buf_add_percent(struct buf *b, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(c)) {
			buf_add_char(b, (char)c);
			continue;
		}
		buf_add_char(b, '%');
		buf_add_char(b, digits[c >> 4]);
		buf_add_char(b, digits[c & 15]);
	}
}
