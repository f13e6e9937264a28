#include "catalog/values.h"

#include <stdint.h>

void
list_each(struct str list, value_fn fn, void *arg)
{
	struct str rest = list, one;

	while (!str_empty(list) && str_cut(&rest, ',', &one)) {
		one = str_trim(one);
		if (!str_empty(one) && !fn(arg, one))
			return;
	}
}

static bool
is_between(char c)
{
	return c == ',' || c == '/' || c == '(' || c == ')';
}

/* The next piece between separators and the words OR and AND. */
static bool
licence_cut(struct str *rest, struct str *piece)
{
	static const struct str words[] = { { " OR ", 4 }, { " AND ", 5 } };
	size_t i = 0, skip = 0;

	if (rest->n == 0)
		return false;
	for (; i < rest->n && skip == 0; i++) {
		skip = is_between(rest->p[i]);
		for (size_t k = 0; k < 2 && skip == 0; k++)
			if (str_starts(str_sub(*rest, i, rest->n), words[k]))
				skip = words[k].n - 1;
		if (skip > 0)
			break;
	}
	*piece = str_sub(*rest, 0, i);
	*rest = str_sub(*rest, i + skip, rest->n);
	return true;
}

static struct str
without_exception(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (str_starts(str_sub(s, i, s.n), STR(" WITH ")))
			return str_sub(s, 0, i);
	return s;
}

void
licence_each(struct str licence, value_fn fn, void *arg)
{
	struct str rest = licence, piece;

	while (licence_cut(&rest, &piece)) {
		piece = str_trim(without_exception(piece));
		if (!str_empty(piece) && !fn(arg, piece))
			return;
	}
}

static const int64_t band_ends[PRICE_BANDS - 1] = { 0, 10, 50, 200, 1000 };

static int64_t
band_end(struct currency c, unsigned band)
{
	int64_t unit = 1;
	unsigned exponent = currency_exponent(c);

	for (unsigned i = 0; i < (exponent > 0 ? exponent : 2); i++)
		unit *= 10;
	return band == PRICE_BANDS - 1 ? INT64_MAX : band_ends[band] * unit;
}

unsigned
price_band_of(struct money price)
{
	unsigned band = 0;

	while (price.minor > band_end(price.currency, band))
		band++;
	return band;
}

void
price_band(struct currency c, unsigned band, int64_t *min, int64_t *max)
{
	*min = band == 0 ? 0 : band_end(c, band - 1) + 1;
	*max = band_end(c, band);
}

/* Tags within a word leave it whole, all others part words. */
static bool
is_inline(struct str tag)
{
	static const char *const names[] = { "em", "strong", "a", "code", "del",
		"/em", "/strong", "/a", "/code", "/del" };
	size_t n = 0;

	while (n < tag.n && tag.p[n] != ' ' && tag.p[n] != '>')
		n++;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_is(str_sub(tag, 0, n), names[i]))
			return true;
	return false;
}

/* How long the reference is; 0: it is none that our writer makes. */
static size_t
reference(struct str s, char *c)
{
	static const struct {
		struct str text;
		char c;
	} all[] = { { { "&amp;", 5 }, '&' }, { { "&lt;", 4 }, '<' },
		{ { "&gt;", 4 }, '>' }, { { "&quot;", 6 }, '"' },
		{ { "&#39;", 5 }, '\'' } };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (str_starts(s, all[i].text)) {
			*c = all[i].c;
			return all[i].text.n;
		}
	return 0;
}

void
html_words(struct buf *out, struct str html)
{
	size_t from = 0, i = 0;

	while (i < html.n) {
		struct str rest = str_sub(html, i, html.n);
		size_t n = 0;
		char c = ' ';

		if (html.p[i] == '<')
			n = str_find(rest, '>') + 1;
		else if (html.p[i] == '&')
			n = reference(rest, &c);
		if (n == 0) {
			i++;
			continue;
		}
		buf_add(out, str_sub(html, from, i - from));
		if (html.p[i] == '&' || !is_inline(str_sub(rest, 1, rest.n)))
			buf_add_char(out, c);
		i += n;
		from = i;
	}
	buf_add(out, str_sub(html, from, html.n));
}
