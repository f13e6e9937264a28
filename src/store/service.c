#include "store/service.h"

#include "store/ids.h"

enum { SERVICE_COLUMNS = 9 };

static const char service_insert_rows_sql[] =
    "INSERT INTO services (service_id, line_id, order_id, company_id, "
    "access_url, secret_sealed, note, delivered_at, term_ends_at) VALUES";

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
	}
	return db_insert_rows(
	    db, service_insert_rows_sql, SERVICE_COLUMNS, args, n);
}

#define SERVICE_SELECT \
	"SELECT service_id, line_id, order_id, company_id, " \
	"access_url, secret_sealed, note, delivered_at, term_ends_at " \
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
	if (e != OK)
		return e;
	*n = 0;
	*services = ARENA_NEWS(a, struct service, r.rows);
	if (*services == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		service_from_row(&(*services)[(*n)++], &r);
	return OK;
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
