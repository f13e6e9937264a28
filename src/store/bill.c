#include "store/bill.h"

#include <string.h>

#include "store/ids.h"
#include "store/row.h"

/*
 * The customer of an order is as the order has it; of what has none (a
 * statement) as the company is now.
 */
static const char bill_insert_sql[] =
    "INSERT INTO bills (bill_id, bill_no, kind, corrects_id, order_id, "
    "billed_order_id, stage, company_id, state, pool, currency, net_minor, "
    "tax_minor, total_minor, paid_minor, credited_minor, refunded_minor, "
    "issued_at, due_at, paid_at, period_from_at, period_until_at, "
    "issuer_name, issuer_address, issuer_country, issuer_tax_number, "
    "customer_name, customer_country, customer_tax_number, po_number, "
    "cost_centre, stage_name, stage_share_bp) "
    "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, COALESCE(?, c.name), COALESCE(?, c.country), "
    "CASE WHEN ? IS NULL THEN c.tax_number ELSE ? END, ?, ?, ?, ? "
    "FROM companies c WHERE c.company_id = ?";

enum err
bill_insert(struct db *db, const struct bill *b)
{
	const struct bill_party *from = &b->issuer, *to = &b->customer;
	const struct id none = { { 0 } };
	uint64_t inserted = 0;
	enum err e = db_exec(db, &inserted, bill_insert_sql,
	    DB_ARGS(db_id(b->bill_id), db_str(b->bill_no),
		db_cstr(bill_kind_name(b->kind)), db_id(b->corrects_id),
		db_id(b->order_id), db_id(b->stands ? b->order_id : none),
		db_i64(b->stage), db_id(b->company_id),
		db_cstr(bill_state_name(b->state)),
		db_cstr(b->on_credit ? credit_kind_name(b->pool) : NULL),
		db_cstr(b->net.currency.code), db_i64(b->net.minor),
		db_i64(b->tax.minor), db_i64(b->sums.total.minor),
		db_i64(b->sums.paid.minor), db_i64(b->sums.credited.minor),
		db_i64(b->sums.refunded.minor), db_us(b->issued_at_us),
		db_us(b->due_at_us), db_us(b->paid_at_us),
		db_us(b->period_from_us), db_us(b->period_until_us),
		db_str(from->name), db_str(from->address),
		db_str(from->country), db_str(from->tax_number),
		db_str(to->name), db_str(to->country), db_str(to->country),
		db_str(to->tax_number), db_str(b->po_number),
		db_str(b->cost_centre), db_str(b->stage_name),
		b->stage > 0 ? db_i64(b->stage_share_bp) : db_null(),
		db_id(b->company_id)));

	if (e != OK)
		return e;
	return inserted == 1 ? OK : ERR_NOT_FOUND;
}

#define BILL_SELECT \
	"SELECT b.bill_id, b.bill_no, b.kind, b.corrects_id, b.order_id, " \
	"b.billed_order_id, b.stage, b.company_id, b.state, b.pool, " \
	"b.currency, b.net_minor, b.tax_minor, b.total_minor, b.paid_minor, " \
	"b.credited_minor, b.refunded_minor, b.issued_at, b.due_at, " \
	"b.paid_at, b.period_from_at, b.period_until_at, b.issuer_name, " \
	"b.issuer_address, b.issuer_country, b.issuer_tax_number, " \
	"b.customer_name, b.customer_country, b.customer_tax_number, " \
	"b.po_number, b.cost_centre, b.paper_at, b.row_version, " \
	"b.stage_name, b.stage_share_bp, b.reminders, " \
	"(SELECT n.bill_no FROM bills n WHERE n.bill_id = b.corrects_id) " \
	"FROM bills b "

static struct bill_party
party_from_row(const struct db_result *r, size_t name, size_t address,
    size_t country, size_t tax_number)
{
	return (struct bill_party){
		.name = db_get_str(r, name),
		.address = address != 0 ? db_get_str(r, address) : STR_NONE,
		.country = db_get_str(r, country),
		.tax_number = db_get_str(r, tax_number),
	};
}

static enum err
bill_words(struct bill *b, const struct db_result *r)
{
	struct str pool = db_get_str(r, 9);
	enum err e = bill_kind_parse(&b->kind, db_get_str(r, 2));

	b->on_credit = pool.p != NULL;
	if (e == OK && b->on_credit)
		e = credit_kind_parse(&b->pool, pool);
	if (e == OK)
		e = bill_state_parse(&b->state, db_get_str(r, 8));
	return row_fault(e);
}

static enum err
bill_from_row(struct bill *b, const struct db_result *r)
{
	struct currency c = row_currency(r, 10);

	memset(b, 0, sizeof(*b));
	b->bill_id = db_get_id(r, 0);
	b->bill_no = db_get_str(r, 1);
	b->corrects_id = db_get_id(r, 3);
	b->order_id = db_get_id(r, 4);
	b->stands = !db_is_null(r, 5);
	b->stage = db_get_i64(r, 6);
	b->company_id = db_get_id(r, 7);
	b->net = (struct money){ db_get_i64(r, 11), c };
	b->tax = (struct money){ db_get_i64(r, 12), c };
	b->sums.total = (struct money){ db_get_i64(r, 13), c };
	b->sums.paid = (struct money){ db_get_i64(r, 14), c };
	b->sums.credited = (struct money){ db_get_i64(r, 15), c };
	b->sums.refunded = (struct money){ db_get_i64(r, 16), c };
	b->issued_at_us = db_get_us(r, 17);
	b->due_at_us = db_get_us(r, 18);
	b->paid_at_us = db_get_us(r, 19);
	b->period_from_us = db_get_us(r, 20);
	b->period_until_us = db_get_us(r, 21);
	b->issuer = party_from_row(r, 22, 23, 24, 25);
	b->customer = party_from_row(r, 26, 0, 27, 28);
	b->po_number = db_get_str(r, 29);
	b->cost_centre = db_get_str(r, 30);
	b->paper_at_us = db_get_us(r, 31);
	b->row_version = db_get_i64(r, 32);
	b->stage_name = db_get_str(r, 33);
	b->stage_share_bp = db_get_i64(r, 34);
	b->reminders = db_get_i64(r, 35);
	b->corrects_no = db_get_str(r, 36);
	return bill_words(b, r);
}

static enum err
bill_one(struct bill *out, struct db_result *r, enum err e)
{
	if (e != OK)
		return e;
	return db_next(r) ? bill_from_row(out, r) : ERR_NOT_FOUND;
}

static enum err
bill_rows(struct arena *a, struct bill **bills, size_t *n, struct db_result *r)
{
	enum err e = OK;

	*n = 0;
	*bills = ARENA_NEWS(a, struct bill, r->rows);
	if (*bills == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(r))
		e = bill_from_row(&(*bills)[(*n)++], r);
	return e;
}

static const char bill_get_sql[] = BILL_SELECT
    "WHERE b.bill_id = ? AND (? IS NULL OR b.company_id = ?)";

enum err
bill_get(struct db *db, struct arena *a, struct bill *out, struct id bill_id,
    struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, bill_get_sql,
	    DB_ARGS(db_id(bill_id), db_id(company_id), db_id(company_id)));

	return bill_one(out, &r, e);
}

static const char bill_lock_sql[] = BILL_SELECT
    "WHERE b.bill_id = ? FOR UPDATE";

enum err
bill_lock(struct db *db, struct arena *a, struct bill *out, struct id bill_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bill_lock_sql, DB_ARGS(db_id(bill_id)));

	return bill_one(out, &r, e);
}

static const char bill_by_no_sql[] = BILL_SELECT "WHERE b.bill_no = ?";

enum err
bill_by_no(struct db *db, struct arena *a, struct bill *out, struct str bill_no)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bill_by_no_sql, DB_ARGS(db_str(bill_no)));

	return bill_one(out, &r, e);
}

static const char bill_lock_of_order_sql[] = BILL_SELECT
    "WHERE b.billed_order_id = ? AND b.stage = 0 FOR UPDATE";

enum err
bill_lock_of_order(
    struct db *db, struct arena *a, struct bill *out, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bill_lock_of_order_sql, DB_ARGS(db_id(order_id)));

	return bill_one(out, &r, e);
}

static const char bill_of_order_sql[] = BILL_SELECT
    "WHERE b.bill_id = COALESCE((SELECT w.bill_id FROM bills w "
    "WHERE w.billed_order_id = ? AND w.stage = 0), "
    "(SELECT r.bill_id FROM credit_reservations r WHERE r.order_id = ?))";

enum err
bill_of_order(
    struct db *db, struct arena *a, struct bill *out, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, bill_of_order_sql,
	    DB_ARGS(db_id(order_id), db_id(order_id)));

	return bill_one(out, &r, e);
}

static const char bill_write_sql[] =
    "UPDATE bills SET state = ?, billed_order_id = ?, paid_minor = ?, "
    "credited_minor = ?, refunded_minor = ?, paid_at = ?, paper_at = NULL, "
    "row_version = row_version + 1 "
    "WHERE bill_id = ? AND state = ? AND row_version = ?";

enum err
bill_write(struct db *db, const struct bill *b, enum bill_state from)
{
	const struct id none = { { 0 } };
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, bill_write_sql,
	    DB_ARGS(db_cstr(bill_state_name(b->state)),
		db_id(b->stands ? b->order_id : none),
		db_i64(b->sums.paid.minor), db_i64(b->sums.credited.minor),
		db_i64(b->sums.refunded.minor), db_us(b->paid_at_us),
		db_id(b->bill_id), db_cstr(bill_state_name(from)),
		db_i64(b->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char bills_of_sql[] = BILL_SELECT
    "WHERE b.billed_order_id IN " IDS_IN " "
    "ORDER BY b.order_id, b.stage";

enum err
bills_of(struct db *db, struct arena *a, struct bill **bills, size_t *n,
    const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, bills_of_sql, args, LIST_MAX);
	return e != OK ? e : bill_rows(a, bills, n, &r);
}

static const char bills_lock_of_stages_sql[] = BILL_SELECT
    "WHERE b.billed_order_id = ? AND b.stage > 0 ORDER BY b.stage FOR UPDATE";

enum err
bills_lock_of_stages(struct db *db, struct arena *a, struct bill **bills,
    size_t *n, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bills_lock_of_stages_sql, DB_ARGS(db_id(order_id)));

	return e != OK ? e : bill_rows(a, bills, n, &r);
}

/*
 * Of one order there are few bills: they are looked up by it and by its
 * lines, for a statement is of many orders.
 */
#define OF_ORDER \
	"JOIN (SELECT w.bill_id FROM bills w WHERE w.order_id = ? " \
	"UNION SELECT k.bill_id FROM order_lines l " \
	"JOIN bill_lines k ON k.line_id = l.line_id WHERE l.order_id = ?) m " \
	"ON m.bill_id = b.bill_id "
#define FILTERED \
	"WHERE (? IS NULL OR b.company_id = ?) " \
	"AND (? IS NULL OR b.state = ? OR (? = 'open' AND b.state IN " \
	"('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED'))) " \
	"AND (? IS NULL OR b.pool = ?) " \
	"AND (? IS NULL OR b.issued_at >= ?) " \
	"AND (? IS NULL OR b.issued_at < ?) " \
	"AND (? IS NULL OR b.bill_no LIKE ? ESCAPE '!' " \
	"OR b.po_number LIKE ? ESCAPE '!' " \
	"OR b.cost_centre LIKE ? ESCAPE '!') "
/*
 * Where the list goes on is looked up first: with an instant at hand the
 * index of the company's bills is entered there, not at its beginning.
 */
#define AFTER "AND b.issued_at <= ? AND (b.issued_at < ? OR b.bill_id < ?) "
#define NEWEST "ORDER BY b.issued_at DESC, b.bill_id DESC LIMIT ?"

static const char bills_list_sql[] = BILL_SELECT FILTERED NEWEST;
static const char bills_after_sql[] = BILL_SELECT FILTERED AFTER NEWEST;
static const char bills_of_order_sql[] = BILL_SELECT OF_ORDER FILTERED NEWEST;
static const char bills_of_order_after_sql[] = BILL_SELECT OF_ORDER FILTERED
    AFTER NEWEST;

/* By whether it is of one order, and whether another page came before. */
static const char *
list_sql(bool of_order, bool goes_on)
{
	if (of_order)
		return goes_on ? bills_of_order_after_sql : bills_of_order_sql;
	return goes_on ? bills_after_sql : bills_list_sql;
}

enum { ORDER_ARGS = 2, FILTER_ARGS = 15, AFTER_ARGS = 3 };

static size_t
filter_args(struct db_arg *arg, const struct bill_filter *f)
{
	const struct db_arg company = db_id(f->company_id);
	const struct db_arg order = db_id(f->order_id);
	const struct db_arg state = db_str(f->state);
	const struct db_arg pool = db_str(f->pool);
	const struct db_arg from = db_us(f->from_us);
	const struct db_arg until = db_us(f->until_us);
	const struct db_arg like = db_str(f->like);
	const struct db_arg all[FILTER_ARGS] = { company, company, state, state,
		state, pool, pool, from, from, until, until, like, like, like,
		like };
	size_t n = 0;

	while (n < ORDER_ARGS && !id_is_nil(f->order_id))
		arg[n++] = order;
	memcpy(arg + n, all, sizeof(all));
	return n + FILTER_ARGS;
}

enum err
bills_list(struct db *db, struct arena *a, struct bill **bills, size_t *n,
    const struct bill_filter *f, struct id after, int64_t limit)
{
	struct db_arg args[ORDER_ARGS + FILTER_ARGS + AFTER_ARGS + 1];
	bool of_order = !id_is_nil(f->order_id), goes_on = !id_is_nil(after);
	size_t nargs = filter_args(args, f);
	struct db_result r;
	struct bill last;
	enum err e = OK;

	if (goes_on) {
		e = bill_get(db, a, &last, after, f->company_id);
		/* Of nobody's bill nothing comes after. */
		if (e == ERR_NOT_FOUND) {
			*n = 0;
			return OK;
		}
		args[nargs++] = db_us(last.issued_at_us);
		args[nargs++] = db_us(last.issued_at_us);
		args[nargs++] = db_id(after);
	}
	args[nargs++] = db_i64(limit + 1);
	if (e == OK)
		e = db_query(
		    db, a, &r, list_sql(of_order, goes_on), args, nargs);
	return e != OK ? e : bill_rows(a, bills, n, &r);
}

static const char bills_issued_sql[] = BILL_SELECT
    "WHERE b.company_id = ? AND b.issued_at >= ? AND b.issued_at < ? "
    "ORDER BY b.issued_at, b.bill_id LIMIT ?";

enum err
bills_issued(struct db *db, struct arena *a, struct bill **bills, size_t *n,
    struct id company_id, int64_t from_us, int64_t until_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, bills_issued_sql,
	    DB_ARGS(db_id(company_id), db_us(from_us), db_us(until_us),
		db_i64(limit + 1)));

	return e != OK ? e : bill_rows(a, bills, n, &r);
}

static const char bill_notes_sql[] = BILL_SELECT
    "WHERE b.corrects_id = ? ORDER BY b.issued_at, b.bill_id LIMIT ?";

enum err
bill_notes(struct db *db, struct arena *a, struct bill **notes, size_t *n,
    struct id bill_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, bill_notes_sql,
	    DB_ARGS(db_id(bill_id), db_i64(LIST_MAX)));

	return e != OK ? e : bill_rows(a, notes, n, &r);
}
