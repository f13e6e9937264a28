#include <assert.h>
#include <string.h>

#include "base/sys.h"
#include "wire/json.h"

enum { LEVELS_MAX = 32 };

/* The letter after the backslash, 'u' for \u00xx, 0 for none. */
static const char escapes[256] = {
	[0 ... 7] = 'u',
	['\b'] = 'b',
	['\t'] = 't',
	['\n'] = 'n',
	[11] = 'u',
	['\f'] = 'f',
	['\r'] = 'r',
	[14 ... 31] = 'u',
	['"'] = '"',
	['\\'] = '\\',
	['<'] = 'u',
};

void
json_start(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out };
}

static uint32_t
level_bit(const struct json *j)
{
	return UINT32_C(1) << (j->depth - 1);
}

static void
comma(struct json *j)
{
	if (j->has_items & level_bit(j))
		buf_add_char(j->out, ',');
	j->has_items |= level_bit(j);
}

static void
before_value(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->depth == 0)
		return;
	assert(j->in_array & level_bit(j));
	comma(j);
}

static void
level_open(struct json *j, char bracket, bool array)
{
	before_value(j);
	assert(j->depth < LEVELS_MAX);
	j->depth++;
	j->has_items &= ~level_bit(j);
	if (array)
		j->in_array |= level_bit(j);
	else
		j->in_array &= ~level_bit(j);
	buf_add_char(j->out, bracket);
}

static void
level_close(struct json *j, char bracket, bool array)
{
	assert(j->depth > 0 && !j->after_key);
	assert(((j->in_array & level_bit(j)) != 0) == array);
	j->depth--;
	buf_add_char(j->out, bracket);
}

void
json_object(struct json *j)
{
	level_open(j, '{', false);
}

void
json_end_object(struct json *j)
{
	level_close(j, '}', false);
}

void
json_array(struct json *j)
{
	level_open(j, '[', true);
}

void
json_end_array(struct json *j)
{
	level_close(j, ']', true);
}

static void
add_escape(struct buf *out, unsigned char c)
{
	static const char digit[] = "0123456789abcdef";
	char code[6] = { '\\', escapes[c], '0', '0', digit[c >> 4],
		digit[c & 15] };

	buf_add(out, (struct str){ code, escapes[c] == 'u' ? 6 : 2 });
}

#define EIGHT(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Does one of eight bytes need an escape?  Each byte's highest bit tells. */
static bool
eight_escape(const char *p)
{
	uint64_t x, quote, slash, less;

	memcpy(&x, p, sizeof(x));
	quote = x ^ EIGHT('"');
	slash = x ^ EIGHT('\\');
	less = x ^ EIGHT('<');
	return (((x - EIGHT(0x20)) & ~x) | ((quote - EIGHT(1)) & ~quote) |
		   ((slash - EIGHT(1)) & ~slash) |
		   ((less - EIGHT(1)) & ~less)) &
	    EIGHT(0x80);
}

/* The first byte from i on that needs an escape, or s.n. */
static size_t
escape_next(struct str s, size_t i)
{
	while (s.n - i >= 8 && !eight_escape(s.p + i))
		i += 8;
	while (i < s.n && escapes[(unsigned char)s.p[i]] == 0)
		i++;
	return i;
}

static void
add_escaped(struct buf *out, struct str s)
{
	size_t from = 0, at;

	buf_add_char(out, '"');
	while ((at = escape_next(s, from)) < s.n) {
		buf_add(out, (struct str){ s.p + from, at - from });
		add_escape(out, (unsigned char)s.p[at]);
		from = at + 1;
	}
	buf_add(out, (struct str){ s.p + from, s.n - from });
	buf_add_char(out, '"');
}

/* Nearly always nothing needs an escape: then all is copied at once. */
static void
add_quoted(struct buf *out, struct str s)
{
	char *p;

	if (escape_next(s, 0) < s.n) {
		add_escaped(out, s);
		return;
	}
	p = buf_reserve(out, s.n + 2);
	if (!p)
		return;
	p[0] = '"';
	if (s.n > 0)
		memcpy(p + 1, s.p, s.n);
	p[s.n + 1] = '"';
	out->n += s.n + 2;
}

void
json_key_str(struct json *j, struct str key)
{
	assert(j->depth > 0 && !j->after_key);
	assert((j->in_array & level_bit(j)) == 0);
	comma(j);
	add_quoted(j->out, key);
	buf_add_char(j->out, ':');
	j->after_key = true;
}

/* A name of ours has nothing to escape: it is written in one piece. */
void
json_key(struct json *j, const char *key)
{
	size_t n = strlen(key);
	char *p = buf_reserve(j->out, n + 4);

	assert(j->depth > 0 && !j->after_key);
	assert((j->in_array & level_bit(j)) == 0);
	j->after_key = true;
	if (!p)
		return;
	if (j->has_items & level_bit(j))
		*p++ = ',';
	j->has_items |= level_bit(j);
	*p++ = '"';
	memcpy(p, key, n);
	p[n] = '"';
	p[n + 1] = ':';
	j->out->n = (size_t)(p + n + 2 - j->out->p);
}

void
json_raw(struct json *j, struct str json)
{
	before_value(j);
	buf_add(j->out, json);
}

void
json_null(struct json *j)
{
	json_raw(j, STR("null"));
}

void
json_bool(struct json *j, bool v)
{
	json_raw(j, v ? STR("true") : STR("false"));
}

void
json_i64(struct json *j, int64_t v)
{
	before_value(j);
	buf_add_i64(j->out, v);
}

void
json_str(struct json *j, struct str s)
{
	before_value(j);
	if (s.p == NULL)
		buf_add(j->out, STR("null"));
	else
		add_quoted(j->out, s);
}

void
json_cstr(struct json *j, const char *s)
{
	json_str(j, str_from(s));
}

void
json_id(struct json *j, const char *prefix, struct id id)
{
	char text[ID_TEXT_MAX];

	json_str(j, id_format(text, prefix, id));
}

void
json_time(struct json *j, int64_t us)
{
	char text[TIME_TEXT_MAX];

	json_str(j, us == 0 ? STR_NONE : time_format(text, us));
}

void
json_money(struct json *j, struct money m)
{
	json_object(j);
	json_put_i64(j, "amount", m.minor);
	json_put_str(j, "currency",
	    (struct str){ m.currency.code,
		strnlen(m.currency.code, sizeof(m.currency.code)) });
	json_end_object(j);
}

void
json_put_str(struct json *j, const char *key, struct str s)
{
	json_key(j, key);
	json_str(j, s);
}

void
json_put_cstr(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_cstr(j, s);
}

void
json_put_i64(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_i64(j, v);
}

void
json_put_bool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

void
json_put_id(struct json *j, const char *key, const char *prefix, struct id id)
{
	json_key(j, key);
	json_id(j, prefix, id);
}

void
json_put_time(struct json *j, const char *key, int64_t us)
{
	json_key(j, key);
	json_time(j, us);
}

void
json_put_money(struct json *j, const char *key, struct money m)
{
	json_key(j, key);
	json_money(j, m);
}

void
json_put_named(struct json *j, const char *key, const char *id_key,
    struct str id, struct str name)
{
	json_key(j, key);
	json_object(j);
	json_put_str(j, id_key, id);
	json_put_str(j, "name", name);
	json_end_object(j);
}
