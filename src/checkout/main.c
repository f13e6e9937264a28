/* souk-checkout: quotes, orders, payments, and what was delivered. */
#include "app/serve.h"
#include "checkout.h"
#include "net/fetch.h"

static const struct route *const tables[] = {
	quote_routes,
	document_routes,
	order_routes,
	method_routes,
	card_routes,
	payment_routes,
	settlement_routes,
	service_routes,
	flavour_routes,
	vpc_routes,
	refund_routes,
	refund_desk_routes,
	event_routes,
	callback_routes,
	NULL,
};

static enum err
site_begin(struct site *site)
{
	struct desk *desk = ARENA_NEW(site->arena, struct desk);
	enum err e = desk == NULL ? ERR_NOMEM : offers_open(&desk->offers);

	site->program = desk;
	if (e == OK)
		e = consent_open(desk, site);
	return e == OK ? legal_open(&desk->legal, site) : e;
}

static void
site_end(struct site *site)
{
	struct desk *desk = site->program;

	if (desk == NULL)
		return;
	legal_close(desk->legal);
	consent_close(desk);
	offers_close(desk->offers);
	site->program = NULL;
}

static void
site_tick(struct site *site)
{
	struct desk *desk = site->program;

	if (desk != NULL)
		legal_tick(desk->legal, site);
}

int
main(int argc, char **argv)
{
	static const struct program checkout = {
		.name = "souk-checkout",
		.responder = "checkout",
		.routes = tables,
		.open = net_open,
		.site_open = site_begin,
		.site_close = site_end,
		.tick = site_tick,
		.close = net_close,
	};

	return serve_main(argc, argv, &checkout);
}
