/* The gateways' events: each is kept once and applied once. */
#include "store/payment.h"

static const char payment_event_insert_sql[] =
    "INSERT INTO payment_events (gateway, event_ref, gateway_ref, kind, "
    "received_at) VALUES (?, ?, ?, ?, ?)";

enum err
payment_event_insert(struct db *db, const struct payment_notice *e)
{
	return db_exec(db, NULL, payment_event_insert_sql,
	    DB_ARGS(db_str(e->gateway), db_str(e->event_ref),
		db_str(e->gateway_ref), db_str(e->kind),
		db_us(e->received_at_us)));
}

static const char payment_event_record_sql[] =
    "INSERT INTO payment_events (gateway, event_ref, gateway_ref, kind, "
    "received_at, applied_at, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)";
static const char payment_event_close_sql[] =
    "UPDATE payment_events SET applied_at = ?, outcome = ? "
    "WHERE gateway = ? AND event_ref = ? AND applied_at IS NULL";

enum err
payment_event_close(struct db *db, bool *applied,
    const struct payment_notice *e, struct str outcome, int64_t now_us)
{
	uint64_t changed = 0;
	enum err err = ERR_EXISTS;

	if (!e->kept)
		err = db_exec(db, &changed, payment_event_record_sql,
		    DB_ARGS(db_str(e->gateway), db_str(e->event_ref),
			db_str(e->gateway_ref), db_str(e->kind),
			db_us(e->received_at_us), db_us(now_us),
			db_str(outcome)));
	/* Sent again, or kept when it could not be applied. */
	if (err == ERR_EXISTS)
		err = db_exec(db, &changed, payment_event_close_sql,
		    DB_ARGS(db_us(now_us), db_str(outcome), db_str(e->gateway),
			db_str(e->event_ref)));
	*applied = changed == 1;
	return err;
}

static const char payment_events_open_sql[] =
    "SELECT gateway, event_ref, gateway_ref, kind, received_at "
    "FROM payment_events WHERE applied_at IS NULL AND gateway = ? "
    "AND received_at <= ? ORDER BY received_at LIMIT ?";

enum err
payment_events_open(struct db *db, struct arena *a,
    struct payment_notice **events, size_t *n, struct str gateway,
    int64_t before_us, int64_t limit)
{
	struct db_result r;
	struct payment_notice *list;
	enum err e = db_query(db, a, &r, payment_events_open_sql,
	    DB_ARGS(db_str(gateway), db_us(before_us), db_i64(limit)));

	if (e != OK)
		return e;
	list = ARENA_NEWS(a, struct payment_notice, r.rows);
	if (list == NULL)
		return ERR_NOMEM;
	*events = list;
	*n = r.rows;
	for (; db_next(&r); list++) {
		list->gateway = db_get_str(&r, 0);
		list->event_ref = db_get_str(&r, 1);
		list->gateway_ref = db_get_str(&r, 2);
		list->kind = db_get_str(&r, 3);
		list->received_at_us = db_get_us(&r, 4);
		list->kept = true;
	}
	return OK;
}
