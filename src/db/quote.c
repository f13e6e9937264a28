#include <string.h>

#include "db/db.h"

/* Doubles what would end it; \ as well, for it is special in text. */
static struct str
quoted(struct arena *a, struct str s, char quote)
{
	char *p;
	size_t i, n = 0;

	if (!s.p || memchr(s.p, '\0', s.n))
		return STR_NONE;
	p = arena_alloc(a, 2 * s.n + 3);
	if (!p)
		return STR_NONE;
	p[n++] = quote;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == quote || (quote == '\'' && s.p[i] == '\\'))
			p[n++] = s.p[i];
		p[n++] = s.p[i];
	}
	p[n++] = quote;
	p[n] = '\0';
	return (struct str){ p, n };
}

struct str
db_quote_text(struct arena *a, struct str s)
{
	return quoted(a, s, '\'');
}

struct str
db_quote_name(struct arena *a, struct str s)
{
	return quoted(a, s, '`');
}
