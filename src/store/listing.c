#include "store/listing.h"

#include <string.h>

#include "store/row.h"

#define LISTING_SELECT \
	"SELECT p.product_id, p.seller_id, p.slug, p.state, p.state_reason, " \
	"COALESCE((SELECT t.name FROM product_texts t " \
	"WHERE t.product_id = p.product_id AND t.locale = ?), " \
	"(SELECT MIN(t.name) FROM product_texts t " \
	"WHERE t.product_id = p.product_id), d.name, ''), c.slug, " \
	"p.delivery, p.revision, p.live_at, p.updated_at, s.slug, s.name, " \
	"s.state, d.state, d.review_note, u.user_name, d.submitted_at, " \
	"d.updated_at, d.row_version FROM products p " \
	"JOIN sellers s ON s.seller_id = p.seller_id " \
	"JOIN categories c ON c.category_id = p.category_id "
#define LISTING_DRAFT \
	"JOIN product_drafts d ON d.product_id = p.product_id " \
	"LEFT JOIN users u ON u.user_id = d.submitted_by "

static enum err
listing_from_row(struct listing_row *l, const struct db_result *r)
{
	memset(l, 0, sizeof(*l));
	l->product_id = db_get_id(r, 0);
	l->seller_id = db_get_id(r, 1);
	l->slug = db_get_str(r, 2);
	l->state = db_get_str(r, 3);
	l->state_reason = db_get_str(r, 4);
	l->name = db_get_str(r, 5);
	l->category = db_get_str(r, 6);
	l->revision = db_get_i64(r, 8);
	l->live_at_us = db_get_us(r, 9);
	l->updated_at_us = db_get_us(r, 10);
	l->seller_slug = db_get_str(r, 11);
	l->seller_name = db_get_str(r, 12);
	l->seller_state = db_get_str(r, 13);
	l->draft_state = db_get_str(r, 14);
	l->review_note = db_get_str(r, 15);
	l->submitter = db_get_str(r, 16);
	l->submitted_at_us = db_get_us(r, 17);
	l->draft_updated_at_us = db_get_us(r, 18);
	l->draft_version = db_get_i64(r, 19);
	return row_fault(delivery_type_parse(&l->delivery, db_get_str(r, 7)));
}

static enum err
listing_rows(
    struct arena *a, struct listing_row **rows, size_t *n, struct db_result *r)
{
	struct listing_row *out = ARENA_NEWS(a, struct listing_row, r->rows);
	enum err e = OK;

	if (out == NULL)
		return ERR_NOMEM;
	*rows = out;
	*n = r->rows;
	while (e == OK && db_next(r))
		e = listing_from_row(out++, r);
	return e;
}

static const char listing_get_sql[] = LISTING_SELECT
    "LEFT " LISTING_DRAFT "WHERE p.product_id = ? "
    "AND (p.seller_id = ? OR ? IS NULL)";

enum err
listing_row_get(struct db *db, struct arena *a, struct listing_row *out,
    struct id product_id, struct id seller_id, struct str locale)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, listing_get_sql,
	    DB_ARGS(db_str(locale), db_id(product_id), db_id(seller_id),
		db_id(seller_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? listing_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char listings_of_sql[] = LISTING_SELECT
    "LEFT " LISTING_DRAFT "WHERE p.seller_id = ? "
    "AND (p.product_id < ? OR ? IS NULL) "
    "ORDER BY p.product_id DESC LIMIT ?";

enum err
listing_rows_of(struct db *db, struct arena *a, struct listing_row **rows,
    size_t *n, struct id seller_id, struct id before, int64_t limit,
    struct str locale)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, listings_of_sql,
	    DB_ARGS(db_str(locale), db_id(seller_id), db_id(before),
		db_id(before), db_i64(limit)));

	return e == OK ? listing_rows(a, rows, n, &r) : e;
}

static const char listings_all_sql[] = LISTING_SELECT
    "LEFT " LISTING_DRAFT "WHERE p.slug > ? ORDER BY p.slug LIMIT ?";

enum err
listing_rows_all(struct db *db, struct arena *a, struct listing_row **rows,
    size_t *n, struct str after, int64_t limit, struct str locale)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, listings_all_sql,
	    DB_ARGS(db_str(locale), db_str(after.p ? after : STR("")),
		db_i64(limit)));

	return e == OK ? listing_rows(a, rows, n, &r) : e;
}

static const char listings_waiting_sql[] = LISTING_SELECT LISTING_DRAFT
    "WHERE d.state = 'IN_REVIEW' AND (? IS NULL OR d.submitted_at > ? "
    "OR (d.submitted_at = ? AND d.product_id > ?)) "
    "ORDER BY d.submitted_at, d.product_id LIMIT ?";

enum err
listing_rows_waiting(struct db *db, struct arena *a, struct listing_row **rows,
    size_t *n, int64_t after_us, struct id after_id, int64_t limit,
    struct str locale)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, listings_waiting_sql,
	    DB_ARGS(db_str(locale), db_us(after_us), db_us(after_us),
		db_us(after_us), db_id(after_id), db_i64(limit)));

	return e == OK ? listing_rows(a, rows, n, &r) : e;
}

static const char listings_waiting_count_sql[] =
    "SELECT COUNT(*) FROM product_drafts WHERE state = 'IN_REVIEW'";

enum err
listings_waiting(struct db *db, struct arena *a, int64_t *n)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, listings_waiting_count_sql, DB_NO_ARGS);

	*n = e == OK && db_next(&r) ? db_get_i64(&r, 0) : 0;
	return e;
}

static const char listing_id_sql[] =
    "SELECT product_id FROM products WHERE slug = ?";

enum err
listing_id(
    struct db *db, struct arena *a, struct id *product_id, struct str slug)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, listing_id_sql, DB_ARGS(db_str(slug)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*product_id = db_get_id(&r, 0);
	return OK;
}

static const char listing_insert_sql[] =
    "INSERT INTO products (product_id, seller_id, category_id, slug, "
    "delivery, state, revision, created_at, updated_at) "
    "VALUES (?, ?, ?, ?, ?, 'DRAFT', 0, ?, ?)";

enum err
listing_insert(struct db *db, const struct listing_new *l)
{
	return db_exec(db, NULL, listing_insert_sql,
	    DB_ARGS(db_id(l->product_id), db_id(l->seller_id),
		db_id(l->category_id), db_str(l->slug),
		db_cstr(delivery_type_name(l->delivery)), db_us(l->now_us),
		db_us(l->now_us)));
}

static const char listing_rename_sql[] =
    "UPDATE products SET slug = ?, delivery = ?, updated_at = ?, "
    "row_version = row_version + 1 WHERE product_id = ? "
    "AND state = 'DRAFT'";

enum err
listing_rename(struct db *db, struct id product_id, struct str slug,
    enum delivery_type delivery, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, listing_rename_sql,
	    DB_ARGS(db_str(slug), db_cstr(delivery_type_name(delivery)),
		db_us(now_us), db_id(product_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STATE;
}

/* An operator may have pinned it before it was there to be seen. */
static const char listing_unpin_sql[] =
    "DELETE FROM popularity WHERE product_id = ?";
static const char listing_unplug_sql[] =
    "DELETE FROM endpoints WHERE product_id = ?";
static const char listing_delete_sql[] =
    "DELETE FROM products WHERE product_id = ? AND state = 'DRAFT' "
    "AND revision = 0";

enum err
listing_delete(struct db *db, struct id product_id)
{
	uint64_t changed = 0;
	enum err e = db_exec(
	    db, NULL, listing_unpin_sql, DB_ARGS(db_id(product_id)));

	if (e == OK)
		e = db_exec(
		    db, NULL, listing_unplug_sql, DB_ARGS(db_id(product_id)));
	if (e == OK)
		e = db_exec(db, &changed, listing_delete_sql,
		    DB_ARGS(db_id(product_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STATE;
}

static const char listing_move_sql[] =
    "UPDATE products SET state = ?, state_reason = ?, updated_at = ?, "
    "row_version = row_version + 1 WHERE product_id = ? AND state = ?";

enum err
listing_move(struct db *db, struct id product_id, const char *from,
    const char *to, struct str reason, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, listing_move_sql,
	    DB_ARGS(db_cstr(to), db_str(reason), db_us(now_us),
		db_id(product_id), db_cstr(from)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STATE;
}
