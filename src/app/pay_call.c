#include "app/pay.h"
#include "locale/zone.h"

struct settle
settle_of_call(struct call *c, enum actor actor)
{
	return (struct settle){
		.site = c->site,
		.arena = c->arena,
		.now_us = c->now_us,
		.actor = actor,
		.user_id = c->who.user_id,
	};
}

struct str
gateway_event_url(struct call *c, const struct gateway *gateway)
{
	return arena_printf(c->arena, "%.*s/api/checkout/gateway-events/%s",
	    STR_FMT(c->site->config.public_url), gateway->name);
}

bool
card_is_expired(const struct call *c, const struct card *card)
{
	struct ymd today = ymd_from_days(zone_day(c->site->zone, c->now_us));

	return card->expires_year != 0 &&
	    (today.year > card->expires_year ||
		(today.year == card->expires_year &&
		    today.month > card->expires_month));
}

enum err
card_usable(struct call *c, struct card *out, struct id card_id,
    const struct gateway *gateway)
{
	enum err e = card_get(c->db, c->arena, out, card_id, c->who.company_id);

	if (e != OK)
		return e;
	if (out->state != CARD_STATE_ON_FILE ||
	    !str_is(out->gateway, gateway->name))
		return call_fail(c, ERR_METHOD_UNAVAILABLE,
		    "This card is not on file any more; choose another way to "
		    "pay.");
	if (card_is_expired(c, out))
		return call_fail(c, ERR_METHOD_UNAVAILABLE,
		    "This card has expired; choose another way to pay.");
	return OK;
}
