/*
 * A gateway's driver for flow tests: a JSON object a line in, what struct
 * gateway made of it a line out.  The first line configures:
 * {"op":"config","gateway":"stripe","url":"...","secret":"..."}.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/sys.h"
#include "gateway/gateway.h"
#include "net/fetch.h"
#include "wire/json.h"
#include "wire/tree.h"

enum { ARENA_MAX = 16 * 1024 * 1024, LINE_MAX_BYTES = 1024 * 1024 };

struct driver {
	struct arena *kept, *arena;
	const struct gateway *gateway;
	struct gateway_config config;
	const struct node *in;
	struct json out;
};

/* "" when the line has none. */
static struct str
text(const struct driver *d, const char *name)
{
	struct str s;

	return node_str(&s, node_get(d->in, name)) == OK ? s : STR("");
}

static struct money
money(const struct driver *d)
{
	struct money m = { .minor = 0 };

	if (node_i64(&m.minor, node_get(d->in, "amount")) ||
	    currency_parse(&m.currency, text(d, "currency"))) {
		fputs("gateway-driver: no amount\n", stderr);
		exit(2);
	}
	return m;
}

static void
payment_put(struct driver *d, const struct gateway_payment *p)
{
	static const char *const states[] = { "open", "action", "pending",
		"captured", "failed", "absent" };

	json_put_cstr(&d->out, "state", states[p->state]);
	json_put_str(&d->out, "ref", p->ref);
	json_put_str(&d->out, "reference", p->reference);
	json_put_str(&d->out, "redirect_url", p->redirect_url);
	json_put_str(&d->out, "failure", p->failure);
	json_put_i64(&d->out, "amount", p->amount.minor);
	json_put_cstr(&d->out, "currency", p->amount.currency.code);
}

static enum err
start(struct driver *d)
{
	const struct gateway_start in = { .reference = text(d, "reference"),
		.idempotency_key = text(d, "key"),
		.amount = money(d),
		.description = text(d, "description"),
		.return_url = text(d, "return_url"),
		.event_url = text(d, "event_url") };
	struct gateway_payment p;
	enum err e = d->gateway->start(d->arena, &p, &d->config, &in);

	if (!e)
		payment_put(d, &p);
	return e;
}

static enum err
charge(struct driver *d)
{
	const struct gateway_charge in = { .reference = text(d, "reference"),
		.idempotency_key = text(d, "key"),
		.amount = money(d),
		.description = text(d, "description"),
		.customer_ref = text(d, "customer_ref"),
		.method_ref = text(d, "method_ref"),
		.return_url = text(d, "return_url"),
		.event_url = text(d, "event_url") };
	struct gateway_payment p;
	enum err e = d->gateway->charge(d->arena, &p, &d->config, &in);

	if (!e)
		payment_put(d, &p);
	return e;
}

static enum err
find(struct driver *d)
{
	struct gateway_payment p;
	enum err e = d->gateway->find(
	    d->arena, &p, &d->config, text(d, "ref"), text(d, "reference"));

	if (!e)
		payment_put(d, &p);
	return e;
}

static void
refund_put(struct driver *d, const struct gateway_refund *r)
{
	static const char *const states[] = { "pending", "done", "failed",
		"absent" };

	json_put_cstr(&d->out, "state", states[r->state]);
	json_put_str(&d->out, "ref", r->ref);
	json_put_str(&d->out, "reference", r->reference);
	json_put_str(&d->out, "failure", r->failure);
	json_put_i64(&d->out, "amount", r->amount.minor);
	json_put_cstr(&d->out, "currency", r->amount.currency.code);
}

static enum err
refund(struct driver *d)
{
	const struct gateway_refund_start in = { .reference = text(
						     d, "reference"),
		.payment_ref = text(d, "payment_ref"),
		.amount = money(d),
		.event_url = text(d, "event_url") };
	struct gateway_refund r;
	enum err e = d->gateway->refund(d->arena, &r, &d->config, &in);

	if (!e)
		refund_put(d, &r);
	return e;
}

static enum err
refund_find(struct driver *d)
{
	struct gateway_refund r;
	enum err e = d->gateway->refund_find(d->arena, &r, &d->config,
	    text(d, "ref"), text(d, "payment_ref"), text(d, "reference"));

	if (!e)
		refund_put(d, &r);
	return e;
}

static void
setup_put(struct driver *d, const struct gateway_setup *s)
{
	static const char *const states[] = { "open", "done", "failed",
		"absent" };

	json_put_cstr(&d->out, "state", states[s->state]);
	json_put_str(&d->out, "ref", s->ref);
	json_put_str(&d->out, "reference", s->reference);
	json_put_str(&d->out, "redirect_url", s->redirect_url);
	json_put_str(&d->out, "failure", s->failure);
	json_put_str(&d->out, "customer_ref", s->customer_ref);
	json_put_str(&d->out, "method_ref", s->method_ref);
	json_put_str(&d->out, "brand", s->brand);
	json_put_str(&d->out, "last4", s->last4);
	json_put_i64(&d->out, "expires_month", s->expires_month);
	json_put_i64(&d->out, "expires_year", s->expires_year);
}

static enum err
setup(struct driver *d)
{
	const struct gateway_setup_start in = { .reference = text(
						    d, "reference"),
		.customer = text(d, "customer"),
		.customer_ref = text(d, "customer_ref"),
		.name = text(d, "name"),
		.email = text(d, "email"),
		.return_url = text(d, "return_url"),
		.event_url = text(d, "event_url") };
	struct gateway_setup s;
	enum err e = d->gateway->setup(d->arena, &s, &d->config, &in);

	if (!e)
		setup_put(d, &s);
	return e;
}

static enum err
setup_find(struct driver *d)
{
	struct gateway_setup s;
	enum err e = d->gateway->setup_find(
	    d->arena, &s, &d->config, text(d, "ref"), text(d, "reference"));

	if (!e)
		setup_put(d, &s);
	return e;
}

static enum err
forget(struct driver *d)
{
	return d->gateway->forget(d->arena, &d->config, text(d, "method_ref"));
}

static enum err
takes(struct driver *d)
{
	struct str why = STR("");
	enum err e = d->gateway->takes(money(d), &why);

	json_put_str(&d->out, "why", why);
	return e;
}

static enum err
event(struct driver *d)
{
	static const char *const subjects[] = { "payment", "refund", "setup",
		"nothing" };
	struct gateway_event event;
	int64_t now_s;

	if (node_i64(&now_s, node_get(d->in, "now")))
		now_s = clock_now_us() / SEC_US;
	enum err e = d->gateway->event(d->arena, &event, &d->config,
	    text(d, "signature"), text(d, "body"), now_s * SEC_US);
	if (e)
		return e;
	json_put_str(&d->out, "event_ref", event.event_ref);
	json_put_str(&d->out, "kind", event.kind);
	json_put_cstr(&d->out, "about", subjects[event.about]);
	json_put_str(&d->out, "ref", event.ref);
	return OK;
}

static enum err
configure(struct driver *d)
{
	struct str secrets = str_copy(d->kept, text(d, "event_secrets"));

	d->gateway = gateway_of(text(d, "gateway"));
	d->config = (struct gateway_config){
		.url = str_copy(d->kept, text(d, "url")),
		.secret = str_copy(d->kept, text(d, "secret")),
		.ca_file = STR(""),
		.api_version = STR(""),
	};
	if (!d->gateway)
		return ERR_NOT_FOUND;
	return str_empty(secrets) ? OK
				  : gateway_event_secrets(&d->config, secrets);
}

static enum err
run(struct driver *d)
{
	static const struct {
		const char *name;
		enum err (*run)(struct driver *d);
	} ops[] = {
		{ "config", configure },
		{ "takes", takes },
		{ "start", start },
		{ "find", find },
		{ "charge", charge },
		{ "refund", refund },
		{ "refund_find", refund_find },
		{ "setup", setup },
		{ "setup_find", setup_find },
		{ "forget", forget },
		{ "event", event },
	};
	struct str op = text(d, "op");

	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (str_is(op, ops[i].name))
			return ops[i].run(d);
	return ERR_METHOD;
}

static void
line_run(struct driver *d, struct str line)
{
	struct buf out;
	struct tree *tree;
	enum err e = tree_parse(&tree, d->arena, line, 8, NULL);

	buf_open(&out, LINE_MAX_BYTES);
	json_start(&d->out, &out);
	json_object(&d->out);
	if (!e) {
		d->in = tree_root(tree);
		e = run(d);
		tree_close(tree);
	}
	json_put_cstr(&d->out, "err", err_name(e));
	json_end_object(&d->out);
	printf("%.*s\n", STR_FMT(buf_str(&out)));
	fflush(stdout);
	buf_close(&out);
	arena_reset(d->arena);
}

int
main(void)
{
	struct driver d = { .kept = arena_open(ARENA_MAX),
		.arena = arena_open(ARENA_MAX) };
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!d.kept || !d.arena || net_open() ||
	    log_open("gateway-driver", NULL, LOG_WARN))
		return EXIT_FAILURE;
	while ((n = getline(&line, &cap, stdin)) > 0)
		line_run(&d, str_trim((struct str){ line, (size_t)n }));
	free(line);
	net_close();
	arena_close(d.arena);
	arena_close(d.kept);
	return EXIT_SUCCESS;
}
