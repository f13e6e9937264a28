#include "sale/order_json.h"

#include "sale/call.h"
#include "sale/consent.h"
#include "sale/order_bill.h"
#include "sale/order_server.h"
#include "sale/quote_tax.h"

/* An order that was just placed has it of its own line alone. */
static struct money
list_unit(const struct order_line *l)
{
	return l->list_unit.currency.code[0] == '\0' ? l->unit : l->list_unit;
}

static void
line_json(struct call *c, struct json *j, const struct order_line *l)
{
	char rate[TAX_RATE_TEXT_MAX];

	json_object(j);
	json_put_str(j, "kind", l->kind);
	json_put_str(j, "text",
	    arena_printf(c->arena, "%.*s %.*s", STR_FMT(l->product_name),
		STR_FMT(l->plan_name)));
	json_put_str(j, "product", l->product_slug);
	json_put_i64(j, "revision", l->product_revision);
	json_put_str(j, "plan", l->plan_code);
	json_put_cstr(j, "billing_mode", billing_mode_name(l->choice.mode));
	json_put_i64(j, "quantity", l->choice.quantity);
	json_put_i64(j, "periods", l->choice.periods);
	json_put_capacities(j, &l->choice);
	json_put_money(j, "unit", l->unit);
	json_put_money(j, "list_unit", list_unit(l));
	json_put_money(j, "net", l->net);
	json_put_money(j, "tax", l->tax);
	json_put_cstr(j, "tax_kind", tax_kind_name(l->tax_kind));
	json_put_str(j, "tax_rate", tax_rate_text(rate, l->tax_rate_milli));
	json_end_object(j);
}

/* The order's table of taxes; without a tax table there is none. */
static void
taxes_json(struct json *j, const struct order_set *s, const struct order *o)
{
	struct tax_line lines[LINES_MAX];
	struct tax_group groups[LINES_MAX];
	size_t nlines = 0, n = LINES_MAX;

	for (size_t i = 0; i < s->nlines && nlines < LINES_MAX; i++) {
		const struct order_line *l = &s->lines[i];

		if (id_eq(l->order_id, o->order_id) && l->tax_kind != TAX_NONE)
			lines[nlines++] = (struct tax_line){ l->net,
				l->tax_kind, l->tax_rate_milli, l->tax };
	}
	json_key(j, "taxes");
	if (tax_groups(groups, &n, lines, nlines) != OK)
		n = 0;
	tax_groups_json(j, groups, n);
}

static void
product_json(struct call *c, struct json *j, const struct order_set *s,
    const struct order *o)
{
	const struct order_line *l = s->lines, *end = l + s->nlines;

	while (l < end && !id_eq(l->order_id, o->order_id))
		l++;
	json_key(j, "product");
	if (l == end) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "slug", l->product_slug);
	json_put_str(j, "name", l->product_name);
	json_put_str(j, "logo", logo_url(c, l->logo));
	json_end_object(j);
}

static void
lines_json(struct call *c, struct json *j, const struct order_set *s,
    const struct order *o)
{
	json_key(j, "lines");
	json_array(j);
	for (size_t i = 0; i < s->nlines; i++) {
		if (id_eq(s->lines[i].order_id, o->order_id))
			line_json(c, j, &s->lines[i]);
	}
	json_end_array(j);
}

static void
documents_json(struct json *j, const struct order_set *s, const struct order *o)
{
	char hash[HASH_HEX + 1];

	json_key(j, "documents");
	json_array(j);
	for (size_t i = 0; i < s->ndocuments; i++) {
		const struct order_document *d = &s->documents[i];

		if (!id_eq(d->order_id, o->order_id))
			continue;
		json_object(j);
		json_put_str(j, "hash", hash_hex(hash, d->hash));
		json_put_str(j, "kind", d->kind);
		json_put_str(j, "title", d->title);
		json_end_object(j);
	}
	json_end_array(j);
}

/* The attempt that paid the order, else the newest. */
static const struct payment *
payment_shown(const struct order_set *s, const struct order *o)
{
	const struct payment *newest = NULL;

	for (size_t i = 0; i < s->npayments; i++) {
		const struct payment *p = &s->payments[i];

		if (!id_eq(p->order_id, o->order_id))
			continue;
		if (p->holds_order && p->captured_at_us != 0)
			return p;
		if (newest == NULL)
			newest = p;
	}
	return newest;
}

static void
payment_json(struct json *j, const struct order_set *s, const struct order *o)
{
	const struct payment *p = payment_shown(s, o);

	json_key(j, "payment");
	if (p == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_id(j, "id", ID_PAYMENT, p->payment_id);
	json_put_cstr(j, "state", payment_state_name(p->state));
	json_put_str(j, "failure", p->failure);
	json_put_i64(j, "attempt", p->attempt);
	json_end_object(j);
}

/* Licence keys are needed again, and others keep no copy of theirs. */
bool
service_shown_once(const struct service *s, bool saas)
{
	return saas && str_is(s->driver, "endpoint");
}

static bool
is_saas(const struct order_set *s, struct id line_id)
{
	for (size_t i = 0; i < s->nlines; i++)
		if (id_eq(s->lines[i].line_id, line_id))
			return s->lines[i].delivery == DELIVERY_SAAS;
	return false;
}

static void
services_json(struct json *j, const struct order_set *s, const struct order *o)
{
	json_key(j, "services");
	json_array(j);
	for (size_t i = 0; i < s->nservices; i++) {
		const struct service *v = &s->services[i];

		if (!id_eq(v->order_id, order_root(o)))
			continue;
		json_object(j);
		json_put_id(j, "id", ID_SERVICE, v->service_id);
		json_put_str(j, "access_url", v->access_url);
		json_put_str(j, "note", v->note);
		json_put_time(j, "delivered_at", v->delivered_at_us);
		json_put_time(j, "term_ends_at", v->term_ends_at_us);
		json_put_str(j, "access", v->access);
		json_put_time(j, "ended_at", v->ended_at_us);
		json_put_bool(j, "has_secret", v->secret_sealed.n > 0);
		json_put_bool(j, "shown_once",
		    service_shown_once(v, is_saas(s, v->line_id)));
		json_put_time(j, "revealed_at", v->revealed_at_us);
		json_end_object(j);
	}
	json_end_array(j);
}

/* What was handed over to the seller, or will be. */
static void
consent_put(struct call *c, struct json *j, const struct order_contact *contact)
{
	json_key(j, "contact");
	if (contact == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	contact_json(c, j, &contact->contact);
	json_put_time(j, "consented_at", contact->consented_at_us);
	json_end_object(j);
}

/* What the private offer saves against the list. */
static enum err
saved_of(struct money *out, const struct order_set *s, const struct order *o)
{
	enum err e = OK;

	*out = money_zero(o->total.currency);
	for (size_t i = 0; e == OK && i < s->nlines; i++) {
		const struct order_line *l = &s->lines[i];
		struct money more;

		if (!id_eq(l->order_id, o->order_id))
			continue;
		if ((e = money_sub(&more, list_unit(l), l->unit)) != OK ||
		    (e = money_times(&more, more, l->choice.quantity)) != OK ||
		    (e = money_times(&more, more, l->choice.periods)) != OK)
			return e;
		e = money_add(out, *out, more);
	}
	return e;
}

static void
offer_json(struct json *j, const struct order_set *s, const struct order *o)
{
	struct money saved;

	json_key(j, "offer");
	if (id_is_nil(o->offer_id) || saved_of(&saved, s, o) != OK) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_id(j, "id", ID_OFFER, o->offer_id);
	json_put_i64(j, "version", o->offer_version);
	json_put_money(j, "saved", saved);
	json_end_object(j);
}

static void
events_json(struct json *j, const struct order_set *s)
{
	json_key(j, "events");
	json_array(j);
	for (size_t i = 0; i < s->nevents; i++) {
		const struct event *e = &s->events[i];

		json_object(j);
		json_put_str(j, "subject", e->subject);
		json_put_str(j, "kind", e->kind);
		json_put_str(j, "from", e->from_state);
		json_put_str(j, "to", e->to_state);
		json_put_str(j, "actor", e->actor);
		json_put_str(j, "reason", e->reason);
		json_put_time(j, "at", e->created_at_us);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
handover_json(struct json *j, const struct handover *h)
{
	json_key(j, "handover");
	if (h == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_id(j, "id", ID_HANDOVER, h->handover_id);
	json_put_cstr(j, "state", handover_state_name(h->state));
	json_end_object(j);
}

enum err
order_json(struct call *c, struct json *j, const struct order_set *s,
    const struct order *o)
{
	enum err e;

	json_object(j);
	json_put_id(j, "id", ID_ORDER, o->order_id);
	json_put_cstr(j, "state", order_state_name(o->state));
	json_put_time(j, "created_at", o->created_at_us);
	json_put_time(j, "expires_at", o->expires_at_us);
	json_put_time(j, "paid_at", o->paid_at_us);
	json_put_time(j, "closed_at", o->closed_at_us);
	json_put_str(j, "close_reason", o->close_reason);
	if (id_is_nil(o->renews_order_id))
		json_put_str(j, "renews", STR_NONE);
	else
		json_put_id(j, "renews", ID_ORDER, o->renews_order_id);
	product_json(c, j, s, o);
	json_key(j, "seller");
	json_object(j);
	json_put_str(j, "slug", o->seller_slug);
	json_put_str(j, "name", o->seller_name);
	json_end_object(j);
	offer_json(j, s, o);
	json_put_str(j, "po_number", o->po_number);
	json_put_str(j, "cost_centre", o->cost_centre);
	lines_json(c, j, s, o);
	json_put_money(j, "net", o->net);
	json_put_money(j, "tax", o->tax);
	taxes_json(j, s, o);
	json_put_money(j, "total", o->total);
	documents_json(j, s, o);
	payment_json(j, s, o);
	e = order_bills_json(j, s, o);
	server_json(j, s, o);
	services_json(j, s, o);
	if (s->events != NULL) {
		consent_put(c, j, s->contact);
		handover_json(j, s->handover);
		events_json(j, s);
	}
	json_end_object(j);
	return e;
}
