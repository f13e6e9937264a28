#include "endpoint.h"

#include "base/bounds.h"
#include "base/buf.h"
#include "base/hex.h"
#include "base/sys.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/token.h"

enum { BODY_BYTES_MAX = 8 * 1024 };

static const struct {
	const char *name, *status;
} activities[ENDPOINT__MAX] = {
	[ENDPOINT_CREATE] = { "newInstance", "" },
	[ENDPOINT_RENEW] = { "refreshInstance", "" },
	[ENDPOINT_FREEZE] = { "updateInstanceStatus", "FREEZE" },
	[ENDPOINT_UNFREEZE] = { "updateInstanceStatus", "UNFREEZE" },
	[ENDPOINT_RELEASE] = { "releaseInstance", "" },
	[ENDPOINT_QUERY] = { "queryInstance", "" },
};

struct asked {
	struct arena *a;
	const struct endpoint_order *order;
	enum endpoint_activity activity;
	bool test;
};

static struct str
activity_of(const struct asked *q)
{
	return str_from(activities[q->activity].name);
}

static struct str
status_of(const struct asked *q)
{
	return str_from(activities[q->activity].status);
}

static struct str
number(struct arena *a, int64_t n)
{
	return n > 0 ? arena_printf(a, "%lld", (long long)n) : STR("");
}

static struct str
amount_of(const struct asked *q)
{
	return number(q->a, q->order->quantity);
}

static struct str
contact_if(const struct asked *q, enum contact_kind kind)
{
	const struct contact *contact = &q->order->contact;

	return contact->kind == kind ? contact->value : STR("");
}

static struct str
email_of(const struct asked *q)
{
	return contact_if(q, CONTACT_EMAIL);
}

static struct str
mobile_of(const struct asked *q)
{
	return contact_if(q, CONTACT_MOBILE);
}

static struct str
user_name_of(const struct asked *q)
{
	return contact_if(q, CONTACT_USER_NAME);
}

/* "2026-11-23T00:47:58Z" without what is between its digits. */
static struct str
expiry_of(const struct asked *q)
{
	char text[TIME_TEXT_MAX];
	struct str t;

	if (q->order->term_ends_us <= 0)
		return STR("");
	t = time_format(text, q->order->term_ends_us);
	return arena_printf(q->a, "%.4s%.2s%.2s%.2s%.2s%.2s", t.p, t.p + 5,
	    t.p + 8, t.p + 11, t.p + 14, t.p + 17);
}

static struct str
instance_of(const struct asked *q)
{
	return q->order->instance_id;
}

static struct str
order_of(const struct asked *q)
{
	return q->order->order_id;
}

static struct str
line_of(const struct asked *q)
{
	return q->order->line_id;
}

static struct str
product_of(const struct asked *q)
{
	return q->order->product;
}

static struct str
plan_of(const struct asked *q)
{
	return q->order->plan;
}

static struct str
period_of(const struct asked *q)
{
	switch (q->order->mode) {
	case MODE_MONTHLY:
		return STR("month");
	case MODE_YEARLY:
		return STR("year");
	default:
		return STR("");
	}
}

static struct str
periods_of(const struct asked *q)
{
	return number(
	    q->a, q->order->mode == MODE_ONE_TIME ? 0 : q->order->periods);
}

static struct str
scene_of(const struct asked *q)
{
	static const char *const scenes[SCENE__MAX] = {
		[SCENE_RENEWAL] = "RENEWAL",
		[SCENE_TRIAL_TO_FORMAL] = "TRIAL_TO_FORMAL",
		[SCENE_RENEWAL_REFUNDED] = "UNSUBSCRIBE_RENEWAL_PERIOD",
	};

	return str_from(scenes[q->order->scene]);
}

static struct str
test_of(const struct asked *q)
{
	return q->test ? STR("1") : STR("0");
}

#define CREATE (1U << ENDPOINT_CREATE)
#define RENEW (1U << ENDPOINT_RENEW)
#define RELEASE (1U << ENDPOINT_RELEASE)
#define KNOWN (~CREATE) /* wherever there is an instance already */
#define ALL (~0U)

/*
 * In the order of their names.  The line stands for the businessId, which
 * the guide varies: an endpoint that answers it as its instanceId without
 * looking further then still answers the same when it is asked again.
 */
static const struct parameter {
	const char *name;
	struct str (*value)(const struct asked *q);
	unsigned of;	 /* which activities have it, */
	unsigned needed; /* and which cannot be without */
	size_t max;
} parameters[] = {
	{ "activity", activity_of, ALL, ALL, 32 },
	{ "amount", amount_of, CREATE, 0, 32 },
	{ "businessId", line_of, CREATE, CREATE, ENDPOINT_ID_MAX },
	{ "email", email_of, CREATE, 0, ENDPOINT_CONTACT_MAX },
	{ "expireTime", expiry_of, CREATE | RENEW, RENEW, 32 },
	{ "instanceId", instance_of, KNOWN, KNOWN, ENDPOINT_ID_MAX },
	{ "mobilePhone", mobile_of, CREATE, 0, ENDPOINT_CONTACT_MAX },
	{ "orderId", order_of, CREATE | RENEW | RELEASE, CREATE | RENEW,
	    ENDPOINT_ID_MAX },
	{ "orderLineId", line_of, CREATE | RENEW | RELEASE, CREATE | RENEW,
	    ENDPOINT_ID_MAX },
	{ "periodNumber", periods_of, CREATE, 0, 32 },
	{ "periodType", period_of, CREATE, 0, 32 },
	{ "productId", product_of, CREATE | RENEW, 0, 80 },
	{ "scene", scene_of, RENEW, RENEW, 32 },
	{ "skuCode", plan_of, CREATE, 0, ENDPOINT_ID_MAX },
	{ "status", status_of, 1U << ENDPOINT_FREEZE | 1U << ENDPOINT_UNFREEZE,
	    0, 32 },
	{ "testFlag", test_of, ALL, ALL, 2 },
	{ "userName", user_name_of, CREATE, 0, ENDPOINT_CONTACT_MAX },
};

static void
text_add(struct buf *out, struct str s)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, s.p[i]);
	}
	buf_add_char(out, '"');
}

static enum err
parameter_add(struct buf *out, const struct parameter *p, const struct asked *q,
    struct str *why)
{
	struct str value = p->value(q);

	if (!value.p && value.n == 0)
		value = STR("");
	if (str_empty(value)) {
		if (!(p->needed & 1U << q->activity))
			return OK;
		*why = arena_printf(q->a, "%s is missing", p->name);
		return ERR_INVALID;
	}
	if (value.n > p->max || !text_plain(value, false)) {
		*why = arena_printf(q->a,
		    "%s is longer than %zu bytes, or not plain text", p->name,
		    p->max);
		return ERR_INVALID;
	}
	buf_add_char(out, out->n ? ',' : '{');
	text_add(out, str_from(p->name));
	buf_add_char(out, ':');
	text_add(out, value);
	return OK;
}

enum err
endpoint_body(struct arena *a, struct str *out, bool test,
    enum endpoint_activity activity, const struct endpoint_order *order,
    struct str *why)
{
	const struct asked q = { a, order, activity, test };
	struct buf body;
	enum err e = OK;

	buf_open(&body, BODY_BYTES_MAX);
	for (size_t i = 0; !e && i < sizeof(parameters) / sizeof(*parameters);
	     i++)
		if (parameters[i].of & 1U << activity)
			e = parameter_add(&body, &parameters[i], &q, why);
	buf_add_char(&body, '}');
	if (!e)
		e = buf_err(&body);
	if (!e)
		*out = str_copy(a, buf_str(&body));
	buf_close(&body);
	return !e && !out->p ? ERR_NOMEM : e;
}

static void
capitals(char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] >= 'a' && p[i] <= 'f')
			p[i] = (char)(p[i] - 'a' + 'A');
}

struct str
endpoint_nonce(char out[ENDPOINT_NONCE_CHARS + 1])
{
	uint8_t bytes[ENDPOINT_NONCE_CHARS / 2];

	random_bytes(bytes, sizeof(bytes));
	hex_encode(out, bytes, sizeof(bytes));
	capitals(out, ENDPOINT_NONCE_CHARS);
	out[ENDPOINT_NONCE_CHARS] = '\0';
	return (struct str){ out, ENDPOINT_NONCE_CHARS };
}

struct str
endpoint_signature(struct arena *a, struct str key, struct str nonce,
    struct str timestamp_ms, struct str body)
{
	char inner[HASH_HEX + 1], outer[HASH_HEX + 1];
	size_t n = key.n + nonce.n + timestamp_ms.n + HASH_HEX;
	struct buf text;
	struct str signature = STR_NONE;

	hash_hex(inner, hash_hmac(key, body));
	buf_open(&text, n + 1);
	/* At once, for growing would leave the key behind. */
	(void)buf_reserve(&text, n);
	buf_add(&text, key);
	buf_add(&text, nonce);
	buf_add(&text, timestamp_ms);
	buf_add_cstr(&text, inner);
	if (buf_err(&text) == OK) {
		hash_hex(outer, hash_hmac(key, buf_str(&text)));
		capitals(outer, HASH_HEX);
		signature = str_copy(a, (struct str){ outer, HASH_HEX });
	}
	if (text.p)
		secret_wipe(text.p, text.n);
	buf_close(&text);
	return signature;
}

/* The value of name="..." in a header of such pairs with commas between. */
static struct str
quoted(struct str header, struct str name)
{
	struct str piece;

	while (str_cut(&header, ',', &piece)) {
		size_t equals = str_find(piece, '=');
		struct str value = str_trim(
		    str_sub(piece, equals + 1, piece.n));

		if (!str_eq_nocase(str_trim(str_sub(piece, 0, equals)), name))
			continue;
		if (value.n < 2 || value.p[0] != '"' ||
		    value.p[value.n - 1] != '"')
			return STR_NONE;
		return str_sub(value, 1, value.n - 2);
	}
	return STR_NONE;
}

bool
endpoint_signed(struct arena *a, struct str key, struct str header,
    struct str body, bool *missing)
{
	struct hash h = hash_hmac(key, body);
	struct str right;

	*missing = str_empty(str_trim(header));
	if (*missing ||
	    base64_encode(a, &right,
		(struct str){ (const char *)h.b, sizeof(h.b) }) != OK)
		return false;
	return str_is(quoted(header, STR("sign_type")), "HMAC-SHA256") &&
	    secret_eq(quoted(header, STR("signature")), right);
}
