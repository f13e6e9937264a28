#include "store/revision.h"

#include <stdlib.h>

#include "store/row.h"

enum { REVISION_COLUMNS = 5 };

static const char revisions_insert_rows_sql[] =
    "INSERT INTO product_revisions (product_id, revision, body, "
    "published_at, published_by) VALUES";

enum err
revisions_insert(struct db *db, const struct revision *rows, size_t n)
{
	struct db_arg *args = calloc(n * REVISION_COLUMNS + 1, sizeof(*args));
	struct db_arg *arg = args;
	enum err e;

	if (args == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(rows[i].product_id);
		*arg++ = db_i64(rows[i].revision);
		*arg++ = db_str(rows[i].body);
		*arg++ = db_us(rows[i].published_at_us);
		*arg++ = db_id(rows[i].published_by);
	}
	e = db_insert_rows(
	    db, revisions_insert_rows_sql, REVISION_COLUMNS, args, n);
	free(args);
	return e;
}

static const char revision_get_sql[] =
    "SELECT r.body, r.published_at, r.published_by, u.user_name "
    "FROM product_revisions r "
    "LEFT JOIN users u ON u.user_id = r.published_by "
    "WHERE r.product_id = ? AND r.revision = ?";

enum err
revision_get(struct db *db, struct arena *a, struct revision *out,
    struct id product_id, int64_t revision)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, revision_get_sql,
	    DB_ARGS(db_id(product_id), db_i64(revision)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct revision){
		.product_id = product_id,
		.revision = revision,
		.body = db_get_str(&r, 0),
		.published_at_us = db_get_us(&r, 1),
		.published_by = db_get_id(&r, 2),
		.publisher = db_get_str(&r, 3),
	};
	out->bytes = (int64_t)out->body.n;
	return OK;
}

static const char revisions_list_sql[] =
    "SELECT r.revision, LENGTH(r.body), r.published_at, r.published_by, "
    "u.user_name FROM product_revisions r "
    "LEFT JOIN users u ON u.user_id = r.published_by "
    "WHERE r.product_id = ? AND (r.revision < ? OR ? = 0) "
    "ORDER BY r.revision DESC LIMIT ?";

enum err
revisions_list(struct db *db, struct arena *a, struct revision **revisions,
    size_t *n, struct id product_id, int64_t before, int64_t limit)
{
	struct db_result r;
	struct revision *out;
	enum err e = db_query(db, a, &r, revisions_list_sql,
	    DB_ARGS(db_id(product_id), db_i64(before), db_i64(before),
		db_i64(limit)));

	if (e != OK)
		return e;
	out = ARENA_NEWS(a, struct revision, r.rows);
	if (out == NULL)
		return ERR_NOMEM;
	*revisions = out;
	*n = r.rows;
	for (; db_next(&r); out++) {
		out->product_id = product_id;
		out->revision = db_get_i64(&r, 0);
		out->bytes = db_get_i64(&r, 1);
		out->published_at_us = db_get_us(&r, 2);
		out->published_by = db_get_id(&r, 3);
		out->publisher = db_get_str(&r, 4);
	}
	return OK;
}

static const char revision_marks_sql[] =
    "SELECT p.product_id, p.seller_id, p.category_id, p.slug, p.delivery, "
    "UNHEX(SHA2(r.body, 256)) FROM products p "
    "LEFT JOIN product_revisions r ON r.product_id = p.product_id "
    "AND r.revision = p.revision ORDER BY p.product_id";

enum err
revision_marks(
    struct db *db, struct arena *a, struct revision_mark **marks, size_t *n)
{
	struct db_result r;
	struct revision_mark *out;
	enum err e = db_query(db, a, &r, revision_marks_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out = ARENA_NEWS(a, struct revision_mark, r.rows);
	if (out == NULL)
		return ERR_NOMEM;
	*marks = out;
	*n = r.rows;
	for (; e == OK && db_next(&r); out++) {
		out->product_id = db_get_id(&r, 0);
		out->seller_id = db_get_id(&r, 1);
		out->category_id = db_get_id(&r, 2);
		out->slug = db_get_str(&r, 3);
		e = delivery_type_parse(&out->delivery, db_get_str(&r, 4));
		out->has_body = !db_is_null(&r, 5);
		if (out->has_body)
			db_get_hash(&r, 5, out->body.b);
	}
	return row_fault(e);
}
