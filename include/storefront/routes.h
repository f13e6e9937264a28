/* The storefront's tables of routes, and what its handlers share. */
#ifndef STOREFRONT_ROUTES_H
#define STOREFRONT_ROUTES_H

#include "app/call.h"
#include "catalog/search.h"

extern const struct route site_routes[];
extern const struct route product_routes[];
extern const struct route suggest_routes[];
extern const struct route favourite_routes[];
extern const struct route compare_routes[];
extern const struct route session_routes[];
extern const struct route account_routes[];
extern const struct route link_routes[];
extern const struct route profile_routes[];
extern const struct route mobile_routes[];
extern const struct route security_routes[];
extern const struct route totp_routes[];
extern const struct route personal_routes[];
extern const struct route media_routes[];
extern const struct route company_routes[];
extern const struct route member_routes[];
extern const struct route invitation_routes[];
extern const struct route join_routes[];
extern const struct route api_key_routes[];
extern const struct route seller_routes[];
extern const struct route listing_routes[];
extern const struct route listing_edit_routes[];
extern const struct route licence_key_routes[];
extern const struct route endpoint_routes[];
extern const struct route preview_routes[];
extern const struct route review_routes[];
extern const struct route operate_routes[];
extern const struct route category_routes[];
extern const struct route page_routes[];

/* The text of a page for what has no row, and of failed pages. */
enum err page_problem(struct call *c, int status, struct str title,
    struct str text) MUST_CHECK;

#endif
