/* X5: what the company may owe, what it owes, what an order would add. */
#include "act/credit.h"

#include "app/settle.h"
#include "billing.h"

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

static void
pool_json(struct json *j, const struct credit_view *v)
{
	json_object(j);
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

static const char *const credit_query[] = { "order", NULL };

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
	{ .method = NULL },
};
