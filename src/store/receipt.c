#include <string.h>

#include "store/bill.h"
#include "store/row.h"

static const char receipt_insert_sql[] =
    "INSERT INTO bill_receipts (receipt_id, bill_id, method, payment_id, "
    "currency, amount_minor, applied_minor, reference, received_at, "
    "recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
receipt_insert(struct db *db, const struct receipt *r)
{
	return db_exec(db, NULL, receipt_insert_sql,
	    DB_ARGS(db_id(r->receipt_id), db_id(r->bill_id), db_str(r->method),
		db_id(r->payment_id), db_cstr(r->amount.currency.code),
		db_i64(r->amount.minor), db_i64(r->applied.minor),
		db_str(r->reference), db_us(r->received_at_us),
		db_us(r->recorded_at_us), db_id(r->recorded_by)));
}

static const char receipts_of_sql[] =
    "SELECT receipt_id, bill_id, method, payment_id, currency, "
    "amount_minor, applied_minor, reference, received_at, recorded_at, "
    "recorded_by FROM bill_receipts WHERE bill_id = ? "
    "ORDER BY recorded_at, receipt_id";

enum err
receipts_of(struct db *db, struct arena *a, struct receipt **out, size_t *n,
    struct id bill_id)
{
	struct db_result r;
	struct receipt *list;
	enum err e = db_query(
	    db, a, &r, receipts_of_sql, DB_ARGS(db_id(bill_id)));

	if (e != OK)
		return e;
	list = ARENA_NEWS(a, struct receipt, r.rows);
	if (list == NULL)
		return ERR_NOMEM;
	*out = list;
	*n = r.rows;
	for (; db_next(&r); list++) {
		struct currency c = row_currency(&r, 4);

		memset(list, 0, sizeof(*list));
		list->receipt_id = db_get_id(&r, 0);
		list->bill_id = db_get_id(&r, 1);
		list->method = db_get_str(&r, 2);
		list->payment_id = db_get_id(&r, 3);
		list->amount = (struct money){ db_get_i64(&r, 5), c };
		list->applied = (struct money){ db_get_i64(&r, 6), c };
		list->reference = db_get_str(&r, 7);
		list->received_at_us = db_get_us(&r, 8);
		list->recorded_at_us = db_get_us(&r, 9);
		list->recorded_by = db_get_id(&r, 10);
	}
	return OK;
}
