#include "request_json.h"

#include "sale/call.h"

static enum request_side
side_of(const struct request_party *party)
{
	return id_is_nil(party->seller_id) ? SIDE_BUYER : SIDE_SELLER;
}

static void
members_json(struct call *c, struct json *j, const struct offer_request *r,
    const struct request_party *party)
{
	json_put_id(j, "id", ID_OFFER_REQUEST, r->request_id);
	json_put_cstr(j, "state", request_state_name(r->state));
	json_put_cstr(
	    j, "turn", request_side_name(request_turn(r->state, r->last)));
	json_put_cstr(j, "side", request_side_name(side_of(party)));
	json_key(j, "product");
	json_object(j);
	json_put_str(j, "slug", r->product_slug);
	json_put_str(j, "name", r->product_name);
	json_put_str(j, "logo", logo_url(c, r->product_logo));
	json_end_object(j);
	json_key(j, "buyer");
	json_object(j);
	json_put_str(j, "name", r->company_name);
	json_end_object(j);
	json_put_named(j, "seller", "slug", r->seller_slug, r->seller_name);
	json_put_time(j, "created_at", r->created_at_us);
	json_put_time(j, "updated_at", r->updated_at_us);
}

static void
terms_json(struct json *j, const struct request_round *r)
{
	json_put_str(j, "plan", r->plan_code);
	json_put_cstr(j, "billing_mode", billing_mode_name(r->choice.mode));
	json_put_i64(j, "quantity", r->choice.quantity);
	json_put_i64(j, "periods", r->choice.periods);
	json_put_capacities(j, &r->choice);
	if (r->has_target)
		json_put_money(j, "target", r->target);
	else
		json_put_str(j, "target", STR_NONE);
	json_put_str(j, "starts_on", r->starts_on);
}

static void
offer_json(struct json *j, const struct request_round *r)
{
	json_key(j, "offer");
	if (id_is_nil(r->offer_id)) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_id(j, "id", ID_OFFER, r->offer_id);
	json_put_i64(j, "version", r->offer_version);
	json_put_money(j, "net", r->offer_net);
	json_end_object(j);
}

static void
round_json(struct json *j, const struct offer_request *of,
    const struct request_round *r, enum request_side reader)
{
	struct str party = r->side == SIDE_BUYER ? of->company_name
						 : of->seller_name;

	json_object(j);
	json_put_i64(j, "round", r->round);
	json_put_cstr(j, "side", request_side_name(r->side));
	json_put_cstr(j, "kind", request_kind_name(r->kind));
	if (r->has_terms)
		terms_json(j, r);
	json_put_str(j, "message", r->message);
	offer_json(j, r);
	json_put_time(j, "at", r->created_at_us);
	json_put_str(j, "by", r->side == reader ? r->user_name : party);
	json_end_object(j);
}

void
request_json(struct call *c, struct json *j, const struct offer_request *r,
    const struct request_round *rounds, size_t n,
    const struct request_party *party)
{
	json_object(j);
	members_json(c, j, r, party);
	json_key(j, "rounds");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		round_json(j, r, &rounds[i], side_of(party));
	json_end_array(j);
	json_end_object(j);
}
