#include "endpoint.h"

#include "base/buf.h"
#include "base/text.h"

enum { SHOWN_MAX = 8 * 1024 };

/* Members whose texts say nothing of the buyer, and which of them are URLs. */
static const struct {
	const char *name;
	bool url;
} harmless[] = {
	{ "activity", false },
	{ "amount", false },
	{ "businessId", false },
	{ "encryptType", false },
	{ "expireTime", false },
	{ "instanceId", false },
	{ "orderId", false },
	{ "orderLineId", false },
	{ "periodNumber", false },
	{ "periodType", false },
	{ "productId", false },
	{ "resultCode", false },
	{ "resultMsg", false },
	{ "scene", false },
	{ "skuCode", false },
	{ "status", false },
	{ "testFlag", false },
	{ "frontEndUrl", true },
	{ "adminUrl", true },
};

/* From the quotation mark at i to behind the one that ends it. */
static size_t
string_end(struct str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++)
		if (s.p[i] == '\\')
			i++;
	return i < s.n ? i + 1 : s.n;
}

static size_t
blank_end(struct str s, size_t i)
{
	while (i < s.n &&
	    (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\r' ||
		s.p[i] == '\n'))
		i++;
	return i;
}

static struct str
url_shown(struct str url)
{
	size_t query = str_find(url, '?'), fragment = str_find(url, '#');

	return str_sub(url, 0, query < fragment ? query : fragment);
}

/* Its place in the table, or -1. */
static int
harmless_find(struct str name)
{
	int n = sizeof(harmless) / sizeof(*harmless);

	for (int i = 0; i < n; i++)
		if (str_is(name, harmless[i].name))
			return i;
	return -1;
}

/* The text of a member, without its quotation marks. */
static void
member_add(struct buf *out, struct str name, struct str text)
{
	int at = harmless_find(name);
	struct str shown = at < 0 ? STR("")
	    : harmless[at].url	  ? url_shown(text)
				  : text;

	buf_add(out, shown);
	buf_add_cstr(out, shown.n < text.n ? "***" : "");
}

/* What is no string: of a number under a harmful name, no digit is shown. */
static void
other_add(struct buf *out, struct str name, char c)
{
	bool digit = c >= '0' && c <= '9';

	buf_add_char(out,
	    digit && !str_empty(name) && harmless_find(name) < 0 ? '*' : c);
}

/*
 * By its strings alone, so that what is not quite JSON is masked too: a
 * string behind a string and a colon is a member's text, and so is each
 * string that follows it in an array.
 */
struct str
endpoint_masked(struct arena *a, struct str json)
{
	struct str name = STR(""), shown = STR_NONE;
	struct buf out;

	buf_open(&out, 4 * json.n + SHOWN_MAX);
	for (size_t i = 0; i < json.n && i < SHOWN_MAX;) {
		if (json.p[i] != '"') {
			other_add(&out, name, json.p[i++]);
			continue;
		}
		size_t end = string_end(json, i);
		size_t after = blank_end(json, end);
		size_t last = end - (end > i + 1 && json.p[end - 1] == '"');
		struct str text = { json.p + i + 1, last - i - 1 };

		buf_add_char(&out, '"');
		if (after < json.n && json.p[after] == ':') {
			buf_add(&out, text);
			name = text;
		} else {
			member_add(&out, name, text);
		}
		buf_add_char(&out, '"');
		i = end;
	}
	if (buf_err(&out) == OK)
		shown = text_shown(a, str_copy(a, buf_str(&out)), SHOWN_MAX);
	buf_close(&out);
	return shown;
}
