/* What buyers bought: each published listing, kept for ever. */
#ifndef STORE_REVISION_H
#define STORE_REVISION_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/price.h"

struct revision {
	struct id product_id;
	int64_t revision;
	struct str body;		/* the listing as JSON */
	int64_t bytes;			/* of the body */
	int64_t published_at_us;
	struct id published_by;		/* nil: by soukctl */
	struct str publisher;		/* read only: the user's name */
};

enum err revisions_insert(struct db *db, const struct revision *rows,
    size_t n) MUST_CHECK;

/* ERR_NOT_FOUND. */
enum err revision_get(struct db *db, struct arena *a, struct revision *out,
    struct id product_id, int64_t revision) MUST_CHECK;

/* Newest first, without their bodies; before 0: from the newest. */
enum err revisions_list(struct db *db, struct arena *a,
    struct revision **revisions, size_t *n, struct id product_id,
    int64_t before, int64_t limit) MUST_CHECK;

/* Every product, and what is in force of it by its body's SHA-256. */
struct revision_mark {
	struct id product_id, seller_id, category_id;
	struct str slug;
	enum delivery_type delivery;
	bool has_body;
	struct hash body;
};
enum err revision_marks(struct db *db, struct arena *a,
    struct revision_mark **marks, size_t *n) MUST_CHECK;

#endif
