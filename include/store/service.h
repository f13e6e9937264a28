/* What was delivered for an order's lines. */
#ifndef STORE_SERVICE_H
#define STORE_SERVICE_H

#include "base/arena.h"
#include "base/bounds.h"
#include "base/id.h"
#include "db/db.h"

struct service {
	struct id service_id, line_id, order_id, company_id;
	struct str access_url;		/* may be empty */
	struct str secret_sealed;	/* may be empty; aad: the service's id */
	struct str note;
	int64_t delivered_at_us;
	int64_t term_ends_at_us;	/* 0: no end */
};

/* ERR_EXISTS: a line is delivered once. */
enum err services_insert(struct db *db, const struct service *s, size_t n)
    MUST_CHECK;
enum err services_of(struct db *db, struct arena *a, struct service **services,
    size_t *n, const struct id *order_ids, size_t norders) MUST_CHECK;
enum err service_get(struct db *db, struct arena *a, struct service *out,
    struct id service_id, struct id company_id) MUST_CHECK;

#endif
