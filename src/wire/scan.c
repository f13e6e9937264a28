#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "pointer.h"
#include "scan.h"

enum { DEPTH_LIMIT = 64 };

struct key {
	struct str name; /* decoded */
	size_t at;
};

struct scan {
	struct arena *a;
	struct str text;
	size_t at;
	unsigned depth, depth_max;
	const struct step *place;
	struct scan_fault *fault;
	enum err err;
	struct key *keys; /* of all open objects */
	size_t nkeys, keys_max;
};

static bool scan_value(struct scan *s);

static bool fail(struct scan *s, size_t at, const char *code, const char *fmt,
    ...) PRINTF(4, 5);

static bool
fail(struct scan *s, size_t at, const char *code, const char *fmt, ...)
{
	struct str before = str_sub(s->text, 0, at);
	unsigned line = 1;
	char what[256];
	va_list ap;

	for (size_t nl; (nl = str_find(before, '\n')) < before.n; line++)
		before = str_sub(before, nl + 1, before.n);
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	s->fault->code = code;
	s->fault->pointer = pointer_text(s->a, s->place);
	s->fault->detail = arena_printf(s->a, "line %u, column %zu: %s", line,
	    text_length(before) + 1, what);
	s->err = s->fault->detail.p == NULL || s->fault->pointer.p == NULL
	    ? ERR_NOMEM
	    : ERR_SYNTAX;
	return false;
}

static bool
no_memory(struct scan *s)
{
	s->err = ERR_NOMEM;
	return false;
}

static char
peek(const struct scan *s)
{
	return s->at < s->text.n ? s->text.p[s->at] : '\0';
}

static void
skip_space(struct scan *s)
{
	while (peek(s) == ' ' || peek(s) == '\t' || peek(s) == '\n' ||
	    peek(s) == '\r')
		s->at++;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
hex4(const struct scan *s, size_t at, unsigned *unit)
{
	*unit = 0;
	for (size_t i = at; i < at + 4; i++) {
		char c = i < s->text.n ? s->text.p[i] : '\0';

		if (is_digit(c))
			*unit = *unit << 4 | (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*unit = *unit << 4 | (unsigned)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			*unit = *unit << 4 | (unsigned)(c - 'A' + 10);
		else
			return false;
	}
	return true;
}

/* s->at is behind "\u"; a pair of surrogates is one code point. */
static bool
scan_unicode(struct scan *s, unsigned *point)
{
	size_t start = s->at - 2;
	unsigned low;

	if (!hex4(s, s->at, point))
		return fail(s, start, "syntax",
		    "four hexadecimal digits must follow \\u");
	s->at += 4;
	if (*point == 0)
		return fail(s, start, "syntax", "\\u0000 is not allowed");
	if (*point < 0xd800 || *point > 0xdfff)
		return true;
	if (*point > 0xdbff || peek(s) != '\\' || s->at + 1 >= s->text.n ||
	    s->text.p[s->at + 1] != 'u' || !hex4(s, s->at + 2, &low) ||
	    low < 0xdc00 || low > 0xdfff)
		return fail(s, start, "syntax", "half of a surrogate pair");
	s->at += 6;
	*point = 0x10000 + ((*point & 0x3ff) << 10 | (low & 0x3ff));
	return true;
}

static size_t
utf8_put(char *p, unsigned point)
{
	if (point < 0x80) {
		p[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		p[0] = (char)(0xc0 | point >> 6);
		p[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		p[0] = (char)(0xe0 | point >> 12);
		p[1] = (char)(0x80 | (point >> 6 & 0x3f));
		p[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	p[0] = (char)(0xf0 | point >> 18);
	p[1] = (char)(0x80 | (point >> 12 & 0x3f));
	p[2] = (char)(0x80 | (point >> 6 & 0x3f));
	p[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

/* s->at is at the backslash. */
static bool
scan_escape(struct scan *s, unsigned *point)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	char c = s->at + 1 < s->text.n ? s->text.p[s->at + 1] : '\0';
	const char *found = c == '\0' ? NULL : strchr(letters, c);

	s->at += 2;
	if (c == 'u')
		return scan_unicode(s, point);
	if (found == NULL)
		return fail(s, s->at - 2, "syntax", "no such escape");
	*point = (unsigned char)meant[found - letters];
	return true;
}

/*
 * s->at is at the quote.  *escaped: the text between the quotes is not yet
 * what it means.
 */
static bool
scan_string(struct scan *s, struct str *between, bool *escaped)
{
	size_t start = s->at++;
	unsigned point;

	*escaped = false;
	while (s->at < s->text.n && s->text.p[s->at] != '"') {
		if ((unsigned char)s->text.p[s->at] < 0x20)
			return fail(s, s->at, "syntax",
			    "a control character in a string must be written "
			    "as \\u00%02x",
			    (unsigned char)s->text.p[s->at]);
		if (s->text.p[s->at] != '\\') {
			s->at++;
			continue;
		}
		*escaped = true;
		if (!scan_escape(s, &point))
			return false;
	}
	if (s->at == s->text.n)
		return fail(s, start, "syntax", "the string has no end");
	*between = str_sub(s->text, start + 1, s->at - start - 1);
	s->at++;
	return true;
}

/* The string was scanned: no escape is longer than what it means. */
static bool
decode(struct scan *s, struct str *name)
{
	char *p = arena_alloc(s->a, name->n);
	size_t back = s->at, n = 0;
	unsigned point;

	if (p == NULL)
		return no_memory(s);
	s->at = (size_t)(name->p - s->text.p);
	while (s->at < back - 1) {
		if (s->text.p[s->at] != '\\') {
			p[n++] = s->text.p[s->at++];
			continue;
		}
		if (!scan_escape(s, &point))
			return false;
		n += utf8_put(p + n, point);
	}
	s->at = back;
	*name = (struct str){ p, n };
	return true;
}

static bool
key_push(struct scan *s, struct key key)
{
	if (s->nkeys == s->keys_max) {
		size_t max = s->keys_max == 0 ? 64 : s->keys_max * 2;
		struct key *keys = realloc(s->keys, max * sizeof(*keys));

		if (keys == NULL)
			return no_memory(s);
		s->keys = keys;
		s->keys_max = max;
	}
	s->keys[s->nkeys++] = key;
	return true;
}

static int
order_by_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = str_cmp(x->name, y->name);

	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Sorting keeps an object of many keys from costing their square. */
static bool
keys_unique(struct scan *s, size_t first)
{
	struct key *keys = s->keys + first;
	size_t n = s->nkeys - first;

	s->nkeys = first;
	if (n < 2)
		return true;
	qsort(keys, n, sizeof(*keys), order_by_key);
	for (size_t i = 1; i < n; i++) {
		struct step here = { s->place, keys[i].name, 0 };

		if (!str_eq(keys[i - 1].name, keys[i].name))
			continue;
		s->place = &here;
		(void)fail(s, keys[i].at, "duplicate",
		    "\"%.*s\" stands twice in one object",
		    STR_FMT(str_sub(keys[i].name, 0, 80)));
		s->place = here.up;
		return false;
	}
	return true;
}

static bool
scan_key(struct scan *s, struct step *step)
{
	struct key key = { .at = s->at };
	bool escaped;

	if (peek(s) != '"')
		return fail(s, s->at, "syntax",
		    "a name in double quotes is missing here");
	if (!scan_string(s, &key.name, &escaped))
		return false;
	if (escaped && !decode(s, &key.name))
		return false;
	step->key = key.name;
	if (!key_push(s, key))
		return false;
	skip_space(s);
	if (peek(s) != ':')
		return fail(s, s->at, "syntax", "\":\" is missing here");
	s->at++;
	return true;
}

/* Behind an item: "," goes on, close ends, all else is a fault. */
static bool
scan_next(struct scan *s, char close, bool *more)
{
	skip_space(s);
	*more = peek(s) == ',';
	if (!*more && peek(s) != close)
		return fail(s, s->at, "syntax",
		    "\",\" or \"%c\" is missing here", close);
	s->at++;
	skip_space(s);
	if (*more && peek(s) == close)
		return fail(
		    s, s->at, "syntax", "a \",\" with nothing behind it");
	return true;
}

static bool
scan_members(struct scan *s)
{
	struct step step = { .up = s->place };
	bool more = true;

	while (more) {
		if (!scan_key(s, &step))
			return false;
		s->place = &step;
		if (!scan_value(s))
			return false;
		s->place = step.up;
		if (!scan_next(s, '}', &more))
			return false;
	}
	return true;
}

static bool
scan_items(struct scan *s)
{
	struct step step = { .up = s->place };
	bool more = true;

	for (; more; step.index++) {
		s->place = &step;
		if (!scan_value(s))
			return false;
		s->place = step.up;
		if (!scan_next(s, ']', &more))
			return false;
	}
	return true;
}

static bool
scan_nested(struct scan *s)
{
	char close = peek(s) == '{' ? '}' : ']';
	size_t first = s->nkeys;
	bool fine;

	if (s->depth == s->depth_max)
		return fail(s, s->at, "syntax", "nested deeper than %u levels",
		    s->depth_max);
	s->depth++;
	s->at++;
	skip_space(s);
	if (peek(s) == close) {
		s->at++;
		fine = true;
	} else if (close == '}') {
		fine = scan_members(s) && keys_unique(s, first);
	} else {
		fine = scan_items(s);
	}
	s->depth--;
	return fine;
}

static bool
scan_digits(struct scan *s)
{
	if (!is_digit(peek(s)))
		return fail(s, s->at, "syntax", "a digit is missing here");
	while (is_digit(peek(s)))
		s->at++;
	return true;
}

static bool
scan_number(struct scan *s)
{
	if (peek(s) == '-')
		s->at++;
	if (peek(s) == '0' && s->at + 1 < s->text.n &&
	    is_digit(s->text.p[s->at + 1]))
		return fail(
		    s, s->at, "syntax", "a number must not begin with 0");
	if (!scan_digits(s))
		return false;
	if (peek(s) == '.') {
		s->at++;
		if (!scan_digits(s))
			return false;
	}
	if (peek(s) == 'e' || peek(s) == 'E') {
		s->at++;
		if (peek(s) == '+' || peek(s) == '-')
			s->at++;
		return scan_digits(s);
	}
	return true;
}

static bool
scan_word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };
	struct str rest = str_sub(s->text, s->at, s->text.n);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct str word = str_from(words[i]);

		if (str_starts(rest, word)) {
			s->at += word.n;
			return true;
		}
	}
	if (rest.n == 0)
		return fail(s, s->at, "syntax", "a value is missing here");
	if (rest.p[0] == '\'')
		return fail(
		    s, s->at, "syntax", "strings stand in double quotes");
	if (rest.p[0] == '/' || rest.p[0] == '#')
		return fail(s, s->at, "syntax", "comments are not allowed");
	return fail(s, s->at, "syntax", "this is not a JSON value");
}

static bool
scan_value(struct scan *s)
{
	struct str between;
	bool escaped;

	skip_space(s);
	switch (peek(s)) {
	case '{':
	case '[':
		return scan_nested(s);
	case '"':
		return scan_string(s, &between, &escaped);
	case '-':
	case '0' ... '9':
		return scan_number(s);
	default:
		return scan_word(s);
	}
}

static bool
scan_text(struct scan *s)
{
	size_t valid = text_utf8_prefix(s->text);

	if (valid < s->text.n)
		return fail(s, valid, "syntax", "%s",
		    s->text.p[valid] == '\0' ? "NUL is not allowed"
					     : "not valid UTF-8");
	if (!scan_value(s))
		return false;
	skip_space(s);
	if (s->at < s->text.n)
		return fail(
		    s, s->at, "syntax", "text follows the end of the JSON");
	return true;
}

enum err
scan_json(struct arena *a, struct str text, unsigned depth_max,
    struct scan_fault *fault)
{
	const struct step root = { NULL, STR_NONE, 0 };
	struct scan s = { .a = a,
		.text = text,
		.depth_max = depth_max,
		.place = &root,
		.fault = fault };

	assert(depth_max <= DEPTH_LIMIT);
	(void)scan_text(&s);
	free(s.keys);
	return s.err;
}
