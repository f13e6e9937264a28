#include "store/offer_trace.h"

#include "base/bounds.h"
#include "store/ids.h"
#include "store/outbox.h"
#include "store/row.h"

const char *
offer_message_state(const struct offer_message *m)
{
	if (str_is(m->report, "DELIVERED"))
		return "delivered";
	if (str_is(m->report, "FAILED") || str_is(m->outbox_state, "DEAD"))
		return "failed";
	if (m->outbox_state.p == NULL || m->report.p != NULL ||
	    str_is(m->outbox_state, "SENT"))
		return "sent";
	return "queued";
}

enum { MESSAGE_COLUMNS = 6 };

static const char offer_message_insert_rows_sql[] =
    "INSERT INTO offer_messages (message_id, offer_id, version, channel, "
    "recipient, created_at) VALUES";

enum err
offer_messages_insert(struct db *db, const struct offer_message *m, size_t n)
{
	struct db_arg args[MESSAGES_AT_ONCE * MESSAGE_COLUMNS];
	struct db_arg *arg = args;

	if (n > MESSAGES_AT_ONCE)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(m[i].message_id);
		*arg++ = db_id(m[i].offer_id);
		*arg++ = db_i64(m[i].version);
		*arg++ = db_str(m[i].channel);
		*arg++ = db_str(m[i].recipient);
		*arg++ = db_us(m[i].created_at_us);
	}
	return n == 0 ? OK
		      : db_insert_rows(db, offer_message_insert_rows_sql,
			    MESSAGE_COLUMNS, args, n);
}

static enum err
messages_take(struct arena *a, struct offer_message **messages, size_t *n,
    struct db_result *r)
{
	struct offer_message *m = ARENA_NEWS(a, struct offer_message, r->rows);

	if (m == NULL)
		return ERR_NOMEM;
	*messages = m;
	*n = r->rows;
	for (; db_next(r); m++)
		*m = (struct offer_message){ .message_id = db_get_id(r, 0),
			.offer_id = db_get_id(r, 1),
			.version = db_get_i64(r, 2),
			.channel = db_get_str(r, 3),
			.recipient = db_get_str(r, 4),
			.report = db_get_str(r, 5),
			.report_at_us = db_get_us(r, 6),
			.created_at_us = db_get_us(r, 7),
			.outbox_state = db_get_str(r, 8),
			.error = db_get_str(r, 9),
			.sent_at_us = db_get_us(r, 10) };
	return OK;
}

#define MESSAGE_SELECT \
	"SELECT m.message_id, m.offer_id, m.version, m.channel, " \
	"m.recipient, m.report, m.report_at, m.created_at, b.state, " \
	"b.last_error, b.sent_at FROM offer_messages m " \
	"LEFT JOIN outbox b ON b.message_id = m.message_id "

static const char offer_messages_of_sql[] = MESSAGE_SELECT
    "WHERE m.offer_id = ? ORDER BY m.created_at DESC, m.message_id DESC "
    "LIMIT ?";

enum err
offer_messages_of(struct db *db, struct arena *a,
    struct offer_message **messages, size_t *n, struct id offer_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_messages_of_sql,
	    DB_ARGS(db_id(offer_id), db_i64(LIST_MAX)));

	return e != OK ? e : messages_take(a, messages, n, &r);
}

static const char offer_messages_last_of_sql[] = MESSAGE_SELECT
    "WHERE m.offer_id IN " IDS_IN " AND NOT EXISTS (SELECT 1 "
    "FROM offer_messages x WHERE x.offer_id = m.offer_id "
    "AND x.channel = m.channel AND (x.created_at, x.message_id) > "
    "(m.created_at, m.message_id)) ORDER BY m.offer_id, m.channel";

enum err
offer_messages_last_of(struct db *db, struct arena *a,
    struct offer_message **messages, size_t *n, const struct id *offer_ids,
    size_t noffers)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, offer_ids, noffers);
	e = db_query(db, a, &r, offer_messages_last_of_sql, args, LIST_MAX);
	return e != OK ? e : messages_take(a, messages, n, &r);
}

/* What a gateway says last of all stays, in whichever order reports come. */
static const char offer_message_report_sql[] =
    "UPDATE offer_messages SET report_at = CASE WHEN report IN "
    "('DELIVERED', 'FAILED') THEN report_at ELSE ? END, report = CASE WHEN "
    "report IN ('DELIVERED', 'FAILED') THEN report ELSE ? END "
    "WHERE message_id = ?";

enum err
offer_message_report(
    struct db *db, struct id message_id, struct str report, int64_t now_us)
{
	uint64_t found = 0;
	enum err e = db_exec(db, &found, offer_message_report_sql,
	    DB_ARGS(db_us(now_us), db_str(report), db_id(message_id)));

	return e == OK && found == 0 ? ERR_NOT_FOUND : e;
}

static const char offer_opening_update_sql[] =
    "UPDATE offer_openings SET own = ?, version = ?, last_at = ? "
    "WHERE offer_id = ? AND user_id = ?";
static const char offer_opening_insert_sql[] =
    "INSERT INTO offer_openings (offer_id, user_id, own, version, first_at, "
    "last_at) VALUES (?, ?, ?, ?, ?, ?)";

enum err
offer_opening_put(struct db *db, bool *first, const struct offer_opening *o)
{
	uint64_t found = 0;
	enum err e = db_exec(db, &found, offer_opening_update_sql,
	    DB_ARGS(db_bool(o->own), db_i64(o->version), db_us(o->last_at_us),
		db_id(o->offer_id), db_id(o->user_id)));

	*first = false;
	if (e != OK || found > 0)
		return e;
	e = db_exec(db, NULL, offer_opening_insert_sql,
	    DB_ARGS(db_id(o->offer_id), db_id(o->user_id), db_bool(o->own),
		db_i64(o->version), db_us(o->last_at_us),
		db_us(o->last_at_us)));
	*first = e == OK;
	return e == ERR_EXISTS ? OK : e; /* by the same user, just now */
}

static const char offer_opening_seen_sql[] =
    "SELECT version FROM offer_openings WHERE offer_id = ? AND user_id = ?";

enum err
offer_opening_seen(struct db *db, struct arena *a, int64_t *version,
    struct id offer_id, struct id user_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_opening_seen_sql,
	    DB_ARGS(db_id(offer_id), db_id(user_id)));

	*version = e == OK && db_next(&r) ? db_get_i64(&r, 0) : 0;
	return e;
}

static const char offer_openings_of_sql[] =
    "SELECT x.offer_id, x.user_id, x.own, x.version, x.first_at, x.last_at, "
    "u.email FROM offer_openings x JOIN users u ON u.user_id = x.user_id "
    "WHERE x.offer_id = ? ORDER BY x.last_at DESC, x.user_id LIMIT ?";

enum err
offer_openings_of(struct db *db, struct arena *a,
    struct offer_opening **openings, size_t *n, struct id offer_id)
{
	struct db_result r;
	struct offer_opening *o;
	enum err e = db_query(db, a, &r, offer_openings_of_sql,
	    DB_ARGS(db_id(offer_id), db_i64(LIST_MAX)));

	if (e != OK)
		return e;
	o = ARENA_NEWS(a, struct offer_opening, r.rows);
	if (o == NULL)
		return ERR_NOMEM;
	*openings = o;
	*n = r.rows;
	for (; db_next(&r); o++)
		*o = (struct offer_opening){ .offer_id = db_get_id(&r, 0),
			.user_id = db_get_id(&r, 1),
			.own = db_get_i64(&r, 2) != 0,
			.version = db_get_i64(&r, 3),
			.first_at_us = db_get_us(&r, 4),
			.last_at_us = db_get_us(&r, 5),
			.email = db_get_str(&r, 6) };
	return OK;
}
