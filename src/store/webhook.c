#include "store/webhook.h"

#include "store/row.h"

static const char count_sql[] =
    "SELECT COUNT(*) FROM webhooks WHERE company_id = ?";
static const char insert_sql[] =
    "INSERT INTO webhooks (webhook_id, company_id, url, about, kinds, state, "
    "secret_sealed, created_at, created_by) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
webhook_insert(
    struct db *db, struct arena *a, const struct webhook *w, int64_t max)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, count_sql, DB_ARGS(db_id(w->company_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	if (db_get_i64(&r, 0) >= max)
		return ERR_LIMIT;
	return db_exec(db, NULL, insert_sql,
	    DB_ARGS(db_id(w->webhook_id), db_id(w->company_id), db_str(w->url),
		db_str(w->about), db_str(w->kinds), db_str(w->state),
		db_bytes(w->secret_sealed), db_us(w->created_at_us),
		db_id(w->created_by)));
}

#define WEBHOOK_SELECT \
	"SELECT w.webhook_id, w.company_id, w.url, w.about, w.kinds, " \
	"w.state, w.secret_sealed, w.old_secret_sealed, w.old_until_at, " \
	"w.created_at, w.created_by, w.row_version FROM webhooks w "

static void
webhook_from_row(struct webhook *w, const struct db_result *r)
{
	*w = (struct webhook){
		.webhook_id = db_get_id(r, 0),
		.company_id = db_get_id(r, 1),
		.url = db_get_str(r, 2),
		.about = db_get_str(r, 3),
		.kinds = db_get_str(r, 4),
		.state = db_get_str(r, 5),
		.secret_sealed = db_get_str(r, 6),
		.old_secret_sealed = db_get_str(r, 7),
		.old_until_us = db_get_us(r, 8),
		.created_at_us = db_get_us(r, 9),
		.created_by = db_get_id(r, 10),
		.row_version = db_get_i64(r, 11),
	};
}

static const char list_sql[] = WEBHOOK_SELECT
    "WHERE w.company_id = ? ORDER BY w.created_at, w.webhook_id LIMIT ?";

enum err
webhooks_of(struct db *db, struct arena *a, struct webhook **out, size_t *n,
    struct id company_id, int64_t max)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, list_sql, DB_ARGS(db_id(company_id), db_i64(max)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct webhook, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		webhook_from_row(&(*out)[(*n)++], &r);
	return OK;
}

static const char get_sql[] = WEBHOOK_SELECT
    "WHERE w.webhook_id = ? AND (? IS NULL OR w.company_id = ?)";

enum err
webhook_get(struct db *db, struct arena *a, struct webhook *out,
    struct id webhook_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, get_sql,
	    DB_ARGS(db_id(webhook_id), db_id(company_id), db_id(company_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	webhook_from_row(out, &r);
	return OK;
}

static const char counts_sql[] =
    "SELECT COUNT(CASE WHEN state IN ('QUEUED', 'RETRY') THEN 1 END), "
    "MAX(sent_at) FROM webhook_messages WHERE webhook_id = ?";

enum err
webhook_counts(struct db *db, struct arena *a, struct webhook *w)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, counts_sql, DB_ARGS(db_id(w->webhook_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	w->waiting = db_get_i64(&r, 0);
	w->sent_at_us = db_get_us(&r, 1);
	return OK;
}

static const char told_sql[] =
    "SELECT webhook_id, kinds, state FROM webhooks WHERE company_id = ? "
    "AND created_at <= ? ORDER BY webhook_id";

enum err
webhooks_told(struct db *db, struct arena *a, struct webhook **out, size_t *n,
    struct id company_id, int64_t at_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, told_sql, DB_ARGS(db_id(company_id), db_us(at_us)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct webhook, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*out)[(*n)++] = (struct webhook){
			.webhook_id = db_get_id(&r, 0),
			.company_id = company_id,
			.kinds = db_get_str(&r, 1),
			.state = db_get_str(&r, 2),
		};
	return OK;
}

static const char any_sql[] = "SELECT 1 FROM webhooks LIMIT 1";

enum err
webhooks_any(struct db *db, struct arena *a, bool *any)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, any_sql, DB_NO_ARGS);

	*any = e == OK && r.rows > 0;
	return e;
}

static const char update_sql[] =
    "UPDATE webhooks SET url = ?, about = ?, kinds = ?, state = ?, "
    "secret_sealed = ?, old_secret_sealed = ?, old_until_at = ?, "
    "row_version = row_version + 1 WHERE webhook_id = ? AND row_version = ?";

static enum err
changed_one(enum err e, uint64_t changed)
{
	return e == OK && changed != 1 ? ERR_STALE : e;
}

enum err
webhook_update(struct db *db, const struct webhook *w)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, update_sql,
	    DB_ARGS(db_str(w->url), db_str(w->about), db_str(w->kinds),
		db_str(w->state), db_bytes(w->secret_sealed),
		w->old_secret_sealed.p ? db_bytes(w->old_secret_sealed)
				       : db_null(),
		db_us(w->old_until_us), db_id(w->webhook_id),
		db_i64(w->row_version)));

	return changed_one(e, changed);
}

/* The row goes last, and is locked first: a worker's verdict waits for it. */
static const char lock_sql[] =
    "UPDATE webhooks SET row_version = row_version + 1 "
    "WHERE webhook_id = ? AND row_version = ?";
static const char attempts_delete_sql[] =
    "DELETE FROM webhook_attempts WHERE message_id IN "
    "(SELECT message_id FROM webhook_messages WHERE webhook_id = ?)";
static const char messages_delete_sql[] =
    "DELETE FROM webhook_messages WHERE webhook_id = ?";
static const char delete_sql[] = "DELETE FROM webhooks WHERE webhook_id = ?";

enum err
webhook_delete(struct db *db, struct id webhook_id, int64_t row_version)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, lock_sql,
	    DB_ARGS(db_id(webhook_id), db_i64(row_version)));

	if ((e = changed_one(e, changed)) != OK ||
	    (e = db_exec(db, NULL, attempts_delete_sql,
		 DB_ARGS(db_id(webhook_id)))) != OK ||
	    (e = db_exec(db, NULL, messages_delete_sql,
		 DB_ARGS(db_id(webhook_id)))) != OK)
		return e;
	return db_exec(db, NULL, delete_sql, DB_ARGS(db_id(webhook_id)));
}

static const char fail_sql[] =
    "UPDATE webhooks SET state = 'FAILING', row_version = row_version + 1 "
    "WHERE webhook_id = ? AND state = 'ACTIVE'";

enum err
webhook_fail(struct db *db, bool *failed, struct id webhook_id)
{
	uint64_t changed = 0;
	enum err e = db_exec(
	    db, &changed, fail_sql, DB_ARGS(db_id(webhook_id)));

	*failed = e == OK && changed == 1;
	return e;
}

static const char rest_sql[] =
    "UPDATE webhooks SET rests_until_at = ? WHERE webhook_id = ? "
    "AND (rests_until_at IS NOT NULL OR ? IS NOT NULL)";

enum err
webhook_rest(struct db *db, struct id webhook_id, int64_t until_us)
{
	return db_exec(db, NULL, rest_sql,
	    DB_ARGS(db_us(until_us), db_id(webhook_id), db_us(until_us)));
}

static const char owners_sql[] =
    "SELECT user_id FROM users WHERE company_id = ? AND state = 'ACTIVE' "
    "AND role = 'owner' ORDER BY created_at, user_id LIMIT ?";

enum err
webhook_owners(struct db *db, struct arena *a, struct id **user_ids, size_t *n,
    struct id company_id, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, owners_sql, DB_ARGS(db_id(company_id), db_i64(limit)));

	return e != OK ? e : row_ids(a, user_ids, n, &r);
}
