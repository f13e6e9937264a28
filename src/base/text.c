#define PCRE2_CODE_UNIT_WIDTH 8
#include <assert.h>
#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum {
	MATCH_LIMIT = 50000,
	DEPTH_LIMIT = 1000,
	HEAP_LIMIT_KIB = 1024,
	INPUT_MAX = 4096
};

#define ATOM "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
#define LABEL "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#define OCTET "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
#define URL_CHARS "[A-Za-z0-9._~!$&'()*+,;=:@/%-]"

/* Matched against the whole text, both ends anchored. */
static const char *const patterns[TEXT__MAX] = {
	[TEXT_EMAIL] = "(?=[^@]{1,64}@)(?=.{3,254}\\z)" ATOM "(?:\\." ATOM ")*+"
		       "@(?:" LABEL "\\.)+(?![0-9]+\\z)" LABEL,
	[TEXT_MOBILE] = "\\+[1-9][0-9]{6,14}",
	[TEXT_SLUG] = "(?=.{1,80}\\z)[a-z0-9]++(?:-++[a-z0-9]++)*+",
	[TEXT_SITE] = "[a-z0-9-]{1,32}",
	[TEXT_LOCALE] = "[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?",
	[TEXT_CURRENCY] = "[A-Z]{3}",
	[TEXT_COUNTRY] = "[A-Z]{2}",
	[TEXT_CODE] = "[a-z][a-z0-9_]{0,39}",
	[TEXT_URL] = "(?=.{1,2048}\\z)https?://"
		     "(?:(?:" LABEL "\\.)*(?![0-9]+(?:[:/?#]|\\z))" LABEL
		     "|" OCTET "(?:\\." OCTET "){3}|\\[[0-9A-Fa-f:.]{2,45}\\])"
		     "(?::[0-9]{1,5})?"
		     "(?:/" URL_CHARS "*+)?(?:\\?(?:" URL_CHARS "|\\?)*+)?"
		     "(?:\\#(?:" URL_CHARS "|\\?)*+)?",
	[TEXT_KEY] = "[\\x21-\\x7e]{8,255}",
};

static struct {
	pcre2_code *code[TEXT__MAX];
	pcre2_match_context *limits;
} compiled;

static enum err
pattern_compile(enum text_kind kind)
{
	const uint32_t options = PCRE2_ANCHORED | PCRE2_ENDANCHORED |
	    PCRE2_UTF | PCRE2_NO_AUTO_CAPTURE;
	PCRE2_SIZE where;
	int code;

	compiled.code[kind] = pcre2_compile((PCRE2_SPTR)patterns[kind],
	    PCRE2_ZERO_TERMINATED, options, &code, &where, NULL);
	if (compiled.code[kind] == NULL)
		return code == PCRE2_ERROR_HEAP_FAILED ? ERR_NOMEM : ERR_BUG;
	/* Where there is no JIT the interpreter serves as well. */
	(void)pcre2_jit_compile(compiled.code[kind], PCRE2_JIT_COMPLETE);
	return OK;
}

enum err
text_open(void)
{
	enum err err = OK;

	if (compiled.limits != NULL)
		return OK;
	compiled.limits = pcre2_match_context_create(NULL);
	if (compiled.limits == NULL)
		return ERR_NOMEM;
	pcre2_set_match_limit(compiled.limits, MATCH_LIMIT);
	pcre2_set_depth_limit(compiled.limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(compiled.limits, HEAP_LIMIT_KIB);
	for (int k = 0; k < TEXT__MAX && err == OK; k++)
		err = pattern_compile((enum text_kind)k);
	if (err != OK)
		text_close();
	return err;
}

void
text_close(void)
{
	for (int k = 0; k < TEXT__MAX; k++) {
		pcre2_code_free(compiled.code[k]);
		compiled.code[k] = NULL;
	}
	pcre2_match_context_free(compiled.limits);
	compiled.limits = NULL;
}

/* Whatever is not a match, a limit that was reached included, is "no". */
bool
text_is(enum text_kind kind, struct str s)
{
	pcre2_match_data *match;
	int found;

	assert((unsigned)kind < TEXT__MAX && compiled.code[kind] != NULL);
	if (s.n == 0 || s.n > INPUT_MAX)
		return false;
	match = pcre2_match_data_create(1, NULL);
	if (match == NULL)
		return false;
	found = pcre2_match(compiled.code[kind], (PCRE2_SPTR)s.p, s.n, 0, 0,
	    match, compiled.limits);
	pcre2_match_data_free(match);
	return found >= 0;
}

static bool
is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/*
 * Bytes of the character at p (RFC 3629, table 3-7 of the Unicode
 * standard), 0 when it is malformed.
 */
static size_t
utf8_step(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xc2 || n < 2 || !is_tail(p[1]))
		return 0;
	if (p[0] < 0xe0)
		return 2;
	if (n < 3 || !is_tail(p[2]))
		return 0;
	if (p[0] < 0xf0) {
		if ((p[0] == 0xe0 && p[1] < 0xa0) ||
		    (p[0] == 0xed && p[1] > 0x9f))
			return 0;
		return 3;
	}
	if (n < 4 || !is_tail(p[3]) || p[0] > 0xf4 ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return 4;
}

/* All eight bytes are ASCII and none is NUL. */
static bool
ascii_eight(const unsigned char *p)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return ((v | (v - ones)) & high) == 0;
}

size_t
text_utf8_prefix(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t at = 0;

	while (at < s.n) {
		size_t left = s.n - at, step;

		if (left >= 8 && ascii_eight(p + at))
			step = 8;
		else
			step = utf8_step(p + at, left);
		if (step == 0)
			break;
		at += step;
	}
	return at;
}

struct str
text_cut(struct str s, size_t max)
{
	s = str_sub(s, 0, max);
	return str_sub(s, 0, text_utf8_prefix(s));
}

bool
text_utf8(struct str s)
{
	return text_utf8_prefix(s) == s.n;
}

bool
text_plain(struct str s, bool lines)
{
	if (!text_utf8(s))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && !(lines && (c == '\n' || c == '\t'))) ||
		    c == 0x7f)
			return false;
		/* C1: U+0080 to U+009F */
		if (c == 0xc2 && (unsigned char)s.p[i + 1] < 0xa0)
			return false;
	}
	return true;
}

struct range {
	uint32_t from, to;
};

/*
 * Not seen, but steers what is: marks, overrides and isolates of direction,
 * line separators, joiners of words, deprecated and annotation controls,
 * tags.  Of general category Cf the signs that are seen are not here, nor
 * U+200C and U+200D.
 */
static const struct range steering[] = {
	{ 0x00, 0x1f },
	{ 0x7f, 0x9f },
	{ 0xad, 0xad },
	{ 0x61c, 0x61c },
	{ 0x180e, 0x180e },
	{ 0x200b, 0x200b },
	{ 0x200e, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe00ff },
};

/* Spaces, fillers, joiners and variation selectors: alone they are nothing. */
static const struct range blank[] = {
	{ 0x20, 0x20 },
	{ 0xa0, 0xa0 },
	{ 0x115f, 0x1160 },
	{ 0x1680, 0x1680 },
	{ 0x2000, 0x200d },
	{ 0x202f, 0x202f },
	{ 0x205f, 0x205f },
	{ 0x2800, 0x2800 },
	{ 0x3000, 0x3000 },
	{ 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f },
	{ 0xffa0, 0xffa0 },
	{ 0xe0100, 0xe01ef },
};

static bool
is_in(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n && ranges[i].from <= c; i++)
		if (c <= ranges[i].to)
			return true;
	return false;
}

#define IS_IN(ranges, c) is_in(ranges, sizeof(ranges) / sizeof(*(ranges)), c)

/* The character of step bytes at p. */
static uint32_t
utf8_value(const unsigned char *p, size_t step)
{
	static const unsigned char lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = p[0] & lead[step];

	for (size_t i = 1; i < step; i++)
		c = c << 6 | (p[i] & 0x3f);
	return c;
}

bool
text_name(struct str s, size_t max)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = 0, step;
	bool visible = false;

	for (size_t at = 0; at < s.n; at += step, n++) {
		uint32_t c;

		step = utf8_step(p + at, s.n - at);
		if (step == 0)
			return false;
		c = utf8_value(p + at, step);
		if (IS_IN(steering, c))
			return false;
		visible |= !IS_IN(blank, c);
	}
	return visible && n <= max;
}

bool
text_visible(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t step;

	for (size_t at = 0; at < s.n; at += step) {
		uint32_t c;

		step = utf8_step(p + at, s.n - at);
		if (step == 0)
			return false;
		c = utf8_value(p + at, step);
		if (!IS_IN(steering, c) && !IS_IN(blank, c))
			return true;
	}
	return false;
}

static bool
is_steady(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t step;

	for (size_t at = 0; at < s.n; at += step) {
		step = utf8_step(p + at, s.n - at);
		if (step == 0 || IS_IN(steering, utf8_value(p + at, step)))
			return false;
	}
	return true;
}

struct str
text_shown(struct arena *a, struct str s, size_t max)
{
	enum { ESCAPE = 10 }; /* "\\U000e0001" */
	const unsigned char *p = (const unsigned char *)s.p;
	size_t end = s.n < max ? s.n : max, n = 0, at, step;
	char *out;

	if (end == s.n && is_steady(s))
		return s;
	out = arena_array(a, end + 1, ESCAPE);
	if (out == NULL)
		return STR_NONE;
	for (at = 0; at < end; at += step) {
		uint32_t c;

		step = utf8_step(p + at, s.n - at);
		c = step == 0 ? p[at] : utf8_value(p + at, step);
		if (step != 0 && !IS_IN(steering, c)) {
			memcpy(out + n, p + at, step);
			n += step;
			continue;
		}
		n += (size_t)snprintf(out + n, ESCAPE + 1,
		    step == 0	     ? "\\x%02x"
			: c > 0xffff ? "\\U%08x"
				     : "\\u%04x",
		    (unsigned)c);
		step += step == 0;
	}
	if (at < s.n) {
		memcpy(out + n, "...", 3);
		n += 3;
	}
	return (struct str){ out, n };
}

size_t
text_length(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += !is_tail((unsigned char)s.p[i]);
	return n;
}

struct str
text_lower(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (p == NULL)
		return STR_NONE;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		p[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct str){ p, s.n };
}

struct str
text_mask_email(struct arena *a, struct str email)
{
	size_t at = str_find(email, '@');
	struct str shown = str_sub(email, 0, at > 2 ? 2 : at / 2);
	struct str rest = str_sub(email, at, email.n);

	return arena_printf(a, "%.*s***%.*s", STR_FMT(shown), STR_FMT(rest));
}

struct str
text_untitled(struct str text, struct str title)
{
	struct str rest = text, line;

	if (!str_cut(&rest, '\n', &line) || !str_starts(line, STR("# ")) ||
	    !str_eq(str_trim(str_sub(line, 2, line.n)), title))
		return text;
	return rest;
}
