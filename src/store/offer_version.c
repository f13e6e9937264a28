/* The terms of each version: written once, never changed. */
#include <string.h>

#include "base/bounds.h"
#include "offer_row.h"
#include "store/capacities.h"
#include "store/row.h"

static const char offer_version_insert_sql[] =
    "INSERT INTO offer_versions (offer_id, version, product_id, "
    "product_revision, plan_id, billing_mode, quantity, periods, capacities, "
    "region, flavour, currency, price_kind, percent_bp, unit_minor, "
    "list_unit_minor, net_minor, billing, deemed_days, note, starts_at, "
    "ends_at, body, sent_at, sent_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

static enum err
version_write(struct db *db, const struct offer_version *v)
{
	const struct offer_terms *t = &v->terms;
	char text[CAPACITIES_TEXT_MAX];
	struct str capacities;
	enum err e = capacities_write(text, &capacities, &t->choice);

	if (e != OK)
		return e;
	return db_exec(db, NULL, offer_version_insert_sql,
	    DB_ARGS(db_id(v->offer_id), db_i64(v->version),
		db_id(t->product_id), db_i64(v->product_revision),
		db_id(t->plan_id), db_cstr(billing_mode_name(t->choice.mode)),
		db_i64(t->choice.quantity), db_i64(t->choice.periods),
		db_str(capacities), db_str(t->region), db_str(t->flavour),
		db_cstr(t->unit.currency.code),
		db_cstr(offer_price_name(t->price)),
		t->price == OFFER_PRICE_PERCENT ? db_i64(t->percent_bp)
						: db_null(),
		db_i64(t->unit.minor), db_i64(t->list_unit.minor),
		db_i64(v->net.minor), db_str(v->billing),
		v->deemed_days > 0 ? db_i64(v->deemed_days) : db_null(),
		db_str(v->note), db_us(v->starts_at_us), db_us(v->ends_at_us),
		db_str(v->body), db_us(v->sent_at_us), db_id(v->sent_by)));
}

enum { MILESTONE_COLUMNS = 6, DOCUMENT_COLUMNS = 4 };

static const char offer_milestone_insert_rows_sql[] =
    "INSERT INTO offer_milestones (offer_id, version, position, name, "
    "share_bp, criteria) VALUES";
static const char offer_document_insert_rows_sql[] =
    "INSERT INTO offer_documents (offer_id, version, position, "
    "document_hash) VALUES";

static enum err
milestones_write(struct db *db, const struct offer_version *v,
    const struct offer_milestone *milestones, size_t n)
{
	struct db_arg args[OFFER_MILESTONES_MAX * MILESTONE_COLUMNS];
	struct db_arg *arg = args;

	if (n > OFFER_MILESTONES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(v->offer_id);
		*arg++ = db_i64(v->version);
		*arg++ = db_i64((int64_t)i + 1);
		*arg++ = db_str(milestones[i].name);
		*arg++ = db_i64(milestones[i].share_bp);
		*arg++ = db_str(milestones[i].criteria);
	}
	return n == 0 ? OK
		      : db_insert_rows(db, offer_milestone_insert_rows_sql,
			    MILESTONE_COLUMNS, args, n);
}

static enum err
documents_write(struct db *db, const struct offer_version *v,
    const struct hash *documents, size_t n)
{
	struct db_arg args[OFFER_DOCUMENTS_MAX * DOCUMENT_COLUMNS];
	struct db_arg *arg = args;

	if (n > OFFER_DOCUMENTS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(v->offer_id);
		*arg++ = db_i64(v->version);
		*arg++ = db_i64((int64_t)i + 1);
		*arg++ = db_hash(documents[i].b);
	}
	return n == 0 ? OK
		      : db_insert_rows(db, offer_document_insert_rows_sql,
			    DOCUMENT_COLUMNS, args, n);
}

enum err
offer_version_insert(struct db *db, const struct offer_version *v,
    const struct offer_milestone *milestones, size_t nmilestones,
    const struct hash *documents, size_t ndocuments)
{
	enum err e = version_write(db, v);

	if (e == OK)
		e = milestones_write(db, v, milestones, nmilestones);
	return e != OK ? e : documents_write(db, v, documents, ndocuments);
}

enum err
version_from_row(struct offer_version *v, const struct db_result *r, size_t at)
{
	struct currency c = row_currency(r, at + 11);
	struct offer_terms *t = &v->terms;
	enum err e;

	*v = (struct offer_version){
		.offer_id = db_get_id(r, at),
		.version = db_get_i64(r, at + 1),
		.terms = { .product_id = db_get_id(r, at + 2),
		    .plan_id = db_get_id(r, at + 4),
		    .choice = { .currency = c,
			.quantity = db_get_i64(r, at + 6),
			.periods = db_get_i64(r, at + 7) },
		    .region = db_get_str(r, at + 9),
		    .flavour = db_get_str(r, at + 10),
		    .percent_bp = db_get_i64(r, at + 13),
		    .unit = { db_get_i64(r, at + 14), c },
		    .list_unit = { db_get_i64(r, at + 15), c } },
		.product_revision = db_get_i64(r, at + 3),
		.net = { db_get_i64(r, at + 16), c },
		.billing = db_get_str(r, at + 17),
		.deemed_days = db_get_i64(r, at + 18),
		.note = db_get_str(r, at + 19),
		.starts_at_us = db_get_us(r, at + 20),
		.ends_at_us = db_get_us(r, at + 21),
		.sent_at_us = db_get_us(r, at + 22),
		.sent_by = db_get_id(r, at + 23),
		.plan_code = db_get_str(r, at + 24),
	};
	e = billing_mode_parse(&t->choice.mode, db_get_str(r, at + 5));
	if (e == OK)
		e = offer_price_parse(&t->price, db_get_str(r, at + 12));
	if (e == OK)
		e = capacities_read(&t->choice, db_get_str(r, at + 8));
	return row_fault(e);
}

#define VERSION_SELECT \
	"SELECT " VERSION_COLUMNS ", v.body FROM offer_versions v " \
	"JOIN plans pl ON pl.plan_id = v.plan_id "

static const char offer_version_get_sql[] = VERSION_SELECT
    "WHERE v.offer_id = ? AND v.version = ?";
static const char offer_versions_of_sql[] = VERSION_SELECT
    "WHERE v.offer_id = ? ORDER BY v.version DESC LIMIT ?";

enum err
offer_version_get(struct db *db, struct arena *a, struct offer_version *out,
    struct id offer_id, int64_t version)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_version_get_sql,
	    DB_ARGS(db_id(offer_id), db_i64(version)));

	if (e == OK && !db_next(&r))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = version_from_row(out, &r, 0);
	if (e == OK)
		out->body = db_get_str(&r, VERSION_COLUMNS_N);
	return e;
}

enum err
offer_versions_of(struct db *db, struct arena *a,
    struct offer_version **versions, size_t *n, struct id offer_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_versions_of_sql,
	    DB_ARGS(db_id(offer_id), db_i64(LIST_MAX)));

	if (e != OK)
		return e;
	*n = 0;
	*versions = ARENA_NEWS(a, struct offer_version, r.rows);
	if (*versions == NULL)
		return ERR_NOMEM;
	for (; e == OK && db_next(&r); ++*n) {
		e = version_from_row(&(*versions)[*n], &r, 0);
		(*versions)[*n].body = db_get_str(&r, VERSION_COLUMNS_N);
	}
	return e;
}

static const char offer_milestones_of_sql[] =
    "SELECT name, criteria, share_bp FROM offer_milestones "
    "WHERE offer_id = ? AND version = ? ORDER BY position";

enum err
offer_milestones_of(struct db *db, struct arena *a,
    struct offer_milestone **milestones, size_t *n, struct id offer_id,
    int64_t version)
{
	struct db_result r;
	struct offer_milestone *m;
	enum err e = db_query(db, a, &r, offer_milestones_of_sql,
	    DB_ARGS(db_id(offer_id), db_i64(version)));

	if (e != OK)
		return e;
	m = ARENA_NEWS(a, struct offer_milestone, r.rows);
	if (m == NULL)
		return ERR_NOMEM;
	*milestones = m;
	*n = r.rows;
	for (; db_next(&r); m++)
		*m = (struct offer_milestone){ .name = db_get_str(&r, 0),
			.criteria = db_get_str(&r, 1),
			.share_bp = db_get_i64(&r, 2) };
	return OK;
}

static const char offer_documents_of_sql[] =
    "SELECT d.document_hash, d.kind, d.locale, d.title, d.text "
    "FROM offer_documents x "
    "JOIN documents d ON d.document_hash = x.document_hash "
    "WHERE x.offer_id = ? AND x.version = ? ORDER BY x.position";

enum err
offer_documents_of(struct db *db, struct arena *a, struct document **documents,
    size_t *n, struct id offer_id, int64_t version)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, offer_documents_of_sql,
	    DB_ARGS(db_id(offer_id), db_i64(version)));

	return e == OK ? documents_from_rows(a, documents, n, &r) : e;
}
