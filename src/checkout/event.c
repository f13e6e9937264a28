/*
 * Events of the gateway.  An event is never believed by itself: it only
 * makes us ask the gateway.  It is kept in the transaction that applies the
 * answer; without one it is kept alone, for the worker.  What is not kept
 * is not answered 204, so the gateway sends it again.
 */
#include "app/settle_card.h"
#include "base/log.h"
#include "base/sys.h"
#include "checkout.h"
#include "store/payment.h"
#include "store/refund.h"

static enum err
event_keep(struct call *c, void *arg)
{
	enum err e = payment_event_insert(c->db, arg);

	/* Sent again: whatever is still to be done, is done below. */
	return e == ERR_EXISTS ? OK : e;
}

static enum err
event_read(
    struct call *c, struct payment_notice *out, enum gateway_subject *about)
{
	const struct gateway *gateway;
	struct gateway_config config;
	struct gateway_event event;
	enum err e = settle_gateway(
	    c->arena, &gateway, &config, &c->site->config);

	if (e == ERR_METHOD_UNAVAILABLE)
		return ERR_NOT_FOUND;
	if (e != OK)
		return e;
	if (!str_is(c->path_arg[0], gateway->name))
		return ERR_NOT_FOUND;
	e = gateway->event(c->arena, &event, &config,
	    request_header(c->request, gateway->signature_header),
	    c->request->body, c->now_us);
	if (e != OK)
		return e;
	*about = event.about;
	*out = (struct payment_notice){
		.gateway = str_from(gateway->name),
		.event_ref = event.event_ref,
		.gateway_ref = event.ref,
		.kind = event.kind,
		.received_at_us = c->now_us,
	};
	return OK;
}

/* Nobody keeps it: without an answer it comes again, and the worker asks. */
static enum err
card_event_take(struct call *c, struct str setup_ref)
{
	struct settle settle = settle_of_call(c, ACTOR_GATEWAY);
	enum err e = settle_card_event(&settle, setup_ref);

	return e == ERR_TIMEOUT || e == ERR_IO ? ERR_UNAVAILABLE : e;
}

/* The worker asks about it; who tells of it does not wait for that. */
static enum err
refund_event_take(struct call *c, void *arg)
{
	const struct payment_notice *event = arg;

	return refund_hurry(c->db, event->gateway_ref, c->now_us);
}

static enum err
event_take(struct call *c)
{
	struct settle settle = settle_of_call(c, ACTOR_GATEWAY);
	struct settled settled = { .outcome = STR_NONE };
	struct payment_notice event;
	enum gateway_subject about;
	enum err e = event_read(c, &event, &about);

	if (e == OK && about == GATEWAY_ABOUT_SETUP)
		return card_event_take(c, event.gateway_ref);
	if (e == OK && about == GATEWAY_ABOUT_REFUND)
		return call_tx(c, refund_event_take, &event);
	/* Refused, one of another program's would come again for days. */
	if (e != OK || about != GATEWAY_ABOUT_PAYMENT)
		return e;
	crash_point("event.read");
	e = settle_event(&settle, &settled, &event);
	crash_point("event.applied");
	if (e == OK) {
		log_info("gateway event", "event=%.*s outcome=%.*s",
		    STR_FMT(event.event_ref), STR_FMT(settled.outcome));
		return OK;
	}
	log_warn("gateway event left to the worker", "event=%.*s why=%s",
	    STR_FMT(event.event_ref), err_name(e));
	e = call_tx(c, event_keep, &event);
	crash_point("event.kept");
	return e;
}

const struct route event_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/checkout/gateway-events/{gateway}",
	    .handler = event_take,
	    .caller = CALLER_GATEWAY,
	    .tx = TX_PHASES,
	    .body_max = EVENT_BODY_MAX,
	    .status = 204,
	    .summary = "What a payment provider has to say" },
	{ .method = NULL },
};
