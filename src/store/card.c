#include "store/card.h"

#include <string.h>

#include "store/row.h"

static const char card_insert_sql[] =
    "INSERT INTO cards (card_id, company_id, added_by, gateway, state, "
    "next_check_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err
card_insert(struct db *db, const struct card *c)
{
	return db_exec(db, NULL, card_insert_sql,
	    DB_ARGS(db_id(c->card_id), db_id(c->company_id), db_id(c->user_id),
		db_str(c->gateway), db_cstr(card_state_name(c->state)),
		db_us(c->next_check_at_us), db_us(c->created_at_us)));
}

#define CARD_SELECT \
	"SELECT card_id, company_id, added_by, gateway, state, setup_ref, " \
	"redirect_url, customer_ref, method_ref, brand, last4, failure, " \
	"expires_month, expires_year, checks, next_check_at, created_at, " \
	"row_version FROM cards "

static enum err
card_from_row(struct card *c, const struct db_result *r)
{
	memset(c, 0, sizeof(*c));
	c->card_id = db_get_id(r, 0);
	c->company_id = db_get_id(r, 1);
	c->user_id = db_get_id(r, 2);
	c->gateway = db_get_str(r, 3);
	c->setup_ref = db_get_str(r, 5);
	c->redirect_url = db_get_str(r, 6);
	c->customer_ref = db_get_str(r, 7);
	c->method_ref = db_get_str(r, 8);
	c->brand = db_get_str(r, 9);
	c->last4 = db_get_str(r, 10);
	c->failure = db_get_str(r, 11);
	c->expires_month = db_get_i64(r, 12);
	c->expires_year = db_get_i64(r, 13);
	c->checks = db_get_i64(r, 14);
	c->next_check_at_us = db_get_us(r, 15);
	c->created_at_us = db_get_us(r, 16);
	c->row_version = db_get_i64(r, 17);
	return row_fault(card_state_parse(&c->state, db_get_str(r, 4)));
}

static enum err
card_one(struct db *db, struct arena *a, struct card *out, const char *sql,
    struct id card_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql,
	    DB_ARGS(db_id(card_id), db_id(company_id), db_id(company_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? card_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char card_get_sql[] = CARD_SELECT
    "WHERE card_id = ? AND (? IS NULL OR company_id = ?)";

enum err
card_get(struct db *db, struct arena *a, struct card *out, struct id card_id,
    struct id company_id)
{
	return card_one(db, a, out, card_get_sql, card_id, company_id);
}

static const char card_lock_sql[] = CARD_SELECT
    "WHERE card_id = ? AND (? IS NULL OR company_id = ?) FOR UPDATE";

enum err
card_lock(struct db *db, struct arena *a, struct card *out, struct id card_id,
    struct id company_id)
{
	return card_one(db, a, out, card_lock_sql, card_id, company_id);
}

/* What is not known is NULL. */
static struct db_arg
text_or_null(struct str s)
{
	return s.n == 0 ? db_null() : db_str(s);
}

static struct db_arg
number_or_null(int64_t n)
{
	return n == 0 ? db_null() : db_i64(n);
}

static const char card_write_sql[] =
    "UPDATE cards SET state = ?, setup_ref = ?, redirect_url = ?, "
    "customer_ref = ?, method_ref = ?, brand = ?, last4 = ?, failure = ?, "
    "expires_month = ?, expires_year = ?, checks = ?, next_check_at = ?, "
    "row_version = row_version + 1 "
    "WHERE card_id = ? AND state = ? AND row_version = ?";

enum err
card_write(struct db *db, const struct card *c, enum card_state from)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, card_write_sql,
	    DB_ARGS(db_cstr(card_state_name(c->state)),
		text_or_null(c->setup_ref), text_or_null(c->redirect_url),
		text_or_null(c->customer_ref), text_or_null(c->method_ref),
		text_or_null(c->brand), text_or_null(c->last4),
		text_or_null(c->failure), number_or_null(c->expires_month),
		number_or_null(c->expires_year), db_i64(c->checks),
		db_us(c->next_check_at_us), db_id(c->card_id),
		db_cstr(card_state_name(from)), db_i64(c->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char cards_of_sql[] = CARD_SELECT
    "WHERE company_id = ? AND gateway = ? AND state IN ('ON_FILE', 'OPEN') "
    "ORDER BY created_at DESC, card_id DESC";

enum err
cards_of(struct db *db, struct arena *a, struct card **cards, size_t *n,
    struct id company_id, struct str gateway)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, cards_of_sql,
	    DB_ARGS(db_id(company_id), db_str(gateway)));

	if (e != OK)
		return e;
	*n = 0;
	*cards = ARENA_NEWS(a, struct card, r.rows);
	if (*cards == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = card_from_row(&(*cards)[(*n)++], &r);
	return e;
}

static const char card_customer_sql[] =
    "SELECT customer_ref FROM cards WHERE company_id = ? AND gateway = ? "
    "AND customer_ref IS NOT NULL ORDER BY created_at DESC LIMIT 1";

enum err
card_customer(struct db *db, struct arena *a, struct str *out,
    struct id company_id, struct str gateway)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, card_customer_sql,
	    DB_ARGS(db_id(company_id), db_str(gateway)));

	if (e != OK)
		return e;
	*out = db_next(&r) ? db_get_str(&r, 0) : STR("");
	return OK;
}

static const char cards_to_check_sql[] =
    "SELECT card_id, next_check_at FROM cards "
    "WHERE next_check_at <= ? ORDER BY next_check_at LIMIT ?";
static const char card_claim_sql[] = "UPDATE cards SET next_check_at = ? "
				     "WHERE card_id = ? AND next_check_at = ?";

enum err
cards_claim(struct db *db, struct arena *a, struct id **card_ids, size_t *n,
    int64_t now_us, int64_t until_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, cards_to_check_sql,
	    DB_ARGS(db_us(now_us), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*card_ids = ARENA_NEWS(a, struct id, r.rows);
	if (*card_ids == NULL)
		return ERR_NOMEM;
	while (db_next(&r)) {
		struct id id = db_get_id(&r, 0);
		uint64_t claimed = 0;

		e = db_exec(db, &claimed, card_claim_sql,
		    DB_ARGS(
			db_us(until_us), db_id(id), db_us(db_get_us(&r, 1))));
		if (e != OK)
			return e;
		if (claimed == 1)
			(*card_ids)[(*n)++] = id;
	}
	return OK;
}
