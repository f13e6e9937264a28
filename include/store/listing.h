/*
 * Products as their sellers and the operator see them: whatever their
 * state, with the change that is under way.
 */
#ifndef STORE_LISTING_H
#define STORE_LISTING_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/price.h"

struct listing_row {
	struct id product_id, seller_id;
	struct str slug, state;
	struct str state_reason;	/* .p NULL: none */
	struct str name;		/* published, else of the draft */
	struct str category;		/* its slug */
	enum delivery_type delivery;
	int64_t revision;		/* 0: never published */
	int64_t live_at_us, updated_at_us;
	struct str seller_slug, seller_name, seller_state;
	/* of the draft; state .p NULL: there is none */
	struct str draft_state, review_note, submitter;
	int64_t submitted_at_us, draft_updated_at_us, draft_version;
};

/*
 * seller_id nil: whoever's.  locale: the site's first, for names.
 * ERR_NOT_FOUND: no such product, or somebody else's.
 */
enum err listing_row_get(struct db *db, struct arena *a,
    struct listing_row *out, struct id product_id, struct id seller_id,
    struct str locale) MUST_CHECK;

/* A seller's, newest first, those before the given id (nil: all). */
enum err listing_rows_of(struct db *db, struct arena *a,
    struct listing_row **rows, size_t *n, struct id seller_id,
    struct id before, int64_t limit, struct str locale) MUST_CHECK;

/* All of the site by slug, those after it; for soukctl. */
enum err listing_rows_all(struct db *db, struct arena *a,
    struct listing_row **rows, size_t *n, struct str after, int64_t limit,
    struct str locale) MUST_CHECK;

/* What waits for the operator, longest first, after the given place. */
enum err listing_rows_waiting(struct db *db, struct arena *a,
    struct listing_row **rows, size_t *n, int64_t after_us,
    struct id after_id, int64_t limit, struct str locale) MUST_CHECK;
enum err listings_waiting(struct db *db, struct arena *a, int64_t *n)
    MUST_CHECK;

/* ERR_NOT_FOUND: no such slug. */
enum err listing_id(struct db *db, struct arena *a, struct id *product_id,
    struct str slug) MUST_CHECK;

/* A product that was never published.  ERR_EXISTS: the slug is taken. */
struct listing_new {
	struct id product_id, seller_id, category_id;
	struct str slug;
	enum delivery_type delivery;
	int64_t now_us;
};
enum err listing_insert(struct db *db, const struct listing_new *l)
    MUST_CHECK;

/* While it is a DRAFT.  ERR_STATE; ERR_EXISTS: the slug is taken. */
enum err listing_rename(struct db *db, struct id product_id, struct str slug,
    enum delivery_type delivery, int64_t now_us) MUST_CHECK;

/* Of what was never published.  ERR_STATE: it was. */
enum err listing_delete(struct db *db, struct id product_id) MUST_CHECK;

/* reason .p NULL: none.  ERR_STATE: it is not in from any more. */
enum err listing_move(struct db *db, struct id product_id, const char *from,
    const char *to, struct str reason, int64_t now_us) MUST_CHECK;

#endif
