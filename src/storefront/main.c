/* souk-storefront: catalogue, public pages, accounts. */
#include "app/serve.h"
#include "net/fetch.h"
#include "storefront/routes.h"
#include "storefront/shop.h"

static const struct route *const routes[] = { site_routes, product_routes,
	suggest_routes, favourite_routes, compare_routes, session_routes,
	account_routes, link_routes, profile_routes, mobile_routes,
	security_routes, totp_routes, personal_routes, media_routes,
	company_routes, member_routes, invitation_routes, join_routes,
	api_key_routes, seller_routes, listing_routes, listing_edit_routes,
	licence_key_routes, endpoint_routes, preview_routes, review_routes,
	operate_routes, category_routes, page_routes, NULL };

static const struct program program = {
	.name = "souk-storefront",
	.responder = "storefront",
	.routes = routes,
	.open = net_open,
	.close = net_close,
	.site_open = shop_open,
	.site_close = shop_close,
	.metrics = shop_metrics,
	.ready = shop_ready,
	.problem_page = page_problem,
};

int
main(int argc, char **argv)
{
	return serve_main(argc, argv, &program);
}
