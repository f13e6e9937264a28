#include "store/notification.h"

#include "base/text.h"
#include "store/ids.h"
#include "store/row.h"

enum { NOTIFICATION_COLUMNS = 8, WORDS_MAX = 200 };

/* Names end where the columns do, and not within a character. */
static struct db_arg
words_arg(struct str s)
{
	return db_str(text_cut(s.p ? s : STR(""), WORDS_MAX));
}

static const char insert_rows_sql[] =
    "INSERT INTO notifications (notification_id, user_id, kind, subject_id, "
    "party, topic, at_us, created_at) VALUES";

enum err
notifications_insert(struct db *db, const struct notice *notice,
    const struct id *user_ids, size_t n, int64_t now_us)
{
	struct db_arg args[NOTICE_USERS_MAX * NOTIFICATION_COLUMNS];
	struct db_arg *arg = args;

	if (n > NOTICE_USERS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(id_new());
		*arg++ = db_id(user_ids[i]);
		*arg++ = db_cstr(notice->kind);
		*arg++ = db_id(notice->subject_id);
		*arg++ = words_arg(notice->party);
		*arg++ = words_arg(notice->topic);
		*arg++ = notice->at_us ? db_i64(notice->at_us) : db_null();
		*arg++ = db_us(now_us);
	}
	return n == 0 ? OK
		      : db_insert_rows(
			    db, insert_rows_sql, NOTIFICATION_COLUMNS, args, n);
}

static enum err
users_with(struct db *db, struct arena *a, struct id **user_ids, size_t *n,
    const char *sql, struct id of)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, sql, DB_ARGS(db_id(of), db_i64(NOTICE_USERS_MAX)));

	return e == OK ? row_ids(a, user_ids, n, &r) : e;
}

static const char buyers_sql[] =
    "SELECT user_id FROM users WHERE company_id = ? AND state = 'ACTIVE' "
    "AND role IN ('owner', 'purchaser') ORDER BY user_id LIMIT ?";

enum err
notice_buyers(struct db *db, struct arena *a, struct id **user_ids, size_t *n,
    struct id company_id)
{
	return users_with(db, a, user_ids, n, buyers_sql, company_id);
}

static const char sellers_sql[] =
    "SELECT u.user_id FROM users u JOIN sellers s "
    "ON s.company_id = u.company_id WHERE s.seller_id = ? "
    "AND u.state = 'ACTIVE' AND u.role IN ('owner', 'seller') "
    "ORDER BY u.user_id LIMIT ?";

enum err
notice_sellers(struct db *db, struct arena *a, struct id **user_ids, size_t *n,
    struct id seller_id)
{
	return users_with(db, a, user_ids, n, sellers_sql, seller_id);
}

/* Who reads it decides which page it leads to: its subject knows. */
static const char list_sql[] =
    "SELECT n.notification_id, n.kind, n.subject_id, n.party, n.topic, "
    "n.at_us, n.created_at, n.read_at, s.seller_id IS NOT NULL "
    "FROM notifications n JOIN users u ON u.user_id = n.user_id "
    "LEFT JOIN offers o ON o.offer_id = n.subject_id "
    "LEFT JOIN offer_requests q ON q.request_id = n.subject_id "
    "LEFT JOIN settlements t ON t.settlement_id = n.subject_id "
    "LEFT JOIN orders d ON d.order_id = n.subject_id "
    "LEFT JOIN sellers s ON s.seller_id = COALESCE(o.seller_id, "
    "q.seller_id, t.seller_id, d.seller_id) "
    "AND s.company_id = u.company_id "
    "WHERE n.user_id = ? AND (? = 0 OR n.read_at IS NULL) "
    "AND (? IS NULL OR n.notification_id < ?) "
    "ORDER BY n.notification_id DESC LIMIT ?";

enum err
notifications_of(struct db *db, struct arena *a, struct notification **out,
    size_t *n, struct id user_id, bool unread, struct id before, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, list_sql,
	    DB_ARGS(db_id(user_id), db_bool(unread), db_id(before),
		db_id(before), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct notification, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*out)[(*n)++] = (struct notification){
			.notification_id = db_get_id(&r, 0),
			.kind = db_get_str(&r, 1),
			.subject_id = db_get_id(&r, 2),
			.party = db_get_str(&r, 3),
			.topic = db_get_str(&r, 4),
			.at_us = db_get_i64(&r, 5),
			.created_at_us = db_get_us(&r, 6),
			.read_at_us = db_get_us(&r, 7),
			.selling = db_get_i64(&r, 8) != 0,
		};
	return OK;
}

static const char unread_sql[] =
    "SELECT COUNT(*) FROM (SELECT 1 FROM notifications WHERE user_id = ? "
    "AND read_at IS NULL LIMIT ?) AS some";

enum err
notifications_unread(struct db *db, struct arena *a, int64_t *count,
    struct id user_id, int64_t max)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, unread_sql, DB_ARGS(db_id(user_id), db_i64(max)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*count = db_get_i64(&r, 0);
	return OK;
}

static const char read_sql[] =
    "UPDATE notifications SET read_at = ? WHERE user_id = ? "
    "AND read_at IS NULL AND notification_id IN " IDS_IN;

enum err
notifications_read(struct db *db, struct id user_id, const struct id *ids,
    size_t n, int64_t now_us)
{
	struct db_arg args[2 + LIST_MAX] = { db_us(now_us), db_id(user_id) };

	ids_args(args + 2, ids, n);
	return db_exec(db, NULL, read_sql, args, 2 + LIST_MAX);
}

static const char read_all_sql[] =
    "UPDATE notifications SET read_at = ? WHERE user_id = ? "
    "AND read_at IS NULL";

enum err
notifications_read_all(struct db *db, struct id user_id, int64_t now_us)
{
	return db_exec(
	    db, NULL, read_all_sql, DB_ARGS(db_us(now_us), db_id(user_id)));
}

static const char purge_sql[] =
    "DELETE FROM notifications WHERE notification_id < ? "
    "ORDER BY notification_id LIMIT ?";

/* Ids begin with their time (RFC 9562): no index on created_at is needed. */
enum err
notifications_purge(
    struct db *db, int64_t before_us, int64_t max, uint64_t *dropped)
{
	uint64_t ms = (uint64_t)(before_us / 1000);
	struct id first = { { 0 } };

	for (int i = 5; i >= 0; i--, ms >>= 8)
		first.b[i] = (uint8_t)ms;
	return db_exec(
	    db, dropped, purge_sql, DB_ARGS(db_id(first), db_i64(max)));
}
