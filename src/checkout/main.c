/* souk-checkout: quotes, orders, payments, and what was delivered. */
#include "app/serve.h"
#include "checkout.h"
#include "legal.h"
#include "net/fetch.h"

static const struct route *const tables[] = {
	quote_routes,
	document_routes,
	order_routes,
	method_routes,
	payment_routes,
	service_routes,
	event_routes,
	NULL,
};

static enum err
site_begin(struct site *site)
{
	struct legal *legal = NULL;
	enum err e = legal_open(&legal, site);

	site->program = legal;
	return e;
}

static void
site_end(struct site *site)
{
	legal_close(site->program);
	site->program = NULL;
}

static void
site_tick(struct site *site)
{
	if (site->program != NULL)
		legal_tick(site->program, site);
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
