/* X5: what the company may owe, what it owes, what an order would add. */
#include "act/credit.h"

#include "app/settle.h"
#include "billing.h"
#include "locale/zone.h"
#include "store/credit_statement.h"

static enum err
amount_read(struct call *c, struct money *amount)
{
	struct str text = request_query(c->request, "order");
	struct id order_id;
	struct order o;
	enum err e;

	*amount = money_zero(c->who.currency);
	if (text.p == NULL)
		return OK;
	if (id_parse(&order_id, ID_ORDER, text) != OK)
		return ERR_NOT_FOUND;
	e = order_get(c->db, c->arena, &o, order_id, c->who.company_id);
	if (e == OK)
		*amount = o.total;
	return e;
}

/* Its members. */
static void
pool_put(struct json *j, const struct credit_view *v)
{
	json_put_cstr(j, "pool", credit_kind_name(v->kind));
	json_put_money(j, "limit", v->pool.limit);
	json_put_money(j, "reserved", v->pool.reserved);
	json_put_money(j, "billed", v->pool.billed);
	json_put_money(j, "overdue", v->overdue);
	json_put_i64(j, "overdue_bills", v->overdue_bills);
	json_put_money(j, "free", v->free);
	json_put_money(j, "free_after", v->free_after);
	json_put_bool(j, "stopped", v->stopped);
	json_put_cstr(j, "refusal",
	    v->refusal == CREDIT_OK ? NULL : credit_refusal_name(v->refusal));
}

static void
pool_json(struct json *j, const struct credit_view *v)
{
	json_object(j);
	pool_put(j, v);
	json_end_object(j);
}

static enum err
credit_show(struct call *c)
{
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct credit_view views[CREDIT__MAX];
	struct money amount;
	struct json *j;
	enum err e = company_required(c);

	if (e == OK)
		e = amount_read(c, &amount);
	for (int k = 0; e == OK && k < CREDIT__MAX; k++)
		e = credit_look(c->db, c->arena, &views[k], c->who.company_id,
		    (enum credit_kind)k, amount, c->now_us, &terms);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_bool(j, "postpaid", views[0].postpaid);
	json_put_money(j, "amount", amount);
	json_key(j, "pools");
	json_array(j);
	for (int k = 0; k < CREDIT__MAX; k++)
		if (views[k].has_pool)
			pool_json(j, &views[k]);
	json_end_array(j);
	json_end_object(j);
	return OK;
}

/* The pool that the path names, of the caller's company. */
static enum err
pool_read(struct call *c, struct credit_view *view)
{
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	enum credit_kind kind;
	enum err e = company_required(c);

	if (e == OK && credit_kind_parse(&kind, c->path_arg[0]) != OK)
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = credit_look(c->db, c->arena, view, c->who.company_id, kind,
		    money_zero(c->who.currency), c->now_us, &terms);
	return e == OK && !view->has_pool ? ERR_NOT_FOUND : e;
}

static enum err
pool_show(struct call *c)
{
	struct credit_view view;
	struct bill_filter f = { .state = STR("open") };
	struct bill *bills;
	struct json *j;
	size_t n;
	enum err e = pool_read(c, &view);

	if (e != OK)
		return e;
	f.company_id = c->who.company_id;
	f.pool = str_from(credit_kind_name(view.kind));
	e = bills_list(c->db, c->arena, &bills, &n, &f, (struct id){ { 0 } },
	    LIST_MAX - 1);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	pool_put(j, &view);
	json_key(j, "bills");
	json_array(j);
	for (size_t i = 0; e == OK && i < n; i++)
		e = bill_row_json(j, &bills[i]);
	json_end_array(j);
	json_end_object(j);
	return e;
}

static void
sums_json(
    struct json *j, const char *key, struct money reserved, struct money billed)
{
	json_key(j, key);
	json_object(j);
	json_put_money(j, "reserved", reserved);
	json_put_money(j, "billed", billed);
	json_end_object(j);
}

static void
move_json(struct json *j, const struct credit_move *m)
{
	json_object(j);
	json_put_time(j, "at", m->at_us);
	json_put_str(j, "what", m->occasion);
	json_key(j, "order");
	if (id_is_nil(m->order_id))
		json_null(j);
	else
		json_id(j, ID_ORDER, m->order_id);
	json_key(j, "bill");
	if (id_is_nil(m->bill_id)) {
		json_null(j);
	} else {
		json_object(j);
		json_put_id(j, "id", ID_BILL, m->bill_id);
		json_put_str(j, "number", m->bill_no);
		json_end_object(j);
	}
	json_put_money(j, "reserved", m->reserved);
	json_put_money(j, "billed", m->billed);
	json_end_object(j);
}

/* What came before becomes what there is afterwards. */
static enum err
moves_sum(struct credit_moves *m)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < m->n; i++) {
		e = money_add(&m->reserved, m->reserved, m->list[i].reserved);
		if (e == OK)
			e = money_add(&m->billed, m->billed, m->list[i].billed);
	}
	return e;
}

/* Without a month: this one, as the site's clocks have it. */
static enum err
period_read(struct call *c, int64_t *from_us, int64_t *until_us)
{
	const struct zone *zone = c->site->zone;
	struct ymd first = ymd_from_days(zone_day(zone, c->now_us));
	enum err e = month_read(c, from_us, until_us);

	if (e != OK || *until_us != 0)
		return e;
	first.day = 1;
	*from_us = zone_midnight_us(zone, days_from_ymd(first));
	*until_us = zone_midnight_us(
	    zone, days_from_ymd(ymd_add_months(first, 1)));
	return OK;
}

static enum err
statement_show(struct call *c)
{
	struct credit_view view;
	struct credit_moves moves;
	int64_t from_us, until_us;
	struct json *j;
	enum err e = pool_read(c, &view);

	if (e != OK || (e = period_read(c, &from_us, &until_us)) != OK ||
	    (e = credit_moves(c->db, c->arena, &moves, c->who.company_id,
		 view.kind, view.pool.limit.currency, from_us, until_us)) != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_cstr(j, "pool", credit_kind_name(view.kind));
	json_put_time(j, "from", from_us);
	json_put_time(j, "until", until_us);
	sums_json(j, "opening", moves.reserved, moves.billed);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < moves.n; i++)
		move_json(j, &moves.list[i]);
	json_end_array(j);
	e = moves_sum(&moves);
	sums_json(j, "closing", moves.reserved, moves.billed);
	json_end_object(j);
	return e;
}

static const char *const credit_query[] = { "order", NULL };
static const char *const statement_query[] = { "month", NULL };

const struct route credit_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/credit",
	    .handler = credit_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = credit_query,
	    .answer = "Credit",
	    .status = 200,
	    .summary = "The company's credit, and what an order does to it" },
	{ .method = "GET",
	    .pattern = "/api/billing/credit/{pool}",
	    .handler = pool_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "CreditPool",
	    .status = 200,
	    .summary = "One pool of the company's credit, and its open bills" },
	{ .method = "GET",
	    .pattern = "/api/billing/credit/{pool}/statement",
	    .handler = statement_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = statement_query,
	    .answer = "CreditStatement",
	    .status = 200,
	    .summary = "What moved a pool in a month, from the ledger" },
	{ .method = NULL },
};
