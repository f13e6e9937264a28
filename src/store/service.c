#include "store/service.h"

#include "store/ids.h"
#include "store/row.h"

enum { SERVICE_COLUMNS = 13 };

static const char service_insert_rows_sql[] =
    "INSERT INTO services (service_id, line_id, order_id, company_id, "
    "access_url, secret_sealed, note, delivered_at, term_ends_at, "
    "anchor_day, term_periods, next_step_at, driver) VALUES";

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
		*arg++ = s->term.periods ? db_i64(s->term.anchor_day)
					 : db_null();
		*arg++ = db_i64(s->term.periods);
		*arg++ = db_us(s->next_step_at_us);
		*arg++ = db_str(s->driver);
	}
	return db_insert_rows(
	    db, service_insert_rows_sql, SERVICE_COLUMNS, args, n);
}

#define SERVICE_SELECT \
	"SELECT s.service_id, s.line_id, s.order_id, s.company_id, " \
	"s.access_url, s.secret_sealed, s.note, s.delivered_at, " \
	"s.term_ends_at, s.term_order_id, s.anchor_day, l.billing_mode, " \
	"s.term_before, s.term_periods, s.reminded, s.next_step_at, " \
	"s.ended_at, s.row_version, l.position, s.driver, s.access, " \
	"s.told_at, s.revealed_at FROM services s " \
	"JOIN order_lines l ON l.line_id = s.line_id "

static enum err
service_from_row(struct service *s, const struct db_result *r)
{
	*s = (struct service){
		.service_id = db_get_id(r, 0),
		.line_id = db_get_id(r, 1),
		.order_id = db_get_id(r, 2),
		.company_id = db_get_id(r, 3),
		.access_url = db_get_str(r, 4),
		.secret_sealed = db_get_str(r, 5),
		.note = db_get_str(r, 6),
		.delivered_at_us = db_get_us(r, 7),
		.term_ends_at_us = db_get_us(r, 8),
		.term_order_id = db_get_id(r, 9),
		.term = { .anchor_day = db_get_i64(r, 10),
		    .before = db_get_i64(r, 12),
		    .periods = db_get_i64(r, 13) },
		.reminded = db_get_i64(r, 14),
		.next_step_at_us = db_get_us(r, 15),
		.ended_at_us = db_get_us(r, 16),
		.row_version = db_get_i64(r, 17),
		.position = db_get_i64(r, 18),
		.driver = db_get_str(r, 19),
		.access = db_get_str(r, 20),
		.told_at_us = db_get_us(r, 21),
		.revealed_at_us = db_get_us(r, 22),
	};
	return row_fault(billing_mode_parse(&s->term.mode, db_get_str(r, 11)));
}

static enum err
services_read(
    struct arena *a, struct service **services, size_t *n, struct db_result *r)
{
	enum err e = OK;

	*n = 0;
	*services = ARENA_NEWS(a, struct service, r->rows);
	if (*services == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(r))
		e = service_from_row(&(*services)[(*n)++], r);
	return e;
}

static const char services_of_sql[] = SERVICE_SELECT
    "WHERE s.order_id IN " IDS_IN " "
    "ORDER BY s.order_id, l.position";

enum err
services_of(struct db *db, struct arena *a, struct service **services,
    size_t *n, const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, services_of_sql, args, LIST_MAX);
	return e != OK ? e : services_read(a, services, n, &r);
}

static const char services_lock_of_sql[] = SERVICE_SELECT
    "WHERE s.order_id = ? ORDER BY l.position FOR UPDATE";

enum err
services_lock_of(struct db *db, struct arena *a, struct service **services,
    size_t *n, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, services_lock_of_sql, DB_ARGS(db_id(order_id)));

	return e != OK ? e : services_read(a, services, n, &r);
}

static const char service_get_sql[] = SERVICE_SELECT
    "WHERE s.service_id = ? AND (? IS NULL OR s.company_id = ?)";

enum err
service_get(struct db *db, struct arena *a, struct service *out,
    struct id service_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, service_get_sql,
	    DB_ARGS(db_id(service_id), db_id(company_id), db_id(company_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? service_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char service_write_sql[] =
    "UPDATE services SET term_ends_at = ?, term_order_id = ?, "
    "anchor_day = ?, term_before = ?, term_periods = ?, reminded = ?, "
    "next_step_at = ?, ended_at = ?, row_version = row_version + 1 "
    "WHERE service_id = ? AND row_version = ?";

enum err
service_write(struct db *db, const struct service *s)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, service_write_sql,
	    DB_ARGS(db_us(s->term_ends_at_us), db_id(s->term_order_id),
		s->term.periods ? db_i64(s->term.anchor_day) : db_null(),
		db_i64(s->term.before), db_i64(s->term.periods),
		db_i64(s->reminded), db_us(s->next_step_at_us),
		db_us(s->ended_at_us), db_id(s->service_id),
		db_i64(s->row_version)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}

/* The cursor names a service; where it stands is looked up. */
static const char services_of_company_sql[] = SERVICE_SELECT
    "WHERE s.company_id = ? AND (? IS NULL OR "
    "(s.delivered_at, s.service_id) < (SELECT c.delivered_at, c.service_id "
    "FROM services c WHERE c.service_id = ? AND c.company_id = ?)) "
    "ORDER BY s.delivered_at DESC, s.service_id DESC LIMIT ?";

enum err
services_of_company(struct db *db, struct arena *a, struct service **services,
    size_t *n, struct id company_id, struct id after, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, services_of_company_sql,
	    DB_ARGS(db_id(company_id), db_id(after), db_id(after),
		db_id(company_id), db_i64(limit + 1)));

	return e != OK ? e : services_read(a, services, n, &r);
}

static const char services_due_sql[] =
    "SELECT order_id FROM services WHERE next_step_at <= ? "
    "GROUP BY order_id ORDER BY MIN(next_step_at) LIMIT ?";

enum err
services_due(struct db *db, struct arena *a, struct id **order_ids, size_t *n,
    int64_t now_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, services_due_sql, DB_ARGS(db_us(now_us), db_i64(limit)));

	return e != OK ? e : row_ids(a, order_ids, n, &r);
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
	return service_from_row(out, &r);
}

static const char service_find_sql[] = SERVICE_SELECT "WHERE s.service_id = ?";

enum err
service_find(
    struct db *db, struct arena *a, struct service *out, struct id service_id)
{
	return service_one(db, a, out, service_id, service_find_sql);
}

static const char service_lock_sql[] = SERVICE_SELECT
    "WHERE s.service_id = ? FOR UPDATE";

enum err
service_lock(
    struct db *db, struct arena *a, struct service *out, struct id service_id)
{
	return service_one(db, a, out, service_id, service_lock_sql);
}

static const char service_set_access_sql[] =
    "UPDATE services SET access = ?, row_version = row_version + 1 "
    "WHERE service_id = ?";
static const char service_set_term_sql[] =
    "UPDATE services SET term_ends_at = ?, reminded = -1, "
    "next_step_at = delivered_at, row_version = row_version + 1 "
    "WHERE service_id = ?";
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
    "ORDER BY s.service_id DESC LIMIT ?";

enum err
services_all(struct db *db, struct arena *a, struct service **services,
    size_t *n, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, services_all_sql, DB_ARGS(db_i64(limit)));

	return e == OK ? services_read(a, services, n, &r) : e;
}
