#include "store/seller.h"

#include <string.h>

/* s: the seller, c: its company. */
#define SELLER_SELECT \
	"SELECT s.seller_id, s.company_id, s.slug, s.name, s.website, " \
	"s.about, s.support_email, s.state, s.created_at, s.row_version, " \
	"s.legal_name, s.tax_number, s.contact_email, s.payout_sealed, " \
	"s.payout_hint, s.payout_next_sealed, s.payout_next_hint, " \
	"s.payout_next_at, s.terms_hash, s.decided_at, s.decision_reason, " \
	"c.country FROM sellers s " \
	"JOIN companies c ON c.company_id = s.company_id "

static void
payout_from_row(struct seller *s, const struct db_result *r, int64_t now_us)
{
	int64_t next_at_us = db_get_us(r, 17);
	bool changed = !db_is_null(r, 17) && next_at_us <= now_us;

	s->payout_sealed = db_get_str(r, changed ? 15 : 13);
	s->payout_hint = db_get_str(r, changed ? 16 : 14);
	if (changed)
		return;
	s->payout_next_hint = db_get_str(r, 16);
	s->payout_next_at_us = next_at_us;
}

static void
seller_from_row(struct seller *s, const struct db_result *r, int64_t now_us)
{
	memset(s, 0, sizeof(*s));
	s->seller_id = db_get_id(r, 0);
	s->company_id = db_get_id(r, 1);
	s->slug = db_get_str(r, 2);
	s->name = db_get_str(r, 3);
	s->website = db_get_str(r, 4);
	s->about = db_get_str(r, 5);
	s->support_email = db_get_str(r, 6);
	s->state = db_get_str(r, 7);
	s->created_at_us = db_get_us(r, 8);
	s->row_version = db_get_i64(r, 9);
	s->legal_name = db_get_str(r, 10);
	s->tax_number = db_get_str(r, 11);
	s->contact_email = db_get_str(r, 12);
	payout_from_row(s, r, now_us);
	s->has_terms = !db_is_null(r, 18);
	if (s->has_terms)
		db_get_hash(r, 18, s->terms.b);
	s->decided_at_us = db_get_us(r, 19);
	s->decision_reason = db_get_str(r, 20);
	s->country = db_get_str(r, 21);
}

static enum err
sellers_from_rows(struct arena *a, struct seller **sellers, size_t *n,
    struct db_result *r, int64_t now_us)
{
	*n = 0;
	*sellers = ARENA_NEWS(a, struct seller, r->rows);
	if (!*sellers)
		return ERR_NOMEM;
	while (db_next(r))
		seller_from_row(&(*sellers)[(*n)++], r, now_us);
	return OK;
}

static const char seller_insert_sql[] =
    "INSERT INTO sellers (seller_id, company_id, slug, name, legal_name, "
    "tax_number, website, about, support_email, contact_email, "
    "payout_sealed, payout_hint, terms_hash, state, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
seller_insert(struct db *db, const struct seller *s)
{
	return db_exec(db, NULL, seller_insert_sql,
	    DB_ARGS(db_id(s->seller_id), db_id(s->company_id), db_str(s->slug),
		db_str(s->name), db_str(s->legal_name), db_str(s->tax_number),
		db_str(s->website), db_str(s->about), db_str(s->support_email),
		db_str(s->contact_email),
		s->payout_sealed.p ? db_bytes(s->payout_sealed) : db_null(),
		db_str(s->payout_hint),
		s->has_terms ? db_hash(s->terms.b) : db_null(),
		db_str(s->state), db_us(s->created_at_us)));
}

static const char seller_by_slug_sql[] = SELLER_SELECT "WHERE s.slug = ?";

enum err
seller_by_slug(
    struct db *db, struct arena *a, struct seller *out, struct str slug)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, seller_by_slug_sql, DB_ARGS(db_str(slug)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	seller_from_row(out, &r, INT64_MAX);
	return OK;
}

static const char seller_get_sql[] = SELLER_SELECT "WHERE s.seller_id = ?";

enum err
seller_get(struct db *db, struct arena *a, struct seller *out,
    struct id seller_id, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, seller_get_sql, DB_ARGS(db_id(seller_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	seller_from_row(out, &r, now_us);
	return OK;
}

static const char sellers_in_sql[] = SELLER_SELECT
    "WHERE s.state = ? AND (s.seller_id > ? OR ? IS NULL) "
    "ORDER BY s.seller_id LIMIT ?";

enum err
sellers_in(struct db *db, struct arena *a, struct seller **sellers, size_t *n,
    struct str state, struct id after, int64_t limit, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sellers_in_sql,
	    DB_ARGS(db_str(state), db_id(after), db_id(after), db_i64(limit)));

	return e == OK ? sellers_from_rows(a, sellers, n, &r, now_us) : e;
}

static const char sellers_all_sql[] = SELLER_SELECT "ORDER BY s.slug";

enum err
sellers_all(struct db *db, struct arena *a, struct seller **sellers, size_t *n)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sellers_all_sql, DB_NO_ARGS);

	return e == OK ? sellers_from_rows(a, sellers, n, &r, INT64_MAX) : e;
}

static const char seller_update_sql[] =
    "UPDATE sellers SET name = ?, legal_name = ?, tax_number = ?, "
    "website = ?, about = ?, support_email = ?, contact_email = ?, "
    "row_version = row_version + 1 "
    "WHERE seller_id = ? AND row_version = ?";

enum err
seller_update(struct db *db, const struct seller *s)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, seller_update_sql,
	    DB_ARGS(db_str(s->name), db_str(s->legal_name),
		db_str(s->tax_number), db_str(s->website), db_str(s->about),
		db_str(s->support_email), db_str(s->contact_email),
		db_id(s->seller_id), db_i64(s->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char seller_set_state_sql[] =
    "UPDATE sellers SET state = ?, row_version = row_version + 1 "
    "WHERE seller_id = ? AND state = ?";

enum err
seller_set_state(
    struct db *db, struct id seller_id, struct str from, struct str to)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, seller_set_state_sql,
	    DB_ARGS(db_str(to), db_id(seller_id), db_str(from)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STATE;
}

static const char seller_decide_sql[] =
    "UPDATE sellers SET state = ?, decided_at = ?, decision_reason = ?, "
    "row_version = row_version + 1 WHERE seller_id = ? AND row_version = ?";

enum err
seller_decide(struct db *db, const struct seller *s, const char *to,
    struct str reason, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, seller_decide_sql,
	    DB_ARGS(db_cstr(to), db_us(now_us), db_str(reason),
		db_id(s->seller_id), db_i64(s->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

/* Assignments are made from left to right, on both servers. */
static const char seller_payout_settle_sql[] =
    "UPDATE sellers SET payout_sealed = payout_next_sealed, "
    "payout_hint = payout_next_hint, payout_next_sealed = NULL, "
    "payout_next_hint = NULL, payout_next_at = NULL "
    "WHERE seller_id = ? AND payout_next_at <= ?";
static const char seller_payout_now_sql[] =
    "UPDATE sellers SET payout_sealed = ?, payout_hint = ?, "
    "row_version = row_version + 1 WHERE seller_id = ?";
static const char seller_payout_next_sql[] =
    "UPDATE sellers SET payout_next_sealed = ?, payout_next_hint = ?, "
    "payout_next_at = ?, row_version = row_version + 1 WHERE seller_id = ?";

enum err
seller_payout_set(struct db *db, struct id seller_id, const struct payout *p)
{
	enum err e = db_exec(db, NULL, seller_payout_settle_sql,
	    DB_ARGS(db_id(seller_id), db_us(p->now_us)));

	if (e != OK)
		return e;
	if (p->in_force_us <= p->now_us)
		return db_exec(db, NULL, seller_payout_now_sql,
		    DB_ARGS(db_bytes(p->sealed), db_str(p->hint),
			db_id(seller_id)));
	return db_exec(db, NULL, seller_payout_next_sql,
	    DB_ARGS(db_bytes(p->sealed), db_str(p->hint), db_us(p->in_force_us),
		db_id(seller_id)));
}

static const char seller_contact_sql[] =
    "SELECT s.contact_email, (SELECT u.user_id FROM users u "
    "WHERE u.company_id = s.company_id AND u.role = 'owner' "
    "AND u.state = 'ACTIVE' ORDER BY u.user_id LIMIT 1) "
    "FROM sellers s WHERE s.seller_id = ?";

enum err
seller_contact(struct db *db, struct arena *a, struct str *address,
    struct id *user_id, struct id seller_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, seller_contact_sql, DB_ARGS(db_id(seller_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*address = db_get_str(&r, 0);
	*user_id = db_get_id(&r, 1);
	return OK;
}
