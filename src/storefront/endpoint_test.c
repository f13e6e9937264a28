/* A call to a seller's endpoint that sells nothing: what does it answer? */
#include <stddef.h>

#include "act/term.h"
#include "app/endpoint.h"
#include "base/sys.h"
#include "crypto/token.h"
#include "endpoint.h"

enum {
	TESTS_MAX = 240, /* of a product in TESTS_WINDOW_S */
	TESTS_WINDOW_S = 3600,
	TEST_PERIODS = 1
};

/* Not a host's own; told apart from the buyers' (RFC 2606). */
#define TEST_CONTACT "buyer@example.com"

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
const struct shape endpoint_test_shape = SHAPE(
    "EndpointTestRequest", struct test_body, test_fields);

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
	enum err e = endpoint_product(c, &t->row);

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
	enum err e = endpoint_url_check(c, body->url);

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

enum err
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
