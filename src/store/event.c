#include "store/event.h"

#include <assert.h>

#include "base/bounds.h"

enum { EVENT_COLUMNS = 10 };

static const char event_insert_rows_sql[] =
    "INSERT INTO events (event_id, subject, subject_id, kind, from_state, "
    "to_state, actor, actor_id, reason, created_at) VALUES";

enum err
events_insert(struct db *db, const struct event *events, size_t n)
{
	struct db_arg args[EVENTS_AT_ONCE * EVENT_COLUMNS];
	struct db_arg *arg = args;

	assert(n <= EVENTS_AT_ONCE);
	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		*arg++ = db_id(e->event_id);
		*arg++ = db_str(e->subject);
		*arg++ = db_id(e->subject_id);
		*arg++ = db_str(e->kind);
		*arg++ = db_str(e->from_state);
		*arg++ = db_str(e->to_state);
		*arg++ = db_str(e->actor);
		*arg++ = db_id(e->actor_id);
		*arg++ = db_str(e->reason);
		*arg++ = db_us(e->created_at_us);
	}
	return db_insert_rows(
	    db, event_insert_rows_sql, EVENT_COLUMNS, args, n);
}

#define EVENT_SELECT \
	"SELECT e.event_id, e.subject, e.subject_id, e.kind, " \
	"e.from_state, e.to_state, e.actor, e.actor_id, e.reason, " \
	"e.created_at FROM "

static const char events_of_order_sql[] = EVENT_SELECT
    "events e WHERE e.subject_id = ? "
    "UNION ALL " EVENT_SELECT "payments p JOIN events e "
    "ON e.subject_id = p.payment_id WHERE p.order_id = ? "
    "UNION ALL " EVENT_SELECT "bills b JOIN events e "
    "ON e.subject_id = b.bill_id WHERE b.order_id = ? "
    "AND e.kind <> '" EVENT_READ "' "
    "UNION ALL " EVENT_SELECT "services s JOIN events e "
    "ON e.subject_id = s.service_id WHERE s.order_id = ? "
    "UNION ALL " EVENT_SELECT "refunds r JOIN events e "
    "ON e.subject_id = r.refund_id WHERE r.order_id = ? "
    "UNION ALL " EVENT_SELECT "handovers h JOIN events e "
    "ON e.subject_id = h.handover_id WHERE h.order_id = ? "
    "ORDER BY created_at, event_id LIMIT ?";

/* sides NULL: the rows do not tell them. */
static enum err
events_read(struct arena *a, struct event **events, struct str *sides,
    size_t *n, struct db_result *r)
{
	struct event *list = ARENA_NEWS(a, struct event, r->rows);

	if (list == NULL)
		return ERR_NOMEM;
	*events = list;
	*n = r->rows;
	for (; db_next(r); list++) {
		list->event_id = db_get_id(r, 0);
		list->subject = db_get_str(r, 1);
		list->subject_id = db_get_id(r, 2);
		list->kind = db_get_str(r, 3);
		list->from_state = db_get_str(r, 4);
		list->to_state = db_get_str(r, 5);
		list->actor = db_get_str(r, 6);
		list->actor_id = db_get_id(r, 7);
		list->reason = db_get_str(r, 8);
		list->created_at_us = db_get_us(r, 9);
		if (sides != NULL)
			*sides++ = db_get_str(r, 10);
	}
	return OK;
}

enum err
events_of_order(struct db *db, struct arena *a, struct event **events,
    size_t *n, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, events_of_order_sql,
	    DB_ARGS(db_id(order_id), db_id(order_id), db_id(order_id),
		db_id(order_id), db_id(order_id), db_id(order_id),
		db_i64(EVENTS_OF_ORDER_MAX)));

	return e == OK ? events_read(a, events, NULL, n, &r) : e;
}

/* Whose user it was, as the user is today. */
static const char events_of_stages_sql[] =
    "SELECT x.*, CASE WHEN x.actor <> 'user' THEN x.actor "
    "WHEN u.company_id = o.company_id THEN 'buyer' "
    "WHEN u.company_id = s.company_id THEN 'seller' ELSE x.actor END "
    "FROM (" EVENT_SELECT "events e WHERE e.subject_id = ? "
    "UNION ALL " EVENT_SELECT "bills b JOIN events e "
    "ON e.subject_id = b.bill_id WHERE b.order_id = ? "
    "AND e.kind <> '" EVENT_READ "' "
    "UNION ALL " EVENT_SELECT "handovers h JOIN events e "
    "ON e.subject_id = h.handover_id "
    "WHERE h.order_id = ? AND e.kind <> 'planned' "
    "ORDER BY created_at DESC, event_id DESC LIMIT ?) AS x "
    "JOIN orders AS o ON o.order_id = ? "
    "JOIN sellers AS s ON s.seller_id = o.seller_id "
    "LEFT JOIN users AS u ON u.user_id = x.actor_id "
    "ORDER BY x.created_at DESC, x.event_id DESC";

enum err
events_of_stages(struct db *db, struct arena *a, struct event **events,
    struct str **sides, size_t *n, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, events_of_stages_sql,
	    DB_ARGS(db_id(order_id), db_id(order_id), db_id(order_id),
		db_i64(EVENTS_OF_STAGES_MAX), db_id(order_id)));

	if (e != OK)
		return e;
	*sides = ARENA_NEWS(a, struct str, r.rows);
	return *sides == NULL ? ERR_NOMEM
			      : events_read(a, events, *sides, n, &r);
}

static const char events_of_sql[] = EVENT_SELECT
    "events e WHERE e.subject_id = ? "
    "ORDER BY e.created_at DESC, e.event_id DESC LIMIT ?";

enum err
events_of(struct db *db, struct arena *a, struct event **events, size_t *n,
    struct id subject_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, events_of_sql,
	    DB_ARGS(db_id(subject_id), db_i64(LIST_MAX)));

	return e == OK ? events_read(a, events, NULL, n, &r) : e;
}
