/*
 * What was delivered for an order's lines, and how long it runs.  A service
 * stays with the order that it was delivered for; renewals of that order
 * (store/order.h) only lengthen its term.
 */
#ifndef STORE_SERVICE_H
#define STORE_SERVICE_H

#include "base/arena.h"
#include "base/bounds.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/term.h"

struct service {
	struct id service_id, line_id, order_id, company_id;
	struct str access_url;		/* may be empty */
	struct str secret_sealed;	/* may be empty; aad: the service's id */
	struct str note;
	int64_t delivered_at_us;
	int64_t term_ends_at_us;	/* 0: no end */
	struct id term_order_id;	/* whose term runs; nil: order_id's */
	struct term term;		/* .periods 0: no end */
	int64_t reminded;		/* index, or REMINDED_NEVER */
	int64_t next_step_at_us;	/* 0: nothing follows from the clock */
	int64_t ended_at_us;		/* 0: it is served */
	int64_t row_version;
	struct str driver;		/* "endpoint", "webhook", ...; .p NULL:
					   delivered by hand */
	struct str access;		/* "OPEN", "FROZEN", "RELEASED" */
	int64_t told_at_us;		/* read only; 0: not since delivery */
	int64_t revealed_at_us;		/* read only; 0: not shown, or not of
					   what is shown once */
	int64_t position;		/* read only: its line's */
};

#define SERVICE_OPEN "OPEN"
#define SERVICE_FROZEN "FROZEN"
#define SERVICE_RELEASED "RELEASED"

/* ERR_EXISTS: a line is delivered once. */
enum err services_insert(struct db *db, const struct service *s, size_t n)
    MUST_CHECK;

/* Of all the orders named, in the order's and then the line's order. */
enum err services_of(struct db *db, struct arena *a, struct service **services,
    size_t *n, const struct id *order_ids, size_t norders) MUST_CHECK;

/* company_id nil: any company's. */
enum err service_get(struct db *db, struct arena *a, struct service *out,
    struct id service_id, struct id company_id) MUST_CHECK;

/* The same of one order, locked; lock order: the order's row first. */
enum err services_lock_of(struct db *db, struct arena *a,
    struct service **services, size_t *n, struct id order_id) MUST_CHECK;

/* Writes term, reminder, step and end; ERR_STALE when it has changed. */
enum err service_write(struct db *db, const struct service *s) MUST_CHECK;

/*
 * A company's, newest first, after the one named (nil: from the first).
 * Asks for one more than limit to tell whether there is a next page.
 */
enum err services_of_company(struct db *db, struct arena *a,
    struct service **services, size_t *n, struct id company_id,
    struct id after, int64_t limit) MUST_CHECK;

/* First orders of services that something is due of, soonest first. */
enum err services_due(struct db *db, struct arena *a, struct id **order_ids,
    size_t *n, int64_t now_us, int64_t limit) MUST_CHECK;

/* Whoever's.  ERR_NOT_FOUND. */
enum err service_find(struct db *db, struct arena *a, struct service *out,
    struct id service_id) MUST_CHECK;

/* The same, and locked for the rest of the transaction. */
enum err service_lock(struct db *db, struct arena *a, struct service *out,
    struct id service_id) MUST_CHECK;

/* Over a row that was locked. */
enum err service_set_access(struct db *db, struct id service_id,
    const char *access) MUST_CHECK;
/* The worker looks at the new end at once. */
enum err service_set_term(struct db *db, struct id service_id,
    int64_t term_ends_at_us) MUST_CHECK;
enum err service_told(struct db *db, struct id service_id, int64_t now_us)
    MUST_CHECK;

/* What is shown once was shown; repeated, the first time counts. */
enum err service_revealed(struct db *db, struct id service_id,
    int64_t now_us) MUST_CHECK;

/* Wipes the secrets that were shown before then; *wiped: at most limit. */
enum err services_wipe(struct db *db, int64_t before_us, int64_t limit,
    uint64_t *wiped) MUST_CHECK;

/* All of the site, newest first, at most limit. */
enum err services_all(struct db *db, struct arena *a,
    struct service **services, size_t *n, int64_t limit) MUST_CHECK;

#endif
