#include "paper/clean.h"

#include <string.h>

#include <glib.h>

enum {
	MARKS_MAX = 4,
	NONE = 0, /* a character that is left out */
	REPLACEMENT = 0xfffd,
	ELLIPSIS = 0x2026
};

/* The character at p and its bytes; what is no UTF-8 is one byte long. */
static gunichar
next(struct str s, size_t *bytes)
{
	gunichar c = s.p[0] ? g_utf8_get_char_validated(s.p, (gssize)s.n)
			    : (gunichar)-1;

	if (c == (gunichar)-1 || c == (gunichar)-2) {
		*bytes = 1;
		return REPLACEMENT;
	}
	*bytes = (size_t)g_unichar_to_utf8(c, NULL);
	return c;
}

/* What changes the direction of its surroundings. */
static bool
directs(gunichar c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	    (c >= 0x206a && c <= 0x206f);
}

static bool
hides(gunichar c)
{
	return c == 0x00ad || c == 0x034f || c == 0x200b || c == 0x2060 ||
	    c == 0x180e || c == 0xfeff || (c >= 0x2061 && c <= 0x2064) ||
	    (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

static gunichar
replaced(gunichar c, bool lines)
{
	if (lines && c == '\n')
		return c;
	if (c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' ||
	    c == 0x85 || c == 0x2028 || c == 0x2029)
		return ' ';
	if (directs(c) || hides(c))
		return NONE;
	if (g_unichar_iscntrl(c) || (c >= 0xfdd0 && c <= 0xfdef) ||
	    (c & 0xfffe) == 0xfffe)
		return REPLACEMENT;
	return c;
}

struct cleaning {
	char *out;
	size_t n, chars, marks;
	gunichar last;
};

static void
put(struct cleaning *k, gunichar c)
{
	k->marks = g_unichar_ismark(c) ? k->marks + 1 : 0;
	if (k->marks > MARKS_MAX)
		return;
	if (c == ' ' && (k->n == 0 || k->last == ' ' || k->last == '\n'))
		return;
	k->n += (size_t)g_unichar_to_utf8(c, k->out + k->n);
	k->chars++;
	k->last = c;
}

enum err
paper_clean(
    struct arena *a, struct str *out, struct str s, size_t max, bool lines)
{
	/* A bad byte becomes three; the ellipsis has three as well. */
	size_t room = s.n < max * 4 ? s.n : max * 4;
	struct cleaning k = { .out = arena_alloc(a, room * 3 + 8) };
	size_t bytes;

	if (!k.out)
		return ERR_NOMEM;
	while (s.n && k.chars < max) {
		gunichar c = replaced(next(s, &bytes), lines);

		if (c != NONE)
			put(&k, c);
		s = str_sub(s, bytes, s.n);
	}
	if (s.n && k.n)
		k.n += (size_t)g_unichar_to_utf8(ELLIPSIS, k.out + k.n);
	while (k.n && k.out[k.n - 1] == ' ')
		k.n--;
	*out = (struct str){ k.out, k.n };
	return OK;
}
