#include "selling.h"

#include "wire/write.h"

struct offer_rules
offer_rules_of(const struct call *c)
{
	const struct site_config *config = &c->site->config;

	return (struct offer_rules){
		.seller_id = c->who.seller_id,
		.company_id = c->who.company_id,
		.locale = call_locale(c),
		.fallback = config->locales[0],
		.calendar = &c->site->calendar,
		.now_us = c->now_us,
		.days_max = config->offer_max_days,
		.keys = &c->site->keys,
	};
}

enum err
customers_allowed(struct call *c)
{
	return c->who.seller_active
	    ? OK
	    : call_fail(c, ERR_FORBIDDEN,
		  "Your selling profile is not active: the operator of this "
		  "marketplace approves it first.");
}

enum err
offer_of_path(struct call *c, struct offer *out)
{
	struct id id;
	enum err e = path_id(&id, c, ID_OFFER);

	return e == OK
	    ? offer_of_seller(c->db, c->arena, out, id, c->who.seller_id)
	    : e;
}

enum err
offer_edit_of(struct call *c, struct offer_edit *out, struct str body)
{
	const struct offer_rules rules = offer_rules_of(c);
	enum err e = offer_terms_parse(c->arena, &out->body, body);

	if (e == OK)
		e = offer_look_up(
		    c->db, c->arena, &out->found, &out->body, &rules);
	if (e == OK)
		offer_check(
		    c->arena, &out->faults, &out->body, &out->found, &rules);
	return e;
}

enum err
offer_edit_get(struct call *c, struct offer_edit *out, struct id offer_id)
{
	enum err e;

	*out = (struct offer_edit){ .draft = { .row_version = 0 } };
	e = offer_draft_get(c->db, c->arena, &out->draft, offer_id);
	if (e == ERR_NOT_FOUND)
		return OK;
	return e == OK ? offer_edit_of(c, out, out->draft.body) : e;
}

enum err
offer_body_of(struct call *c, struct offer_body *out, struct id offer_id)
{
	struct offer_version v;
	struct offer_draft d;
	struct offer o;
	struct str body = STR_NONE;
	enum err e = offer_of_seller(
	    c->db, c->arena, &o, offer_id, c->who.seller_id);

	if (e != OK)
		return e;
	e = offer_draft_get(c->db, c->arena, &d, offer_id);
	if (e == OK)
		body = d.body;
	if (e == ERR_NOT_FOUND) {
		e = offer_version_get(c->db, c->arena, &v, offer_id, o.version);
		if (e == OK)
			body = v.body;
	}
	if (e == OK)
		e = offer_terms_parse(c->arena, out, body);
	out->starts_on = out->accept_by = STR_NONE;
	return e;
}

bool
offer_is_open(const struct call *c, const struct offer *o)
{
	switch (offer_standing(
	    o->state, o->starts_at_us, o->ends_at_us, c->now_us)) {
	case OFFER_UNSENT:
	case OFFER_UPCOMING:
	case OFFER_IN_EFFECT:
		return true;
	default:
		return false;
	}
}

/* What the list asks, as soon as the choice can be priced. */
static void
list_json(struct json *j, const struct offer_found *f)
{
	json_key(j, "list");
	if (!f->choice || f->why != OK) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_money(j, "unit", f->list.unit);
	json_put_money(j, "net", f->list.net);
	json_end_object(j);
}

void
offer_draft_json(struct call *c, struct json *j, const struct offer_edit *edit)
{
	const struct offer_draft *d = &edit->draft;

	if (d->row_version == 0) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_i64(j, "row_version", d->row_version);
	json_put_time(j, "updated_at", d->updated_at_us);
	json_key(j, "terms");
	json_raw(j, d->body);
	wire_faults_write(j, "faults", &edit->faults);
	list_json(j, &edit->found);
	json_key(j, "preview");
	offer_preview_json(c, j, edit);
	json_key(j, "forecast");
	offer_forecast_json(c, j, edit);
	json_end_object(j);
}
