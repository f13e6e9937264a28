#include <string.h>

#include "base/bounds.h"
#include "base/text.h"
#include "http/uri.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes into the arena; with query set, '+' becomes a space. */
static enum err
unescape(struct str *out, struct arena *a, struct str raw, bool query)
{
	char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;

	if (!p)
		return ERR_NOMEM;
	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i];

		if (c == '%') {
			int high = i + 2 < raw.n ? hex_value(raw.p[i + 1]) : -1;
			int low = high >= 0 ? hex_value(raw.p[i + 2]) : -1;

			if (low < 0)
				return ERR_SYNTAX;
			c = (char)(high << 4 | low);
			i += 2;
			/* An encoded slash would be one segment or two,
			 * depending on who decodes. */
			if (c == '/' && !query)
				return ERR_SYNTAX;
		} else if (c == '+' && query) {
			c = ' ';
		}
		p[n++] = c;
	}
	*out = (struct str){ p, n };
	return OK;
}

static bool
has_any(struct str s, const char *chars)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(chars, s.p[i]))
			return true;
	return false;
}

enum err
uri_decode_path(struct str *out, struct arena *a, struct str raw)
{
	struct str rest, segment;
	size_t segments = 0;
	enum err e = OK;

	*out = raw;
	if (raw.n > PATH_MAX_BYTES)
		return ERR_LIMIT;
	if (has_any(raw, "%"))
		e = unescape(out, a, raw, false);
	if (e != OK)
		return e;
	if (out->n == 0 || out->p[0] != '/' || has_any(*out, "\\") ||
	    !text_plain(*out, false))
		return ERR_SYNTAX;
	rest = str_sub(*out, 1, out->n - 1);
	while (str_cut(&rest, '/', &segment)) {
		bool last = segment.p + segment.n == out->p + out->n;

		if ((segment.n == 0 && !last) || str_is(segment, ".") ||
		    str_is(segment, ".."))
			return ERR_SYNTAX;
		if (++segments > PATH_SEGMENTS_MAX)
			return ERR_LIMIT;
	}
	return OK;
}

enum err
uri_decode_query(struct str *out, struct arena *a, struct str raw)
{
	enum err e = OK;

	*out = raw;
	if (has_any(raw, "%+"))
		e = unescape(out, a, raw, true);
	if (e == OK && !text_plain(*out, true))
		e = ERR_SYNTAX;
	return e;
}
