/*
 * One call to a seller's endpoint, for the flow tests: endpoint-call URL KEY
 * ACTIVITY NAME=VALUE...; prints what came of it as one line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/sys.h"
#include "base/text.h"
#include "net/fetch.h"
#include "provision/endpoint.h"
#include "wire/json.h"

static int nvalues;
static char **values;

/* The value of name=..., or what stands for it. */
static const char *
value_of(const char *name, const char *otherwise)
{
	size_t n = strlen(name);

	for (int i = 0; i < nvalues; i++)
		if (strncmp(values[i], name, n) == 0 && values[i][n] == '=')
			return values[i] + n + 1;
	return otherwise;
}

static struct str
text_of(const char *name)
{
	return str_from(value_of(name, ""));
}

static int64_t
number_of(const char *name)
{
	int64_t n = 0;

	if (num_parse_i64(&n, str_from(value_of(name, "0"))) != OK) {
		fprintf(stderr, "%s is no number\n", name);
		exit(2);
	}
	return n;
}

static enum endpoint_activity
activity_of(const char *word)
{
	static const char *const words[ENDPOINT__MAX] = {
		[ENDPOINT_CREATE] = "create",
		[ENDPOINT_RENEW] = "renew",
		[ENDPOINT_FREEZE] = "freeze",
		[ENDPOINT_UNFREEZE] = "unfreeze",
		[ENDPOINT_RELEASE] = "release",
		[ENDPOINT_QUERY] = "query",
	};

	for (int i = 0; i < ENDPOINT__MAX; i++)
		if (strcmp(word, words[i]) == 0)
			return (enum endpoint_activity)i;
	fprintf(stderr, "no activity %s\n", word);
	exit(2);
}

static struct endpoint_order
order_of(void)
{
	return (struct endpoint_order){ .order_id = text_of("order"),
		.line_id = text_of("line"),
		.instance_id = text_of("instance"),
		.product = text_of("product"),
		.plan = text_of("plan"),
		.quantity = number_of("quantity"),
		.mode = MODE_MONTHLY,
		.periods = number_of("periods"),
		.term_ends_us = number_of("ends") * SEC_US,
		.contact = contact_of(
		    text_of("mobile"), text_of("email"), STR("")) };
}

static void
result_print(enum err e, const struct endpoint_instance *i,
    const struct endpoint_trace *t)
{
	struct buf out;
	struct json j;

	buf_open(&out, 256 * 1024);
	json_start(&j, &out);
	json_object(&j);
	json_put_cstr(&j, "error", err_name(e));
	json_put_bool(&j, "again", provision_again(e));
	json_put_str(&j, "instance", i->instance_id);
	json_put_bool(&j, "ready", i->ready);
	json_put_bool(&j, "signs", i->signs);
	json_put_str(&j, "app_url", i->app_url);
	json_put_str(&j, "admin_url", i->admin_url);
	json_put_str(&j, "user_name", i->user_name);
	json_put_str(&j, "password", i->password);
	json_put_str(&j, "memo", i->memo);
	json_put_i64(&j, "status", t->status);
	json_put_i64(&j, "took_ms", t->took_us / 1000);
	json_put_str(&j, "why", t->why);
	json_put_str(&j, "request", t->request);
	json_put_str(&j, "answer", t->answer);
	json_end_object(&j);
	if (buf_err(&out) == OK)
		printf("%.*s\n", STR_FMT(buf_str(&out)));
	buf_close(&out);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_open(16 * 1024 * 1024);
	struct endpoint_instance instance;
	struct endpoint_trace trace;
	struct outbound rules;

	if (argc < 4) {
		fputs("usage: endpoint-call URL KEY ACTIVITY NAME=VALUE...\n",
		    stderr);
		return 2;
	}
	nvalues = argc - 4;
	values = argv + 4;
	if (!a || net_open() != OK || text_open() != OK ||
	    outbound_read(&rules, text_of("ports"), text_of("allow")) != OK)
		return 1;
	const struct endpoint_config config = { .url = str_from(argv[1]),
		.key = str_from(argv[2]),
		.version = ENDPOINT_V2,
		.signs = number_of("signs") != 0,
		.test = number_of("test") != 0,
		.outbound = &rules,
		.ca_file = value_of("ca", NULL) };
	const struct endpoint_order order = order_of();
	enum err e = endpoint_call(
	    a, &instance, &trace, &config, activity_of(argv[3]), &order);

	result_print(e, &instance, &trace);
	endpoint_wipe(&instance);
	text_close();
	net_close();
	arena_close(a);
	return 0;
}
