/* An offer as its buyer reads it. */
#include "buying.h"
#include "sale/quote_tax.h"

#include "wire/diff.h"
#include "wire/offer_terms.h"

enum { USE_MAX = 2048 };

void
exclusive_seller_json(struct json *j, const struct offer *o)
{
	json_put_named(j, "seller", "slug", o->seller_slug, o->seller_name);
}

void
exclusive_product_json(
    struct call *c, struct json *j, const struct offer_names *names)
{
	json_key(j, "product");
	json_object(j);
	json_put_str(j, "slug", names->product_slug);
	json_put_str(j, "name", names->product_name);
	json_put_str(j, "logo", logo_url(c, names->logo));
	json_end_object(j);
}

static void
query_add(struct buf *b, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_addf(b, "&%s=", name);
	buf_add_percent(b, value);
}

/* R31: the product's Pricing tab with the offer's values in its form. */
static struct str
use_url(struct call *c, const struct offer_exclusive *x)
{
	const struct offer_terms *t = &x->version.terms;
	const struct choice *choice = &t->choice;
	struct buf b;
	struct str url;

	buf_open(&b, USE_MAX);
	buf_addf(&b, "/p/%.*s?plan=%.*s&mode=%s&quantity=%lld&periods=%lld",
	    STR_FMT(x->names.product_slug), STR_FMT(x->names.plan_code),
	    billing_mode_name(choice->mode), (long long)choice->quantity,
	    (long long)choice->periods);
	for (size_t i = 0; i < choice->ncapacities; i++)
		buf_addf(&b, "&cap.%.*s=%lld",
		    STR_FMT(choice->capacities[i].code),
		    (long long)choice->capacities[i].amount);
	query_add(&b, "region", t->region);
	query_add(&b, "flavour", t->flavour);
	buf_add_cstr(&b, "#pricing");
	url = buf_err(&b) == OK ? str_copy(c->arena, buf_str(&b)) : STR_NONE;
	buf_close(&b);
	return url;
}

enum err
exclusive_row_json(
    struct call *c, struct json *j, const struct offer_exclusive *x)
{
	const struct offer_terms *t = &x->version.terms;
	const struct offer *o = &x->offer;
	struct offer_saving saving;
	enum err e = offer_saving_of(&saving, t);

	if (e != OK)
		return e;
	json_put_id(j, "id", ID_OFFER, o->offer_id);
	json_put_i64(j, "version", o->version);
	json_put_cstr(j, "standing",
	    offer_standing_name(offer_standing(
		o->state, o->starts_at_us, o->ends_at_us, c->now_us)));
	exclusive_seller_json(j, o);
	exclusive_product_json(c, j, &x->names);
	json_put_named(
	    j, "plan", "code", x->names.plan_code, x->names.plan_name);
	json_put_cstr(j, "billing_mode", billing_mode_name(t->choice.mode));
	json_put_i64(j, "quantity", t->choice.quantity);
	json_put_i64(j, "periods", t->choice.periods);
	json_put_capacities(j, &t->choice);
	json_put_str(j, "region", t->region);
	json_put_str(j, "flavour", t->flavour);
	json_put_money(j, "unit", t->unit);
	json_put_money(j, "list_unit", saving.list_unit);
	json_put_money(j, "net", o->net);
	json_put_money(j, "list_net", saving.list_net);
	json_put_money(j, "saved", saving.saved);
	json_put_i64(j, "saved_bp", saving.saved_bp);
	json_put_time(j, "starts_at", o->starts_at_us);
	json_put_time(j, "ends_at", o->ends_at_us);
	json_key(j, "order");
	if (id_is_nil(o->order_id))
		json_null(j);
	else
		json_id(j, ID_ORDER, o->order_id);
	json_put_str(j, "close_reason", o->close_reason);
	json_put_str(j, "use", use_url(c, x));
	return OK;
}

static enum err
extra_json(struct call *c, struct json *j, const struct extra_documents *extra)
{
	enum err e = OK;

	json_key(j, "documents");
	json_array(j);
	for (size_t i = 0; e == OK && i < extra->n; i++)
		e = document_json(c, j, &extra->at[i], STR_NONE);
	json_end_array(j);
	return e;
}

static enum err
milestones_json(struct json *j, const struct payment_plan *plan)
{
	struct money amount;
	enum err e = OK;

	json_key(j, "milestones");
	json_array(j);
	for (size_t i = 0; i < plan->n; i++) {
		const struct milestone *m = &plan->stages[i];

		e = plan_stage_total(&amount, plan, (int64_t)i + 1);
		if (e != OK)
			break;
		json_object(j);
		json_put_str(j, "name", m->name);
		json_put_i64(j, "share_bp", m->share_bp);
		json_put_money(j, "amount", amount);
		criteria_json(j, m->criteria);
		json_end_object(j);
	}
	json_end_array(j);
	return e;
}

/* Of a version, what its buyer is shown: not its seller's own name for it. */
static enum err
body_of(
    struct call *c, struct offer_body *out, struct id offer_id, int64_t version)
{
	struct offer_version v;
	enum err e = offer_version_get(c->db, c->arena, &v, offer_id, version);

	if (e == OK)
		e = offer_terms_parse(c->arena, out, v.body);
	out->title = STR_NONE;
	out->target = (struct offer_body_target){ STR_NONE, STR_NONE };
	return e;
}

/* X3: against the version that this user saw last by the link. */
static enum err
changes_json(struct call *c, struct json *j, const struct offer *o)
{
	struct offer_body before, after;
	int64_t seen = 0;
	enum err e = offer_opening_seen(
	    c->db, c->arena, &seen, o->offer_id, c->who.user_id);

	json_key(j, "changes");
	if (e != OK || seen == 0 || seen >= o->version) {
		json_null(j);
		return e;
	}
	if ((e = body_of(c, &before, o->offer_id, seen)) != OK ||
	    (e = body_of(c, &after, o->offer_id, o->version)) != OK)
		return e;
	shape_diff(j, &offer_terms_shape, &before, &after);
	return OK;
}

/* Of the list's prices; the same tax rule. */
static enum err
list_total(struct call *c, struct money *out, const struct exclusive *e)
{
	struct quote list = e->quote;
	struct offer_terms terms = e->x.version.terms;
	enum err err;

	terms.unit = terms.list_unit;
	err = offer_net(&list.priced, &terms);
	if (err == OK)
		err = quote_tax(c, &list, e->item.plan.delivery);
	*out = list.sum.total;
	return err;
}

static enum err
confirm_json(struct call *c, struct json *j, const struct exclusive *e)
{
	struct id product_id = e->x.version.terms.product_id;
	char hex[HASH_HEX + 1];
	struct money list;
	enum err err;

	json_key(j, "confirm");
	if (e->sold != OK) {
		json_null(j);
		return OK;
	}
	err = list_total(c, &list, e);
	json_object(j);
	json_put_cstr(j, "delivery", delivery_type_name(e->item.plan.delivery));
	quote_lines_json(c, j, &e->quote, &e->item.plan);
	quote_sums_json(j, &e->quote);
	json_put_money(j, "list_total", list);
	json_put_str(j, "digest", hash_hex(hex, e->digest));
	json_key(j, "documents");
	if (err == OK)
		err = documents_json(
		    c, j, product_id, &e->extra, call_locale(c));
	json_key(j, "consent");
	if (err == OK)
		err = documents_contact_json(c, j, product_id, call_locale(c));
	quote_server_json(j, &e->quote);
	json_end_object(j);
	return err;
}

enum err
exclusive_json(struct call *c, struct json *j, const struct exclusive *e)
{
	const struct offer_version *v = &e->x.version;
	enum err err;

	json_object(j);
	err = exclusive_row_json(c, j, &e->x);
	json_put_str(j, "note", v->note);
	json_put_str(j, "billing", v->billing);
	json_put_i64(j, "deemed_days", v->deemed_days);
	if (err == OK)
		err = extra_json(c, j, &e->extra);
	if (err == OK)
		err = milestones_json(j, &e->plan);
	if (err == OK)
		err = plan_json(c, j, &e->quote);
	if (err == OK)
		err = changes_json(c, j, &e->x.offer);
	if (err == OK)
		err = confirm_json(c, j, e);
	if (err == OK)
		err = checks_json(c, j, e);
	json_end_object(j);
	return err;
}
