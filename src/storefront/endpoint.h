/* What setting an endpoint and testing it share; nobody else's. */
#ifndef SRC_STOREFRONT_ENDPOINT_H
#define SRC_STOREFRONT_ENDPOINT_H

#include "storefront/selling.h"

enum { KEY_CHARS_MIN = 16, KEY_CHARS_MAX = 200 };

#define URL_FIELD(body, required_) \
	{ \
		.name = "url", .type = FIELD_KIND, .kind = TEXT_URL, \
		.required = required_, .offset = offsetof(struct body, url), \
		.about = "where the seller is called: https, public" \
	}
#define KEY_FIELD(body) \
	{ \
		.name = "key", .type = FIELD_TEXT, .min = KEY_CHARS_MIN, \
		.max = KEY_CHARS_MAX, .offset = offsetof(struct body, key), \
		.about = "the access key; not given: the one that is kept" \
	}

/*
 * The path's product, of the caller.  Only what is delivered as a SaaS or as
 * a licence has an endpoint: else ERR_STATE, which was said.
 */
enum err endpoint_product(struct call *c, struct listing_row *row) MUST_CHECK;

/* ERR_INVALID, with its pointer. */
enum err endpoint_url_check(struct call *c, struct str url) MUST_CHECK;

/* endpoint_test.c */
extern const struct shape endpoint_test_shape;
enum err endpoint_test(struct call *c) MUST_CHECK;

#endif
