#include <string.h>

#include "base/arena.h"
#include "conf_reader.h"

#define EXAMPLE "fastcgi_param SOUK_SITE shop;"

enum { ARGS_MAX = 4 };

enum token { TOKEN_WORD, TOKEN_END, TOKEN_BLOCK, TOKEN_EOF, TOKEN_FAULT };

struct word {
	struct str text;
	size_t start;
	int line;
	bool quoted;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space(struct conf_reader *r)
{
	while (r->at < r->text.n) {
		char c = r->text.p[r->at];

		if (c == '#') {
			conf_skip_line(r);
			continue;
		}
		if (!is_space(c))
			return;
		r->line += c == '\n';
		r->at++;
	}
}

/* nginx drops the backslash before " ' \ and knows \t \r \n alone. */
static struct str
unescape(struct conf_reader *r, struct str raw)
{
	char *p = arena_alloc(r->a, raw.n + 1);
	size_t n = 0;

	if (p == NULL) {
		r->nomem = true;
		return STR("");
	}
	for (size_t i = 0; i < raw.n; i++) {
		char next = i + 1 < raw.n ? raw.p[i + 1] : '\0';

		p[n] = raw.p[i];
		if (raw.p[i] == '\\' && next != '\0') {
			static const char from[] = "\"'\\trn";
			static const char to[] = "\"'\\\t\r\n";
			const char *at = strchr(from, next);

			if (at != NULL) {
				p[n] = to[at - from];
				i++;
			}
		}
		n++;
	}
	return (struct str){ p, n };
}

/* The end of the word that begins at r->at, a quoted one without quotes. */
static size_t
word_end(struct conf_reader *r, char quote)
{
	size_t i = r->at;

	for (; i < r->text.n; i++) {
		char c = r->text.p[i];

		if (c == '\\' && i + 1 < r->text.n)
			c = r->text.p[++i];
		else if (quote != '\0' ? c == quote
				       : is_space(c) || c == ';' || c == '{')
			break;
		r->line += c == '\n';
	}
	return i;
}

static bool
ends_quoted(struct conf_reader *r)
{
	char c = r->at < r->text.n ? r->text.p[r->at] : ' ';

	return is_space(c) || c == ';' || c == '{';
}

static enum token
read_word(struct conf_reader *r, struct word *w)
{
	char c = r->text.p[r->at];
	char quote = c == '"' || c == '\'' ? c : '\0';
	size_t end;

	*w = (struct word){
		.start = r->at, .line = r->line, .quoted = quote != '\0'
	};
	if (w->quoted)
		r->at++;
	end = word_end(r, quote);
	w->text = unescape(r, str_sub(r->text, r->at, end - r->at));
	r->at = end;
	if (!w->quoted)
		return TOKEN_WORD;
	if (end == r->text.n) {
		conf_fault(r, w->line,
		    "the quote %c is not closed; close it before the \";\"",
		    quote);
		return TOKEN_FAULT;
	}
	r->at++;
	if (ends_quoted(r))
		return TOKEN_WORD;
	conf_fault(r, w->line,
	    "a space or \";\" must follow the closing %c; write \\%c for a "
	    "quote inside the value",
	    quote, quote);
	return TOKEN_FAULT;
}

static enum token
next_token(struct conf_reader *r, struct word *w)
{
	skip_space(r);
	if (r->at == r->text.n)
		return TOKEN_EOF;
	if (r->text.p[r->at] == ';') {
		r->at++;
		return TOKEN_END;
	}
	if (r->text.p[r->at] == '{' || r->text.p[r->at] == '}')
		return TOKEN_BLOCK;
	return read_word(r, w);
}

static void
statement_check(struct conf_reader *r, const struct word *words, size_t n)
{
	if (n == 3)
		conf_add(r, words[0].line, words[1].text, words[2].text);
	else if (n < 3)
		conf_fault(r, words[0].line,
		    "a name and a value must follow fastcgi_param, as in: %s",
		    EXAMPLE);
	else
		conf_fault(r, words[0].line,
		    "only one value may follow the name; put a value with "
		    "spaces into quotes \"\"");
}

static bool
is_directive(const struct word *w)
{
	return !w->quoted && str_is(w->text, "fastcgi_param");
}

/* The line that is at fault is left, so that the next is read afresh. */
static void
statement_skip(struct conf_reader *r, const struct word *first)
{
	r->at = first->start;
	r->line = first->line;
	conf_skip_line(r);
}

/* Reads to the ";" and returns how many words came, at most ARGS_MAX. */
static enum token
statement_words(struct conf_reader *r, struct word *words, size_t *n)
{
	struct word w;
	enum token t;

	while ((t = next_token(r, &w)) == TOKEN_WORD) {
		if (*n > 0 && is_directive(&w)) {
			r->at = w.start;
			r->line = w.line;
			return TOKEN_EOF; /* as if the file ended here */
		}
		if (*n < ARGS_MAX)
			words[(*n)++] = w;
		if (*n == 1 && !is_directive(&w))
			return TOKEN_WORD;
	}
	return t;
}

static bool
read_statement(struct conf_reader *r)
{
	struct word words[ARGS_MAX];
	size_t n = 0;

	switch (statement_words(r, words, &n)) {
	case TOKEN_WORD:
		conf_foreign(r, words[0].line, words[0].text, EXAMPLE);
		statement_skip(r, &words[0]);
		break;
	case TOKEN_END:
		if (n == 0)
			conf_fault(
			    r, r->line, "a \";\" stands alone; remove it");
		else
			statement_check(r, words, n);
		break;
	case TOKEN_EOF:
		if (n == 0)
			return false;
		conf_fault(r, words[n - 1].line,
		    "the \";\" is missing; write it after the value, as in: %s",
		    EXAMPLE);
		break;
	case TOKEN_BLOCK:
		conf_fault(r, r->line,
		    "\"%c\" does not belong here; put a value with braces "
		    "into quotes \"\"",
		    r->text.p[r->at]);
		conf_skip_line(r);
		break;
	case TOKEN_FAULT:
		conf_skip_line(r);
		break;
	}
	return true;
}

void
conf_read_nginx(struct conf_reader *r)
{
	while (!r->nomem && read_statement(r))
		;
}
