/* What sellers edit of an offer, and what they begin one from. */
#ifndef STORE_OFFER_DRAFT_H
#define STORE_OFFER_DRAFT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct offer_draft {
	struct id offer_id;
	struct str body;		/* JSON, OfferTerms */
	int64_t updated_at_us;
	struct id updated_by;
	int64_t row_version;
};

struct offer_template {
	struct id template_id, seller_id;
	struct str name, body;
	int64_t created_at_us;
};

/* ERR_NOT_FOUND: it has none. */
enum err offer_draft_get(struct db *db, struct arena *a,
    struct offer_draft *out, struct id offer_id) MUST_CHECK;

/*
 * Over the draft of d->row_version, or the first (0); then d->row_version is
 * the new one.  ERR_STALE: another is there.
 */
enum err offer_draft_put(struct db *db, struct offer_draft *d) MUST_CHECK;

/* ERR_STALE: it is of another row_version (0: any), or there is none. */
enum err offer_draft_delete(struct db *db, struct id offer_id,
    int64_t row_version) MUST_CHECK;

/* ERR_EXISTS: the seller has one of this name.  ERR_LIMIT: too many. */
enum { OFFER_TEMPLATES_MAX = 100 };
enum err offer_template_insert(struct db *db, const struct offer_template *t)
    MUST_CHECK;
enum err offer_template_get(struct db *db, struct arena *a,
    struct offer_template *out, struct id template_id, struct id seller_id)
    MUST_CHECK;
/* By name, all; without their bodies. */
enum err offer_templates_of(struct db *db, struct arena *a,
    struct offer_template **templates, size_t *n, struct id seller_id)
    MUST_CHECK;
/* ERR_NOT_FOUND. */
enum err offer_template_delete(struct db *db, struct id template_id,
    struct id seller_id) MUST_CHECK;

#endif
