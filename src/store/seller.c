#include "store/seller.h"

#include <string.h>

#define SELLER_COLUMNS \
	"seller_id, company_id, slug, name, website, about, " \
	"support_email, state, created_at, row_version"

static void
seller_from_row(struct seller *s, const struct db_result *r)
{
	memset(s, 0, sizeof(*s));
	s->seller_id = db_get_id(r, 0);
	s->company_id = db_get_id(r, 1);
	s->slug = db_get_str(r, 2);
	s->name = db_get_str(r, 3);
	s->website = db_get_str(r, 4);
	s->about = db_get_str(r, 5);
	s->support_email = db_get_str(r, 6);
	s->state = db_get_str(r, 7);
	s->created_at_us = db_get_us(r, 8);
	s->row_version = db_get_i64(r, 9);
}

static const char seller_insert_sql[] =
    "INSERT INTO sellers (seller_id, company_id, slug, name, website, "
    "about, support_email, state, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
seller_insert(struct db *db, const struct seller *s)
{
	return db_exec(db, NULL, seller_insert_sql,
	    DB_ARGS(db_id(s->seller_id), db_id(s->company_id), db_str(s->slug),
		db_str(s->name), db_str(s->website), db_str(s->about),
		db_str(s->support_email), db_str(s->state),
		db_us(s->created_at_us)));
}

static const char seller_by_slug_sql[] = "SELECT " SELLER_COLUMNS
					 " FROM sellers WHERE slug = ?";

enum err
seller_by_slug(
    struct db *db, struct arena *a, struct seller *out, struct str slug)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, seller_by_slug_sql, DB_ARGS(db_str(slug)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	seller_from_row(out, &r);
	return OK;
}

static const char sellers_all_sql[] = "SELECT " SELLER_COLUMNS
				      " FROM sellers ORDER BY slug";

enum err
sellers_all(struct db *db, struct arena *a, struct seller **sellers, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sellers_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	*n = 0;
	*sellers = ARENA_NEWS(a, struct seller, r.rows);
	if (!*sellers)
		return ERR_NOMEM;
	while (db_next(&r))
		seller_from_row(&(*sellers)[(*n)++], &r);
	return OK;
}

static const char seller_update_sql[] =
    "UPDATE sellers SET name = ?, website = ?, about = ?, "
    "support_email = ?, row_version = row_version + 1 "
    "WHERE seller_id = ? AND row_version = ?";

enum err
seller_update(struct db *db, const struct seller *s)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, seller_update_sql,
	    DB_ARGS(db_str(s->name), db_str(s->website), db_str(s->about),
		db_str(s->support_email), db_id(s->seller_id),
		db_i64(s->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char seller_set_state_sql[] =
    "UPDATE sellers SET state = ?, row_version = row_version + 1 "
    "WHERE seller_id = ? AND state = ?";

enum err
seller_set_state(
    struct db *db, struct id seller_id, struct str from, struct str to)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, seller_set_state_sql,
	    DB_ARGS(db_str(to), db_id(seller_id), db_str(from)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STATE;
}
