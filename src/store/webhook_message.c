#include "store/webhook_message.h"

#include "base/text.h"

static const char insert_sql[] =
    "INSERT INTO webhook_messages (message_id, webhook_id, event_id, kind, "
    "body, state, next_at, created_at) VALUES (?, ?, ?, ?, ?, 'QUEUED', ?, ?)";

enum err
webhook_message_insert(struct db *db, const struct webhook_message *m)
{
	return db_exec(db, NULL, insert_sql,
	    DB_ARGS(db_id(m->message_id), db_id(m->webhook_id),
		db_id(m->event_id), db_str(m->kind), db_str(m->body),
		db_us(m->next_at_us), db_us(m->created_at_us)));
}

#define MESSAGE_COLUMNS \
	"m.message_id, m.webhook_id, m.event_id, m.kind, m.state, m.tries, " \
	"m.next_at, m.created_at, m.sent_at"
enum { BODY_COLUMN = 9, FIRST_TRY_COLUMN };

static void
message_from_row(struct webhook_message *m, const struct db_result *r)
{
	*m = (struct webhook_message){
		.message_id = db_get_id(r, 0),
		.webhook_id = db_get_id(r, 1),
		.event_id = db_get_id(r, 2),
		.kind = db_get_str(r, 3),
		.state = db_get_str(r, 4),
		.tries = db_get_i64(r, 5),
		.next_at_us = db_get_us(r, 6),
		.created_at_us = db_get_us(r, 7),
		.sent_at_us = db_get_us(r, 8),
	};
}

static const char list_sql[] = "SELECT " MESSAGE_COLUMNS
			       " FROM webhook_messages m WHERE m.webhook_id = ?"
			       " AND (? IS NULL OR m.message_id < ?)"
			       " ORDER BY m.message_id DESC LIMIT ?";

enum err
webhook_messages_of(struct db *db, struct arena *a,
    struct webhook_message **out, size_t *n, struct id webhook_id,
    struct id after, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, list_sql,
	    DB_ARGS(
		db_id(webhook_id), db_id(after), db_id(after), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct webhook_message, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		message_from_row(&(*out)[(*n)++], &r);
	return OK;
}

static const char get_sql[] =
    "SELECT " MESSAGE_COLUMNS ", m.body FROM webhook_messages m "
    "JOIN webhooks w ON w.webhook_id = m.webhook_id "
    "WHERE m.message_id = ? AND (? IS NULL OR w.company_id = ?)";

enum err
webhook_message_get(struct db *db, struct arena *a, struct webhook_message *out,
    struct id message_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, get_sql,
	    DB_ARGS(db_id(message_id), db_id(company_id), db_id(company_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	message_from_row(out, &r);
	out->body = db_get_str(&r, BODY_COLUMN);
	return OK;
}

static const char attempts_sql[] =
    "SELECT attempt, started_at, took_ms, status, error, answer "
    "FROM webhook_attempts WHERE message_id = ? ORDER BY attempt LIMIT ?";

enum err
webhook_attempts_of(struct db *db, struct arena *a,
    struct webhook_attempt **out, size_t *n, struct id message_id,
    int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, attempts_sql, DB_ARGS(db_id(message_id), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct webhook_attempt, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*out)[(*n)++] = (struct webhook_attempt){
			.message_id = message_id,
			.attempt = db_get_i64(&r, 0),
			.started_at_us = db_get_us(&r, 1),
			.took_ms = db_get_i64(&r, 2),
			.status = db_get_i64(&r, 3),
			.error = db_get_str(&r, 4),
			.answer = db_get_str(&r, 5),
		};
	return OK;
}

static const char tests_sql[] =
    "SELECT COUNT(*) FROM webhook_messages WHERE webhook_id = ? "
    "AND event_id IS NULL AND state IN ('QUEUED', 'RETRY')";

enum err
webhook_tests_waiting(
    struct db *db, struct arena *a, int64_t *n, struct id webhook_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, tests_sql, DB_ARGS(db_id(webhook_id)));

	*n = e == OK && db_next(&r) ? db_get_i64(&r, 0) : 0;
	return e;
}

static const char replay_sql[] =
    "UPDATE webhook_messages SET next_at = ?, "
    "state = CASE WHEN state = 'RETRY' THEN 'RETRY' ELSE 'QUEUED' END "
    "WHERE message_id = ?";

enum err
webhook_message_replay(struct db *db, struct id message_id, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, replay_sql,
	    DB_ARGS(db_us(now_us), db_id(message_id)));

	return e == OK && changed != 1 ? ERR_NOT_FOUND : e;
}

#define IS_DUE \
	"m.state IN ('QUEUED', 'RETRY') AND m.next_at <= ? " \
	"AND (w.state = 'ACTIVE' OR m.event_id IS NULL) "
/* No call takes as long: a clock was put back meanwhile. */
#define REST_MAX_US (60 * INT64_C(1000000))

/* A company has one turn, however many webhooks it has. */
static const char due_sql[] =
    "SELECT w.company_id FROM webhook_messages m "
    "JOIN webhooks w ON w.webhook_id = m.webhook_id WHERE " IS_DUE
    "AND NOT EXISTS (SELECT 1 FROM webhooks r "
    "WHERE r.company_id = w.company_id "
    "AND r.rests_until_at > ? AND r.rests_until_at < ?) "
    "GROUP BY w.company_id ORDER BY MIN(m.next_at), w.company_id LIMIT ?";
/*
 * Of the webhooks that are quick, then of the one that was called longest ago;
 * of those due at the same time the first that was made: its id is lower.
 */
static const char first_due_sql[] =
    "SELECT " MESSAGE_COLUMNS ", m.body, "
    "(SELECT MIN(t.started_at) FROM webhook_attempts t "
    "WHERE t.message_id = m.message_id) FROM webhook_messages m "
    "JOIN webhooks w ON w.webhook_id = m.webhook_id "
    "WHERE w.company_id = ? AND " IS_DUE
    "ORDER BY w.rests_until_at, m.next_at, m.message_id LIMIT 1";
static const char claim_sql[] =
    "UPDATE webhook_messages SET tries = tries + 1, next_at = ? "
    "WHERE message_id = ? AND state IN ('QUEUED', 'RETRY') AND next_at = ?";

/* *claimed false: another worker has it, or there is none any more. */
static enum err
first_claim(struct db *db, struct arena *a, struct webhook_message *m,
    bool *claimed, struct id company_id, int64_t now_us, int64_t until_us)
{
	struct db_result r;
	uint64_t changed = 0;
	enum err e = db_query(db, a, &r, first_due_sql,
	    DB_ARGS(db_id(company_id), db_us(now_us)));

	*claimed = false;
	if (e != OK || !db_next(&r))
		return e;
	message_from_row(m, &r);
	m->body = db_get_str(&r, BODY_COLUMN);
	m->first_try_us = db_get_us(&r, FIRST_TRY_COLUMN);
	e = db_exec(db, &changed, claim_sql,
	    DB_ARGS(
		db_us(until_us), db_id(m->message_id), db_us(m->next_at_us)));
	m->tries++;
	*claimed = changed == 1;
	return e;
}

enum err
webhook_messages_claim(struct db *db, struct arena *a,
    struct webhook_message **out, size_t *n, int64_t now_us, int64_t until_us,
    int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, due_sql,
	    DB_ARGS(db_us(now_us), db_us(now_us), db_us(now_us + REST_MAX_US),
		db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct webhook_message, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r)) {
		bool claimed;

		e = first_claim(db, a, &(*out)[*n], &claimed, db_get_id(&r, 0),
		    now_us, until_us);
		*n += e == OK && claimed;
	}
	return e;
}

static const char release_sql[] =
    "UPDATE webhook_messages SET tries = tries - 1, next_at = ? "
    "WHERE message_id = ? AND state IN ('QUEUED', 'RETRY') AND tries > 0";

enum err
webhook_message_release(struct db *db, struct id message_id, int64_t now_us)
{
	return db_exec(
	    db, NULL, release_sql, DB_ARGS(db_us(now_us), db_id(message_id)));
}

static const char settle_sql[] =
    "UPDATE webhook_messages SET state = ?, "
    "next_at = CASE WHEN ? = 'RETRY' THEN ? ELSE next_at END, "
    "sent_at = CASE WHEN ? = 'SENT' THEN ? ELSE sent_at END "
    "WHERE message_id = ? AND state IN ('QUEUED', 'RETRY')";

enum err
webhook_message_settle(
    struct db *db, struct id message_id, const char *state, int64_t at_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, settle_sql,
	    DB_ARGS(db_cstr(state), db_cstr(state), db_us(at_us),
		db_cstr(state), db_us(at_us), db_id(message_id)));

	return e == OK && changed != 1 ? ERR_STALE : e;
}

static const char attempt_insert_sql[] =
    "INSERT INTO webhook_attempts (message_id, attempt, started_at, took_ms, "
    "status, error, answer) VALUES (?, ?, ?, ?, ?, ?, ?)";

/* Others' words: cut, they are still UTF-8. */
static struct db_arg
words(struct str s, size_t max)
{
	return s.n > 0 ? db_str(text_cut(s, max)) : db_null();
}

enum err
webhook_attempt_insert(struct db *db, const struct webhook_attempt *t)
{
	return db_exec(db, NULL, attempt_insert_sql,
	    DB_ARGS(db_id(t->message_id), db_i64(t->attempt),
		db_us(t->started_at_us), db_i64(t->took_ms),
		t->status ? db_i64(t->status) : db_null(),
		words(t->error, WEBHOOK_ERROR_MAX),
		words(t->answer, WEBHOOK_ANSWER_MAX)));
}

static const char defer_sql[] =
    "UPDATE webhook_messages SET next_at = ? WHERE webhook_id = ? "
    "AND state IN ('QUEUED', 'RETRY') AND next_at < ?";

enum err
webhook_messages_defer(struct db *db, struct id webhook_id, int64_t until_us)
{
	return db_exec(db, NULL, defer_sql,
	    DB_ARGS(db_us(until_us), db_id(webhook_id), db_us(until_us)));
}

static const char resume_sql[] =
    "UPDATE webhook_messages SET next_at = ? WHERE webhook_id = ? "
    "AND state IN ('QUEUED', 'RETRY')";

enum err
webhook_messages_resume(struct db *db, struct id webhook_id, int64_t now_us)
{
	return db_exec(
	    db, NULL, resume_sql, DB_ARGS(db_us(now_us), db_id(webhook_id)));
}

static const char took_any_sql[] =
    "SELECT 1 FROM webhook_messages WHERE webhook_id = ? AND sent_at >= ? "
    "LIMIT 1";

enum err
webhook_took_any(struct db *db, struct arena *a, bool *any,
    struct id webhook_id, int64_t since_us)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, took_any_sql,
	    DB_ARGS(db_id(webhook_id), db_us(since_us)));

	*any = e == OK && r.rows > 0;
	return e;
}

/* Ids grow with time, so the oldest rows come first by the primary key. */
static const char oldest_sql[] =
    "SELECT message_id, created_at FROM webhook_messages "
    "ORDER BY message_id LIMIT ?";
static const char attempts_drop_sql[] =
    "DELETE FROM webhook_attempts WHERE message_id = ?";
static const char message_drop_sql[] =
    "DELETE FROM webhook_messages WHERE message_id = ?";

enum err
webhook_messages_purge(struct db *db, struct arena *a, int64_t before_us,
    int64_t max, uint64_t *purged)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, oldest_sql, DB_ARGS(db_i64(max)));

	*purged = 0;
	while (e == OK && db_next(&r) && db_get_us(&r, 1) < before_us) {
		struct db_arg id = db_id(db_get_id(&r, 0));

		e = db_exec(db, NULL, attempts_drop_sql, &id, 1);
		if (e == OK)
			e = db_exec(db, NULL, message_drop_sql, &id, 1);
		*purged += e == OK;
	}
	return e;
}
