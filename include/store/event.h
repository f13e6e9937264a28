/* The event log: every transition, who and why.  Append-only. */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct event {
	struct id event_id;
	struct str subject;		/* "order", "payment", "bill", ... */
	struct id subject_id;
	struct str kind;		/* "placed", "captured", ... */
	struct str from_state;		/* .p NULL: it began here */
	struct str to_state;		/* .p NULL: no state changed */
	struct str actor;		/* "user", "operator", "worker", ... */
	struct id actor_id;		/* nil: not a user */
	struct str reason;		/* .p NULL: none */
	int64_t created_at_us;
};

/* Of a bill: an operator looked at it; nothing changed, no buyer is told. */
#define EVENT_READ "read"
/* What a stage's bill is to name; its reason has it, for the buyer alone. */
#define EVENT_REFERENCED "referenced"

enum { EVENTS_AT_ONCE = 8, EVENTS_OF_ORDER_MAX = 100 };

enum err events_insert(struct db *db, const struct event *events, size_t n)
    MUST_CHECK;

/*
 * Of an order, its payments, bills, services, refunds and handovers, oldest
 * first, but not who has read them.
 */
enum err events_of_order(struct db *db, struct arena *a,
    struct event **events, size_t *n, struct id order_id) MUST_CHECK;

/*
 * Of an order in stages, of them and of their bills, newest first, at most
 * EVENTS_OF_STAGES_MAX: what was only planned is not told.  sides: of each,
 * "buyer" or "seller" where its user is of that side, else its actor.
 */
enum { EVENTS_OF_STAGES_MAX = 200 };
enum err events_of_stages(struct db *db, struct arena *a,
    struct event **events, struct str **sides, size_t *n, struct id order_id)
    MUST_CHECK;

/* Of one subject, newest first, at most LIST_MAX. */
enum err events_of(struct db *db, struct arena *a, struct event **events,
    size_t *n, struct id subject_id) MUST_CHECK;

#endif
