#include "store/customer.h"

/* Owners before purchasers, whoever was asked for before both. */
static const char customer_sql[] =
    "SELECT c.name, c.state, c.postpaid, c.currency, u.user_id, u.email, "
    "u.role, CASE WHEN u.mobile_verified_at IS NULL THEN NULL "
    "ELSE u.mobile END FROM companies c "
    "LEFT JOIN users u ON u.company_id = c.company_id "
    "AND u.state = 'ACTIVE' AND u.email_verified_at IS NOT NULL "
    "AND u.role IN ('owner', 'purchaser') WHERE c.company_id = ? "
    "ORDER BY CASE WHEN u.user_id = ? THEN 0 WHEN u.role = 'owner' THEN 1 "
    "ELSE 2 END, u.user_id LIMIT 1";

static enum err
customer_get(struct db *db, struct arena *a, struct customer *out,
    struct id company_id, struct id user_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, customer_sql,
	    DB_ARGS(db_id(company_id), db_id(user_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct customer){
		.company_id = company_id,
		.name = db_get_str(&r, 0),
		.active = str_is(db_get_str(&r, 1), "ACTIVE"),
		.postpaid = db_get_i64(&r, 2) != 0,
		.user_id = db_get_id(&r, 4),
		.email = db_get_str(&r, 5),
		.role = db_get_str(&r, 6),
		.mobile = db_get_str(&r, 7),
	};
	return currency_parse(&out->currency, db_get_str(&r, 3));
}

/* Rows of company and user; users of one company are one customer. */
static enum err
customer_of(struct db *db, struct arena *a, struct customer *out,
    const char *sql, struct str value)
{
	struct id company_id, user_id;
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, DB_ARGS(db_str(value)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	company_id = db_get_id(&r, 0);
	user_id = db_get_id(&r, 1);
	while (db_next(&r)) {
		if (!id_eq(company_id, db_get_id(&r, 0)))
			return ERR_NOT_FOUND;
	}
	return customer_get(db, a, out, company_id, user_id);
}

static const char by_email_sql[] =
    "SELECT company_id, user_id FROM users WHERE email = ? "
    "AND email_verified_at IS NOT NULL AND state = 'ACTIVE' "
    "AND company_id IS NOT NULL";

enum err
customer_by_email(
    struct db *db, struct arena *a, struct customer *out, struct str email)
{
	return customer_of(db, a, out, by_email_sql, email);
}

static const char by_mobile_sql[] =
    "SELECT company_id, user_id FROM users WHERE mobile = ? "
    "AND mobile_verified_at IS NOT NULL AND state = 'ACTIVE' "
    "AND company_id IS NOT NULL ORDER BY user_id LIMIT 20";

enum err
customer_by_mobile(
    struct db *db, struct arena *a, struct customer *out, struct str mobile)
{
	return customer_of(db, a, out, by_mobile_sql, mobile);
}

enum err
customer_by_company(
    struct db *db, struct arena *a, struct customer *out, struct id company_id)
{
	const struct id nobody = { { 0 } };

	return customer_get(db, a, out, company_id, nobody);
}

static const char by_tax_number_sql[] =
    "SELECT company_id, NULL FROM companies WHERE tax_number = ? LIMIT 2";

enum err
customer_by_tax_number(
    struct db *db, struct arena *a, struct customer *out, struct str number)
{
	return customer_of(db, a, out, by_tax_number_sql, number);
}

static const char looked_up_sql[] =
    "SELECT 1 FROM events WHERE subject_id = ? AND kind = ? AND reason = ? "
    "LIMIT 1";

enum err
customer_looked_up(struct db *db, struct arena *a, bool *known,
    struct id seller_id, struct str mark)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, looked_up_sql,
	    DB_ARGS(
		db_id(seller_id), db_cstr(CUSTOMER_LOOKED_UP), db_str(mark)));

	*known = e == OK && db_next(&r);
	return e;
}
