/* A seller's endpoint: where it is, and what it answers when it is tried. */
#include <stddef.h>

#include "act/term.h"
#include "act/endpoint.h"
#include "app/endpoint.h"
#include "base/sys.h"
#include "crypto/token.h"
#include "storefront/routes.h"
#include "storefront/selling.h"

enum {
	URL_CHARS_MAX = 500,
	KEY_CHARS_MIN = 16,
	KEY_CHARS_MAX = 200,
	TESTS_MAX = 240, /* of a product in TESTS_WINDOW_S */
	TESTS_WINDOW_S = 3600,
	TEST_PERIODS = 1
};

/* Not a host's own; told apart from the buyers' (RFC 2606). */
#define TEST_CONTACT "buyer@example.com"

struct endpoint_body {
	struct str url, key;
	bool contact;
};

#define URL_FIELD(body, required_) \
	{ \
		.name = "url", .type = FIELD_KIND, .kind = TEXT_URL, \
		.required = required_, .offset = offsetof(struct body, url), \
		.about = "where the seller is called: https, public" \
	}
#define KEY_FIELD(body) \
	{ \
		.name = "key", .type = FIELD_TEXT, .min = KEY_CHARS_MIN, \
		.max = KEY_CHARS_MAX, .offset = offsetof(struct body, key), \
		.about = "the access key; not given: the one that is kept" \
	}

static const struct field endpoint_fields[] = {
	URL_FIELD(endpoint_body, true),
	KEY_FIELD(endpoint_body),
	{ .name = "contact",
	    .type = FIELD_BOOL,
	    .required = true,
	    .offset = offsetof(struct endpoint_body, contact),
	    .about = "whether buyers are asked to hand over a contact" },
};
static const struct shape endpoint_shape = SHAPE(
    "EndpointEdit", struct endpoint_body, endpoint_fields);

static const char *const activities[] = { "create", "query", "renew", "freeze",
	"unfreeze", "release", NULL };
static const enum endpoint_activity activity_of[] = { ENDPOINT_CREATE,
	ENDPOINT_QUERY, ENDPOINT_RENEW, ENDPOINT_FREEZE, ENDPOINT_UNFREEZE,
	ENDPOINT_RELEASE };

struct test_body {
	int activity;
	struct str url, key, plan, instance;
	struct id order, line;
};

static const struct field test_fields[] = {
	{ .name = "activity",
	    .type = FIELD_CHOICE,
	    .required = true,
	    .choices = activities,
	    .offset = offsetof(struct test_body, activity),
	    .about = "what is asked for" },
	URL_FIELD(test_body, false),
	KEY_FIELD(test_body),
	{ .name = "plan",
	    .type = FIELD_KIND,
	    .kind = TEXT_CODE,
	    .offset = offsetof(struct test_body, plan),
	    .about = "the plan's code" },
	{ .name = "order",
	    .type = FIELD_ID,
	    .prefix = ID_ORDER,
	    .offset = offsetof(struct test_body, order),
	    .about = "of an earlier test, to repeat it; else a new one" },
	{ .name = "line",
	    .type = FIELD_ID,
	    .prefix = ID_ORDER_LINE,
	    .offset = offsetof(struct test_body, line),
	    .about = "likewise" },
	{ .name = "instance",
	    .type = FIELD_TEXT,
	    .max = ENDPOINT_ID_MAX,
	    .offset = offsetof(struct test_body, instance),
	    .about = "what create answered; needed by all others" },
};
static const struct shape test_shape = SHAPE(
    "EndpointTestRequest", struct test_body, test_fields);

/* Only what is delivered as a SaaS or as a licence has an endpoint. */
static enum err
product_read(struct call *c, struct listing_row *row)
{
	enum err e = selling_product(c, row);

	if (e == OK && row->delivery != DELIVERY_SAAS &&
	    row->delivery != DELIVERY_LICENSE)
		return call_fail(c, ERR_STATE,
		    "%.*s is not delivered as a SaaS or a licence; it has no "
		    "endpoint.",
		    STR_FMT(row->name));
	return e;
}

static enum err
url_check(struct call *c, struct str url)
{
	if (url.n <= URL_CHARS_MAX && str_find(url, '#') == url.n)
		return OK;
	return call_fault(c, "/url", "format",
	    "Write an address of at most %d characters, without #.",
	    URL_CHARS_MAX);
}

static void
endpoint_put(struct json *j, const struct endpoint *at)
{
	json_key(j, "endpoint");
	if (!at) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "url", at->url);
	json_put_bool(j, "contact", at->contact);
	json_put_bool(j, "signs", at->signs);
	json_put_str(j, "fault", at->fault);
	json_put_time(j, "fault_at", at->fault_at_us);
	json_put_time(j, "changed_at", at->changed_at_us);
	json_put_i64(j, "row_version", at->row_version);
	json_end_object(j);
}

static enum err
endpoint_reply(
    struct call *c, const struct listing_row *row, const struct endpoint *at)
{
	struct id *orders;
	struct json *j;
	size_t waiting = 0;
	enum err e = endpoint_orders_waiting(
	    c->db, c->arena, &orders, &waiting, row->product_id, LIST_MAX);

	if (e != OK)
		return e;
	call_version(c, at ? at->row_version : 0);
	j = reply_json(c, 200);
	json_object(j);
	selling_put_product(j, row);
	endpoint_put(j, at);
	json_put_i64(j, "waiting", (int64_t)waiting);
	json_end_object(j);
	return OK;
}

static enum err
endpoint_show(struct call *c)
{
	struct listing_row row;
	struct endpoint at;
	enum err e = selling_product(c, &row);

	if (e != OK)
		return e;
	e = endpoint_get(c->db, c->arena, &at, row.product_id);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	return endpoint_reply(c, &row, e == OK ? &at : NULL);
}

/* Somebody changed it since the caller looked. */
static enum err
overtaken(struct call *c, const struct listing_row *row, int64_t yours)
{
	struct endpoint now;
	enum err e = endpoint_get(c->db, c->arena, &now, row->product_id);

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	return call_stale(c, yours, e == OK ? now.row_version : 0);
}

static enum err
endpoint_save(struct call *c)
{
	const struct endpoint_body *body = c->body;
	struct endpoint_edit edit = {
		.url = body->url, .key = body->key, .contact = body->contact
	};
	struct act act = selling_act(c);
	struct listing_row row;
	struct endpoint at;
	enum err e = product_read(c, &row);

	if (e == OK)
		e = url_check(c, body->url);
	if (e == OK)
		e = call_draft_version(c, &edit.row_version);
	if (e != OK)
		return e;
	e = endpoint_set(
	    &act, &at, &row, &edit, keys_get(&c->site->keys, KEY_SEAL));
	if (e == ERR_INVALID)
		return call_fault(c, "/key", "required",
		    "Write the access key that you and we sign with.");
	if (e == ERR_STALE || e == ERR_EXISTS)
		return overtaken(c, &row, edit.row_version);
	return e == OK ? endpoint_reply(c, &row, &at) : e;
}

static enum err
endpoint_drop(struct call *c)
{
	struct act act = selling_act(c);
	struct listing_row row;
	int64_t version = 0;
	enum err e = product_read(c, &row);

	if (e == OK)
		e = call_draft_version(c, &version);
	if (e != OK)
		return e;
	e = endpoint_remove(&act, &row, version);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "It has set up services, which it is told about as long "
		    "as they run; change its address instead.");
	return e == ERR_STALE ? overtaken(c, &row, version) : e;
}

static enum err
endpoint_again(struct call *c)
{
	struct act act = selling_act(c);
	struct listing_row row;
	struct json *j;
	size_t orders = 0;
	enum err e = product_read(c, &row);

	if (e == OK)
		e = endpoint_retry(&act, &row, &orders);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_i64(j, "orders", (int64_t)orders);
	json_end_object(j);
	return OK;
}

/* A call to the endpoint that sells nothing. */
struct test {
	struct listing_row row;
	struct endpoint at;
	struct endpoint_instance said;
	struct endpoint_trace trace;
	struct id order, line;
	enum err came;
};

static enum err
test_read(struct call *c, void *arg)
{
	const struct test_body *body = c->body;
	struct test *t = arg;
	enum err e = product_read(c, &t->row);

	if (e != OK)
		return e;
	e = endpoint_get(c->db, c->arena, &t->at, t->row.product_id);
	if (e == ERR_NOT_FOUND && body->url.n > 0 && body->key.n > 0) {
		t->at = (struct endpoint){ .contact = false };
		e = OK;
	}
	if (e == ERR_NOT_FOUND)
		return call_fail(c, ERR_STATE,
		    "There is no endpoint yet: write its address and its key.");
	return e;
}

/* What is tried before it is saved. */
static enum err
unsaved_take(struct call *c, struct test *t)
{
	const struct test_body *body = c->body;
	const struct str aad = { (const char *)t->at.product_id.b,
		sizeof(t->at.product_id.b) };
	enum err e = url_check(c, body->url);

	if (body->url.n > 0)
		t->at.url = body->url;
	if (body->url.n > 0 || body->key.n > 0)
		t->at.signs = false;
	return e == OK && body->key.n > 0
	    ? seal(c->arena, &t->at.key_sealed,
		  keys_get(&c->site->keys, KEY_SEAL), aad, body->key)
	    : e;
}

static enum err
test_run(struct call *c, struct test *t)
{
	const struct test_body *body = c->body;
	char order[ID_TEXT_MAX], line[ID_TEXT_MAX];
	struct endpoint_order asked = {
		.order_id = id_format(order, ID_ORDER, t->order),
		.line_id = id_format(line, ID_ORDER_LINE, t->line),
		.instance_id = body->instance.p ? body->instance : STR(""),
		.product = t->row.slug,
		.plan = body->plan.p ? body->plan : STR(""),
		.quantity = 1,
		.mode = MODE_MONTHLY,
		.periods = TEST_PERIODS,
		.term_ends_us = term_from_now_us(
		    &c->site->calendar, c->now_us, MODE_MONTHLY, TEST_PERIODS),
		.scene = SCENE_RENEWAL,
	};

	if (t->at.contact)
		asked.contact = (struct contact){ CONTACT_EMAIL,
			STR(TEST_CONTACT) };
	t->came = endpoint_ask(c->arena, &t->said, &t->trace, c->site, &t->at,
	    true, activity_of[body->activity], &asked);
	/* Our own troubles have no sentence, and are no answer of his. */
	return t->came != OK && str_empty(t->trace.why) ? t->came : OK;
}

/* What there is to hand over; of secrets only that they are there. */
static void
said_put(struct json *j, const struct endpoint_instance *said)
{
	json_put_str(j, "instance", said->instance_id);
	json_put_bool(j, "ready", said->ready);
	json_put_bool(j, "signed", said->signs);
	json_put_str(j, "access_url", said->app_url);
	json_put_str(j, "admin_url", said->admin_url);
	json_put_bool(j, "has_user_name", said->user_name.n > 0);
	json_put_bool(j, "has_password", said->password.n > 0);
	json_put_bool(j, "has_license", said->license.n > 0);
	json_put_str(j, "memo", said->memo);
}

static void
test_put(struct call *c, const struct test *t)
{
	const struct test_body *body = c->body;
	struct json *j = reply_json(c, 200);

	json_object(j);
	json_put_cstr(j, "activity", activities[body->activity]);
	json_put_bool(j, "passed", t->came == OK);
	json_put_cstr(j, "error", err_name(t->came));
	json_put_bool(j, "again", t->came != OK && provision_again(t->came));
	json_put_str(j, "why", t->trace.why);
	json_put_i64(j, "status", t->trace.status);
	json_put_i64(j, "took_ms", t->trace.took_us / 1000);
	json_put_str(j, "request", t->trace.request);
	json_put_str(j, "answer", t->trace.answer);
	json_put_id(j, "order", ID_ORDER, t->order);
	json_put_id(j, "line", ID_ORDER_LINE, t->line);
	said_put(j, &t->said);
	json_end_object(j);
}

static enum err
endpoint_test(struct call *c)
{
	const struct test_body *body = c->body;
	struct test t = { .order = body->order, .line = body->line };
	char product[ID_TEXT_MAX];
	enum err e = call_tx(c, test_read, &t);

	if (e == OK)
		e = call_throttle(c, "endpoint test",
		    id_format(product, ID_PRODUCT, t.row.product_id), TESTS_MAX,
		    TESTS_WINDOW_S);
	if (e == OK)
		e = unsaved_take(c, &t);
	if (e != OK)
		return e;
	if (id_is_nil(t.order))
		t.order = id_new();
	if (id_is_nil(t.line))
		t.line = id_new();
	e = test_run(c, &t);
	if (e == OK)
		test_put(c, &t);
	endpoint_wipe(&t.said);
	return e;
}

const struct route endpoint_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/listings/{product}/endpoint",
	    .handler = endpoint_show,
	    .caller = CALLER_SELLER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .answer = "EndpointView",
	    .status = 200,
	    .summary = "Where a product's orders are set up by its seller" },
	{ .method = "PUT",
	    .pattern = "/api/storefront/listings/{product}/endpoint",
	    .handler = endpoint_save,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .body = &endpoint_shape,
	    .answer = "EndpointView",
	    .status = 200,
	    .summary = "Set the endpoint; orders that wait are tried again" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/listings/{product}/endpoint",
	    .handler = endpoint_drop,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Forget an endpoint that has set up nothing" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/endpoint-retries",
	    .handler = endpoint_again,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .answer = "EndpointRetry",
	    .status = 200,
	    .summary = "Have orders that wait set up once more" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/endpoint-tests",
	    .handler = endpoint_test,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_PHASES,
	    .body = &test_shape,
	    .answer = "EndpointTest",
	    .status = 200,
	    .summary = "Call the endpoint with the test flag" },
	{ .method = NULL }
};
