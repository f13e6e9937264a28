#include "store/draft.h"

static const char draft_get_sql[] =
    "SELECT d.state, d.name, d.body, d.review_note, d.submitted_at, "
    "d.submitted_by, d.created_at, d.updated_at, d.updated_by, "
    "d.row_version, u.user_name FROM product_drafts d "
    "LEFT JOIN users u ON u.user_id = d.updated_by WHERE d.product_id = ?";

enum err
draft_get(
    struct db *db, struct arena *a, struct draft *out, struct id product_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, draft_get_sql, DB_ARGS(db_id(product_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct draft){
		.product_id = product_id,
		.state = db_get_str(&r, 0),
		.name = db_get_str(&r, 1),
		.body = db_get_str(&r, 2),
		.review_note = db_get_str(&r, 3),
		.submitted_at_us = db_get_us(&r, 4),
		.submitted_by = db_get_id(&r, 5),
		.created_at_us = db_get_us(&r, 6),
		.updated_at_us = db_get_us(&r, 7),
		.updated_by = db_get_id(&r, 8),
		.row_version = db_get_i64(&r, 9),
		.editor = db_get_str(&r, 10),
	};
	return OK;
}

static const char draft_insert_sql[] =
    "INSERT INTO product_drafts (product_id, state, name, body, created_at, "
    "updated_at, updated_by) VALUES (?, 'EDITING', ?, ?, ?, ?, ?)";

enum err
draft_insert(struct db *db, const struct draft *d)
{
	return db_exec(db, NULL, draft_insert_sql,
	    DB_ARGS(db_id(d->product_id), db_str(d->name), db_str(d->body),
		db_us(d->created_at_us), db_us(d->updated_at_us),
		db_id(d->updated_by)));
}

/* Every version changes once: whoever comes second reads anew. */
static enum err
changed_one(enum err e, uint64_t changed)
{
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char draft_save_sql[] =
    "UPDATE product_drafts SET name = ?, body = ?, updated_at = ?, "
    "updated_by = ?, row_version = row_version + 1 "
    "WHERE product_id = ? AND row_version = ? AND state = 'EDITING'";

enum err
draft_save(struct db *db, const struct draft *d)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, draft_save_sql,
	    DB_ARGS(db_str(d->name), db_str(d->body), db_us(d->updated_at_us),
		db_id(d->updated_by), db_id(d->product_id),
		db_i64(d->row_version)));

	return changed_one(e, changed);
}

static const char draft_submit_sql[] =
    "UPDATE product_drafts SET state = 'IN_REVIEW', submitted_at = ?, "
    "submitted_by = ?, row_version = row_version + 1 "
    "WHERE product_id = ? AND row_version = ? AND state = 'EDITING'";

enum err
draft_submit(
    struct db *db, const struct draft *d, struct id user_id, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, draft_submit_sql,
	    DB_ARGS(db_us(now_us), db_id(user_id), db_id(d->product_id),
		db_i64(d->row_version)));

	return changed_one(e, changed);
}

static const char draft_return_sql[] =
    "UPDATE product_drafts SET state = 'EDITING', "
    "review_note = COALESCE(?, review_note), row_version = row_version + 1 "
    "WHERE product_id = ? AND row_version = ? AND state = 'IN_REVIEW'";

enum err
draft_return(struct db *db, const struct draft *d, struct str note)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, draft_return_sql,
	    DB_ARGS(
		db_str(note), db_id(d->product_id), db_i64(d->row_version)));

	return changed_one(e, changed);
}

static const char draft_delete_sql[] =
    "DELETE FROM product_drafts "
    "WHERE product_id = ? AND row_version = ? AND state = ?";

enum err
draft_delete(struct db *db, const struct draft *d)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, draft_delete_sql,
	    DB_ARGS(db_id(d->product_id), db_i64(d->row_version),
		db_str(d->state)));

	return changed_one(e, changed);
}
