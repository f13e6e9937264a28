/*
 * What was delivered, as its owner sees it.  R16: what is secret of it is
 * shown by its own request alone.
 */
#include "act/term.h"
#include "base/sys.h"
#include "checkout.h"
#include "sale/order_json.h"
#include "crypto/token.h"

/* An answer may be lost on its way, so for so long it is given again. */
static const int64_t AGAIN_US = SERVICE_SHOWN_S * SEC_US;

static enum err
is_shown_once(struct call *c, bool *out, const struct service *s)
{
	struct order_line *lines;
	size_t n = 0;
	enum err e = order_lines_of(
	    c->db, c->arena, &lines, &n, &s->order_id, 1);

	*out = false;
	for (size_t i = 0; e == OK && i < n; i++)
		if (id_eq(lines[i].line_id, s->line_id))
			*out = service_shown_once(
			    s, lines[i].delivery == DELIVERY_SAAS);
	return e;
}

static enum err
once_mark(struct call *c, const struct service *s)
{
	bool once = false;
	enum err e = is_shown_once(c, &once, s);

	if (e != OK || !once)
		return e;
	if (s->revealed_at_us != 0 && c->now_us - s->revealed_at_us > AGAIN_US)
		return call_fail(c, ERR_GONE,
		    "The first sign-in was shown once and is not kept; ask "
		    "the seller for a new password.");
	return service_revealed(c->db, s->service_id, c->now_us);
}

static enum err
service_reveal(struct call *c)
{
	struct act act = act_of_call(c);
	struct service service;
	struct event event;
	struct id service_id;
	struct json *j;
	struct str secret, aad;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&service_id, c, ID_SERVICE)) != OK ||
	    (e = service_get(c->db, c->arena, &service, service_id,
		 c->who.company_id)) != OK)
		return e;
	if (service.secret_sealed.n == 0 && service.revealed_at_us == 0)
		return call_fail(c, ERR_NOT_FOUND,
		    "Nothing secret was "
		    "delivered with this service.");
	e = once_mark(c, &service);
	if (e != OK)
		return e;
	aad = (struct str){ (const char *)service_id.b, sizeof(service_id.b) };
	e = unseal(c->arena, &secret, keys_get(&c->site->keys, KEY_SEAL), aad,
	    service.secret_sealed);
	event = act_event(
	    &act, "service", service_id, "revealed", NULL, NULL, STR_NONE);
	if (e == OK)
		e = events_insert(c->db, &event, 1);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_str(j, "secret", secret);
	json_end_object(j);
	secret_wipe((void *)secret.p, secret.n);
	return OK;
}

/* Services with the orders that they were delivered for. */
struct service_set {
	struct service *services;
	struct order *orders;
	struct order_line *lines;
	size_t n, norders, nlines;
};

static enum err
service_set_read(struct call *c, struct service_set *s)
{
	struct id *ids = ARENA_NEWS(c->arena, struct id, s->n);
	enum err e;

	if (s->n == 0)
		return OK;
	if (ids == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < s->n; i++)
		ids[i] = s->services[i].order_id;
	e = orders_named(c->db, c->arena, &s->orders, &s->norders, ids, s->n);
	return e != OK
	    ? e
	    : order_lines_of(c->db, c->arena, &s->lines, &s->nlines, ids, s->n);
}

static void
seller_json(struct json *j, const struct service_set *s, struct id order_id)
{
	for (size_t i = 0; i < s->norders; i++) {
		const struct order *o = &s->orders[i];

		if (!id_eq(o->order_id, order_id))
			continue;
		json_key(j, "seller");
		json_object(j);
		json_put_str(j, "slug", o->seller_slug);
		json_put_str(j, "name", o->seller_name);
		json_end_object(j);
		return;
	}
}

static const struct order_line *
line_of(const struct service_set *s, struct id line_id)
{
	for (size_t i = 0; i < s->nlines; i++)
		if (id_eq(s->lines[i].line_id, line_id))
			return &s->lines[i];
	return NULL;
}

static void
line_json(struct call *c, struct json *j, const struct order_line *l)
{
	json_key(j, "product");
	json_object(j);
	json_put_str(j, "slug", l->product_slug);
	json_put_str(j, "name", l->product_name);
	json_put_str(j, "logo", logo_url(c, l->logo));
	json_end_object(j);
	json_key(j, "plan");
	json_object(j);
	json_put_str(j, "code", l->plan_code);
	json_put_str(j, "name", l->plan_name);
	json_end_object(j);
	json_put_cstr(j, "delivery", delivery_type_name(l->delivery));
	json_put_cstr(j, "billing_mode", billing_mode_name(l->choice.mode));
	json_put_i64(j, "quantity", l->choice.quantity);
	json_put_capacities(j, &l->choice);
}

static void
term_json(struct call *c, struct json *j, const struct service *s)
{
	const struct site *site = c->site;

	json_key(j, "term");
	if (s->term.periods == 0) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_cstr(j, "phase",
	    term_phase_name(service_phase(
		&site->calendar, s, site->config.grace_days, c->now_us)));
	json_put_i64(j, "periods", s->term.periods);
	json_put_time(j, "begins_at",
	    zone_midnight_us(site->zone, term_first_day(&s->term)));
	json_put_time(j, "ends_at", s->term_ends_at_us);
	json_end_object(j);
}

static enum err
renewal_json(struct call *c, struct json *j, const struct service *s)
{
	struct renewal_case renewal;
	enum err e = renewal_of(c->db, c->arena, &renewal, s, 1,
	    &c->site->calendar, c->site->config.grace_days, c->now_us);

	if (e != OK)
		return e;
	json_key(j, "renewal");
	json_object(j);
	json_put_cstr(j, "is", renewal_name(renewal.is));
	json_put_time(j, "until", renewal.until_us);
	if (id_is_nil(renewal.under_way))
		json_put_str(j, "order", STR_NONE);
	else
		json_put_id(j, "order", ID_ORDER, renewal.under_way);
	json_end_object(j);
	return OK;
}

static enum err
service_json(struct call *c, struct json *j, const struct service_set *set,
    const struct service *s)
{
	const struct order_line *line = line_of(set, s->line_id);
	enum err e;

	if (line == NULL)
		return ERR_BUG;
	json_object(j);
	json_put_id(j, "id", ID_SERVICE, s->service_id);
	json_put_id(j, "order", ID_ORDER, s->order_id);
	line_json(c, j, line);
	seller_json(j, set, s->order_id);
	json_put_str(j, "access_url", s->access_url);
	json_put_str(j, "note", s->note);
	json_put_time(j, "delivered_at", s->delivered_at_us);
	json_put_time(j, "ended_at", s->ended_at_us);
	json_put_str(j, "access", s->access);
	json_put_bool(j, "has_secret", s->secret_sealed.n > 0);
	json_put_bool(j, "shown_once",
	    service_shown_once(s, line->delivery == DELIVERY_SAAS));
	json_put_time(j, "revealed_at", s->revealed_at_us);
	term_json(c, j, s);
	e = renewal_json(c, j, s);
	json_end_object(j);
	return e;
}

static enum err
services_list(struct call *c)
{
	struct service_set set = { .n = 0 };
	struct paging p;
	struct id after;
	struct json *j;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = paging_read_id(c, &p, &after)) != OK ||
	    (e = services_of_company(c->db, c->arena, &set.services, &set.n,
		 c->who.company_id, after, p.limit)) != OK)
		return e;
	set.n = paging_cut(&p, set.n);
	e = service_set_read(c, &set);
	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; e == OK && i < set.n; i++)
		e = service_json(c, j, &set, &set.services[i]);
	return e != OK
	    ? e
	    : paging_close_id(
		  c, &p, p.more ? &set.services[set.n - 1].service_id : NULL);
}

static enum err
service_show(struct call *c)
{
	struct service service;
	struct service_set set = { .services = &service, .n = 1 };
	struct id service_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&service_id, c, ID_SERVICE)) != OK ||
	    (e = service_get(c->db, c->arena, &service, service_id,
		 c->who.company_id)) != OK ||
	    (e = service_set_read(c, &set)) != OK)
		return e;
	return service_json(c, reply_json(c, 200), &set, &service);
}

static const char *const list_query[] = { "limit", "after", NULL };

const struct route service_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/services",
	    .handler = services_list,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Services",
	    .status = 200,
	    .summary = "What was delivered to the company, newest first" },
	{ .method = "GET",
	    .pattern = "/api/checkout/services/{service}",
	    .handler = service_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "Service",
	    .status = 200,
	    .summary = "One service, its term and whether it can be renewed" },
	{ .method = "POST",
	    .pattern = "/api/checkout/services/{service}/revelations",
	    .handler = service_reveal,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .answer = "Revelation",
	    .status = 200,
	    .summary = "Show a licence key or first sign-in; recorded" },
	{ .method = NULL },
};
