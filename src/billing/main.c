/* souk-billing: bills, what was received for them, and credit. */
#include "app/serve.h"
#include "billing.h"
#include "net/fetch.h"

static const struct route *const tables[] = {
	bill_routes,
	bill_file_routes,
	archive_routes,
	calendar_routes,
	spend_routes,
	bill_payment_routes,
	bill_dispute_routes,
	write_off_routes,
	credit_routes,
	receivable_routes,
	receivable_file_routes,
	handover_routes,
	handover_file_routes,
	settlement_routes,
	payout_routes,
	webhook_routes,
	webhook_message_routes,
	milestone_routes,
	plan_change_routes,
	upload_routes,
	bundle_routes,
	waiting_routes,
	NULL,
};

int
main(int argc, char **argv)
{
	static const struct program billing = {
		.name = "souk-billing",
		.responder = "billing",
		.routes = tables,
		.open = net_open,
		.close = net_close,
	};

	return serve_main(argc, argv, &billing);
}
