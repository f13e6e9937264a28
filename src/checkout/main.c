/* souk-checkout: quotes, orders, payments, and what was delivered. */
#include "app/serve.h"
#include "checkout.h"
#include "net/fetch.h"
#include "sale/desk.h"

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

int
main(int argc, char **argv)
{
	static const struct program checkout = {
		.name = "souk-checkout",
		.responder = "checkout",
		.routes = tables,
		.open = net_open,
		.site_open = desk_open,
		.site_close = desk_close,
		.tick = desk_tick,
		.close = net_close,
	};

	return serve_main(argc, argv, &checkout);
}
