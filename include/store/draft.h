/* What sellers edit: the next revision of a product, until it is published. */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

#define DRAFT_EDITING "EDITING"
#define DRAFT_IN_REVIEW "IN_REVIEW"

struct draft {
	struct id product_id;
	struct str state;
	struct str name;		/* of the body, for lists */
	struct str body;		/* the listing as JSON */
	struct str review_note;		/* .p NULL: none */
	int64_t submitted_at_us;	/* 0: never */
	struct id submitted_by;
	int64_t created_at_us, updated_at_us;
	struct id updated_by;
	struct str editor;		/* read only: the name of that user */
	int64_t row_version;
};

/* ERR_NOT_FOUND: no change of this product is under way. */
enum err draft_get(struct db *db, struct arena *a, struct draft *out,
    struct id product_id) MUST_CHECK;

/* EDITING, its first version.  ERR_EXISTS: there is one. */
enum err draft_insert(struct db *db, const struct draft *d) MUST_CHECK;

/* Name and body, while EDITING.  ERR_STALE: not this version any more. */
enum err draft_save(struct db *db, const struct draft *d) MUST_CHECK;

/* EDITING -> IN_REVIEW.  ERR_STALE. */
enum err draft_submit(struct db *db, const struct draft *d,
    struct id user_id, int64_t now_us) MUST_CHECK;

/* IN_REVIEW -> EDITING; note .p NULL leaves the former.  ERR_STALE. */
enum err draft_return(struct db *db, const struct draft *d, struct str note)
    MUST_CHECK;

/* ERR_STALE: not this version, or not in this state any more. */
enum err draft_delete(struct db *db, const struct draft *d) MUST_CHECK;

#endif
