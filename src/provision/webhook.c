#include "base/bounds.h"
#include "base/buf.h"
#include "base/sys.h"
#include "crypto/hash.h"
#include "drivers.h"
#include "net/fetch.h"
#include "wire/json.h"

enum { REQUEST_MAX = 64 * 1024 };

static const char *const types[PROVISION_ACTION__MAX] = {
	[PROVISION_CREATE] = "service.create",
	[PROVISION_RENEW] = "service.renew",
	[PROVISION_FREEZE] = "service.freeze",
	[PROVISION_UNFREEZE] = "service.unfreeze",
	[PROVISION_RELEASE] = "service.release",
};

static void
pair_put(struct json *j, const char *key, const char *one, struct str first,
    const char *two, struct str second)
{
	json_key(j, key);
	json_object(j);
	json_put_str(j, one, first);
	json_put_str(j, two, second);
	json_end_object(j);
}

static void
server_put(struct json *j, const struct provision_server *s)
{
	json_key(j, "server");
	json_object(j);
	json_put_str(j, "region", s->region);
	json_put_str(j, "flavour", s->flavour);
	json_put_str(j, "vpc", s->vpc);
	json_put_str(j, "subnet", s->subnet);
	json_put_str(j, "image", s->image);
	json_put_str(j, "user", s->user);
	json_put_str(j, "password", s->password);
	json_end_object(j);
}

static enum err
request_write(struct buf *out, const struct provision_config *config,
    const struct provision_line *line, int64_t now_us)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_cstr(&j, "type", types[line->action]);
	json_put_time(&j, "timestamp", now_us);
	json_key(&j, "data");
	json_object(&j);
	json_put_id(&j, "order", ID_ORDER, line->order_id);
	json_put_id(&j, "line", ID_ORDER_LINE, line->line_id);
	pair_put(&j, "product", "slug", line->product_slug, "name",
	    line->product_name);
	pair_put(&j, "plan", "code", line->plan_code, "name", line->plan_name);
	json_put_cstr(&j, "delivery", delivery_type_name(line->delivery));
	json_put_i64(&j, "quantity", line->quantity);
	json_put_time(&j, "term_ends_at", line->term_ends_us);
	json_put_str(&j, "callback_url", config->callback_url);
	if (line->server && line->action == PROVISION_CREATE)
		server_put(&j, line->server);
	json_end_object(&j);
	json_end_object(&j);
	return buf_err(out);
}

static enum err
answer_read(
    struct arena *a, struct delivered *out, struct str body, struct str *why)
{
	struct tree *tree;
	struct str where;

	if (str_empty(str_trim(body)))
		return OK;
	enum err e = tree_parse(&tree, a, body, JSON_FOREIGN_DEPTH_MAX, &where);
	if (e == ERR_NOMEM)
		return e;
	if (e) {
		*why = arena_printf(a,
		    "the provisioner's answer is not JSON: "
		    "%.*s",
		    STR_FMT(where));
		return ERR_SYNTAX;
	}
	if (node_type(tree_root(tree)) == NODE_OBJECT) {
		e = delivered_read(a, out, tree_root(tree), why);
	} else {
		*why = STR("the provisioner's answer is no object");
		e = ERR_INVALID;
	}
	tree_close(tree);
	return e;
}

static enum err
answer_take(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct fetch_answer *answer, struct str *why)
{
	enum err e = status_err(answer->status);

	/* Without its body, which may repeat the password that it was sent. */
	if (e) {
		*why = arena_printf(
		    a, "the provisioner's status is %d", answer->status);
		return e;
	}
	if (answer->status == 202) {
		*outcome = PROVISION_ACCEPTED;
		return OK;
	}
	*outcome = PROVISION_DELIVERED;
	return answer_read(a, out, answer->body, why);
}

static enum err
exchange(struct arena *a, struct fetch_answer *answer,
    const struct provision_config *config, const struct provision_line *line,
    struct str body, int64_t now_us, struct str *why)
{
	char id_text[ID_TEXT_MAX];
	struct id id = id_is_nil(line->request_id) ? line->line_id
						   : line->request_id;
	struct str id_str = id_format(id_text, ID_MESSAGE, id);
	struct str at = arena_printf(a, "%lld", (long long)(now_us / SEC_US));
	struct str signature;

	if (!at.p)
		return ERR_NOMEM;
	enum err e = webhook_sign(
	    a, &signature, config->webhook_keys, id_str, now_us / SEC_US, body);
	if (e)
		return e;
	const struct fetch_header headers[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("webhook-id"), id_str },
		{ STR("webhook-timestamp"), at },
		{ STR("webhook-signature"), signature },
	};
	const struct fetch f = { .method = "POST",
		.url = config->url,
		.headers = headers,
		.nheaders = sizeof(headers) / sizeof(*headers),
		.body = body,
		.ca_file = config->ca_file,
		.secret = true };
	e = fetch(a, answer, &f, why);
	return e == ERR_INVALID ? ERR_CONFIG : e;
}

enum err
driver_webhook(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why)
{
	int64_t now_us = clock_now_us();
	struct fetch_answer answer;
	struct str reason = STR("");
	struct buf body;

	if (str_empty(config->url) || !config->webhook_keys ||
	    config->webhook_keys->n == 0) {
		if (why)
			*why = STR("SOUK_PROVISION webhook wants "
				   "SOUK_PROVISION_URL and "
				   "SOUK_PROVISION_KEY_FILE");
		return ERR_CONFIG;
	}
	buf_open(&body, REQUEST_MAX);
	/* At once, for growing would leave a password behind. */
	(void)buf_reserve(&body, REQUEST_MAX - 1);
	enum err e = request_write(&body, config, line, now_us);
	if (!e)
		e = exchange(
		    a, &answer, config, line, buf_str(&body), now_us, &reason);
	if (body.p)
		secret_wipe(body.p, body.n);
	buf_close(&body);
	if (!e) {
		e = answer_take(a, outcome, out, &answer, &reason);
		secret_wipe((void *)(uintptr_t)answer.body.p, answer.body.n);
	}
	if (why)
		*why = reason;
	return e;
}
