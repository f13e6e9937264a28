#include "store/service.h"

#include "store/ids.h"

enum { SERVICE_COLUMNS = 10 };

static const char service_insert_rows_sql[] =
    "INSERT INTO services (service_id, line_id, order_id, company_id, "
    "access_url, secret_sealed, note, delivered_at, term_ends_at, driver) "
    "VALUES";

enum err
services_insert(struct db *db, const struct service *s, size_t n)
{
	struct db_arg args[LINES_MAX * SERVICE_COLUMNS];
	struct db_arg *arg = args;

	if (n > LINES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++, s++) {
		*arg++ = db_id(s->service_id);
		*arg++ = db_id(s->line_id);
		*arg++ = db_id(s->order_id);
		*arg++ = db_id(s->company_id);
		*arg++ = s->access_url.n ? db_str(s->access_url) : db_null();
		*arg++ = s->secret_sealed.n ? db_str(s->secret_sealed)
					    : db_null();
		*arg++ = db_str(s->note);
		*arg++ = db_us(s->delivered_at_us);
		*arg++ = db_us(s->term_ends_at_us);
		*arg++ = db_str(s->driver);
	}
	return db_insert_rows(
	    db, service_insert_rows_sql, SERVICE_COLUMNS, args, n);
}

#define SERVICE_SELECT \
	"SELECT service_id, line_id, order_id, company_id, " \
	"access_url, secret_sealed, note, delivered_at, term_ends_at, " \
	"driver, access, told_at, revealed_at " \
	"FROM services "

static void
service_from_row(struct service *s, const struct db_result *r)
{
	s->service_id = db_get_id(r, 0);
	s->line_id = db_get_id(r, 1);
	s->order_id = db_get_id(r, 2);
	s->company_id = db_get_id(r, 3);
	s->access_url = db_get_str(r, 4);
	s->secret_sealed = db_get_str(r, 5);
	s->note = db_get_str(r, 6);
	s->delivered_at_us = db_get_us(r, 7);
	s->term_ends_at_us = db_get_us(r, 8);
	s->driver = db_get_str(r, 9);
	s->access = db_get_str(r, 10);
	s->told_at_us = db_get_us(r, 11);
	s->revealed_at_us = db_get_us(r, 12);
}

static enum err
services_take(
    struct arena *a, struct service **services, size_t *n, struct db_result *r)
{
	*n = 0;
	*services = ARENA_NEWS(a, struct service, r->rows);
	if (*services == NULL)
		return ERR_NOMEM;
	while (db_next(r))
		service_from_row(&(*services)[(*n)++], r);
	return OK;
}

static const char services_of_sql[] = SERVICE_SELECT
    "WHERE order_id IN " IDS_IN " "
    "ORDER BY order_id, service_id";

enum err
services_of(struct db *db, struct arena *a, struct service **services,
    size_t *n, const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, services_of_sql, args, LIST_MAX);
	return e == OK ? services_take(a, services, n, &r) : e;
}

static const char service_get_sql[] = SERVICE_SELECT
    "WHERE service_id = ? AND company_id = ?";

enum err
service_get(struct db *db, struct arena *a, struct service *out,
    struct id service_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, service_get_sql,
	    DB_ARGS(db_id(service_id), db_id(company_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	service_from_row(out, &r);
	return OK;
}

static enum err
service_one(struct db *db, struct arena *a, struct service *out,
    struct id service_id, const char *sql)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, DB_ARGS(db_id(service_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	service_from_row(out, &r);
	return OK;
}

static const char service_find_sql[] = SERVICE_SELECT "WHERE service_id = ?";

enum err
service_find(
    struct db *db, struct arena *a, struct service *out, struct id service_id)
{
	return service_one(db, a, out, service_id, service_find_sql);
}

static const char service_lock_sql[] = SERVICE_SELECT
    "WHERE service_id = ? FOR UPDATE";

enum err
service_lock(
    struct db *db, struct arena *a, struct service *out, struct id service_id)
{
	return service_one(db, a, out, service_id, service_lock_sql);
}

static const char service_set_access_sql[] =
    "UPDATE services SET access = ? WHERE service_id = ?";
static const char service_set_term_sql[] =
    "UPDATE services SET term_ends_at = ? WHERE service_id = ?";
static const char service_told_sql[] =
    "UPDATE services SET told_at = ? WHERE service_id = ?";

enum err
service_set_access(struct db *db, struct id service_id, const char *access)
{
	return db_exec(db, NULL, service_set_access_sql,
	    DB_ARGS(db_cstr(access), db_id(service_id)));
}

enum err
service_set_term(struct db *db, struct id service_id, int64_t term_ends_at_us)
{
	return db_exec(db, NULL, service_set_term_sql,
	    DB_ARGS(db_us(term_ends_at_us), db_id(service_id)));
}

enum err
service_told(struct db *db, struct id service_id, int64_t now_us)
{
	return db_exec(db, NULL, service_told_sql,
	    DB_ARGS(db_us(now_us), db_id(service_id)));
}

static const char service_revealed_sql[] =
    "UPDATE services SET revealed_at = ? WHERE service_id = ? "
    "AND revealed_at IS NULL";
static const char services_wipe_sql[] =
    "UPDATE services SET secret_sealed = NULL WHERE revealed_at < ? "
    "AND secret_sealed IS NOT NULL ORDER BY service_id LIMIT ?";

enum err
service_revealed(struct db *db, struct id service_id, int64_t now_us)
{
	return db_exec(db, NULL, service_revealed_sql,
	    DB_ARGS(db_us(now_us), db_id(service_id)));
}

enum err
services_wipe(struct db *db, int64_t before_us, int64_t limit, uint64_t *wiped)
{
	return db_exec(db, wiped, services_wipe_sql,
	    DB_ARGS(db_us(before_us), db_i64(limit)));
}

static const char services_all_sql[] = SERVICE_SELECT
    "ORDER BY service_id DESC LIMIT ?";

enum err
services_all(struct db *db, struct arena *a, struct service **services,
    size_t *n, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, services_all_sql, DB_ARGS(db_i64(limit)));

	return e == OK ? services_take(a, services, n, &r) : e;
}
