#include "store/spend.h"

#include "base/sys.h"

/* Years are told by four digits: later than any month is this second. */
#define NEVER_S INT64_C(253402300799)

/* The month that an instant is in, from 1 on, by when months begin. */
#define MONTH_OF(column) \
	"INTERVAL(TIMESTAMPDIFF(SECOND, '1970-01-01', " column "), " \
	"?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " \
	"?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS month"

enum { BEGINS = SPEND_MONTHS_MAX + 1, ARGS = BEGINS + 4 };

/* Each is asked with a currency, a company and two instants. */
static const char committed_sql[] = "SELECT " MONTH_OF(
    "created_at") ", SUM(total_minor), 0 FROM orders "
		  "WHERE currency = ? AND company_id = ? AND created_at >= ? "
		  "AND created_at < ? AND state NOT IN ('PENDING_PAYMENT', 'CANCELLED') "
		  "GROUP BY month";

/* A void bill has no note, or one over all of it, which is counted. */
static const char billed_sql[] = "SELECT " MONTH_OF(
    "issued_at") ", SUM(CASE WHEN currency <> ? "
		 "OR (state = 'VOID' AND credited_minor = 0) THEN 0 "
		 "WHEN kind = 'credit_note' THEN -total_minor "
		 "ELSE total_minor END), COUNT(*) FROM bills "
		 "WHERE company_id = ? AND issued_at >= ? AND issued_at < ? "
		 "GROUP BY month";

static const char paid_sql[] = "SELECT " MONTH_OF(
    "r.received_at") ", SUM(r.applied_minor), 0 FROM bills b "
		     "JOIN bill_receipts r ON r.bill_id = b.bill_id "
		     "WHERE b.currency = ? AND b.company_id = ? AND r.received_at >= ? "
		     "AND r.received_at < ? GROUP BY month";

struct asking {
	struct db *db;
	struct arena *arena;
	struct db_arg args[ARGS];
	size_t n;
};

static enum err
sums_ask(struct asking *q, const char *sql, struct spend *months, size_t offset)
{
	struct db_result r;
	enum err e = db_query(q->db, q->arena, &r, sql, q->args, ARGS);

	while (e == OK && db_next(&r)) {
		int64_t month = db_get_i64(&r, 0);
		struct money *sum;

		if (month < 1 || month > (int64_t)q->n)
			continue;
		sum = (struct money *)((char *)&months[month - 1] + offset);
		sum->minor = db_get_i64(&r, 1);
		months[month - 1].bills += db_get_i64(&r, 2);
	}
	return e;
}

enum err
spend_by_month(struct db *db, struct arena *a, struct spend *months, size_t n,
    const int64_t *begins_us, struct id company_id, struct currency currency)
{
	struct asking q = { .db = db, .arena = a, .n = n };
	struct money zero = money_zero(currency);
	enum err e;

	if (n == 0 || n > SPEND_MONTHS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < BEGINS; i++)
		q.args[i] = db_i64(i <= n ? begins_us[i] / SEC_US : NEVER_S);
	q.args[BEGINS] = db_cstr(currency.code);
	q.args[BEGINS + 1] = db_id(company_id);
	q.args[BEGINS + 2] = db_us(begins_us[0]);
	q.args[BEGINS + 3] = db_us(begins_us[n]);
	for (size_t i = 0; i < n; i++)
		months[i] = (struct spend){ zero, zero, zero, 0 };
	e = sums_ask(
	    &q, committed_sql, months, offsetof(struct spend, committed));
	if (e == OK)
		e = sums_ask(
		    &q, billed_sql, months, offsetof(struct spend, billed));
	if (e == OK)
		e = sums_ask(
		    &q, paid_sql, months, offsetof(struct spend, paid));
	return e;
}

static const char now_sql[] =
    "SELECT (SELECT COALESCE(SUM(r.amount_minor - r.billed_minor - "
    "r.released_minor), 0) FROM credit_reservations r "
    "WHERE r.company_id = ? AND r.currency = ? AND r.bill_id IS NULL), "
    "(SELECT COALESCE(SUM(b.total_minor - b.credited_minor - b.paid_minor + "
    "b.refunded_minor), 0) FROM bills b WHERE b.company_id = ? "
    "AND b.currency = ? AND b.kind <> 'credit_note' "
    "AND b.state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED'))";

enum err
spend_now(struct db *db, struct arena *a, struct money *reserved,
    struct money *open, struct id company_id, struct currency currency)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, now_sql,
	    DB_ARGS(db_id(company_id), db_cstr(currency.code),
		db_id(company_id), db_cstr(currency.code)));

	if (e != OK || !db_next(&r))
		return e != OK ? e : ERR_BUG;
	*reserved = (struct money){ db_get_i64(&r, 0), currency };
	*open = (struct money){ db_get_i64(&r, 1), currency };
	return OK;
}
