/*
 * Fulfilment drivers.  A driver is told of one order line and says what was
 * delivered, or that somebody will enter it later; it reads and writes no
 * database.  Running it twice for the same line gives the same answer.
 */
#ifndef PROVISION_PROVISION_H
#define PROVISION_PROVISION_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/price.h"

struct provision_line {
	struct id order_id, line_id;
	struct str product_slug, product_name, plan_code, plan_name;
	enum delivery_type delivery;
	int64_t quantity;
};

struct delivered {
	struct str access_url; /* empty: nothing to open */
	struct str secret;     /* licence keys or first sign-in, one
					   a line; act seals it */
	struct str note;       /* plain text for the buyer */
};

enum provision_outcome {
	PROVISION_DELIVERED,
	PROVISION_PENDING /* an operator's task is to be opened */
};

struct provision_config {
	struct str driver;     /* "record" or "demo" */
	struct str demo_range; /* "192.0.2.0/24" */
	struct str key;	       /* derives what demo hands out */
};

/*
 * ERR_CONFIG: no such driver.  Other errors: try again later, with *why
 * (may be NULL) for the log.
 */
enum err provision_run(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why) MUST_CHECK;

#endif
