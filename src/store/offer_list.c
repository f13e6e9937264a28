#include "store/offer_list.h"

#include <assert.h>
#include <string.h>

#include "base/bounds.h"
#include "offer_row.h"
#include "store/row.h"

static const char *const tab_names[OFFER_TAB__MAX] = {
	[OFFER_TAB_ACTIVE] = "active",
	[OFFER_TAB_UPCOMING] = "upcoming",
	[OFFER_TAB_USED] = "used",
	[OFFER_TAB_EXPIRED] = "expired",
};

const char *
offer_tab_name(enum offer_tab t)
{
	assert(t < OFFER_TAB__MAX);
	return tab_names[t];
}

enum err
offer_tab_parse(enum offer_tab *out, struct str s)
{
	for (unsigned i = 0; i < OFFER_TAB__MAX; i++) {
		if (str_is(s, tab_names[i])) {
			*out = (enum offer_tab)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

/*
 * offer_standing() in SQL, of two times the instant: its names, and the tabs
 * of Exclusive Offers, which take what is closed unused together.
 */
#define STANDING(draft, withdrawn, declined) \
	"CASE f.state WHEN 'DRAFT' THEN '" draft "' " \
	"WHEN 'REDEEMED' THEN 'used' " \
	"WHEN 'WITHDRAWN' THEN '" withdrawn "' " \
	"WHEN 'DECLINED' THEN '" declined "' " \
	"WHEN 'EXPIRED' THEN 'expired' " \
	"ELSE CASE WHEN f.ends_at <= ? THEN 'expired' " \
	"WHEN f.starts_at > ? THEN 'upcoming' ELSE 'active' END END"
#define STANDING_NAME STANDING("draft", "withdrawn", "declined")
#define TAB_NAME STANDING("draft", "expired", "expired")

/* In the locale, else in the fallback, else any: two arguments. */
#define NAME_OF(table, key, of) \
	"COALESCE((SELECT t.name FROM " table " t WHERE t." key " = " of \
	" AND t.locale = ?), (SELECT t.name FROM " table " t WHERE t." key \
	" = " of " AND t.locale = ?), (SELECT MIN(t.name) FROM " table \
	" t WHERE t." key " = " of "))"
#define NAMES \
	", p.slug, p.logo, pl.code, " NAME_OF("product_texts", "product_id", \
	    "v.product_id") ", " NAME_OF("plan_texts", "plan_id", "v.plan_id")
enum { NAMES_N = 5 };

static struct offer_names
names_from_row(const struct db_result *r, size_t at)
{
	return (struct offer_names){ .product_slug = db_get_str(r, at),
		.logo = db_get_str(r, at + 1),
		.plan_code = db_get_str(r, at + 2),
		.product_name = db_get_str(r, at + 3),
		.plan_name = db_get_str(r, at + 4) };
}

static const char offers_of_seller_sql[] =
    "SELECT " OFFER_COLUMNS OFFER_PARTIES NAMES ", d.updated_at, "
    "(SELECT COUNT(*) FROM offer_openings x WHERE x.offer_id = f.offer_id "
    "AND x.own = 1), "
    "(SELECT COUNT(*) FROM offer_openings x WHERE x.offer_id = f.offer_id "
    "AND x.own = 0)" OFFER_FROM
    "LEFT JOIN offer_versions v ON v.offer_id = f.offer_id "
    "AND v.version = f.version "
    "LEFT JOIN products p ON p.product_id = v.product_id "
    "LEFT JOIN plans pl ON pl.plan_id = v.plan_id "
    "LEFT JOIN offer_drafts d ON d.offer_id = f.offer_id "
    "WHERE f.seller_id = ? AND (? IS NULL OR f.offer_id < ?) "
    "AND (? IS NULL OR " STANDING_NAME " = ?) "
    "AND (? IS NULL OR LOWER(f.title) LIKE LOWER(?) ESCAPE '!' "
    "OR LOWER(c.name) LIKE LOWER(?) ESCAPE '!' "
    "OR LOWER(f.contact_email) LIKE LOWER(?) ESCAPE '!' "
    "OR p.slug LIKE LOWER(?) ESCAPE '!' "
    "OR EXISTS (SELECT 1 FROM product_texts t "
    "WHERE t.product_id = p.product_id "
    "AND LOWER(t.name) LIKE LOWER(?) ESCAPE '!')) "
    "ORDER BY f.offer_id DESC LIMIT ?";

static const char *
standing_wanted(enum offer_standing s)
{
	return s == OFFER_STANDING__MAX ? NULL : offer_standing_name(s);
}

/* "%what%" with the wild cards of q taken as themselves; .p NULL: all. */
static enum err
pattern_make(struct arena *a, struct str *out, struct str q)
{
	char *p = arena_alloc(a, 2 * q.n + 2);
	size_t n = 0;

	*out = STR_NONE;
	if (q.n == 0)
		return OK;
	if (p == NULL)
		return ERR_NOMEM;
	p[n++] = '%';
	for (size_t i = 0; i < q.n; i++) {
		if (strchr("!%_", q.p[i]) != NULL && q.p[i] != '\0')
			p[n++] = '!';
		p[n++] = q.p[i];
	}
	p[n++] = '%';
	*out = (struct str){ p, n };
	return OK;
}

static enum err
rows_take(
    struct arena *a, struct offer_row **rows, size_t *n, struct db_result *r)
{
	const size_t at = OFFER_BOTH_N + NAMES_N;
	struct offer_row *row = ARENA_NEWS(a, struct offer_row, r->rows);
	enum err e = OK;

	if (row == NULL)
		return ERR_NOMEM;
	*rows = row;
	*n = r->rows;
	for (; e == OK && db_next(r); row++) {
		e = offer_with_parties(&row->offer, r);
		row->names = names_from_row(r, OFFER_BOTH_N);
		row->draft = !db_is_null(r, at);
		row->draft_at_us = db_get_us(r, at);
		row->opened = db_get_i64(r, at + 1);
		row->opened_elsewhere = db_get_i64(r, at + 2);
	}
	return e;
}

enum err
offers_of_seller(struct db *db, struct arena *a, struct offer_row **rows,
    size_t *n, struct id seller_id, const struct offer_filter *filter,
    struct id after, int64_t limit)
{
	const char *standing = standing_wanted(filter->standing);
	struct str like;
	struct db_result r;
	enum err e = pattern_make(a, &like, filter->q);

	if (e == OK)
		e = db_query(db, a, &r, offers_of_seller_sql,
		    DB_ARGS(db_str(filter->locale), db_str(filter->fallback),
			db_str(filter->locale), db_str(filter->fallback),
			db_id(seller_id), db_id(after), db_id(after),
			db_cstr(standing), db_us(filter->now_us),
			db_us(filter->now_us), db_cstr(standing), db_str(like),
			db_str(like), db_str(like), db_str(like), db_str(like),
			db_str(like), db_i64(limit + 1)));
	return e != OK ? e : rows_take(a, rows, n, &r);
}

#define EXCLUSIVE_FROM \
	OFFER_FROM "JOIN offer_versions v ON v.offer_id = f.offer_id " \
		   "AND v.version = f.version " \
		   "JOIN products p ON p.product_id = v.product_id " \
		   "JOIN plans pl ON pl.plan_id = v.plan_id "
#define MILESTONES_N \
	", (SELECT COUNT(*) FROM offer_milestones m " \
	"WHERE m.offer_id = v.offer_id AND m.version = v.version)"
#define EXCLUSIVE_SELECT \
	"SELECT " OFFER_COLUMNS OFFER_PARTIES \
	", " VERSION_COLUMNS MILESTONES_N NAMES EXCLUSIVE_FROM

static enum err
exclusive_from_row(struct offer_exclusive *x, const struct db_result *r)
{
	const size_t at = OFFER_BOTH_N + VERSION_COLUMNS_N;
	enum err e = offer_with_parties(&x->offer, r);

	if (e == OK)
		e = version_from_row(&x->version, r, OFFER_BOTH_N);
	x->milestones = db_get_i64(r, at);
	if (r->columns > at + 1)
		x->names = names_from_row(r, at + 1);
	else
		x->names.plan_code = x->version.plan_code;
	return e;
}

static enum err
exclusive_take(struct arena *a, struct offer_exclusive **offers, size_t *n,
    struct db_result *r)
{
	struct offer_exclusive *x = ARENA_NEWS(
	    a, struct offer_exclusive, r->rows);
	enum err e = OK;

	if (x == NULL)
		return ERR_NOMEM;
	*offers = x;
	*n = r->rows;
	while (e == OK && db_next(r))
		e = exclusive_from_row(x++, r);
	return e;
}

#define OF_TAB \
	"WHERE f.company_id = ? AND f.state <> 'DRAFT' AND " TAB_NAME " = ? "

/* The cursor names an offer; where it stands is looked up. */
static const char offers_of_tab_sql[] = EXCLUSIVE_SELECT OF_TAB
    "AND (? IS NULL OR (f.ends_at, f.offer_id) > (SELECT x.ends_at, "
    "x.offer_id FROM offers x WHERE x.offer_id = ? AND x.company_id = ?)) "
    "ORDER BY f.ends_at, f.offer_id LIMIT ?";
static const char offers_of_closed_tab_sql[] = EXCLUSIVE_SELECT OF_TAB
    "AND (? IS NULL OR (COALESCE(f.closed_at, f.ends_at), f.offer_id) < "
    "(SELECT COALESCE(x.closed_at, x.ends_at), x.offer_id FROM offers x "
    "WHERE x.offer_id = ? AND x.company_id = ?)) "
    "ORDER BY COALESCE(f.closed_at, f.ends_at) DESC, f.offer_id DESC LIMIT ?";

enum err
offers_of_company(struct db *db, struct arena *a,
    struct offer_exclusive **offers, size_t *n, struct id company_id,
    enum offer_tab tab, struct str locale, struct str fallback, int64_t now_us,
    struct id after, int64_t limit)
{
	bool closed = tab == OFFER_TAB_USED || tab == OFFER_TAB_EXPIRED;
	struct db_result r;
	enum err e = db_query(db, a, &r,
	    closed ? offers_of_closed_tab_sql : offers_of_tab_sql,
	    DB_ARGS(db_str(locale), db_str(fallback), db_str(locale),
		db_str(fallback), db_id(company_id), db_us(now_us),
		db_us(now_us), db_cstr(offer_tab_name(tab)), db_id(after),
		db_id(after), db_id(company_id), db_i64(limit + 1)));

	return e != OK ? e : exclusive_take(a, offers, n, &r);
}

static const char offers_count_sql[] =
    "SELECT " TAB_NAME " AS tab, COUNT(*) FROM offers f "
    "WHERE f.company_id = ? AND f.state <> 'DRAFT' GROUP BY tab";

enum err
offers_count(struct db *db, struct arena *a, int64_t counts[OFFER_TAB__MAX],
    struct id company_id, int64_t now_us)
{
	struct db_result r;
	enum offer_tab tab;
	enum err e = db_query(db, a, &r, offers_count_sql,
	    DB_ARGS(db_us(now_us), db_us(now_us), db_id(company_id)));

	memset(counts, 0, OFFER_TAB__MAX * sizeof(*counts));
	while (e == OK && db_next(&r)) {
		e = row_fault(offer_tab_parse(&tab, db_get_str(&r, 0)));
		if (e == OK)
			counts[tab] = db_get_i64(&r, 1);
	}
	return e;
}

static const char offer_exclusive_get_sql[] = EXCLUSIVE_SELECT
    "WHERE f.offer_id = ? AND f.company_id = ? AND f.state <> 'DRAFT'";

enum err
offer_exclusive_get(struct db *db, struct arena *a, struct offer_exclusive *out,
    struct id offer_id, struct id company_id, struct str locale,
    struct str fallback)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_exclusive_get_sql,
	    DB_ARGS(db_str(locale), db_str(fallback), db_str(locale),
		db_str(fallback), db_id(offer_id), db_id(company_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? exclusive_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char offer_by_token_sql[] = EXCLUSIVE_SELECT
    "WHERE f.token_hash = ? AND f.state <> 'DRAFT'";

enum err
offer_exclusive_by_token(struct db *db, struct arena *a,
    struct offer_exclusive *out, struct hash token_hash, struct str locale,
    struct str fallback)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_by_token_sql,
	    DB_ARGS(db_str(locale), db_str(fallback), db_str(locale),
		db_str(fallback), db_hash(token_hash.b)));

	if (e != OK)
		return e;
	return db_next(&r) ? exclusive_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char offers_matching_sql[] =
    "SELECT " OFFER_COLUMNS OFFER_PARTIES
    ", " VERSION_COLUMNS MILESTONES_N EXCLUSIVE_FROM
    "WHERE f.company_id = ? AND f.product_id = ? "
    "AND f.state IN ('SENT', 'EFFECTIVE') AND f.starts_at <= ? "
    "AND f.ends_at > ? ORDER BY f.net_minor, f.ends_at, f.offer_id LIMIT ?";

enum err
offers_matching(struct db *db, struct arena *a, struct offer_exclusive **offers,
    size_t *n, struct id company_id, struct id product_id, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offers_matching_sql,
	    DB_ARGS(db_id(company_id), db_id(product_id), db_us(now_us),
		db_us(now_us), db_i64(OFFER_MATCHES_MAX)));

	return e != OK ? e : exclusive_take(a, offers, n, &r);
}

static enum err
offers_take(
    struct arena *a, struct offer **offers, size_t *n, struct db_result *r)
{
	struct offer *o = ARENA_NEWS(a, struct offer, r->rows);
	enum err e = OK;

	if (o == NULL)
		return ERR_NOMEM;
	*offers = o;
	*n = r->rows;
	while (e == OK && db_next(r))
		e = offer_with_parties(o++, r);
	return e;
}

static const char offers_listed_sql[] =
    "SELECT " OFFER_COLUMNS OFFER_PARTIES OFFER_FROM
    "WHERE (? IS NULL OR s.slug = ?) AND (? IS NULL OR f.company_id = ?) "
    "AND (? IS NULL OR " STANDING_NAME " = ?) "
    "AND (? IS NULL OR f.offer_id < ?) ORDER BY f.offer_id DESC LIMIT ?";

enum err
offers_listed(struct db *db, struct arena *a, struct offer **offers, size_t *n,
    struct str seller, struct id company_id, enum offer_standing standing,
    int64_t now_us, struct id after, int64_t limit)
{
	const char *is = standing_wanted(standing);
	struct db_result r;
	enum err e = db_query(db, a, &r, offers_listed_sql,
	    DB_ARGS(db_str(seller), db_str(seller), db_id(company_id),
		db_id(company_id), db_cstr(is), db_us(now_us), db_us(now_us),
		db_cstr(is), db_id(after), db_id(after), db_i64(limit)));

	return e != OK ? e : offers_take(a, offers, n, &r);
}

static const char offers_ending_sql[] =
    "SELECT " OFFER_COLUMNS OFFER_PARTIES OFFER_FROM
    "WHERE f.company_id = ? AND f.state IN ('SENT', 'EFFECTIVE') "
    "AND f.starts_at <= ? AND f.ends_at > ? AND f.ends_at <= ? "
    "ORDER BY f.ends_at, f.offer_id LIMIT ?";

enum err
offers_ending(struct db *db, struct arena *a, struct offer **offers, size_t *n,
    struct id company_id, int64_t now_us, int64_t by_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offers_ending_sql,
	    DB_ARGS(db_id(company_id), db_us(now_us), db_us(now_us),
		db_us(by_us), db_i64(limit)));

	return e != OK ? e : offers_take(a, offers, n, &r);
}

static const char names_sql[] = "SELECT p.slug, p.logo, pl.code, " NAME_OF(
    "product_texts", "product_id", "p.product_id") ", " NAME_OF("plan_texts",
    "plan_id",
    "pl.plan_id") " FROM products p JOIN plans pl ON pl.product_id = p.product_id "
		  "WHERE p.product_id = ? AND pl.plan_id = ?";

enum err
offer_names_get(struct db *db, struct arena *a, struct offer_names *out,
    struct id product_id, struct id plan_id, struct str locale,
    struct str fallback)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, names_sql,
	    DB_ARGS(db_str(locale), db_str(fallback), db_str(locale),
		db_str(fallback), db_id(product_id), db_id(plan_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = names_from_row(&r, 0);
	return OK;
}
