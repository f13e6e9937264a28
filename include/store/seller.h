/* Selling profiles of companies. */
#ifndef STORE_SELLER_H
#define STORE_SELLER_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct seller {
	struct id seller_id;
	struct id company_id;
	struct str slug, name;
	struct str website, about, support_email;	/* .p NULL: none */
	struct str state;		/* "APPLIED", "ACTIVE", "SUSPENDED" */
	int64_t created_at_us;
	int64_t row_version;
};

/* ERR_EXISTS: the slug is taken. */
enum err seller_insert(struct db *db, const struct seller *s) MUST_CHECK;
enum err seller_by_slug(struct db *db, struct arena *a, struct seller *out,
    struct str slug) MUST_CHECK;

/* All of the site, by slug. */
enum err sellers_all(struct db *db, struct arena *a, struct seller **sellers,
    size_t *n) MUST_CHECK;

/* Name, website, about, support address.  ERR_STALE by row_version. */
enum err seller_update(struct db *db, const struct seller *s) MUST_CHECK;

/* ERR_STATE when it is not in from. */
enum err seller_set_state(struct db *db, struct id seller_id, struct str from,
    struct str to) MUST_CHECK;

#endif
