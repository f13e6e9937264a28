#include "ctl/csv.h"

void
csv_open(struct csv *c, struct arena *a, struct str text)
{
	static const struct str mark = { "\xef\xbb\xbf", 3 };

	*c = (struct csv){ .a = a, .text = text };
	if (str_starts(text, mark))
		c->at = mark.n;
}

/* The place of the quote that closes the field at c->at, or text.n. */
static size_t
csv_closing(const struct csv *c)
{
	size_t i = c->at + 1;

	for (; i < c->text.n; i++)
		if (c->text.p[i] == '"') {
			if (i + 1 == c->text.n || c->text.p[i + 1] != '"')
				break;
			i++;
		}
	return i;
}

static struct str
csv_quoted(struct csv *c)
{
	size_t end = csv_closing(c), n = 0;
	char *out;

	if (end >= c->text.n) {
		c->fault = "has a quote that is never closed";
		return STR_NONE;
	}
	out = arena_alloc(c->a, end - c->at);
	if (!out) {
		c->fault = "is too large for the memory at hand";
		return STR_NONE;
	}
	for (c->at++; c->at < end; c->at++) {
		char ch = c->text.p[c->at];

		if (ch == '\r' && c->text.p[c->at + 1] == '\n')
			continue;
		c->next_line += ch == '\n';
		c->at += ch == '"';
		out[n++] = ch;
	}
	c->at = end + 1;
	return (struct str){ out, n };
}

static struct str
csv_bare(struct csv *c)
{
	size_t from = c->at;

	while (c->at < c->text.n && c->text.p[c->at] != ',' &&
	    c->text.p[c->at] != '\n' && c->text.p[c->at] != '\r')
		c->at++;
	return (struct str){ c->text.p + from, c->at - from };
}

static struct str
csv_field(struct csv *c)
{
	if (c->at < c->text.n && c->text.p[c->at] == '"')
		return csv_quoted(c);
	return csv_bare(c);
}

bool
csv_record(struct csv *c)
{
	c->line = ++c->next_line;
	c->n = 0;
	if (c->at >= c->text.n)
		return false;
	for (;;) {
		struct str s = csv_field(c);

		if (c->fault)
			return false;
		if (c->n == CSV_COLUMNS_MAX) {
			c->fault = "has too many columns";
			return false;
		}
		c->field[c->n++] = s;
		if (c->at < c->text.n && c->text.p[c->at] == ',') {
			c->at++;
			continue;
		}
		break;
	}
	if (c->at < c->text.n && c->text.p[c->at] == '\r') {
		c->at++;
		if (c->at < c->text.n && c->text.p[c->at] != '\n') {
			c->fault = "has a carriage return without a line feed;"
				   " save the file with other line ends";
			return false;
		}
	}
	if (c->at < c->text.n && c->text.p[c->at] != '\n') {
		c->fault = "has text after a closing quote; write a quote in a"
			   " quoted field twice";
		return false;
	}
	c->at++;
	return true;
}
