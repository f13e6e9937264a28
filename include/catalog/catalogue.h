/*
 * The storefront's catalogue: an immutable view of what is on sale.  Shared
 * by threads without a lock; freed when the last one lets go.
 *
 * A product is known by its number, which holds within one view: keep no
 * number from one request to the next.  Products lie packed in segments
 * (catalog/segment.h); catalogue_product() unpacks one.
 */
#ifndef CATALOG_CATALOGUE_H
#define CATALOG_CATALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "catalog/facet.h"
#include "catalog/segment.h"
#include "domain/price.h"

struct db;

#define NO_PRODUCT UINT32_MAX
enum {
	NO_CATEGORY = -1,
	NO_SELLER = -1,
	RELATED_MAX = 4,
	POPULAR_MAX = 100,
	NEAR_WORDS_MAX = 6
};

struct catalogue_category {
	struct str slug;
	int32_t parent;			/* index, or NO_CATEGORY */
	uint32_t end;			/* descendants are i + 1 .. end - 1 */
	uint32_t products;		/* listed, descendants included */
	struct str *name;		/* a locale each */
	struct str *description;
	struct str *near;		/* the words of its slug, and of its
					   name in each locale */
	uint32_t *near_letters;		/* index_letters() of each */
};

struct catalogue_seller {
	struct str slug, name;
	struct str website, support_email;	/* .p NULL: none */
	struct str about, about_html;	/* Markdown, and made of it */
	bool active;			/* others sell nothing */
	int64_t since_us;		/* when it was let in */
	uint32_t products;		/* listed */
};

struct catalogue_option {
	struct str name, value;
};

struct catalogue_plan {
	struct id plan_id;
	struct str code;
	struct str *name, *summary;	/* a locale each */
	const struct catalogue_option *options;
	size_t noptions;
	struct plan_terms terms;
};

struct catalogue_agreement {
	uint8_t document[32];		/* SHA-256 of its text */
	struct str title, html;
};

struct catalogue_screenshot {
	struct str file, alt;
	uint32_t width, height;
};

struct catalogue_release {
	struct str version, date;	/* "2026-11-23" */
	struct str notes_html;
};

enum listing {
	LISTING_LIVE,			/* listed and sold */
	LISTING_HIDDEN,			/* sold by its link, not listed */
	LISTING_GONE			/* not on sale any more: 410 */
};

struct catalogue_product {
	struct id product_id;
	struct str slug;
	uint32_t seller, category;	/* indices */
	enum listing listing;
	enum delivery_type delivery;
	uint32_t number;		/* in this view */
	struct str logo, website, licence, platforms, regions, version,
	    support_email, support_url;	/* .p NULL: none */
	int64_t refund_days;
	int64_t created_at_us, updated_at_us;
	bool pinned;			/* an operator's pick */
	bool popular;			/* pinned, or ordered lately */
	uint32_t popular_rank;		/* from 1; 0: not among the first
					   POPULAR_MAX popular ones */
	bool has_from;
	struct money from;		/* least price in the site's currency */
	enum billing_mode from_mode;
	struct str *name, *summary;	/* a locale each */
	/* From here on: not in a card. */
	struct str *description_html;	/* a locale each */
	const struct catalogue_plan *plans;
	size_t nplans;
	const struct catalogue_agreement *agreements;
	size_t nagreements;
	const struct catalogue_screenshot *screenshots;
	size_t nscreenshots;
	const struct catalogue_release *releases;	/* newest first */
	size_t nreleases;
	uint32_t related[RELATED_MAX];	/* numbers */
	size_t nrelated;
};

/*
 * Makes it the product's "from" price if it is a plan's own in currency, for
 * one, and the least so far; of equal ones by month, by year, once.
 */
void catalogue_consider_from(struct catalogue_product *p,
    const struct price *price, struct currency currency);

/* A segment as a view shows it; its product 0 is the view's `first`. */
struct catalogue_part {
	struct segment *segment;
	uint32_t first;
	uint64_t *listed;		/* a bit for each of its live ones */
	uint32_t nlisted;
};

/* What a facet's counts are shown with: facet_value.index finds it. */
struct catalogue_values {
	struct catalogue_value {
		struct str text;	/* as in a URL; .p NULL: not shown */
		struct str *json;	/* a locale each: of config.value() */
	} *at;
	uint32_t n;
	uint32_t *order;		/* indices by text, where lists go so */
};

struct catalogue {
	struct arena *arena;		/* of what is the view's own */
	_Atomic unsigned refs;
	int64_t revision;
	struct currency currency;
	const struct str *locales;
	size_t nlocales;
	/* Depth first: a parent comes before its children. */
	struct catalogue_category *categories;
	size_t ncategories;
	struct catalogue_seller *sellers;	/* by slug */
	size_t nsellers;
	struct str categories_json[LOCALES_MAX];
	struct str categories_html[LOCALES_MAX];	/* of config.menu() */
	/* Their names, by index: catalog/named.h. */
	struct index *category_names, *seller_names;
	size_t nproducts, nlisted;
	bool stale;			/* the base has other names of its
					   categories and sellers indexed */
	/* The base, and a delta when something has changed since. */
	struct catalogue_part parts[2];
	size_t nparts;
	/*
	 * What follows is for this layer.  Segments name categories and
	 * sellers by ordinals, which stay when the tables change.
	 */
	struct ordinals category_ordinals, seller_ordinals;
	int32_t *category_of, *seller_of;	/* NO_CATEGORY, NO_SELLER: gone */
	uint32_t *category_ordinal, *seller_ordinal;
	uint64_t *gone;			/* base products that are not so now */
	uint32_t *counts[FACET__MAX];	/* of all that is listed, by value */
	size_t nvalues[FACET__MAX];
	struct catalogue_values values[FACET__MAX];
	/* Where the delta's live products stand: catalog/select.h. */
	uint64_t *delta_keys[1 + SEGMENT_ORDERS];
	uint32_t popular[POPULAR_MAX];
	uint32_t npopular;
};

struct catalogue_config {
	const struct str *locales;	/* the first is the fallback */
	size_t nlocales;
	struct currency currency;	/* of the "from" prices */
	/* Markdown to safe HTML; html/markdown.h is not ours to include. */
	enum err (*markdown)(struct buf *out, struct str text, unsigned top);
	/* What every page says of the categories, once a view; or NULL. */
	void (*menu)(struct buf *out, const struct catalogue *c, size_t locale,
	    const void *arg);
	/* How JSON begins a facet's value, up to its count; or NULL. */
	void (*value)(struct buf *out, struct arena *scratch,
	    const struct catalogue *c, size_t locale, enum facet f,
	    const struct facet_value *value, const void *arg);
	const void *arg;		/* of menu and value */
	/* Set by another thread: loading ends soon, with ERR_BUSY.  NULL:
	   nobody does. */
	const _Atomic bool *stop;
};

/* How many products are not as they are in the base. */
size_t catalogue_changed_n(const struct catalogue *c);

struct catalogue *catalogue_ref(struct catalogue *c);
/* Does anyone else have a reference? */
bool catalogue_is_shared(const struct catalogue *c);
void catalogue_unref(struct catalogue *c);

/* The number of the product with this slug, or NO_PRODUCT. */
uint32_t catalogue_find(const struct catalogue *c, struct str slug);

/*
 * A product, unpacked into the arena; its texts lie in the catalogue.
 * catalogue_card() leaves out what a list does not show.  NULL: out of
 * memory.
 */
const struct catalogue_product *catalogue_product(struct arena *a,
    const struct catalogue *c, uint32_t number);
const struct catalogue_product *catalogue_card(struct arena *a,
    const struct catalogue *c, uint32_t number);

/* Its card will be asked for in a moment: memory is far away. */
void catalogue_expect(const struct catalogue *c, uint32_t number);

/* Its slug alone, without unpacking. */
struct str catalogue_slug(const struct catalogue *c, uint32_t number);
/* The same of its last change. */
int64_t catalogue_updated_at_us(const struct catalogue *c, uint32_t number);

/*
 * Walks what is listed: the least number of a listed product that is not
 * below *number; false when there is none.
 */
bool catalogue_next_listed(const struct catalogue *c, uint32_t *number);

/* Indices, or NO_CATEGORY, NO_SELLER. */
int32_t catalogue_category(const struct catalogue *c, struct str slug);
int32_t catalogue_seller(const struct catalogue *c, struct str slug);

#endif
