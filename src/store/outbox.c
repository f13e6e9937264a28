#include "store/outbox.h"

#include "base/text.h"

enum { MESSAGE_COLUMNS = 10 };

static const char message_insert_rows_sql[] =
    "INSERT INTO outbox (message_id, kind, template, user_id, address, "
    "subject_id, token_hash, state, next_at, created_at) VALUES";

enum err
outbox_insert(struct db *db, const struct message *messages, size_t n)
{
	struct db_arg args[MESSAGES_AT_ONCE * MESSAGE_COLUMNS];
	struct db_arg *arg = args;

	if (n > MESSAGES_AT_ONCE)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		const struct message *m = &messages[i];

		*arg++ = db_id(m->message_id);
		*arg++ = db_str(m->kind);
		*arg++ = db_str(m->template);
		*arg++ = db_id(m->user_id);
		*arg++ = str_empty(m->address) ? db_null() : db_str(m->address);
		*arg++ = db_id(m->subject_id);
		*arg++ = m->has_token ? db_hash(m->token_hash.b) : db_null();
		*arg++ = db_cstr("QUEUED");
		*arg++ = db_us(m->next_at_us);
		*arg++ = db_us(m->created_at_us);
	}
	return db_insert_rows(
	    db, message_insert_rows_sql, MESSAGE_COLUMNS, args, n);
}

static void
message_from_row(struct message *m, const struct db_result *r)
{
	m->message_id = db_get_id(r, 0);
	m->kind = db_get_str(r, 1);
	m->template = db_get_str(r, 2);
	m->user_id = db_get_id(r, 3);
	m->subject_id = db_get_id(r, 4);
	m->has_token = !db_is_null(r, 5);
	if (m->has_token)
		db_get_hash(r, 5, m->token_hash.b);
	m->tries = db_get_i64(r, 6);
	m->next_at_us = db_get_us(r, 7);
	m->created_at_us = db_get_us(r, 8);
	m->address = db_get_str(r, 9);
}

static const char outbox_due_sql[] =
    "SELECT message_id, kind, template, user_id, subject_id, token_hash, "
    "tries, next_at, created_at, address FROM outbox "
    "WHERE state IN ('QUEUED', 'RETRY') AND next_at <= ? "
    "AND (kind = 'provision') = ? ORDER BY next_at LIMIT ?";
static const char outbox_claim_sql[] =
    "UPDATE outbox SET tries = tries + 1, next_at = ? WHERE message_id = ? "
    "AND state IN ('QUEUED', 'RETRY') AND next_at = ?";

enum err
outbox_claim(struct db *db, struct arena *a, struct message **messages,
    size_t *n, enum outbox_lane lane, int64_t now_us, int64_t until_us,
    int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, outbox_due_sql,
	    DB_ARGS(db_us(now_us), db_bool(lane == LANE_DELIVERIES),
		db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*messages = ARENA_NEWS(a, struct message, r.rows);
	if (*messages == NULL)
		return ERR_NOMEM;
	while (db_next(&r)) {
		struct message *m = &(*messages)[*n];
		uint64_t claimed = 0;

		message_from_row(m, &r);
		e = db_exec(db, &claimed, outbox_claim_sql,
		    DB_ARGS(db_us(until_us), db_id(m->message_id),
			db_us(m->next_at_us)));
		if (e != OK)
			return e;
		m->tries++;
		*n += claimed == 1;
	}
	return OK;
}

static const char outbox_has_other_sql[] =
    "SELECT 1 FROM outbox WHERE state IN ('QUEUED', 'RETRY') AND kind = ? "
    "AND subject_id = ? AND message_id <> ? LIMIT 1";

enum err
outbox_has_other(struct db *db, struct arena *a, bool *out, struct str kind,
    struct id subject_id, struct id message_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, outbox_has_other_sql,
	    DB_ARGS(db_str(kind), db_id(subject_id), db_id(message_id)));

	*out = e == OK && r.rows > 0;
	return e;
}

static const char outbox_gave_up_sql[] =
    "SELECT 1 FROM outbox WHERE state = 'DEAD' AND kind = ? "
    "AND subject_id = ? AND tries > 1 LIMIT 1";

enum err
outbox_gave_up(struct db *db, struct arena *a, bool *out, struct str kind,
    struct id subject_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, outbox_gave_up_sql,
	    DB_ARGS(db_str(kind), db_id(subject_id)));

	*out = e == OK && r.rows > 0;
	return e;
}

/* A message that is SENT or DEAD stays so, whoever else still tries. */
static enum err
changed_one(enum err e, uint64_t changed)
{
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char outbox_sent_sql[] =
    "UPDATE outbox SET state = 'SENT', sent_at = ?, last_error = NULL, "
    "address = NULL "
    "WHERE message_id = ? AND state IN ('QUEUED', 'RETRY')";

enum err
outbox_sent(struct db *db, struct id message_id, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, outbox_sent_sql,
	    DB_ARGS(db_us(now_us), db_id(message_id)));

	return changed_one(e, changed);
}

enum { ERROR_MAX = 300 };

/* Others' words may be in it: cut, it is still UTF-8. */
static struct db_arg
error_arg(struct str error)
{
	return db_str(text_cut(error, ERROR_MAX));
}

static const char outbox_retry_sql[] =
    "UPDATE outbox SET state = 'RETRY', next_at = ?, last_error = ? "
    "WHERE message_id = ? AND state IN ('QUEUED', 'RETRY')";

enum err
outbox_retry(
    struct db *db, struct id message_id, int64_t next_at_us, struct str error)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, outbox_retry_sql,
	    DB_ARGS(db_us(next_at_us), error_arg(error), db_id(message_id)));

	return changed_one(e, changed);
}

static const char outbox_dead_sql[] =
    "UPDATE outbox SET state = 'DEAD', last_error = ?, address = NULL "
    "WHERE message_id = ? AND state IN ('QUEUED', 'RETRY')";

enum err
outbox_dead(struct db *db, struct id message_id, struct str error)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, outbox_dead_sql,
	    DB_ARGS(error_arg(error), db_id(message_id)));

	return changed_one(e, changed);
}

static const char outbox_oldest_sql[] =
    "SELECT MIN(next_at) FROM outbox "
    "WHERE state IN ('QUEUED', 'RETRY') AND next_at <= ?";

enum err
outbox_age(struct db *db, struct arena *a, int64_t *age_us, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, outbox_oldest_sql, DB_ARGS(db_us(now_us)));

	if (e != OK)
		return e;
	*age_us = 0;
	if (db_next(&r) && !db_is_null(&r, 0))
		*age_us = now_us - db_get_us(&r, 0);
	return OK;
}
