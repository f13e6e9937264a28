/*
 * Products and what hangs on them, read and written set by set: one
 * statement for all products of a call, never one for each.
 */
#ifndef STORE_PRODUCT_H
#define STORE_PRODUCT_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/price.h"

struct product {
	struct id product_id, seller_id, category_id;
	struct str slug;
	enum delivery_type delivery;
	struct str state;		/* "LIVE", "HIDDEN", "RESTRICTED", ... */
	int64_t revision;
	struct str logo;		/* file in DATA_DIR/media; .p NULL */
	struct str website, licence, platforms, regions, support_email,
	    support_url, version;	/* .p NULL: none */
	int64_t refund_days;
	int64_t created_at_us, updated_at_us;
	int64_t live_at_us;		/* first approved; 0: never */
	int64_t catalogue_revision;	/* of the last change buyers see */
};

struct product_text {
	struct id product_id;
	struct str locale, name, summary;
	struct str description;		/* Markdown */
	struct str keywords;		/* comma separated; .p NULL: none */
};

struct product_agreement {
	struct id product_id;
	struct hash document;
	int64_t position;
	struct str locale, title, text;	/* read only: of the document */
};

struct plan {
	struct id plan_id, product_id;
	struct str code;
	int64_t position;
	bool retired;
};

struct plan_text {
	struct id plan_id;
	struct str locale, name, summary;
};

struct plan_option {
	struct id plan_id;
	int64_t position;
	struct str name, value;
};

struct plan_capacity {
	struct id plan_id;
	int64_t position;
	struct capacity capacity;
};

struct plan_price {
	struct id plan_id;
	struct price price;
};

struct product_screenshot {
	struct id product_id;
	int64_t position;		/* from 1 */
	struct str file;		/* in DATA_DIR/media */
	int64_t width, height;		/* pixels */
	struct str alt;
};

struct product_release {
	struct id product_id;
	int64_t position;		/* from 1, newest first */
	struct str version;
	struct str released_on;		/* 2026-11-23 */
	struct str notes;		/* Markdown */
};

struct product_image {
	struct id product_id;
	struct str region, image;
	int64_t min_vcpus, min_memory_gib;
};

/* A part of the catalogue; all arrays live in the reader's arena. */
struct product_set {
	struct product *products;
	struct product_text *texts;
	struct product_agreement *agreements;
	struct plan *plans;
	struct plan_text *plan_texts;
	struct plan_option *options;
	struct plan_capacity *capacities;
	struct plan_price *prices;
	struct product_screenshot *screenshots;
	struct product_release *releases;
	struct product_image *images;	/* written only: quotes read them */
	size_t nproducts, ntexts, nagreements, nplans, nplan_texts, noptions,
	    ncapacities, nprices, nscreenshots, nreleases, nimages;
};

/*
 * All products with all parts (plans that are retired too), ten
 * queries: products by id, parts by their owner's id and position.
 */
enum err product_set_read(struct db *db, struct arena *a,
    struct product_set *out) MUST_CHECK;

/*
 * The same of the next products by id, at most limit (nproducts 0: there
 * are no more), and of at most LIST_MAX products by their ids; agreements
 * without their texts.
 */
enum err product_set_read_next(struct db *db, struct arena *a,
    struct product_set *out, struct id after, size_t limit) MUST_CHECK;
enum err product_set_read_ids(struct db *db, struct arena *a,
    struct product_set *out, const struct id *ids, size_t n) MUST_CHECK;

/* New rows of every part; documents must stand. */
enum err product_set_insert(struct db *db, const struct product_set *set)
    MUST_CHECK;

/*
 * What a product is, without its parts: revision and updated_at move on,
 * and it has been live from now on if it never was.
 */
enum err product_update(struct db *db, const struct product *p) MUST_CHECK;
/* ERR_NOT_FOUND. */
enum err product_revision(struct db *db, struct arena *a, int64_t *revision,
    struct id product_id) MUST_CHECK;

/* Retired ones too. */
enum err plans_of(struct db *db, struct arena *a, struct plan **plans,
    size_t *n, struct id product_id) MUST_CHECK;
enum err plans_retire(struct db *db, struct id product_id) MUST_CHECK;

/* The parts of a product but its plans' rows, to be inserted anew. */
enum err product_parts_delete(struct db *db, struct id product_id) MUST_CHECK;
enum err plan_update(struct db *db, const struct plan *p) MUST_CHECK;

/* ERR_NOT_FOUND: no such slug. */
enum err product_by_slug(struct db *db, struct arena *a, struct product *out,
    struct str slug) MUST_CHECK;
/* ERR_STATE when it is not in from. */
enum err product_set_state(struct db *db, struct id product_id,
    struct str from, struct str to, int64_t now_us) MUST_CHECK;

#endif
