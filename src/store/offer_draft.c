#include "store/offer_draft.h"

static const char offer_draft_get_sql[] =
    "SELECT offer_id, body, updated_at, updated_by, row_version "
    "FROM offer_drafts WHERE offer_id = ?";

enum err
offer_draft_get(
    struct db *db, struct arena *a, struct offer_draft *out, struct id offer_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, offer_draft_get_sql, DB_ARGS(db_id(offer_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct offer_draft){ .offer_id = db_get_id(&r, 0),
		.body = db_get_str(&r, 1),
		.updated_at_us = db_get_us(&r, 2),
		.updated_by = db_get_id(&r, 3),
		.row_version = db_get_i64(&r, 4) };
	return OK;
}

static const char offer_draft_insert_sql[] =
    "INSERT INTO offer_drafts (offer_id, body, updated_at, updated_by) "
    "VALUES (?, ?, ?, ?)";
static const char offer_draft_update_sql[] =
    "UPDATE offer_drafts SET body = ?, updated_at = ?, updated_by = ?, "
    "row_version = row_version + 1 WHERE offer_id = ? AND row_version = ?";

enum err
offer_draft_put(struct db *db, struct offer_draft *d)
{
	uint64_t changed = 1;
	enum err e = d->row_version == 0
	    ? db_exec(db, NULL, offer_draft_insert_sql,
		  DB_ARGS(db_id(d->offer_id), db_str(d->body),
		      db_us(d->updated_at_us), db_id(d->updated_by)))
	    : db_exec(db, &changed, offer_draft_update_sql,
		  DB_ARGS(db_str(d->body), db_us(d->updated_at_us),
		      db_id(d->updated_by), db_id(d->offer_id),
		      db_i64(d->row_version)));

	if (e == ERR_EXISTS || (e == OK && changed == 0))
		return ERR_STALE;
	if (e == OK)
		d->row_version++;
	return e;
}

static const char offer_draft_delete_sql[] =
    "DELETE FROM offer_drafts WHERE offer_id = ? "
    "AND (? = 0 OR row_version = ?)";

enum err
offer_draft_delete(struct db *db, struct id offer_id, int64_t row_version)
{
	uint64_t deleted = 0;
	enum err e = db_exec(db, &deleted, offer_draft_delete_sql,
	    DB_ARGS(db_id(offer_id), db_i64(row_version), db_i64(row_version)));

	return e == OK && deleted == 0 ? ERR_STALE : e;
}

/* The count is looked at, not locked: it bounds a list, no money. */
static const char offer_template_insert_sql[] =
    "INSERT INTO offer_templates (template_id, seller_id, name, body, "
    "created_at) SELECT ?, s.seller_id, ?, ?, ? FROM sellers s "
    "WHERE s.seller_id = ? AND (SELECT COUNT(*) FROM offer_templates t "
    "WHERE t.seller_id = s.seller_id) < ?";

enum err
offer_template_insert(struct db *db, const struct offer_template *t)
{
	uint64_t inserted = 0;
	enum err e = db_exec(db, &inserted, offer_template_insert_sql,
	    DB_ARGS(db_id(t->template_id), db_str(t->name), db_str(t->body),
		db_us(t->created_at_us), db_id(t->seller_id),
		db_i64(OFFER_TEMPLATES_MAX)));

	return e == OK && inserted == 0 ? ERR_LIMIT : e;
}

static void
template_from_row(struct offer_template *t, const struct db_result *r)
{
	*t = (struct offer_template){ .template_id = db_get_id(r, 0),
		.seller_id = db_get_id(r, 1),
		.name = db_get_str(r, 2),
		.created_at_us = db_get_us(r, 3),
		.body = db_get_str(r, 4) };
}

static const char offer_template_get_sql[] =
    "SELECT template_id, seller_id, name, created_at, body "
    "FROM offer_templates WHERE template_id = ? AND seller_id = ?";

enum err
offer_template_get(struct db *db, struct arena *a, struct offer_template *out,
    struct id template_id, struct id seller_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_template_get_sql,
	    DB_ARGS(db_id(template_id), db_id(seller_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	template_from_row(out, &r);
	return OK;
}

static const char offer_templates_of_sql[] =
    "SELECT template_id, seller_id, name, created_at, NULL "
    "FROM offer_templates WHERE seller_id = ? ORDER BY name LIMIT ?";

enum err
offer_templates_of(struct db *db, struct arena *a,
    struct offer_template **templates, size_t *n, struct id seller_id)
{
	struct db_result r;
	struct offer_template *t;
	enum err e = db_query(db, a, &r, offer_templates_of_sql,
	    DB_ARGS(db_id(seller_id), db_i64(OFFER_TEMPLATES_MAX)));

	if (e != OK)
		return e;
	t = ARENA_NEWS(a, struct offer_template, r.rows);
	if (t == NULL)
		return ERR_NOMEM;
	*templates = t;
	*n = r.rows;
	while (db_next(&r))
		template_from_row(t++, &r);
	return OK;
}

static const char offer_template_delete_sql[] =
    "DELETE FROM offer_templates WHERE template_id = ? AND seller_id = ?";

enum err
offer_template_delete(struct db *db, struct id template_id, struct id seller_id)
{
	uint64_t deleted = 0;
	enum err e = db_exec(db, &deleted, offer_template_delete_sql,
	    DB_ARGS(db_id(template_id), db_id(seller_id)));

	return e == OK && deleted == 0 ? ERR_NOT_FOUND : e;
}
