#include "store/category.h"

#include <stdlib.h>

static const char categories_insert_rows_sql[] =
    "INSERT INTO categories (category_id, parent_id, slug, position) VALUES";

enum err
categories_insert(struct db *db, const struct category *c, size_t n)
{
	enum { COLUMNS = 4 };
	struct db_arg *args = calloc(n * COLUMNS + 1, sizeof(*args)), *p = args;
	enum err e;

	if (!args)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		*p++ = db_id(c[i].category_id);
		*p++ = db_id(c[i].parent_id);
		*p++ = db_str(c[i].slug);
		*p++ = db_i64(c[i].position);
	}
	e = db_insert_rows(db, categories_insert_rows_sql, COLUMNS, args, n);
	free(args);
	return e;
}

static const char category_texts_insert_rows_sql[] =
    "INSERT INTO category_texts (category_id, locale, name, description) "
    "VALUES";

enum err
category_texts_insert(struct db *db, const struct category_text *t, size_t n)
{
	enum { COLUMNS = 4 };
	struct db_arg *args = calloc(n * COLUMNS + 1, sizeof(*args)), *p = args;
	enum err e;

	if (!args)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		*p++ = db_id(t[i].category_id);
		*p++ = db_str(t[i].locale);
		*p++ = db_str(t[i].name);
		*p++ = db_str(t[i].description);
	}
	e = db_insert_rows(
	    db, category_texts_insert_rows_sql, COLUMNS, args, n);
	free(args);
	return e;
}

static void
category_from_row(struct category *c, const struct db_result *r)
{
	*c = (struct category){
		.category_id = db_get_id(r, 0),
		.parent_id = db_get_id(r, 1),
		.slug = db_get_str(r, 2),
		.position = db_get_i64(r, 3),
		.row_version = db_get_i64(r, 4),
	};
}

static const char categories_all_sql[] =
    "SELECT category_id, parent_id, slug, position, row_version "
    "FROM categories ORDER BY position, slug";

enum err
categories_all(struct db *db, struct arena *a, struct category **c, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, categories_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	*n = 0;
	*c = ARENA_NEWS(a, struct category, r.rows);
	if (!*c)
		return ERR_NOMEM;
	while (db_next(&r))
		category_from_row(&(*c)[(*n)++], &r);
	return OK;
}

static const char category_by_slug_sql[] =
    "SELECT category_id, parent_id, slug, position, row_version "
    "FROM categories WHERE slug = ?";

enum err
category_by_slug(
    struct db *db, struct arena *a, struct category *out, struct str slug)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, category_by_slug_sql,
	    DB_ARGS(db_str(slug.p ? slug : STR(""))));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	category_from_row(out, &r);
	return OK;
}

static const char category_get_sql[] =
    "SELECT category_id, parent_id, slug, position, row_version "
    "FROM categories WHERE category_id = ?";

enum err
category_get(
    struct db *db, struct arena *a, struct category *out, struct id category_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, category_get_sql, DB_ARGS(db_id(category_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	category_from_row(out, &r);
	return OK;
}

static enum err
texts_from_rows(
    struct arena *a, struct category_text **t, size_t *n, struct db_result *r)
{
	*n = 0;
	*t = ARENA_NEWS(a, struct category_text, r->rows);
	if (!*t)
		return ERR_NOMEM;
	while (db_next(r))
		(*t)[(*n)++] = (struct category_text){
			.category_id = db_get_id(r, 0),
			.locale = db_get_str(r, 1),
			.name = db_get_str(r, 2),
			.description = db_get_str(r, 3),
		};
	return OK;
}

static const char category_texts_all_sql[] =
    "SELECT category_id, locale, name, description FROM category_texts "
    "ORDER BY category_id, locale";

enum err
category_texts_all(
    struct db *db, struct arena *a, struct category_text **t, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, category_texts_all_sql, DB_NO_ARGS);

	return e == OK ? texts_from_rows(a, t, n, &r) : e;
}

static const char category_texts_of_sql[] =
    "SELECT category_id, locale, name, description FROM category_texts "
    "WHERE category_id = ? ORDER BY locale";

enum err
category_texts_of(struct db *db, struct arena *a, struct category_text **t,
    size_t *n, struct id category_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, category_texts_of_sql, DB_ARGS(db_id(category_id)));

	return e == OK ? texts_from_rows(a, t, n, &r) : e;
}

static const char category_holds_sql[] =
    "SELECT (SELECT COUNT(*) FROM products WHERE category_id = ?), "
    "(SELECT COUNT(*) FROM categories WHERE parent_id = ?)";

enum err
category_holds(struct db *db, struct arena *a, int64_t *products,
    int64_t *categories, struct id category_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, category_holds_sql,
	    DB_ARGS(db_id(category_id), db_id(category_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*products = db_get_i64(&r, 0);
	*categories = db_get_i64(&r, 1);
	return OK;
}

static const char category_update_sql[] =
    "UPDATE categories SET parent_id = ?, position = ?, "
    "row_version = row_version + 1 WHERE category_id = ?";

enum err
category_update(struct db *db, const struct category *c)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, category_update_sql,
	    DB_ARGS(db_id(c->parent_id), db_i64(c->position),
		db_id(c->category_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char category_texts_delete_sql[] =
    "DELETE FROM category_texts WHERE category_id = ?";

enum err
category_texts_delete(struct db *db, struct id category_id)
{
	return db_exec(
	    db, NULL, category_texts_delete_sql, DB_ARGS(db_id(category_id)));
}

static const char category_save_sql[] =
    "UPDATE categories SET slug = ?, parent_id = ?, position = ?, "
    "row_version = row_version + 1 "
    "WHERE category_id = ? AND row_version = ?";

enum err
category_save(struct db *db, const struct category *c)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, category_save_sql,
	    DB_ARGS(db_str(c->slug), db_id(c->parent_id), db_i64(c->position),
		db_id(c->category_id), db_i64(c->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char category_delete_sql[] =
    "DELETE FROM categories WHERE category_id = ? AND row_version = ?";

enum err
category_delete(struct db *db, const struct category *c)
{
	uint64_t changed = 0;
	enum err e = category_texts_delete(db, c->category_id);

	if (e == OK)
		e = db_exec(db, &changed, category_delete_sql,
		    DB_ARGS(db_id(c->category_id), db_i64(c->row_version)));
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

/* The counter's row stands for the tree, also while that is empty. */
static const char categories_hold_sql[] =
    "INSERT INTO site_counters (name, value) VALUES ('category_tree', 1) "
    "ON DUPLICATE KEY UPDATE value = value + 1";

enum err
categories_hold(struct db *db)
{
	return db_exec(db, NULL, categories_hold_sql, DB_NO_ARGS);
}
