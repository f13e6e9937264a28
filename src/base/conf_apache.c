#include <string.h>

#include "base/arena.h"
#include "conf_reader.h"

#define EXAMPLE "SetEnv SOUK_SITE shop"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The end of the line at from, less its line end. */
static size_t
line_end(const struct conf_reader *r, size_t from)
{
	size_t end = from + str_find(str_sub(r->text, from, r->text.n), '\n');

	if (end > from && r->text.p[end - 1] == '\r')
		end--;
	return end;
}

/* A "\" at its end joins the next line to this one, in comments too. */
static bool
joins(const struct conf_reader *r, size_t from, size_t end)
{
	return end > from && r->text.p[end - 1] == '\\' && end < r->text.n;
}

/* Takes the lines from start up to r->at together, without their ends. */
static bool
join_lines(struct conf_reader *r, size_t start, struct str *line)
{
	char *p = arena_alloc(r->a, r->at - start);
	size_t n = 0, stop = r->at;

	if (p == NULL) {
		r->nomem = true;
		return false;
	}
	while (start < stop) {
		size_t end = line_end(r, start);
		size_t joined = joins(r, start, end);

		memcpy(p + n, r->text.p + start, end - start - joined);
		n += end - start - joined;
		if (!joined)
			break;
		start = end + 1 + (r->text.p[end] == '\r');
	}
	*line = str_trim((struct str){ p, n });
	return true;
}

static bool
read_line(struct conf_reader *r, struct str *line)
{
	size_t start = r->at, from = start, end = line_end(r, from);

	if (start == r->text.n)
		return false;
	conf_skip_line(r);
	if (!joins(r, from, end)) {
		*line = str_trim(str_sub(r->text, from, end - from));
		return true;
	}
	while (r->at < r->text.n && joins(r, from, end)) {
		from = r->at;
		end = line_end(r, from);
		conf_skip_line(r);
	}
	return join_lines(r, start, line);
}

/* Apache drops the backslash before "\" and before the quote in use. */
static struct str
unescape(struct conf_reader *r, struct str raw, char quote)
{
	char *p = arena_alloc(r->a, raw.n + 1);
	size_t n = 0;

	if (p == NULL) {
		r->nomem = true;
		return STR("");
	}
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] == '\\' && i + 1 < raw.n &&
		    (raw.p[i + 1] == '\\' ||
			(quote != '\0' && raw.p[i + 1] == quote)))
			i++;
		p[n++] = raw.p[i];
	}
	return (struct str){ p, n };
}

/* Takes the next word off the line; false when a quote is not closed. */
static bool
take_word(struct conf_reader *r, struct str *line, struct str *word)
{
	char quote = '\0';
	size_t i = 0;

	*line = str_trim(*line);
	if (line->n > 0 && (line->p[0] == '"' || line->p[0] == '\'')) {
		quote = line->p[0];
		*line = str_sub(*line, 1, line->n);
	}
	for (; i < line->n; i++) {
		if (quote == '\0' ? is_space(line->p[i]) : line->p[i] == quote)
			break;
		if (quote != '\0' && line->p[i] == '\\' && i + 1 < line->n &&
		    (line->p[i + 1] == '\\' || line->p[i + 1] == quote))
			i++;
	}
	*word = unescape(r, str_sub(*line, 0, i), quote);
	if (quote != '\0' && i == line->n)
		return false;
	*line = str_sub(*line, i + (quote != '\0'), line->n);
	return true;
}

static void
read_setenv(struct conf_reader *r, int at, struct str line)
{
	struct str name, value;

	if (!take_word(r, &line, &name) || !take_word(r, &line, &value)) {
		conf_fault(
		    r, at, "a quote is not closed; close it in the same line");
		return;
	}
	if (name.n == 0)
		conf_fault(r, at,
		    "a name and a value must follow SetEnv, as in: %s",
		    EXAMPLE);
	else if (str_trim(line).n > 0)
		conf_fault(r, at,
		    "only one value may follow the name; put a value with "
		    "spaces into quotes \"\", a comment into a line of its own");
	else
		conf_add(r, at, name, value);
}

void
conf_read_apache(struct conf_reader *r)
{
	struct str line, directive;
	int at = r->line;

	for (; !r->nomem && read_line(r, &line); at = r->line) {
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (take_word(r, &line, &directive) &&
		    str_eq_nocase(directive, STR("SetEnv")))
			read_setenv(r, at, line);
		else
			conf_foreign(r, at, directive, EXAMPLE);
	}
}
