#include "html/html.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static const char *
escape_of(char c, bool attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return attribute ? "&quot;" : NULL;
	case '\'':
		return attribute ? "&#39;" : NULL;
	default:
		return NULL;
	}
}

/* Runs that need no escape go out in one piece. */
static void
escape(struct buf *out, struct str s, bool attribute)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *entity = escape_of(s.p[i], attribute);

		if (!entity)
			continue;
		buf_add(out, (struct str){ s.p + from, i - from });
		buf_add_cstr(out, entity);
		from = i + 1;
	}
	if (s.n > from)
		buf_add(out, (struct str){ s.p + from, s.n - from });
}

void
html_text(struct buf *out, struct str s)
{
	escape(out, s, false);
}

void
html_attr(struct buf *out, struct str s)
{
	escape(out, s, true);
}

void
html_url_part(struct buf *out, struct str s)
{
	buf_add_percent(out, s);
}

static bool
has_prefix_nocase(struct str s, const char *prefix)
{
	struct str p = str_from(prefix);

	return s.n >= p.n && str_eq_nocase(str_sub(s, 0, p.n), p);
}

/*
 * A relative reference is one without a scheme: no ':' before the first
 * '/', '?' or '#'.  Browsers drop tabs and newlines inside a URL before
 * they read its scheme, so no control character may pass.
 */
int
html_href_ok(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || url.p[i] == 0x7f ||
		    url.p[i] == '\\')
			return false;
	if (has_prefix_nocase(url, "http://") ||
	    has_prefix_nocase(url, "https://") ||
	    has_prefix_nocase(url, "mailto:"))
		return true;
	for (size_t i = 0; i < url.n; i++) {
		if (url.p[i] == ':')
			return false;
		if (url.p[i] == '/' || url.p[i] == '?' || url.p[i] == '#')
			break;
	}
	return !str_starts(url, STR("//"));
}

void
html_href(struct buf *out, struct str url)
{
	html_attr(out, html_href_ok(url) ? url : STR("#"));
}

static void
fill_hole(struct buf *out, char context, struct str value)
{
	switch (context) {
	case 't':
		html_text(out, value);
		return;
	case 'a':
		html_attr(out, value);
		return;
	case 'u':
		html_url_part(out, value);
		return;
	case 'h':
		html_href(out, value);
		return;
	case 'r':
		buf_add(out, value);
		return;
	default:
		assert(!"unknown context in an HTML template");
	}
}

void
html_fill(
    struct buf *out, const char *template, const struct str *values, size_t n)
{
	size_t used = 0;
	const char *from = template;

	for (const char *p; (p = strchr(from, '{')) != NULL; from = p + 3) {
		assert(p[1] != '\0' && p[2] == '}' && used < n);
		buf_add(out, (struct str){ from, (size_t)(p - from) });
		fill_hole(out, p[1], values[used++]);
	}
	assert(used == n);
	buf_add_cstr(out, from);
}
