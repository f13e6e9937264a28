#include "checkout.h"

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
