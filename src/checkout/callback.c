/* What the host's provisioner has to say later of what it was asked for. */
#include "provision/callback.h"

#include "act/provision.h"
#include "app/provision.h"
#include "base/log.h"
#include "checkout.h"

static enum err
report_keep(struct call *c, void *arg)
{
	const struct provision_callback *said = arg;
	const struct provision_report report = {
		.line_id = said->line_id,
		.event_ref = said->event_id,
		.failed = said->failed,
		.access_url = said->what.access_url,
		.secret = said->what.secret,
		.note = said->failed ? said->reason : said->what.note,
	};
	struct act act = act_of_call(c);

	act.actor = ACTOR_GATEWAY;
	return provision_reported(
	    &act, &report, keys_get(&c->site->keys, KEY_SEAL));
}

static enum err
callback_read(struct call *c, struct provision_callback *out)
{
	const struct callback_headers headers = {
		request_header(c->request, "HTTP_WEBHOOK_ID"),
		request_header(c->request, "HTTP_WEBHOOK_TIMESTAMP"),
		request_header(c->request, "HTTP_WEBHOOK_SIGNATURE"),
	};
	struct webhook_keys keys;
	struct str why = STR_NONE;
	enum err e = provision_keys(c->arena, &keys, c->site);

	if (e != OK)
		return e;
	e = provision_callback_read(
	    c->arena, out, &keys, &headers, c->request->body, c->now_us, &why);
	webhook_keys_wipe(&keys);
	if (e == ERR_INVALID || e == ERR_SYNTAX)
		return call_fail(c, e, "%.*s", STR_FMT(why));
	return e;
}

static enum err
callback_take(struct call *c)
{
	struct provision_callback said;
	char line[ID_TEXT_MAX];
	enum err e = callback_read(c, &said);

	if (e != OK)
		return e;
	e = call_tx(c, report_keep, &said);
	log_info("provisioner called back", "line=%.*s failed=%d error=%s",
	    STR_FMT(id_format(line, ID_ORDER_LINE, said.line_id)), said.failed,
	    err_name(e));
	secret_wipe((void *)(uintptr_t)said.what.secret.p, said.what.secret.n);
	return e;
}

const struct route callback_routes[] = {
	{ .method = "POST",
	    .pattern = PROVISION_CALLBACKS,
	    .handler = callback_take,
	    .caller = CALLER_GATEWAY,
	    .tx = TX_PHASES,
	    .body_max = EVENT_BODY_MAX,
	    .status = 204,
	    .summary = "What the host's provisioner delivered, or could not" },
	{ .method = NULL },
};
