#include "storefront/selling.h"

#include "store/revision.h"

struct listing_rules
selling_rules(const struct call *c)
{
	const struct site_config *config = &c->site->config;

	return (struct listing_rules){
		.locales = config->locales,
		.nlocales = config->nlocales,
		.currencies = config->currencies,
		.ncurrencies = config->ncurrencies,
		.currency = config->currency,
	};
}

enum err
selling_product(struct call *c, struct listing_row *out)
{
	bool operates = c->route->caller == CALLER_OPERATOR;
	struct id id, nobody = { { 0 } };
	enum err e = path_id(&id, c, ID_PRODUCT);

	return e == OK ? listing_row_get(c->db, c->arena, out, id,
			     operates ? nobody : c->who.seller_id,
			     c->site->config.locales[0])
		       : e;
}

enum err
selling_edit(struct call *c, struct edit *out, const struct listing_row *row)
{
	const struct listing_rules rules = selling_rules(c);
	enum err e;

	*out = (struct edit){ .draft = { .row_version = 0 } };
	e = draft_get(c->db, c->arena, &out->draft, row->product_id);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e == OK)
		e = listing_parse(c->arena, &out->listing, out->draft.body);
	if (e == OK)
		e = listing_look_up(c->db, c->arena, &out->found, &out->listing,
		    row->seller_id, row->product_id);
	if (e == OK)
		listing_check(c->arena, &out->faults, &out->warnings,
		    &out->listing, row->delivery, &rules, &out->found);
	return e;
}

enum err
selling_faultless(struct call *c, const struct edit *edit)
{
	if (edit->faults.n == 0)
		return OK;
	c->faults = edit->faults;
	return ERR_INVALID;
}

enum err
selling_live(struct call *c, struct listing_body *out, bool *found,
    const struct listing_row *row)
{
	struct revision r;
	enum err e = revision_get(
	    c->db, c->arena, &r, row->product_id, row->revision);

	*found = e == OK;
	if (e == ERR_NOT_FOUND)
		return OK;
	return e == OK ? listing_parse(c->arena, out, r.body) : e;
}

void
selling_put_product(struct json *j, const struct listing_row *row)
{
	json_key(j, "product");
	json_object(j);
	json_put_id(j, "id", ID_PRODUCT, row->product_id);
	json_put_str(j, "slug", row->slug);
	json_put_str(j, "name", row->name);
	json_put_cstr(j, "delivery", delivery_type_name(row->delivery));
	json_put_str(j, "category", row->category);
	json_put_str(j, "state", row->state);
	json_put_str(j, "state_reason", row->state_reason);
	json_put_i64(j, "revision", row->revision);
	json_put_time(j, "live_at", row->live_at_us);
	json_put_time(j, "updated_at", row->updated_at_us);
	json_end_object(j);
}

void
selling_put_draft(struct json *j, const struct edit *edit)
{
	const struct draft *d = &edit->draft;

	json_key(j, "draft");
	if (d->row_version == 0) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "state", d->state);
	json_put_str(j, "review_note", d->review_note);
	json_put_i64(j, "row_version", d->row_version);
	json_put_time(j, "submitted_at", d->submitted_at_us);
	json_put_time(j, "updated_at", d->updated_at_us);
	json_put_str(j, "updated_by", d->editor);
	json_key(j, "listing");
	json_raw(j, d->body);
	json_end_object(j);
}

static void
put_faults(
    struct json *j, const struct wire_faults *faults, const char *severity)
{
	for (size_t i = 0; i < faults->n; i++) {
		json_object(j);
		json_put_str(j, "pointer", faults->at[i].pointer);
		json_put_cstr(j, "code", faults->at[i].code);
		json_put_str(j, "detail", faults->at[i].detail);
		json_put_cstr(j, "severity", severity);
		json_end_object(j);
	}
}

void
selling_put_faults(struct json *j, const struct edit *edit)
{
	json_key(j, "faults");
	json_array(j);
	put_faults(j, &edit->faults, "fault");
	put_faults(j, &edit->warnings, "warning");
	json_end_array(j);
}

static void
put_payout(struct json *j, const struct seller *s, bool shown)
{
	json_key(j, "payout");
	if (!shown || !s->payout_sealed.p) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "hint", s->payout_hint);
	json_key(j, "next");
	if (s->payout_next_at_us == 0) {
		json_null(j);
	} else {
		json_object(j);
		json_put_str(j, "hint", s->payout_next_hint);
		json_put_time(j, "in_force_at", s->payout_next_at_us);
		json_end_object(j);
	}
	json_end_object(j);
}

void
selling_put_seller(struct json *j, const struct seller *s, bool payout)
{
	json_object(j);
	json_put_id(j, "id", ID_SELLER, s->seller_id);
	json_put_str(j, "slug", s->slug);
	json_put_str(j, "name", s->name);
	json_put_str(j, "legal_name", s->legal_name);
	json_put_str(j, "tax_number", s->tax_number);
	json_put_str(j, "country", s->country);
	json_put_str(j, "website", s->website);
	json_put_str(j, "about", s->about);
	json_put_str(j, "contact_email", s->contact_email);
	json_put_str(j, "support_email", s->support_email);
	json_put_str(j, "state", s->state);
	json_put_str(j, "decision_reason", s->decision_reason);
	json_put_time(j, "decided_at", s->decided_at_us);
	json_put_time(j, "created_at", s->created_at_us);
	put_payout(j, s, payout);
	json_put_i64(j, "row_version", s->row_version);
	json_end_object(j);
}

enum err
selling_reply_state(struct call *c, struct id product_id)
{
	struct listing_row row;
	struct json *j;
	enum err e = listing_row_get(c->db, c->arena, &row, product_id,
	    (struct id){ { 0 } }, c->site->config.locales[0]);

	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	selling_put_product(j, &row);
	json_end_object(j);
	return OK;
}
