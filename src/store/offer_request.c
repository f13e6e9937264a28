#include "store/offer_request.h"

#include "base/bounds.h"
#include "store/capacities.h"
#include "store/row.h"

static const char insert_sql[] =
    "INSERT INTO offer_requests (request_id, company_id, user_id, seller_id, "
    "product_id, state, rounds, created_at, updated_at) "
    "VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)";

enum err
offer_request_insert(struct db *db, const struct offer_request *r)
{
	return db_exec(db, NULL, insert_sql,
	    DB_ARGS(db_id(r->request_id), db_id(r->company_id),
		db_id(r->user_id), db_id(r->seller_id), db_id(r->product_id),
		db_cstr(request_state_name(r->state)), db_us(r->created_at_us),
		db_us(r->created_at_us)));
}

static const char round_insert_sql[] =
    "INSERT INTO offer_request_rounds (request_id, round, side, kind, "
    "user_id, plan_id, billing_mode, quantity, periods, capacities, "
    "currency, target_minor, starts_on, message, offer_id, offer_version, "
    "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
offer_request_round_insert(
    struct db *db, struct id request_id, const struct request_round *r)
{
	const struct choice *c = &r->choice;
	struct db_arg none = db_null();
	bool terms = r->has_terms;
	bool offer = !id_is_nil(r->offer_id);
	char text[CAPACITIES_TEXT_MAX];
	struct str capacities;
	enum err e = capacities_write(text, &capacities, c);

	if (e != OK)
		return e;
	return db_exec(db, NULL, round_insert_sql,
	    DB_ARGS(db_id(request_id), db_i64(r->round),
		db_cstr(request_side_name(r->side)),
		db_cstr(request_kind_name(r->kind)), db_id(r->user_id),
		terms ? db_id(r->plan_id) : none,
		terms ? db_cstr(billing_mode_name(c->mode)) : none,
		terms ? db_i64(c->quantity) : none,
		terms ? db_i64(c->periods) : none, db_str(capacities),
		terms ? db_cstr(c->currency.code) : none,
		r->has_target ? db_i64(r->target.minor) : none,
		db_str(r->starts_on), db_str(r->message), db_id(r->offer_id),
		offer ? db_i64(r->offer_version) : none,
		db_us(r->created_at_us)));
}

/* In the reader's language, else in any that there is. */
#define PRODUCT_NAME \
	"COALESCE((SELECT t.name FROM product_texts t WHERE " \
	"t.product_id = q.product_id AND t.locale = ?), " \
	"(SELECT MIN(t.name) FROM product_texts t WHERE " \
	"t.product_id = q.product_id), p.slug)"

#define REQUEST_SELECT \
	"SELECT q.request_id, q.company_id, q.user_id, q.seller_id, " \
	"q.product_id, q.state, q.rounds, q.created_at, q.updated_at, " \
	"r.side, p.slug, " PRODUCT_NAME ", c.name, s.slug, s.name, " \
	"p.logo " \
	"FROM offer_requests q JOIN offer_request_rounds r " \
	"ON r.request_id = q.request_id AND r.round = q.rounds " \
	"JOIN products p ON p.product_id = q.product_id " \
	"JOIN companies c ON c.company_id = q.company_id " \
	"JOIN sellers s ON s.seller_id = q.seller_id "

#define REQUEST_PARTY \
	"(? IS NULL OR q.company_id = ?) AND (? IS NULL OR q.seller_id = ?) "

static enum err
request_from_row(struct offer_request *out, const struct db_result *r)
{
	enum err e;

	*out = (struct offer_request){
		.request_id = db_get_id(r, 0),
		.company_id = db_get_id(r, 1),
		.user_id = db_get_id(r, 2),
		.seller_id = db_get_id(r, 3),
		.product_id = db_get_id(r, 4),
		.rounds = db_get_i64(r, 6),
		.created_at_us = db_get_us(r, 7),
		.updated_at_us = db_get_us(r, 8),
		.product_slug = db_get_str(r, 10),
		.product_name = db_get_str(r, 11),
		.company_name = db_get_str(r, 12),
		.seller_slug = db_get_str(r, 13),
		.seller_name = db_get_str(r, 14),
		.product_logo = db_get_str(r, 15),
	};
	e = request_state_parse(&out->state, db_get_str(r, 5));
	if (e == OK)
		e = request_side_parse(&out->last, db_get_str(r, 9));
	return row_fault(e);
}

static const char get_sql[] = REQUEST_SELECT
    "WHERE q.request_id = ? AND " REQUEST_PARTY;

enum err
offer_request_get(struct db *db, struct arena *a, struct offer_request *out,
    struct id request_id, const struct request_party *party)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, get_sql,
	    DB_ARGS(db_str(party->locale), db_id(request_id),
		db_id(party->company_id), db_id(party->company_id),
		db_id(party->seller_id), db_id(party->seller_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? request_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char list_sql[] = REQUEST_SELECT
    "WHERE " REQUEST_PARTY "AND (? IS NULL OR q.request_id < ?) "
    "ORDER BY q.request_id DESC LIMIT ?";

enum err
offer_requests_of(struct db *db, struct arena *a, struct offer_request **out,
    size_t *n, const struct request_party *party, struct id before,
    int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, list_sql,
	    DB_ARGS(db_str(party->locale), db_id(party->company_id),
		db_id(party->company_id), db_id(party->seller_id),
		db_id(party->seller_id), db_id(before), db_id(before),
		db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct offer_request, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = request_from_row(&(*out)[(*n)++], &r);
	return e;
}

static const char rounds_sql[] =
    "SELECT r.round, r.side, r.kind, r.user_id, r.plan_id, r.billing_mode, "
    "r.quantity, r.periods, r.capacities, r.currency, r.target_minor, "
    "DATE_FORMAT(r.starts_on, '%Y-%m-%d'), r.message, r.offer_id, "
    "r.offer_version, r.created_at, l.code, "
    "COALESCE((SELECT t.name FROM plan_texts t WHERE t.plan_id = r.plan_id "
    "AND t.locale = ?), (SELECT MIN(t.name) FROM plan_texts t "
    "WHERE t.plan_id = r.plan_id), l.code), u.user_name, v.net_minor, "
    "v.currency FROM offer_request_rounds r "
    "LEFT JOIN plans l ON l.plan_id = r.plan_id "
    "LEFT JOIN users u ON u.user_id = r.user_id "
    "LEFT JOIN offer_versions v ON v.offer_id = r.offer_id "
    "AND v.version = r.offer_version "
    "WHERE r.request_id = ? ORDER BY r.round";

static enum err
round_from_row(struct request_round *out, const struct db_result *r)
{
	enum err e;

	*out = (struct request_round){
		.round = db_get_i64(r, 0),
		.user_id = db_get_id(r, 3),
		.has_terms = !db_is_null(r, 4),
		.plan_id = db_get_id(r, 4),
		.choice = { .currency = row_currency(r, 9),
		    .quantity = db_get_i64(r, 6),
		    .periods = db_get_i64(r, 7) },
		.has_target = !db_is_null(r, 10),
		.target = { db_get_i64(r, 10), row_currency(r, 9) },
		.starts_on = db_get_str(r, 11),
		.message = db_get_str(r, 12),
		.offer_id = db_get_id(r, 13),
		.offer_version = db_get_i64(r, 14),
		.created_at_us = db_get_us(r, 15),
		.plan_code = db_get_str(r, 16),
		.plan_name = db_get_str(r, 17),
		.user_name = db_get_str(r, 18),
		.offer_net = { db_get_i64(r, 19), row_currency(r, 20) },
	};
	if ((e = request_side_parse(&out->side, db_get_str(r, 1))) == OK)
		e = request_kind_parse(&out->kind, db_get_str(r, 2));
	if (e == OK && out->has_terms)
		e = billing_mode_parse(&out->choice.mode, db_get_str(r, 5));
	if (e == OK)
		e = capacities_read(&out->choice, db_get_str(r, 8));
	return row_fault(e);
}

enum err
offer_request_rounds(struct db *db, struct arena *a, struct request_round **out,
    size_t *n, struct id request_id, struct str locale)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, rounds_sql, DB_ARGS(db_str(locale), db_id(request_id)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct request_round, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = round_from_row(&(*out)[(*n)++], &r);
	return e;
}

/* A write, since clusters lock by writing alone. */
static const char hold_sql[] =
    "UPDATE offer_requests q SET q.row_version = q.row_version + 1 "
    "WHERE q.request_id = ? AND " REQUEST_PARTY;

enum err
offer_request_hold(
    struct db *db, struct id request_id, const struct request_party *party)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, hold_sql,
	    DB_ARGS(db_id(request_id), db_id(party->company_id),
		db_id(party->company_id), db_id(party->seller_id),
		db_id(party->seller_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char move_sql[] =
    "UPDATE offer_requests SET state = ?, rounds = rounds + 1, "
    "updated_at = ? WHERE request_id = ? AND state = ? AND rounds = ?";

enum err
offer_request_move(struct db *db, const struct offer_request *r,
    enum request_state to, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, move_sql,
	    DB_ARGS(db_cstr(request_state_name(to)), db_us(now_us),
		db_id(r->request_id), db_cstr(request_state_name(r->state)),
		db_i64(r->rounds)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char open_sql[] =
    "SELECT COUNT(*) FROM (SELECT 1 FROM offer_requests WHERE company_id = ? "
    "AND state NOT IN ('ACCEPTED', 'DECLINED') LIMIT ?) AS some";

enum err
offer_requests_open(struct db *db, struct arena *a, int64_t *count,
    struct id company_id, int64_t max)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, open_sql, DB_ARGS(db_id(company_id), db_i64(max)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*count = db_get_i64(&r, 0);
	return OK;
}
