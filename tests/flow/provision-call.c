/*
 * The driver webhook for the flow tests: provision-call KEYS ACTION URL
 * NAME=VALUE... runs it; provision-call KEYS callback ID AT SIGNATURE reads a
 * callback's body from standard input.  Prints one line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/sys.h"
#include "base/text.h"
#include "net/fetch.h"
#include "provision/callback.h"
#include "wire/json.h"

static char **values;
static int nvalues;

static struct str
text_of(const char *name)
{
	size_t n = strlen(name);

	for (int i = 0; i < nvalues; i++)
		if (strncmp(values[i], name, n) == 0 && values[i][n] == '=')
			return str_from(values[i] + n + 1);
	return STR("");
}

static struct id
id_of(const char *name, const char *prefix)
{
	struct id id;

	if (id_parse(&id, prefix, text_of(name)) == OK)
		return id;
	fprintf(stderr, "%s is no id of %s\n", name, prefix);
	exit(2);
}

static enum provision_action
action_of(const char *word)
{
	static const char *const words[PROVISION_ACTION__MAX] = {
		[PROVISION_CREATE] = "create",
		[PROVISION_RENEW] = "renew",
		[PROVISION_FREEZE] = "freeze",
		[PROVISION_UNFREEZE] = "unfreeze",
		[PROVISION_RELEASE] = "release",
	};

	for (int i = 0; i < PROVISION_ACTION__MAX; i++)
		if (strcmp(word, words[i]) == 0)
			return (enum provision_action)i;
	fprintf(stderr, "no action %s\n", word);
	exit(2);
}

static void
delivered_put(struct json *j, const struct delivered *d)
{
	json_put_str(j, "access_url", d->access_url);
	json_put_str(j, "secret", d->secret);
	json_put_str(j, "note", d->note);
}

static void
result_start(struct json *j, struct buf *out, enum err e, struct str why)
{
	buf_open(out, 64 * 1024);
	json_start(j, out);
	json_object(j);
	json_put_cstr(j, "error", err_name(e));
	json_put_bool(j, "again", provision_again(e));
	json_put_str(j, "why", why);
}

static void
result_end(struct json *j, struct buf *out)
{
	json_end_object(j);
	if (buf_err(out) == OK)
		printf("%.*s\n", STR_FMT(buf_str(out)));
	buf_close(out);
}

static void
run(struct arena *a, const struct webhook_keys *keys, const char *action,
    const char *url)
{
	static const char *const outcomes[] = {
		[PROVISION_DELIVERED] = "delivered",
		[PROVISION_PENDING] = "pending",
		[PROVISION_ACCEPTED] = "accepted",
	};
	const struct provision_config config = { .driver = STR("webhook"),
		.url = str_from(url),
		.callback_url = text_of("callback"),
		.webhook_keys = keys };
	const struct provision_server server = { text_of("region"),
		text_of("flavour"), text_of("vpc"), text_of("subnet"),
		text_of("image"), text_of("user"), text_of("password") };
	const struct provision_line line = { .order_id = id_of("order", "ord"),
		.line_id = id_of("line", "lin"),
		.request_id = id_of("request", "msg"),
		.product_slug = STR("lumen"),
		.product_name = STR("Lumen <Gallery>"),
		.plan_code = STR("pro"),
		.plan_name = STR("Pro"),
		.delivery = DELIVERY_IMAGE,
		.quantity = 1,
		.action = action_of(action),
		.server = str_empty(server.region) ? NULL : &server };
	enum provision_outcome outcome = PROVISION_PENDING;
	struct delivered d;
	struct str why;
	struct json j;
	struct buf out;

	enum err e = provision_run(a, &outcome, &d, &config, &line, &why);
	result_start(&j, &out, e, why);
	json_put_cstr(&j, "outcome", outcomes[outcome]);
	delivered_put(&j, &d);
	result_end(&j, &out);
}

static void
callback(struct arena *a, const struct webhook_keys *keys,
    const struct callback_headers *headers)
{
	static char body[64 * 1024];
	struct provision_callback c;
	char id_text[ID_TEXT_MAX];
	struct str why;
	struct json j;
	struct buf out;
	size_t n = fread(body, 1, sizeof(body), stdin);

	enum err e = provision_callback_read(a, &c, keys, headers,
	    (struct str){ body, n }, clock_now_us(), &why);
	result_start(&j, &out, e, why);
	if (!e) {
		json_put_str(&j, "event", c.event_id);
		json_put_str(
		    &j, "line", id_format(id_text, ID_ORDER_LINE, c.line_id));
		json_put_bool(&j, "failed", c.failed);
		json_put_str(&j, "reason", c.reason);
		delivered_put(&j, &c.what);
	}
	result_end(&j, &out);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_open(16 * 1024 * 1024);
	struct webhook_keys keys;

	if (argc < 4 || !a || net_open() != OK || text_open() != OK ||
	    webhook_keys_read(a, &keys, str_from(argv[1])) != OK) {
		fputs("provision-call KEYS ACTION URL NAME=VALUE...\n", stderr);
		return 2;
	}
	values = argv + 4;
	nvalues = argc - 4;
	if (strcmp(argv[2], "callback") != 0) {
		run(a, &keys, argv[2], argv[3]);
	} else {
		const struct callback_headers headers = { str_from(argv[3]),
			str_from(argc > 4 ? argv[4] : NULL),
			str_from(argc > 5 ? argv[5] : NULL) };

		callback(a, &keys, &headers);
	}
	webhook_keys_wipe(&keys);
	text_close();
	net_close();
	arena_close(a);
	return 0;
}
