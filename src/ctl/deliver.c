#include "act/order.h"
#include "act/term.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "ctl/commands.h"

enum { SECRET_MAX = 1024, NOTE_MAX_CHARS = 2000 };

struct handover {
	struct ctl *c;
	struct id order_id;
	struct delivery delivery;
	struct str seal_key;
	struct calendar calendar;
};

/* An order that nothing has begun to provision yet is begun here. */
static enum err
handover_tx(struct db *db, void *arg)
{
	struct handover *h = arg;
	struct act act = { .db = db,
		.arena = h->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR,
		.calendar = &h->calendar };
	struct order order, before;
	enum err e = order_hold(&act, &order, &before, h->order_id);

	if (e == OK &&
	    (order.state == ORDER_PAID ||
		order.state == ORDER_PROVISION_FAILED))
		e = order_provision_start(&act, h->order_id);
	if (e == OK)
		e = order_deliver(
		    &act, h->order_id, &h->delivery, 1, h->seal_key);
	return e;
}

static int
delivery_check(struct ctl *c, const struct delivery *d)
{
	if (d->access_url.n > 0 && !text_is(TEXT_URL, d->access_url))
		return ctl_misused(c, "--url wants an http(s) URL");
	if (!text_plain(d->note, true) || text_length(d->note) > NOTE_MAX_CHARS)
		return ctl_misused(c,
		    "--note wants plain text of at most %d"
		    " characters",
		    NOTE_MAX_CHARS);
	if (d->access_url.n == 0 && d->secret.n == 0 && d->note.n == 0)
		return ctl_misused(c,
		    "nothing to deliver: give --url,"
		    " --secret-file or --note");
	return CTL_OK;
}

static int
secret_read(struct ctl *c, struct str *out, const char *path)
{
	enum err e = file_read(c->arena, out, path, SECRET_MAX, 1);

	if (e == ERR_CONFIG)
		return ctl_fail(
		    c, "%s: others may read it; chmod 0600 it", path);
	if (e == ERR_LIMIT)
		return ctl_fail(c, "%s: more than %d bytes", path, SECRET_MAX);
	if (e == OK && !text_utf8(*out))
		return ctl_fail(c, "%s: not UTF-8 text", path);
	return ctl_failed(c, e, path);
}

static int
handover_run(struct ctl *c, struct handover *h, const char *order)
{
	struct keys keys;
	struct zone *zone;
	enum err e = zone_open(&zone, c->arena, c->config.time_zone);
	int status = e == OK ? ctl_keys(c, &keys)
			     : ctl_failed(c, e, "SOUK_TIME_ZONE");

	if (status != CTL_OK)
		return status;
	h->calendar = (struct calendar){ zone, zone_day, zone_midnight_us };
	h->c = c;
	h->seal_key = keys_get(&keys, KEY_SEAL);
	status = ctl_tx(c, handover_tx, h, order);
	keys_wipe(&keys);
	if (status == CTL_OK)
		ctl_done(c, "%s is active; the buyer's mail is queued", order);
	return status;
}

int
command_deliver(struct ctl *c, int argc, char **argv)
{
	const char *line = NULL, *url = NULL, *note = NULL, *path = NULL;
	const struct ctl_option options[] = { { "--line", &line, NULL },
		{ "--url", &url, NULL }, { "--note", &note, NULL },
		{ "--secret-file", &path, NULL } };
	struct handover h = { 0 };
	const char *order;
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 4, &order, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0 && !line && !url && !note && !path)
		return waiting_print(c);
	if (nargs == 0 ||
	    id_parse(&h.order_id, ID_ORDER, str_from(order)) != OK)
		return ctl_misused(c, "name the order by its id: ord_...");
	if (line &&
	    id_parse(&h.delivery.line_id, ID_ORDER_LINE, str_from(line)) != OK)
		return ctl_misused(c, "--line wants a line's id: lin_...");
	h.delivery.access_url = url ? str_from(url) : STR("");
	h.delivery.note = note ? str_from(note) : STR("");
	h.delivery.secret = STR("");
	if (path)
		status = secret_read(c, &h.delivery.secret, path);
	if (status == CTL_OK)
		status = delivery_check(c, &h.delivery);
	if (status == CTL_OK)
		status = handover_run(c, &h, order);
	secret_wipe((void *)(uintptr_t)h.delivery.secret.p,
	    path ? h.delivery.secret.n : 0);
	return status;
}
