#include "store/bill.h"

#include <string.h>

#include "store/ids.h"
#include "store/row.h"

static const char bill_insert_sql[] =
    "INSERT INTO bills (bill_id, bill_no, order_id, stage, company_id, "
    "state, currency, net_minor, tax_minor, total_minor, paid_minor, "
    "issued_at, due_at, paid_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
bill_insert(struct db *db, const struct bill *b)
{
	return db_exec(db, NULL, bill_insert_sql,
	    DB_ARGS(db_id(b->bill_id), db_str(b->bill_no), db_id(b->order_id),
		db_i64(b->stage), db_id(b->company_id),
		db_cstr(bill_state_name(b->state)),
		db_cstr(b->total.currency.code), db_i64(b->net.minor),
		db_i64(b->tax.minor), db_i64(b->total.minor),
		db_i64(b->paid.minor), db_us(b->issued_at_us),
		db_us(b->due_at_us), db_us(b->paid_at_us)));
}

static enum err
bill_from_row(struct bill *b, const struct db_result *r)
{
	struct currency c = row_currency(r, 6);

	memset(b, 0, sizeof(*b));
	b->bill_id = db_get_id(r, 0);
	b->bill_no = db_get_str(r, 1);
	b->order_id = db_get_id(r, 2);
	b->stage = db_get_i64(r, 3);
	b->company_id = db_get_id(r, 4);
	b->net = (struct money){ db_get_i64(r, 7), c };
	b->tax = (struct money){ db_get_i64(r, 8), c };
	b->total = (struct money){ db_get_i64(r, 9), c };
	b->paid = (struct money){ db_get_i64(r, 10), c };
	b->issued_at_us = db_get_us(r, 11);
	b->due_at_us = db_get_us(r, 12);
	b->paid_at_us = db_get_us(r, 13);
	return row_fault(bill_state_parse(&b->state, db_get_str(r, 5)));
}

static const char bills_of_sql[] =
    "SELECT bill_id, bill_no, order_id, stage, company_id, state, currency, "
    "net_minor, tax_minor, total_minor, paid_minor, issued_at, due_at, "
    "paid_at FROM bills WHERE order_id IN " IDS_IN " "
    "ORDER BY order_id, stage";

enum err
bills_of(struct db *db, struct arena *a, struct bill **bills, size_t *n,
    const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, bills_of_sql, args, LIST_MAX);
	if (e != OK)
		return e;
	*n = 0;
	*bills = ARENA_NEWS(a, struct bill, r.rows);
	if (*bills == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = bill_from_row(&(*bills)[(*n)++], &r);
	return e;
}
