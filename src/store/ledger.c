#include "store/ledger.h"

enum { POSTING_COLUMNS = 6 };

static const char entry_insert_sql[] =
    "INSERT INTO ledger_entries (entry_id, occasion, subject_id, order_id, "
    "created_at) VALUES (?, ?, ?, ?, ?)";
static const char posting_insert_rows_sql[] =
    "INSERT INTO ledger_postings (entry_id, position, account, owner_id, "
    "currency, amount_minor) VALUES";

enum err
ledger_insert(struct db *db, const struct ledger_entry *e)
{
	struct db_arg args[POSTINGS_MAX * POSTING_COLUMNS];
	struct db_arg *arg = args;
	enum err err = entry_check(&e->entry);

	if (err != OK)
		return err;
	if (e->entry.n == 0)
		return ERR_BUG;
	err = db_exec(db, NULL, entry_insert_sql,
	    DB_ARGS(db_id(e->entry_id), db_str(e->occasion),
		db_id(e->subject_id), db_id(e->order_id),
		db_us(e->created_at_us)));
	if (err != OK)
		return err;
	for (size_t i = 0; i < e->entry.n; i++) {
		const struct posting *p = &e->entry.postings[i];

		*arg++ = db_id(e->entry_id);
		*arg++ = db_i64((int64_t)i + 1);
		*arg++ = db_cstr(account_name(p->account));
		*arg++ = db_id(p->owner);
		*arg++ = db_cstr(p->amount.currency.code);
		*arg++ = db_i64(p->amount.minor);
	}
	return db_insert_rows(
	    db, posting_insert_rows_sql, POSTING_COLUMNS, args, e->entry.n);
}

#define POSTED_SUM \
	"SELECT COALESCE(SUM(p.amount_minor), 0) FROM ledger_entries e " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id "

static const char ledger_of_order_sql[] = POSTED_SUM
    "WHERE e.order_id = ? AND e.occasion = ? AND p.account = ?";
static const char ledger_of_subject_sql[] = POSTED_SUM
    "WHERE e.subject_id = ? AND e.occasion = ? AND p.account = ?";

static enum err
posted_sum(struct db *db, struct arena *a, int64_t *minor, const char *sql,
    struct id id, struct str occasion, enum account account)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql,
	    DB_ARGS(
		db_id(id), db_str(occasion), db_cstr(account_name(account))));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*minor = db_get_i64(&r, 0);
	return OK;
}

enum err
ledger_of_order(struct db *db, struct arena *a, int64_t *minor,
    struct id order_id, struct str occasion, enum account account)
{
	return posted_sum(
	    db, a, minor, ledger_of_order_sql, order_id, occasion, account);
}

enum err
ledger_of_subject(struct db *db, struct arena *a, int64_t *minor,
    struct id subject_id, struct str occasion, enum account account)
{
	return posted_sum(
	    db, a, minor, ledger_of_subject_sql, subject_id, occasion, account);
}
