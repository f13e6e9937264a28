/* What images run on: regions, sizes of servers, and what those cost. */
#ifndef STORE_FLAVOUR_H
#define STORE_FLAVOUR_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/price.h"

struct region {
	struct str code, name;
	int64_t position;
	bool closed;			/* no new servers */
};

struct flavour {
	struct str region, code;
	int64_t vcpus, memory_gib, position;
	bool closed;			/* no new servers */
};

struct flavour_price {
	struct str region, flavour;
	enum billing_mode mode;
	struct money amount;		/* net, per server and period */
};

/* All of them, in the order of display. */
enum err regions_all(struct db *db, struct arena *a, struct region **regions,
    size_t *n) MUST_CHECK;
enum err flavours_all(struct db *db, struct arena *a,
    struct flavour **flavours, size_t *n) MUST_CHECK;
enum err flavour_prices_all(struct db *db, struct arena *a,
    struct flavour_price **prices, size_t *n) MUST_CHECK;

/* Written over what is there under the same code. */
enum err region_put(struct db *db, const struct region *r) MUST_CHECK;
enum err flavour_put(struct db *db, const struct flavour *f) MUST_CHECK;
enum err flavour_price_put(struct db *db, const struct flavour_price *p)
    MUST_CHECK;

/* What a product's image can be started on. */
struct server_sale {
	struct region region;
	struct flavour flavour;
	enum billing_mode mode;
	struct money amount;
	struct str image;		/* its name in the region */
};

struct server_choice {
	struct str region, flavour;	/* .p NULL: whichever comes first */
	enum billing_mode mode;
	struct currency currency;
};

/*
 * Open flavours that are large enough, with a price in the mode and
 * currency: by region, then as displayed; the first one, or all.
 * ERR_NOT_FOUND: there is none such.
 */
enum err server_sale_get(struct db *db, struct arena *a,
    struct server_sale *out, struct id product_id,
    const struct server_choice *choice) MUST_CHECK;
/* In every mode; at most limit. */
enum err server_sales_of(struct db *db, struct arena *a,
    struct server_sale **sales, size_t *n, struct id product_id,
    struct currency currency, int64_t limit) MUST_CHECK;

/* Which of the regions there are, by code. */
enum err regions_known(struct db *db, struct arena *a, bool *known,
    const struct str *codes, size_t n) MUST_CHECK;

#endif
