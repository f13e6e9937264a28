/* What an order line's service is called where its seller provisions it. */
#ifndef STORE_PROVISION_H
#define STORE_PROVISION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct provision {
	struct id line_id, product_id;
	struct str instance_ref;
	bool answered;			/* all when it was made; else it is to
					   be asked for */
	int64_t created_at_us;
};

/* ERR_NOT_FOUND: nothing was answered for this line yet. */
enum err provision_get(struct db *db, struct arena *a, struct provision *out,
    struct id line_id) MUST_CHECK;

/* ERR_EXISTS: the line has one, or the instance is another line's. */
enum err provision_insert(struct db *db, const struct provision *p)
    MUST_CHECK;

/* Has the product's endpoint made any? */
enum err provisions_any(struct db *db, struct arena *a, bool *out,
    struct id product_id) MUST_CHECK;

#endif
