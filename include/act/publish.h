/*
 * Puts listings into the tables that buyers' pages, quotes and orders
 * read, each as its product's next revision, and keeps that revision.
 */
#ifndef ACT_PUBLISH_H
#define ACT_PUBLISH_H

#include "act/act.h"
#include "domain/price.h"
#include "store/media.h"
#include "wire/listing.h"

enum { PUBLISH_MAX = 256 };

struct publication {
	struct id product_id;		/* is_new: set here */
	struct id seller_id, category_id;
	bool is_new;			/* there is no such product yet */
	struct str slug;		/* of a new one */
	enum delivery_type delivery;
	const struct listing_body *listing;	/* without faults */
	struct str json;		/* its listing_json() */
	const struct media *media;	/* sizes of its screenshots */
	size_t nmedia;
	struct id published_by;		/* nil: by soukctl */
	int64_t revision;		/* set here */
};

/*
 * In the caller's transaction, whose last writes these should be: rows of
 * each product replaced (plans keep their ids by their codes, those that
 * are gone are retired), documents kept by their hash, revisions written,
 * the catalogue's revision marked.  New products are LIVE.  At most
 * PUBLISH_MAX.
 */
enum err listings_publish(struct act *act, struct publication *p, size_t n)
    MUST_CHECK;

#endif
