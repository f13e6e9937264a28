#include "store/favourite.h"

#include "store/row.h"

static const char favourite_count_sql[] =
    "SELECT COUNT(*) FROM favourites WHERE user_id = ?";
static const char favourite_insert_sql[] =
    "INSERT INTO favourites (user_id, product_id, currency, from_minor, "
    "from_mode, note, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err
favourite_put(struct db *db, struct arena *a, struct id user_id,
    const struct favourite *f)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, favourite_count_sql, DB_ARGS(db_id(user_id)));

	if (e != OK)
		return e;
	/* Two at once may go one beyond: it bounds a list, not money. */
	if (db_next(&r) && db_get_i64(&r, 0) >= FAVOURITES_MAX)
		return ERR_LIMIT;
	e = db_exec(db, NULL, favourite_insert_sql,
	    DB_ARGS(db_id(user_id), db_id(f->product_id),
		f->has_from ? db_cstr(f->from.currency.code) : db_null(),
		f->has_from ? db_i64(f->from.minor) : db_null(),
		f->has_from ? db_cstr(billing_mode_name(f->mode)) : db_null(),
		db_str(f->note), db_us(f->saved_at_us)));
	return e == ERR_EXISTS ? OK : e;
}

static const char favourite_delete_sql[] =
    "DELETE FROM favourites WHERE user_id = ? AND product_id = ?";

enum err
favourite_delete(struct db *db, struct id user_id, struct id product_id)
{
	return db_exec(db, NULL, favourite_delete_sql,
	    DB_ARGS(db_id(user_id), db_id(product_id)));
}

static const char favourite_set_note_sql[] =
    "UPDATE favourites SET note = ? WHERE user_id = ? AND product_id = ?";

enum err
favourite_set_note(
    struct db *db, struct id user_id, struct id product_id, struct str note)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, favourite_set_note_sql,
	    DB_ARGS(db_str(note), db_id(user_id), db_id(product_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char favourites_of_sql[] =
    "SELECT f.product_id, p.slug, COALESCE(t.name, u.name, p.slug), p.state, "
    "s.state = 'ACTIVE', f.currency, f.from_minor, f.from_mode, f.note, "
    "f.saved_at FROM favourites f "
    "JOIN products p ON p.product_id = f.product_id "
    "JOIN sellers s ON s.seller_id = p.seller_id "
    "LEFT JOIN product_texts t "
    "ON t.product_id = p.product_id AND t.locale = ? "
    "LEFT JOIN product_texts u "
    "ON u.product_id = p.product_id AND u.locale = ? "
    "WHERE f.user_id = ? AND (? IS NULL OR f.saved_at < ? "
    "OR (f.saved_at = ? AND f.product_id < ?)) "
    "ORDER BY f.saved_at DESC, f.product_id DESC LIMIT ?";

static enum err
favourite_from_row(struct favourite *f, const struct db_result *r)
{
	*f = (struct favourite){ .product_id = db_get_id(r, 0),
		.slug = db_get_str(r, 1),
		.name = db_get_str(r, 2),
		.state = db_get_str(r, 3),
		.sold = db_get_i64(r, 4) != 0,
		.has_from = !db_is_null(r, 6),
		.note = db_get_str(r, 8),
		.saved_at_us = db_get_us(r, 9) };
	if (!f->has_from)
		return OK;
	f->from = (struct money){ .currency = row_currency(r, 5),
		.minor = db_get_i64(r, 6) };
	return row_fault(billing_mode_parse(&f->mode, db_get_str(r, 7)));
}

enum err
favourites_of(struct db *db, struct arena *a, struct favourite **out, size_t *n,
    struct id user_id, struct str locale, struct str fallback,
    const struct favourite_after *after, int64_t limit)
{
	struct db_arg since = db_us(after->saved_at_us);
	struct db_result r;
	enum err e = db_query(db, a, &r, favourites_of_sql,
	    DB_ARGS(db_str(locale), db_str(fallback), db_id(user_id), since,
		since, since, db_id(after->product_id), db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct favourite, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = favourite_from_row(&(*out)[(*n)++], &r);
	return e;
}

static const char favourite_slugs_sql[] =
    "SELECT p.slug FROM favourites f "
    "JOIN products p ON p.product_id = f.product_id "
    "WHERE f.user_id = ? ORDER BY p.slug LIMIT ?";

enum err
favourite_slugs(struct db *db, struct arena *a, struct str **slugs, size_t *n,
    struct id user_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, favourite_slugs_sql,
	    DB_ARGS(db_id(user_id), db_i64(FAVOURITES_MAX + 1)));

	*n = 0;
	if (e != OK)
		return e;
	*slugs = ARENA_NEWS(a, struct str, r.rows);
	if (*slugs == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*slugs)[(*n)++] = db_get_str(&r, 0);
	return OK;
}
