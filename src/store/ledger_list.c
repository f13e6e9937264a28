#include <string.h>

#include "store/ledger.h"
#include "store/row.h"

static enum err
account_parse(enum account *out, struct str s)
{
	for (int i = 0; i < ACCOUNT__MAX; i++) {
		if (str_is(s, account_name((enum account)i))) {
			*out = (enum account)i;
			return OK;
		}
	}
	return ERR_BUG;
}

/* Entries of one instant may have postings apart: the id parts them. */
static const char ledger_entries_sql[] =
    "SELECT e.entry_id, e.occasion, e.subject_id, e.order_id, e.created_at, "
    "p.account, p.owner_id, p.currency, p.amount_minor "
    "FROM (SELECT entry_id, occasion, subject_id, order_id, created_at "
    "FROM ledger_entries WHERE (? IS NULL OR entry_id > ?) "
    "ORDER BY entry_id LIMIT ?) e "
    "JOIN ledger_postings p ON p.entry_id = e.entry_id "
    "ORDER BY e.entry_id, p.position";

enum err
ledger_entries(struct db *db, struct arena *a, struct ledger_entry **entries,
    size_t *n, struct id after, int64_t limit)
{
	struct db_result r;
	struct ledger_entry *l = NULL;
	enum err e = db_query(db, a, &r, ledger_entries_sql,
	    DB_ARGS(db_id(after), db_id(after), db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*entries = ARENA_NEWS(a, struct ledger_entry, (size_t)limit);
	if (*entries == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r)) {
		struct money amount = { db_get_i64(&r, 8),
			row_currency(&r, 7) };
		enum account account;

		if (l == NULL || !id_eq(l->entry_id, db_get_id(&r, 0))) {
			l = &(*entries)[(*n)++];
			*l = (struct ledger_entry){
				.entry_id = db_get_id(&r, 0),
				.occasion = db_get_str(&r, 1),
				.subject_id = db_get_id(&r, 2),
				.order_id = db_get_id(&r, 3),
				.created_at_us = db_get_us(&r, 4),
			};
		}
		e = account_parse(&account, db_get_str(&r, 5));
		if (e == OK)
			e = entry_add(
			    &l->entry, account, db_get_id(&r, 6), amount);
	}
	return e;
}

static const char ledger_accounts_sql[] =
    "SELECT DISTINCT account, owner_id FROM ledger_postings "
    "ORDER BY account, owner_id";

enum err
ledger_accounts(
    struct db *db, struct arena *a, struct ledger_account **out, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, ledger_accounts_sql, DB_NO_ARGS);

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct ledger_account, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r)) {
		(*out)[*n].owner = db_get_id(&r, 1);
		e = account_parse(&(*out)[(*n)++].account, db_get_str(&r, 0));
	}
	return e;
}

static const char ledger_currencies_sql[] =
    "SELECT DISTINCT currency FROM ledger_postings ORDER BY currency";

enum err
ledger_currencies(
    struct db *db, struct arena *a, struct currency **out, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, ledger_currencies_sql, DB_NO_ARGS);

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct currency, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*out)[(*n)++] = row_currency(&r, 0);
	return OK;
}
