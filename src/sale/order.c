#include "sale/order.h"

#include "app/settle.h"
#include "base/sys.h"
#include "sale/call.h"
#include "sale/consent.h"
#include "sale/document.h"
#include "sale/order_json.h"

static void
placement_fill(struct call *c, struct placement *p, const struct quote *q,
    const struct shelf_item *item, struct str token)
{
	const struct plan_sale *plan = &item->plan;
	int64_t days = c->site->config.order_expiry_days;

	p->catalogue_revision = item->revision;
	p->order.company_id = c->who.company_id;
	p->order.user_id = c->who.user_id;
	p->order.seller_id = plan->seller_id;
	p->order.seller_slug = plan->seller_slug;
	p->order.seller_name = plan->seller_name;
	p->order.buyer_country = c->who.company_country;
	p->order.buyer_tax_number = c->who.company_tax_number;
	p->order.quote_hash = hash_sha256(token);
	p->order.renews_order_id = q->renews;
	p->offer.offer_id = q->offer.offer_id;
	p->offer.version = q->offer.version;
	p->plan_digest = q->offer.plan.digest;
	p->order.expires_at_us = c->now_us + days * DAY_US;
	p->nlines = 1;
	p->lines[0] = (struct order_line){
		.kind = STR("software"),
		.product_id = plan->product_id,
		.plan_id = plan->plan_id,
		.product_revision = plan->product_revision,
		.product_name = plan->product_name,
		.plan_name = plan->plan_name,
		.choice = q->choice,
		.unit = q->priced.unit,
		.net = q->priced.net,
		.tax = q->priced.tax,
		.tax_kind = q->tax.kind,
		.tax_rate_milli = q->tax.rate_milli,
		.product_slug = plan->product_slug,
		.plan_code = plan->plan_code,
		.logo = plan->logo,
		.delivery = plan->delivery,
	};
}

/* Blanks alone are nothing. */
static void
references_fill(struct order *o, struct str po_number, struct str cost_centre)
{
	struct str po = str_trim(po_number);
	struct str centre = str_trim(cost_centre);

	o->po_number = po.n > 0 ? po : STR_NONE;
	o->cost_centre = centre.n > 0 ? centre : STR_NONE;
}

enum err
order_make(struct call *c, struct placement *p, struct order_document **kept,
    const struct quote *q, const struct shelf_item *item,
    const struct order_with *with, struct str token)
{
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	enum err e;

	/* Of what is paid at once both are zeros. */
	if (!hash_eq(with->plan_digest, q->offer.plan.digest))
		return ERR_PLAN_CHANGED;
	if ((e = documents_accept(c, p, kept, &with->documents, item, q)) !=
		OK ||
	    (e = consent_accept(c, p, item->plan.contact, with->contact)) != OK)
		return e;
	placement_fill(c, p, q, item, token);
	references_fill(&p->order, with->po_number, with->cost_centre);
	p->seal_key = keys_get(&c->site->keys, KEY_SEAL);
	e = server_accept(c, p, q, &with->server);
	return e != OK ? e : offer_refused(c, order_place(&act, p, &terms), p);
}

enum err
order_reply(struct call *c, struct id order_id, int status)
{
	struct order order;
	struct order_set set = { .orders = &order, .norders = 1 };
	enum err e = order_get(
	    c->db, c->arena, &order, order_id, c->who.company_id);

	if (e == OK)
		e = order_set_read(c, &set, true);
	return e == OK ? order_json(c, reply_json(c, status), &set, &order) : e;
}

enum err
placed_reply(
    struct call *c, struct placement *p, struct order_document *documents)
{
	struct act act = act_of_call(c);
	struct event placed = act_event(&act, "order", p->order.order_id,
	    "placed", NULL, order_state_name(p->order.state), STR_NONE);
	struct plan_progress progress = { .order_id = p->order.order_id,
		.version = p->order.plan_version,
		.billing = p->plan.plan.billing,
		.deemed_days = p->plan.plan.deemed_days,
		.stages = (int64_t)p->plan.plan.n,
		.total = p->order.total };
	struct order_set set = {
		.orders = &p->order,
		.norders = 1,
		.lines = p->lines,
		.nlines = p->nlines,
		.documents = documents,
		.ndocuments = p->ndocuments,
		.servers = &p->server,
		.nservers = p->has_server,
		.plans = &progress,
		.nplans = p->order.plan_version > 0,
		.contact = p->contact.contact.kind == CONTACT_NONE
		    ? NULL
		    : &p->contact,
		.events = &placed,
		.nevents = 1,
	};

	if (p->order.state != ORDER_PENDING_PAYMENT)
		return order_reply(c, p->order.order_id, 201);
	for (size_t i = 0; i < p->ndocuments; i++)
		documents[i].order_id = p->order.order_id;
	return order_json(c, reply_json(c, 201), &set, &p->order);
}
