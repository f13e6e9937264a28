/* souk-offers: private offers, from their negotiation to the order. */
#include "app/serve.h"
#include "offers.h"
#include "sale/desk.h"

static const struct route *const tables[] = {
	opening_routes,
	exclusive_routes,
	redemption_routes,
	answer_routes,
	seller_routes,
	draft_routes,
	customer_routes,
	sending_routes,
	template_routes,
	request_routes,
	notification_routes,
	report_routes,
	NULL,
};

int
main(int argc, char **argv)
{
	static const struct program offers = {
		.name = "souk-offers",
		.responder = "offers",
		.routes = tables,
		.site_open = desk_open,
		.site_close = desk_close,
		.tick = desk_tick,
	};

	return serve_main(argc, argv, &offers);
}
