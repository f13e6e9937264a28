#include "store/settlement.h"

#include "base/sys.h"
#include "domain/days.h"
#include "store/row.h"

#define SETTLEMENT_SELECT \
	"SELECT settlement_id, seller_id, settlement_no, month, state, " \
	"currency, net_minor, commission_minor, payable_minor, " \
	"carried_minor, issuer_name, issuer_address, seller_name, " \
	"seller_country, seller_tax_number, issued_at, settled_at, " \
	"settled_by, payout_reference, paper_at, row_version " \
	"FROM settlements "

/* A day is sent as its midnight: DATE takes the day of it. */
static struct db_arg
day_arg(int64_t day)
{
	return db_us(day * DAY_US);
}

static enum err
settlement_read(struct settlement *s, const struct db_result *r)
{
	struct currency c = row_currency(r, 5);

	*s = (struct settlement){
		.settlement_id = db_get_id(r, 0),
		.seller_id = db_get_id(r, 1),
		.settlement_no = db_get_str(r, 2),
		.month_day = db_get_us(r, 3) / DAY_US,
		.worth = { { db_get_i64(r, 6), c }, { db_get_i64(r, 7), c },
		    { db_get_i64(r, 8), c } },
		.carried = { db_get_i64(r, 9), c },
		.issuer = { .name = db_get_str(r, 10),
		    .address = db_get_str(r, 11) },
		.seller = { .name = db_get_str(r, 12),
		    .country = db_get_str(r, 13),
		    .tax_number = db_get_str(r, 14) },
		.issued_at_us = db_get_us(r, 15),
		.settled_at_us = db_get_us(r, 16),
		.settled_by = db_get_id(r, 17),
		.payout_reference = db_get_str(r, 18),
		.paper_at_us = db_get_us(r, 19),
		.row_version = db_get_i64(r, 20),
	};
	return row_fault(settlement_state_parse(&s->state, db_get_str(r, 4)));
}

static enum err
one_read(struct db *db, struct arena *a, struct settlement *out,
    const char *sql, const struct db_arg *args, size_t nargs)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, args, nargs);

	if (e != OK)
		return e;
	return db_next(&r) ? settlement_read(out, &r) : ERR_NOT_FOUND;
}

static const char subjects_sql[] =
    "SELECT DISTINCT l.seller_id, l.currency FROM settlement_lines l "
    "LEFT JOIN settlements s ON s.seller_id = l.seller_id "
    "AND s.currency = l.currency AND s.month >= ? "
    "WHERE l.state = 'RELEASABLE' AND l.released_at < ? "
    "AND s.settlement_id IS NULL ORDER BY l.seller_id, l.currency LIMIT ?";

enum err
settlement_subjects(struct db *db, struct arena *a,
    struct settlement_subject **out, size_t *n, int64_t month_day,
    int64_t until_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, subjects_sql,
	    DB_ARGS(day_arg(month_day), db_us(until_us), db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct settlement_subject, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*out)[(*n)++] = (struct settlement_subject){
			.seller_id = db_get_id(&r, 0),
			.currency = row_currency(&r, 1),
		};
	return OK;
}

#define TO_TAKE \
	"WHERE seller_id = ? AND currency = ? " \
	"AND state = 'RELEASABLE' AND released_at < ?"

static const char lines_lock_sql[] =
    "SELECT COUNT(*), COALESCE(SUM(net_minor), 0), "
    "COALESCE(SUM(commission_minor), 0), COALESCE(SUM(payable_minor), 0) "
    "FROM settlement_lines " TO_TAKE " FOR UPDATE";

enum err
settlement_lines_lock(struct db *db, struct arena *a, int64_t *n,
    struct settlement_worth *sum, const struct settlement_subject *of,
    int64_t until_us)
{
	struct currency c = of->currency;
	struct db_result r;
	enum err e = db_query(db, a, &r, lines_lock_sql,
	    DB_ARGS(db_id(of->seller_id), db_cstr(c.code), db_us(until_us)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*n = db_get_i64(&r, 0);
	*sum = (struct settlement_worth){ { db_get_i64(&r, 1), c },
		{ db_get_i64(&r, 2), c }, { db_get_i64(&r, 3), c } };
	return OK;
}

static const char lines_take_sql[] =
    "UPDATE settlement_lines SET state = 'IN_STATEMENT', settlement_id = ?, "
    "row_version = row_version + 1 " TO_TAKE;

enum err
settlement_lines_take(
    struct db *db, uint64_t *n, const struct settlement *s, int64_t until_us)
{
	return db_exec(db, n, lines_take_sql,
	    DB_ARGS(db_id(s->settlement_id), db_id(s->seller_id),
		db_cstr(s->carried.currency.code), db_us(until_us)));
}

static const char insert_sql[] =
    "INSERT INTO settlements (settlement_id, settlement_no, seller_id, "
    "month, state, currency, net_minor, commission_minor, payable_minor, "
    "carried_minor, issuer_name, issuer_address, seller_name, "
    "seller_country, seller_tax_number, issued_at) "
    "SELECT ?, ?, s.seller_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "COALESCE(s.legal_name, s.name), c.country, s.tax_number, ? "
    "FROM sellers s JOIN companies c ON c.company_id = s.company_id "
    "WHERE s.seller_id = ?";

enum err
settlement_insert(struct db *db, const struct settlement *s)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, insert_sql,
	    DB_ARGS(db_id(s->settlement_id), db_str(s->settlement_no),
		day_arg(s->month_day), db_cstr(settlement_state_name(s->state)),
		db_cstr(s->carried.currency.code), db_i64(s->worth.net.minor),
		db_i64(s->worth.commission.minor),
		db_i64(s->worth.payable.minor), db_i64(s->carried.minor),
		db_str(s->issuer.name.p ? s->issuer.name : STR("")),
		db_str(s->issuer.address.p ? s->issuer.address : STR("")),
		db_us(s->issued_at_us), db_id(s->seller_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_BUG;
}

static const char last_sql[] = SETTLEMENT_SELECT
    "WHERE seller_id = ? AND currency = ? ORDER BY month DESC LIMIT 1";

enum err
settlement_last(struct db *db, struct arena *a, struct settlement *out,
    const struct settlement_subject *of)
{
	return one_read(db, a, out, last_sql,
	    DB_ARGS(db_id(of->seller_id), db_cstr(of->currency.code)));
}

static const char get_sql[] = SETTLEMENT_SELECT
    "WHERE settlement_id = ? AND (? IS NULL OR seller_id = ?)";

enum err
settlement_get(struct db *db, struct arena *a, struct settlement *out,
    struct id settlement_id, struct id seller_id)
{
	return one_read(db, a, out, get_sql,
	    DB_ARGS(db_id(settlement_id), db_id(seller_id), db_id(seller_id)));
}

static const char by_no_sql[] = SETTLEMENT_SELECT "WHERE settlement_no = ?";

enum err
settlement_by_no(struct db *db, struct arena *a, struct settlement *out,
    struct str settlement_no)
{
	return one_read(db, a, out, by_no_sql, DB_ARGS(db_str(settlement_no)));
}

static const char lock_sql[] = SETTLEMENT_SELECT
    "WHERE settlement_id = ? FOR UPDATE";

enum err
settlement_lock(struct db *db, struct arena *a, struct settlement *out,
    struct id settlement_id)
{
	return one_read(db, a, out, lock_sql, DB_ARGS(db_id(settlement_id)));
}

static const char list_sql[] = SETTLEMENT_SELECT
    "WHERE (? IS NULL OR seller_id = ?) AND (? IS NULL OR state = ?) "
    "AND (? IS NULL OR settlement_id < ?) "
    "ORDER BY settlement_id DESC LIMIT ?";

enum err
settlements_list(struct db *db, struct arena *a, struct settlement **out,
    size_t *n, const struct settlement_filter *f, struct id before,
    int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, list_sql,
	    DB_ARGS(db_id(f->seller_id), db_id(f->seller_id), db_str(f->state),
		db_str(f->state), db_id(before), db_id(before), db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct settlement, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = settlement_read(&(*out)[(*n)++], &r);
	return e;
}

static const char settle_sql[] =
    "UPDATE settlements SET state = 'SETTLED', settled_at = ?, "
    "settled_by = ?, payout_reference = ?, paper_at = NULL, "
    "row_version = row_version + 1 "
    "WHERE settlement_id = ? AND row_version = ? AND state = 'ISSUED'";

/* Carried ones follow each other without a gap up to the one that is paid. */
static const char lines_settle_sql[] =
    "UPDATE settlement_lines SET state = 'SETTLED', "
    "row_version = row_version + 1 "
    "WHERE state = 'IN_STATEMENT' AND settlement_id IN "
    "(SELECT s.settlement_id FROM settlements s WHERE s.seller_id = ? "
    "AND s.currency = ? AND s.month <= ? AND s.month > COALESCE("
    "(SELECT MAX(p.month) FROM settlements p WHERE p.seller_id = ? "
    "AND p.currency = ? AND p.month < ? AND p.state <> 'CARRIED'), "
    "'1970-01-01'))";

enum err
settlement_settle(struct db *db, const struct settlement *s)
{
	const struct db_arg of[] = { db_id(s->seller_id),
		db_cstr(s->carried.currency.code), day_arg(s->month_day) };
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, settle_sql,
	    DB_ARGS(db_us(s->settled_at_us), db_id(s->settled_by),
		db_str(s->payout_reference), db_id(s->settlement_id),
		db_i64(s->row_version)));

	if (e != OK)
		return e;
	if (changed != 1)
		return ERR_STALE;
	return db_exec(db, NULL, lines_settle_sql,
	    DB_ARGS(of[0], of[1], of[2], of[0], of[1], of[2]));
}

static const char unrendered_sql[] =
    "SELECT settlement_id FROM settlements WHERE paper_at IS NULL "
    "ORDER BY settlement_id LIMIT ?";

enum err
settlements_unrendered(
    struct db *db, struct arena *a, struct id **ids, size_t *n, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, unrendered_sql, DB_ARGS(db_i64(limit)));

	return e == OK ? row_ids(a, ids, n, &r) : e;
}

static const char rendered_sql[] =
    "UPDATE settlements SET paper_at = ? "
    "WHERE settlement_id = ? AND row_version = ?";

static const char unrender_sql[] =
    "UPDATE settlements SET paper_at = NULL WHERE settlement_id = ?";

/*
 * Changed meanwhile, it is made anew, even if another worker has marked it
 * since: its files may be overwritten by these.
 */
enum err
settlement_rendered(
    struct db *db, struct id settlement_id, int64_t row_version, int64_t now_us)
{
	uint64_t current = 0;
	enum err e = db_exec(db, &current, rendered_sql,
	    DB_ARGS(db_us(now_us), db_id(settlement_id), db_i64(row_version)));

	return e != OK || current == 1
	    ? e
	    : db_exec(db, NULL, unrender_sql, DB_ARGS(db_id(settlement_id)));
}
