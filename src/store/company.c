#include "store/company.h"

#include <string.h>

#define COMPANY_COLUMNS \
	"company_id, name, country, tax_number, currency, postpaid, " \
	"state, created_at, row_version"

static void
company_from_row(struct company *c, const struct db_result *r)
{
	struct str currency = db_get_str(r, 4);

	memset(c, 0, sizeof(*c));
	c->company_id = db_get_id(r, 0);
	c->name = db_get_str(r, 1);
	c->country = db_get_str(r, 2);
	c->tax_number = db_get_str(r, 3);
	if (currency.n == sizeof(c->currency.code) - 1)
		memcpy(c->currency.code, currency.p, currency.n);
	c->postpaid = db_get_i64(r, 5) != 0;
	c->state = db_get_str(r, 6);
	c->created_at_us = db_get_us(r, 7);
	c->row_version = db_get_i64(r, 8);
}

static const char company_insert_sql[] =
    "INSERT INTO companies (company_id, name, country, tax_number, "
    "currency, postpaid, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

enum err
company_insert(struct db *db, const struct company *c)
{
	struct str state = str_empty(c->state) ? STR("ACTIVE") : c->state;

	return db_exec(db, NULL, company_insert_sql,
	    DB_ARGS(db_id(c->company_id), db_str(c->name), db_str(c->country),
		db_str(c->tax_number), db_cstr(c->currency.code),
		db_bool(c->postpaid), db_str(state), db_us(c->created_at_us)));
}

static const char company_get_sql[] = "SELECT " COMPANY_COLUMNS
				      " FROM companies WHERE company_id = ?";

enum err
company_get(
    struct db *db, struct arena *a, struct company *out, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, company_get_sql, DB_ARGS(db_id(company_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	company_from_row(out, &r);
	return OK;
}

static const char companies_list_sql[] = "SELECT " COMPANY_COLUMNS
					 " FROM companies WHERE company_id > ? "
					 "ORDER BY company_id LIMIT ?";

enum err
companies_list(struct db *db, struct arena *a, struct company **companies,
    size_t *n, struct id after, int64_t limit)
{
	struct db_result r;
	struct str from = { (const char *)after.b, sizeof(after.b) };
	enum err e = db_query(db, a, &r, companies_list_sql,
	    DB_ARGS(db_str(from), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*companies = ARENA_NEWS(a, struct company, r.rows);
	if (!*companies)
		return ERR_NOMEM;
	while (db_next(&r))
		company_from_row(&(*companies)[(*n)++], &r);
	return OK;
}

static const char company_hold_sql[] =
    "UPDATE companies SET row_version = row_version + 1 "
    "WHERE company_id = ?";

enum err
company_hold(struct db *db, struct id company_id)
{
	uint64_t held = 0;
	enum err e = db_exec(
	    db, &held, company_hold_sql, DB_ARGS(db_id(company_id)));

	if (e != OK)
		return e;
	return held == 1 ? OK : ERR_NOT_FOUND;
}

static const char company_update_sql[] =
    "UPDATE companies SET name = ?, country = ?, tax_number = ?, "
    "currency = ?, postpaid = ?, state = ?, row_version = row_version + 1 "
    "WHERE company_id = ? AND row_version = ?";

enum err
company_update(struct db *db, const struct company *c)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, company_update_sql,
	    DB_ARGS(db_str(c->name), db_str(c->country), db_str(c->tax_number),
		db_cstr(c->currency.code), db_bool(c->postpaid),
		db_str(c->state), db_id(c->company_id),
		db_i64(c->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}
