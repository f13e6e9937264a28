#include "store/calendar_feed.h"

#include "store/row.h"

static const char feed_insert_sql[] =
    "INSERT INTO calendar_feeds (user_id, company_id, secret_hash, "
    "created_at) VALUES (?, ?, ?, ?)";

enum err
calendar_feed_put(struct db *db, struct id user_id, struct id company_id,
    struct hash secret, int64_t now_us)
{
	enum err e = calendar_feed_drop(db, user_id);

	return e != OK ? e
		       : db_exec(db, NULL, feed_insert_sql,
			     DB_ARGS(db_id(user_id), db_id(company_id),
				 db_hash(secret.b), db_us(now_us)));
}

static const char feed_delete_sql[] =
    "DELETE FROM calendar_feeds WHERE user_id = ?";

enum err
calendar_feed_drop(struct db *db, struct id user_id)
{
	return db_exec(db, NULL, feed_delete_sql, DB_ARGS(db_id(user_id)));
}

static const char feed_made_sql[] =
    "SELECT created_at FROM calendar_feeds WHERE user_id = ? "
    "AND company_id = ?";

enum err
calendar_feed_made(struct db *db, struct arena *a, int64_t *at_us,
    struct id user_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, feed_made_sql,
	    DB_ARGS(db_id(user_id), db_id(company_id)));

	if (e == OK)
		*at_us = db_next(&r) ? db_get_us(&r, 0) : 0;
	return e;
}

static const char feed_find_sql[] =
    "SELECT f.company_id FROM calendar_feeds f "
    "JOIN users u ON u.user_id = f.user_id WHERE f.secret_hash = ? "
    "AND u.company_id = f.company_id AND u.state = 'ACTIVE'";

enum err
calendar_feed_find(
    struct db *db, struct arena *a, struct id *company_id, struct hash secret)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, feed_find_sql, DB_ARGS(db_hash(secret.b)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*company_id = db_get_id(&r, 0);
	return OK;
}

static const char items_sql[] =
    "(SELECT b.bill_id, 1, b.bill_no, COALESCE(b.stage_name, ''), "
    "b.currency, b.total_minor - b.credited_minor - b.paid_minor + "
    "b.refunded_minor, b.due_at AS at, b.row_version FROM bills b "
    "WHERE b.company_id = ? AND b.kind <> 'credit_note' AND b.state IN "
    "('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED') "
    "ORDER BY b.due_at LIMIT ?) UNION ALL "
    "(SELECT h.handover_id, 0, l.product_name, COALESCE(m.name, ''), "
    "o.currency, 0, COALESCE(h.accept_by_at, h.delivered_at) AS at, "
    "h.row_version FROM handovers h "
    "JOIN orders o ON o.order_id = h.order_id "
    "JOIN order_lines l ON l.order_id = h.order_id AND l.position = 1 "
    "LEFT JOIN milestones m ON m.order_id = h.order_id "
    "AND m.version = o.plan_version AND m.stage = h.stage "
    "WHERE h.company_id = ? AND h.state = 'DELIVERED' "
    "ORDER BY at LIMIT ?) ORDER BY at";

enum err
calendar_items(struct db *db, struct arena *a, struct calendar_item **items,
    size_t *n, struct id company_id, int64_t limit)
{
	struct calendar_item *i;
	struct db_result r;
	enum err e = db_query(db, a, &r, items_sql,
	    DB_ARGS(db_id(company_id), db_i64(limit), db_id(company_id),
		db_i64(limit)));

	if (e != OK)
		return e;
	*items = i = ARENA_NEWS(a, struct calendar_item, r.rows);
	*n = r.rows;
	if (i == NULL)
		return ERR_NOMEM;
	for (; db_next(&r); i++)
		*i = (struct calendar_item){
			.id = db_get_id(&r, 0),
			.is_bill = db_get_i64(&r, 1) != 0,
			.name = db_get_str(&r, 2),
			.stage = db_get_str(&r, 3),
			.open = { db_get_i64(&r, 5), row_currency(&r, 4) },
			.at_us = db_get_us(&r, 6),
			.row_version = db_get_i64(&r, 7),
		};
	return OK;
}
