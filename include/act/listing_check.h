/* What is wrong with a listing, said so that its seller can mend it. */
#ifndef ACT_LISTING_CHECK_H
#define ACT_LISTING_CHECK_H

#include "act/act.h"
#include "domain/price.h"
#include "store/media.h"
#include "wire/listing.h"

/* What the site asks of its listings. */
struct listing_rules {
	const struct str *locales;	/* the first must be there */
	size_t nlocales;
	const struct currency *currencies;
	size_t ncurrencies;
	struct currency currency;	/* must have a price */
};

/* What it names, as it was found in the database. */
struct listing_found {
	bool category;
	struct id category_id;
	struct media *media;
	size_t nmedia;
	bool support;			/* the seller has a support address */
	bool regions[LISTING_IMAGES_MAX];	/* of each image */
};

/* Looks all of it up.  Reads only. */
enum err listing_look_up(struct db *db, struct arena *a,
    struct listing_found *out, const struct listing_body *l, struct id seller_id,
    struct id product_id) MUST_CHECK;

/*
 * faults keep it from being submitted, warnings do not.  Each is cut at
 * WIRE_FAULTS_MAX.
 */
void listing_check(struct arena *a, struct wire_faults *faults,
    struct wire_faults *warnings, const struct listing_body *l,
    enum delivery_type delivery, const struct listing_rules *rules,
    const struct listing_found *found);

/* The file's size; NULL: not one that it may show. */
const struct media *listing_media(const struct listing_found *found,
    struct str file);

#endif
