#include "act/term.h"
#include "act/order.h"
#include "act/provision.h"
#include "app/provision.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "provision/provision.h"
#include "shop.h"

/* What a provisioner said of a line after its first answer. */
struct hearing {
	struct step *step;
	const struct order_line *line;
	struct provision_result result;
	struct str secret;
};

static enum err
said_run(struct db *db, void *arg)
{
	struct hearing *h = arg;
	struct act act = step_act(h->step, db);

	return provision_said(&act, &h->result, &h->secret, h->line->line_id,
	    keys_get(&h->step->shop->site->keys, KEY_SEAL));
}

static enum err
failure_drop_run(struct db *db, void *arg)
{
	struct hearing *h = arg;

	return provision_result_drop(db, h->line->line_id);
}

/* Of a failure nothing is kept: whoever tries again asks anew. */
static enum err
failed(struct hearing *h, struct str *why)
{
	enum err e = tx_run(
	    h->step->shop->site->pool, h->step->arena, failure_drop_run, h);

	*why = h->result.note.n > 0 ? h->result.note
				    : STR("the provisioner says it failed");
	return e == OK ? ERR_INVALID : e;
}

static enum err
by_callback(struct step *s, struct delivery *out, const struct order_line *line,
    struct str *why)
{
	struct hearing h = { .step = s, .line = line };
	enum err e = tx_read(s->shop->site->pool, s->arena, said_run, &h);

	if (e != OK)
		return e;
	if (h.result.failed)
		return failed(&h, why);
	*out = (struct delivery){ .line_id = line->line_id,
		.access_url = h.result.access_url,
		.secret = h.secret,
		.note = h.result.note,
		.driver = STR("webhook") };
	return OK;
}

static enum err
config_fill(
    struct step *s, struct provision_config *out, struct webhook_keys *keys)
{
	const struct site *site = s->shop->site;
	const struct site_config *c = &site->config;
	enum err e;

	*out = (struct provision_config){
		.driver = c->provision,
		.demo_range = c->demo_range,
		.key = keys_get(&site->keys, KEY_TOKEN),
		.url = c->provision_url,
		.webhook_keys = keys,
	};
	if (!str_is(c->provision, "webhook"))
		return OK;
	out->callback_url = arena_printf(
	    s->arena, "%.*s" PROVISION_CALLBACKS, STR_FMT(c->public_url));
	if (c->ca_file.n > 0)
		out->ca_file = str_cstr(s->arena, c->ca_file);
	e = provision_keys(s->arena, keys, site);
	return e == OK &&
		(!out->callback_url.p || (c->ca_file.n > 0 && !out->ca_file))
	    ? ERR_NOMEM
	    : e;
}

enum err
driver_ask(struct step *s, enum provision_outcome *outcome,
    struct delivered *got, const struct provision_line *asked, struct str *why)
{
	struct webhook_keys keys = { .n = 0 };
	struct provision_config config;
	enum err e = config_fill(s, &config, &keys);

	if (e == OK)
		e = provision_run(s->arena, outcome, got, &config, asked, why);
	webhook_keys_wipe(&keys);
	/* A provisioner that is overwhelmed is no trouble of our own. */
	return e == ERR_BUSY ? ERR_UNAVAILABLE : e;
}

enum err
line_by_driver(struct step *s, enum provision_outcome *outcome,
    struct delivery *out, const struct order_line *line,
    const struct provision_server *server, struct str *why)
{
	const struct provision_line asked = {
		.order_id = line->order_id,
		.line_id = line->line_id,
		.product_slug = line->product_slug,
		.product_name = line->product_name,
		.plan_code = line->plan_code,
		.plan_name = line->plan_name,
		.delivery = line->delivery,
		.quantity = line->choice.quantity,
		.term_ends_us = term_from_now_us(&s->shop->site->calendar,
		    s->now_us, line->choice.mode, line->choice.periods),
		.server = server,
	};
	struct delivered got = { .access_url = STR("") };
	enum err e = by_callback(s, out, line, why);

	*outcome = PROVISION_DELIVERED;
	if (e != ERR_NOT_FOUND)
		return e;
	e = driver_ask(s, outcome, &got, &asked, why);
	if (e == OK && *outcome == PROVISION_DELIVERED)
		*out = (struct delivery){ .line_id = line->line_id,
			.access_url = got.access_url,
			.secret = got.secret,
			.note = got.note,
			.driver = s->shop->site->config.provision };
	/* What was refused is not asked for in the same words again. */
	return e == OK || e == ERR_CONFIG || provision_again(e) ? e
								: ERR_INVALID;
}
