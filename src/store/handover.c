#include "store/handover.h"

#include "store/ids.h"
#include "store/row.h"

static const char handover_insert_rows_sql[] =
    "INSERT INTO handovers (handover_id, order_id, stage, company_id, "
    "seller_id, state, opened_at) VALUES";

enum { INSERT_COLUMNS = 7 };

enum err
handovers_insert(struct db *db, const struct handover *h, size_t n)
{
	struct db_arg args[OFFER_MILESTONES_MAX * INSERT_COLUMNS];
	struct db_arg *arg = args;

	if (n > OFFER_MILESTONES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(h[i].handover_id);
		*arg++ = db_id(h[i].order_id);
		*arg++ = db_i64(h[i].stage);
		*arg++ = db_id(h[i].company_id);
		*arg++ = db_id(h[i].seller_id);
		*arg++ = db_cstr(handover_state_name(h[i].state));
		*arg++ = db_us(h[i].opened_at_us);
	}
	return db_insert_rows(
	    db, handover_insert_rows_sql, INSERT_COLUMNS, args, n);
}

#define HANDOVER_COLUMNS \
	"h.handover_id, h.order_id, h.company_id, h.seller_id, h.state, " \
	"h.round, h.opened_at, h.delivered_at, h.closed_at, " \
	"h.row_version, h.stage, h.accept_by_at, h.reminders, h.deemed, " \
	"h.po_number, h.cost_centre"
enum { HANDOVER_COLUMNS_N = 16 };

static enum err
handover_from_row(struct handover *h, const struct db_result *r)
{
	*h = (struct handover){
		.handover_id = db_get_id(r, 0),
		.order_id = db_get_id(r, 1),
		.company_id = db_get_id(r, 2),
		.seller_id = db_get_id(r, 3),
		.round = db_get_i64(r, 5),
		.opened_at_us = db_get_us(r, 6),
		.delivered_at_us = db_get_us(r, 7),
		.closed_at_us = db_get_us(r, 8),
		.row_version = db_get_i64(r, 9),
		.stage = db_get_i64(r, 10),
		.accept_by_us = db_get_us(r, 11),
		.reminders = db_get_i64(r, 12),
		.deemed = db_get_i64(r, 13) != 0,
		.po_number = db_get_str(r, 14),
		.cost_centre = db_get_str(r, 15),
	};
	return row_fault(handover_state_parse(&h->state, db_get_str(r, 4)));
}

static const char handover_lock_sql[] =
    "SELECT " HANDOVER_COLUMNS
    " FROM handovers h WHERE h.handover_id = ? FOR UPDATE";

enum err
handover_lock(
    struct db *db, struct arena *a, struct handover *out, struct id handover_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, handover_lock_sql, DB_ARGS(db_id(handover_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? handover_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char handover_refer_sql[] =
    "UPDATE handovers SET po_number = ?, cost_centre = ? "
    "WHERE handover_id = ?";

enum err
handover_refer(struct db *db, const struct handover *h)
{
	return db_exec(db, NULL, handover_refer_sql,
	    DB_ARGS(db_str(h->po_number), db_str(h->cost_centre),
		db_id(h->handover_id)));
}

static const char handover_write_sql[] =
    "UPDATE handovers SET state = ?, round = ?, opened_at = ?, "
    "delivered_at = ?, accept_by_at = ?, reminders = ?, closed_at = ?, "
    "deemed = ?, row_version = row_version + 1 "
    "WHERE handover_id = ? AND state = ? AND row_version = ?";

enum err
handover_write(
    struct db *db, const struct handover *h, enum handover_state from)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, handover_write_sql,
	    DB_ARGS(db_cstr(handover_state_name(h->state)), db_i64(h->round),
		db_us(h->opened_at_us), db_us(h->delivered_at_us),
		db_us(h->accept_by_us), db_i64(h->reminders),
		db_us(h->closed_at_us), db_i64(h->deemed),
		db_id(h->handover_id), db_cstr(handover_state_name(from)),
		db_i64(h->row_version)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}

#define HANDOVER_SELECT \
	"SELECT " HANDOVER_COLUMNS ", l.product_name, c.name, s.name " \
	"FROM handovers h " \
	"JOIN order_lines l ON l.order_id = h.order_id AND l.position = 1 " \
	"JOIN companies c ON c.company_id = h.company_id " \
	"JOIN sellers s ON s.seller_id = h.seller_id "

static enum err
handovers_read(struct arena *a, struct handover **handovers, size_t *n,
    struct db_result *r)
{
	struct handover *list = ARENA_NEWS(a, struct handover, r->rows);
	enum err e = OK;

	*n = 0;
	*handovers = list;
	if (list == NULL)
		return ERR_NOMEM;
	for (; e == OK && db_next(r); ++*n) {
		e = handover_from_row(&list[*n], r);
		list[*n].product_name = db_get_str(r, HANDOVER_COLUMNS_N);
		list[*n].company_name = db_get_str(r, HANDOVER_COLUMNS_N + 1);
		list[*n].seller_name = db_get_str(r, HANDOVER_COLUMNS_N + 2);
	}
	return e;
}

static enum err
handover_one(struct arena *a, struct handover *out, struct db_result *r)
{
	struct handover *list;
	size_t n;
	enum err e = handovers_read(a, &list, &n, r);

	if (e == OK && n == 0)
		return ERR_NOT_FOUND;
	if (e == OK)
		*out = list[0];
	return e;
}

static const char handover_get_sql[] = HANDOVER_SELECT
    "WHERE h.handover_id = ? AND (h.company_id = ? OR h.seller_id = ? "
    "OR (? IS NULL AND ? IS NULL))";

enum err
handover_get(struct db *db, struct arena *a, struct handover *out,
    struct id handover_id, struct id company_id, struct id seller_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, handover_get_sql,
	    DB_ARGS(db_id(handover_id), db_id(company_id), db_id(seller_id),
		db_id(company_id), db_id(seller_id)));

	return e != OK ? e : handover_one(a, out, &r);
}

static const char handover_of_order_sql[] = HANDOVER_SELECT
    "WHERE h.order_id = ? AND h.stage = 0";

enum err
handover_of_order(
    struct db *db, struct arena *a, struct handover *out, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, handover_of_order_sql, DB_ARGS(db_id(order_id)));

	return e != OK ? e : handover_one(a, out, &r);
}

static const char handovers_of_sql[] = HANDOVER_SELECT
    "WHERE h.order_id IN " IDS_IN " AND h.stage = 0 ORDER BY h.order_id";

enum err
handovers_of(struct db *db, struct arena *a, struct handover **handovers,
    size_t *n, const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, handovers_of_sql, args, LIST_MAX);
	return e != OK ? e : handovers_read(a, handovers, n, &r);
}

static const char handovers_of_stages_sql[] = HANDOVER_SELECT
    "WHERE h.order_id = ? AND h.stage > 0 ORDER BY h.stage";
static const char handovers_lock_stages_sql[] =
    "SELECT " HANDOVER_COLUMNS ", NULL, NULL, NULL FROM handovers h "
    "WHERE h.order_id = ? AND h.stage > 0 ORDER BY h.stage FOR UPDATE";

static enum err
stages_read(struct db *db, struct arena *a, struct handover **handovers,
    size_t *n, const char *sql, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, DB_ARGS(db_id(order_id)));

	return e != OK ? e : handovers_read(a, handovers, n, &r);
}

enum err
handovers_of_stages(struct db *db, struct arena *a, struct handover **handovers,
    size_t *n, struct id order_id)
{
	return stages_read(
	    db, a, handovers, n, handovers_of_stages_sql, order_id);
}

enum err
handovers_lock_stages(struct db *db, struct arena *a,
    struct handover **handovers, size_t *n, struct id order_id)
{
	return stages_read(
	    db, a, handovers, n, handovers_lock_stages_sql, order_id);
}

/* The cursor names a handover; where it stands is looked up. */
#define AFTER_HANDOVER \
	"AND h.opened_at IS NOT NULL " \
	"AND (? IS NULL OR (h.opened_at, h.handover_id) < (SELECT " \
	"x.opened_at, x.handover_id FROM handovers x " \
	"WHERE x.handover_id = ?)) " \
	"ORDER BY h.opened_at DESC, h.handover_id DESC LIMIT ?"

static const char handovers_of_seller_sql[] = HANDOVER_SELECT
    "WHERE h.seller_id = ? " AFTER_HANDOVER;

/* Of each order in stages the one that was opened last. */
static const char handovers_staged_sql[] = HANDOVER_SELECT
    "WHERE h.seller_id = ? AND h.stage = (SELECT MAX(m.stage) "
    "FROM handovers m WHERE m.order_id = h.order_id AND m.stage > 0 "
    "AND m.opened_at IS NOT NULL) " AFTER_HANDOVER;

static const char handovers_disputed_sql[] = HANDOVER_SELECT
    "WHERE (h.state = 'DISPUTED' OR EXISTS (SELECT 1 FROM handover_rounds d "
    "WHERE d.handover_id = h.handover_id AND d.ruled_at IS NOT NULL)) " AFTER_HANDOVER;

enum err
handovers_list(struct db *db, struct arena *a, struct handover **handovers,
    size_t *n, struct id seller_id, struct id after, int64_t limit)
{
	struct db_result r;
	enum err e = id_is_nil(seller_id)
	    ? db_query(db, a, &r, handovers_disputed_sql,
		  DB_ARGS(db_id(after), db_id(after), db_i64(limit + 1)))
	    : db_query(db, a, &r, handovers_of_seller_sql,
		  DB_ARGS(db_id(seller_id), db_id(after), db_id(after),
		      db_i64(limit + 1)));

	return e != OK ? e : handovers_read(a, handovers, n, &r);
}

enum err
handovers_staged(struct db *db, struct arena *a, struct handover **handovers,
    size_t *n, struct id seller_id, struct id after, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, handovers_staged_sql,
	    DB_ARGS(db_id(seller_id), db_id(after), db_id(after),
		db_i64(limit + 1)));

	return e != OK ? e : handovers_read(a, handovers, n, &r);
}
