/* What the host's provisioner called back with: souk-provision(7). */
#ifndef STORE_PROVISION_RESULT_H
#define STORE_PROVISION_RESULT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

enum { PROVISION_EVENT_MAX = 255 };

struct provision_result {
	struct id line_id;
	struct str event_ref;
	bool failed;			/* note is then the reason */
	struct str access_url;
	struct str secret_sealed;	/* aad: the line's id */
	struct str note;
	int64_t received_at_us;
};

/* ERR_NOT_FOUND: nothing was said of this line. */
enum err provision_result_get(struct db *db, struct arena *a,
    struct provision_result *out, struct id line_id) MUST_CHECK;
enum err provision_result_insert(struct db *db,
    const struct provision_result *r) MUST_CHECK;

/* A failure that was looked at; or, of an order, all of its. */
enum err provision_result_drop(struct db *db, struct id line_id) MUST_CHECK;
enum err provision_results_drop(struct db *db, struct id order_id) MUST_CHECK;

/* Was any line of an order said to be made? */
enum err provision_results_made(struct db *db, struct arena *a, bool *out,
    struct id order_id) MUST_CHECK;

/* ERR_NOT_FOUND: no such line. */
enum err provision_order_of(struct db *db, struct arena *a,
    struct id *order_id, struct id line_id) MUST_CHECK;

#endif
