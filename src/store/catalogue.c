#include "store/catalogue.h"

#include "store/ids.h"

static const char catalogue_revision_get_sql[] =
    "SELECT value FROM site_counters WHERE name = 'catalogue_revision'";

enum err
catalogue_revision_get(struct db *db, struct arena *a, int64_t *revision)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, catalogue_revision_get_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	*revision = db_next(&r) ? db_get_i64(&r, 0) : 0;
	return OK;
}

static const char catalogue_revision_bump_sql[] =
    "INSERT INTO site_counters (name, value) VALUES "
    "('catalogue_revision', 1) ON DUPLICATE KEY UPDATE value = value + 1";

enum err
catalogue_revision_bump(struct db *db)
{
	return db_exec(db, NULL, catalogue_revision_bump_sql, DB_NO_ARGS);
}

/* Bumped, its row is ours: nobody else gets this value. */
static enum err
catalogue_revision_next(struct db *db, struct arena *a, int64_t *revision)
{
	enum err e = catalogue_revision_bump(db);

	return e == OK ? catalogue_revision_get(db, a, revision) : e;
}

static const char catalogue_mark_sql[] =
    "UPDATE products SET catalogue_revision = ? WHERE product_id IN " IDS_IN;

enum err
catalogue_changed(
    struct db *db, struct arena *a, const struct id *products, size_t n)
{
	struct db_arg args[1 + LIST_MAX];
	int64_t revision = 0;
	enum err e = catalogue_revision_next(db, a, &revision);

	args[0] = db_i64(revision);
	while (e == OK && n > 0) {
		size_t some = n < LIST_MAX ? n : LIST_MAX;

		ids_args(args + 1, products, some);
		e = db_exec(db, NULL, catalogue_mark_sql, args, 1 + LIST_MAX);
		products += some;
		n -= some;
	}
	return e;
}

static const char catalogue_mark_seller_sql[] =
    "UPDATE products SET catalogue_revision = ? WHERE seller_id = ?";

enum err
catalogue_changed_seller(struct db *db, struct arena *a, struct id seller_id)
{
	int64_t revision = 0;
	enum err e = catalogue_revision_next(db, a, &revision);

	return e == OK ? db_exec(db, NULL, catalogue_mark_seller_sql,
			     DB_ARGS(db_i64(revision), db_id(seller_id)))
		       : e;
}

static const char catalogue_changes_sql[] =
    "SELECT product_id FROM products WHERE catalogue_revision > ? "
    "ORDER BY product_id";

enum err
catalogue_changes(struct db *db, struct arena *a, int64_t since,
    struct id **products, size_t *n)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, catalogue_changes_sql, DB_ARGS(db_i64(since)));

	*n = 0;
	if (e != OK)
		return e;
	*products = ARENA_NEWS(a, struct id, r.rows);
	if (!*products)
		return ERR_NOMEM;
	while (db_next(&r))
		(*products)[(*n)++] = db_get_id(&r, 0);
	return OK;
}

#define POPULARITY "SELECT product_id, pin, paid_orders FROM popularity"

static enum err
popularity_read(struct db *db, struct arena *a, struct popularity **rows,
    size_t *n, const char *sql, const struct db_arg *args, size_t nargs)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, args, nargs);

	*n = 0;
	if (e != OK)
		return e;
	*rows = ARENA_NEWS(a, struct popularity, r.rows);
	if (!*rows)
		return ERR_NOMEM;
	while (db_next(&r))
		(*rows)[(*n)++] = (struct popularity){
			.product_id = db_get_id(&r, 0),
			.pin = db_get_i64(&r, 1),
			.paid_orders = db_get_i64(&r, 2),
		};
	return OK;
}

static const char popularity_all_sql[] = POPULARITY " ORDER BY product_id";

enum err
popularity_all(
    struct db *db, struct arena *a, struct popularity **rows, size_t *n)
{
	return popularity_read(db, a, rows, n, popularity_all_sql, DB_NO_ARGS);
}

static const char popularity_between_sql[] = POPULARITY
    " WHERE product_id >= ? AND product_id <= ? "
    "ORDER BY product_id";

enum err
popularity_between(struct db *db, struct arena *a, struct popularity **rows,
    size_t *n, struct id first, struct id last)
{
	return popularity_read(db, a, rows, n, popularity_between_sql,
	    DB_ARGS(db_id(first), db_id(last)));
}

static const char popularity_ids_sql[] = POPULARITY
    " WHERE product_id IN " IDS_IN " ORDER BY product_id";

enum err
popularity_of(struct db *db, struct arena *a, struct popularity **rows,
    size_t *n, const struct id *products, size_t nproducts)
{
	struct db_arg args[LIST_MAX];

	ids_args(args, products, nproducts);
	return popularity_read(
	    db, a, rows, n, popularity_ids_sql, args, LIST_MAX);
}

static const char popularity_pinned_sql[] = POPULARITY
    " WHERE pin IS NOT NULL ORDER BY pin, product_id";

enum err
popularity_pinned(
    struct db *db, struct arena *a, struct popularity **rows, size_t *n)
{
	return popularity_read(
	    db, a, rows, n, popularity_pinned_sql, DB_NO_ARGS);
}

#define POPULAR_NAMES \
	"SELECT p.slug, COALESCE((SELECT t.name FROM product_texts t " \
	"WHERE t.product_id = p.product_id AND t.locale = ?), " \
	"(SELECT MIN(t.name) FROM product_texts t " \
	"WHERE t.product_id = p.product_id), p.slug), q.paid_orders " \
	"FROM popularity q JOIN products p ON p.product_id = q.product_id "

static enum err
names_read(
    struct arena *a, struct pinned **rows, size_t *n, struct db_result *r)
{
	*n = 0;
	*rows = ARENA_NEWS(a, struct pinned, r->rows);
	if (!*rows)
		return ERR_NOMEM;
	while (db_next(r))
		(*rows)[(*n)++] = (struct pinned){ db_get_str(r, 0),
			db_get_str(r, 1), db_get_i64(r, 2) };
	return OK;
}

static const char popularity_pins_sql[] = POPULAR_NAMES
    "WHERE q.pin IS NOT NULL ORDER BY q.pin, q.product_id";

enum err
popularity_pins(struct db *db, struct arena *a, struct pinned **pins, size_t *n,
    struct str locale)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, popularity_pins_sql, DB_ARGS(db_str(locale)));

	return e == OK ? names_read(a, pins, n, &r) : e;
}

static const char popularity_ordered_sql[] = POPULAR_NAMES
    "WHERE q.pin IS NULL AND q.paid_orders > 0 AND p.state = 'LIVE' "
    "ORDER BY q.paid_orders DESC, q.product_id LIMIT ?";

enum err
popularity_ordered(struct db *db, struct arena *a, struct pinned **rows,
    size_t *n, struct str locale, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, popularity_ordered_sql,
	    DB_ARGS(db_str(locale), db_i64(limit)));

	return e == OK ? names_read(a, rows, n, &r) : e;
}

static const char popularity_pin_sql[] =
    "INSERT INTO popularity (product_id, pin, computed_at) VALUES (?, ?, ?) "
    "ON DUPLICATE KEY UPDATE pin = VALUES(pin)";

enum err
popularity_pin(struct db *db, struct id product_id, int64_t pin, int64_t now_us)
{
	return db_exec(db, NULL, popularity_pin_sql,
	    DB_ARGS(db_id(product_id), pin ? db_i64(pin) : db_null(),
		db_us(now_us)));
}

/* Rows whose count is wrong, products without a row included. */
static const char popularity_stale_sql[] =
    "SELECT p.product_id, COALESCE(c.orders_n, 0) FROM products p "
    "LEFT JOIN (SELECT l.product_id AS product_id, "
    "COUNT(DISTINCT o.order_id) AS orders_n FROM orders o "
    "JOIN order_lines l ON l.order_id = o.order_id "
    "WHERE o.paid_at >= ? GROUP BY l.product_id) c "
    "ON c.product_id = p.product_id "
    "LEFT JOIN popularity q ON q.product_id = p.product_id "
    "WHERE COALESCE(q.paid_orders, 0) <> COALESCE(c.orders_n, 0)";
static const char popularity_count_sql[] =
    "INSERT INTO popularity (product_id, paid_orders, computed_at) "
    "VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE "
    "paid_orders = VALUES(paid_orders), computed_at = VALUES(computed_at)";

enum err
popularity_recompute(
    struct db *db, struct arena *a, int64_t since_us, int64_t now_us)
{
	struct db_result r;
	struct id *stale;
	enum err e = db_query(
	    db, a, &r, popularity_stale_sql, DB_ARGS(db_us(since_us)));

	if (e != OK || r.rows == 0)
		return e;
	stale = ARENA_NEWS(a, struct id, r.rows);
	if (!stale)
		return ERR_NOMEM;
	while (e == OK && db_next(&r)) {
		stale[r.row - 1] = db_get_id(&r, 0);
		e = db_exec(db, NULL, popularity_count_sql,
		    DB_ARGS(db_id(stale[r.row - 1]), db_i64(db_get_i64(&r, 1)),
			db_us(now_us)));
	}
	return e == OK ? catalogue_changed(db, a, stale, r.rows) : e;
}
