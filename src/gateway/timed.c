#include "timed.h"

#include "base/bounds.h"
#include "base/buf.h"
#include "base/num.h"
#include "base/sys.h"

enum { T_CHARS_MAX = 20 };

enum err
timed_hmac(struct hash *out, struct str key, struct str t, struct str body)
{
	struct buf signed_text;

	buf_open(&signed_text, EVENT_BODY_MAX + T_CHARS_MAX + 1);
	buf_add(&signed_text, t);
	buf_add_char(&signed_text, '.');
	buf_add(&signed_text, body);
	enum err e = buf_err(&signed_text);
	if (!e)
		*out = hash_hmac(key, buf_str(&signed_text));
	buf_close(&signed_text);
	return e;
}

bool
timed_fresh(struct str t, int64_t now_us)
{
	/* In seconds, so that a far t cannot overflow. */
	int64_t now_s = now_us / SEC_US, at_s;

	return num_parse_i64(&at_s, t) == OK && at_s >= now_s - EVENT_SKEW_S &&
	    at_s <= now_s + EVENT_SKEW_S;
}
