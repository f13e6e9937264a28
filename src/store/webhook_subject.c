#include "store/webhook_subject.h"

#include "store/row.h"

/* The columns of all subjects, in this order; a statement names its own. */
static const char order_sql[] =
    "SELECT o.company_id, s.company_id, o.order_id, o.seller_id, o.currency, "
    "o.net_minor, o.tax_minor, o.total_minor, p.slug FROM orders o "
    "JOIN sellers s ON s.seller_id = o.seller_id "
    "LEFT JOIN order_lines l ON l.order_id = o.order_id AND l.position = 1 "
    "LEFT JOIN products p ON p.product_id = l.product_id "
    "WHERE o.order_id = ?";
static const char handover_sql[] =
    "SELECT o.company_id, s.company_id, o.order_id, o.seller_id, o.currency, "
    "COALESCE(m.net_minor, o.net_minor), COALESCE(m.tax_minor, o.tax_minor), "
    "COALESCE(m.net_minor + m.tax_minor, o.total_minor), "
    "h.stage, h.round, m.name "
    "FROM handovers h JOIN orders o ON o.order_id = h.order_id "
    "JOIN sellers s ON s.seller_id = o.seller_id "
    "LEFT JOIN milestones m ON m.order_id = h.order_id "
    "AND m.version = o.plan_version AND m.stage = h.stage "
    "WHERE h.handover_id = ?";
static const char bill_sql[] =
    "SELECT b.company_id, NULL, b.order_id, NULL, b.currency, b.net_minor, "
    "b.tax_minor, b.total_minor, b.bill_no, b.kind, b.stage, b.stage_name, "
    "b.due_at, b.paid_minor, b.credited_minor, b.corrects_id "
    "FROM bills b WHERE b.bill_id = ?";
static const char payment_sql[] =
    "SELECT p.company_id, NULL, p.order_id, NULL, p.currency, 0, 0, "
    "p.amount_minor, p.bill_id, p.failure FROM payments p "
    "WHERE p.payment_id = ?";
static const char refund_sql[] =
    "SELECT r.company_id, s.company_id, r.order_id, r.seller_id, r.currency, "
    "0, 0, r.amount_minor, r.kind FROM refunds r "
    "JOIN sellers s ON s.seller_id = r.seller_id WHERE r.refund_id = ?";
static const char settlement_sql[] =
    "SELECT NULL, s.company_id, NULL, t.seller_id, t.currency, t.net_minor, "
    "0, t.payable_minor, t.settlement_no, t.carried_minor "
    "FROM settlements t JOIN sellers s ON s.seller_id = t.seller_id "
    "WHERE t.settlement_id = ?";
static const char offer_sql[] =
    "SELECT f.company_id, s.company_id, f.order_id, f.seller_id, f.currency, "
    "f.net_minor, 0, 0 FROM offers f "
    "JOIN sellers s ON s.seller_id = f.seller_id WHERE f.offer_id = ?";

enum { OWN_COLUMN = 8 };

static void
order_read(struct webhook_subject *s, const struct db_result *r)
{
	s->product = db_get_str(r, OWN_COLUMN);
}

static void
handover_read(struct webhook_subject *s, const struct db_result *r)
{
	s->stage = db_get_i64(r, OWN_COLUMN);
	s->round = db_get_i64(r, OWN_COLUMN + 1);
	s->name = db_get_str(r, OWN_COLUMN + 2);
}

static void
bill_read(struct webhook_subject *s, const struct db_result *r)
{
	s->number = db_get_str(r, OWN_COLUMN);
	s->kind = db_get_str(r, OWN_COLUMN + 1);
	s->stage = db_get_i64(r, OWN_COLUMN + 2);
	s->name = db_get_str(r, OWN_COLUMN + 3);
	s->due_at_us = db_get_us(r, OWN_COLUMN + 4);
	s->paid_minor = db_get_i64(r, OWN_COLUMN + 5);
	s->credited_minor = db_get_i64(r, OWN_COLUMN + 6);
	s->bill_id = db_get_id(r, OWN_COLUMN + 7);
}

static void
payment_read(struct webhook_subject *s, const struct db_result *r)
{
	s->bill_id = db_get_id(r, OWN_COLUMN);
	s->failure = db_get_str(r, OWN_COLUMN + 1);
}

static void
refund_read(struct webhook_subject *s, const struct db_result *r)
{
	s->kind = db_get_str(r, OWN_COLUMN);
}

static void
settlement_read(struct webhook_subject *s, const struct db_result *r)
{
	s->number = db_get_str(r, OWN_COLUMN);
	s->carried_minor = db_get_i64(r, OWN_COLUMN + 1);
}

static const struct {
	const char *subject, *sql;
	void (*read)(struct webhook_subject *s, const struct db_result *r);
} subjects[] = {
	{ "order", order_sql, order_read },
	{ "handover", handover_sql, handover_read },
	{ "bill", bill_sql, bill_read },
	{ "payment", payment_sql, payment_read },
	{ "refund", refund_sql, refund_read },
	{ "settlement", settlement_sql, settlement_read },
	{ "offer", offer_sql, NULL },
};

static const char services_sql[] =
    "SELECT service_id FROM services WHERE order_id = ? OR term_order_id = ? "
    "ORDER BY service_id LIMIT ?";

static enum err
services_read(
    struct db *db, struct arena *a, struct webhook_subject *s, struct id order)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, services_sql,
	    DB_ARGS(db_id(order), db_id(order), db_i64(LINES_MAX)));

	return e != OK ? e : row_ids(a, &s->services, &s->nservices, &r);
}

static enum err
subject_read(struct db *db, struct arena *a, struct webhook_subject *out,
    size_t which, struct id subject_id)
{
	struct db_result r;
	struct db_arg id = db_id(subject_id);
	enum err e = db_query(db, a, &r, subjects[which].sql, &id, 1);

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct webhook_subject){
		.company_id = db_get_id(&r, 0),
		.seller_company_id = db_get_id(&r, 1),
		.order_id = db_get_id(&r, 2),
		.seller_id = db_get_id(&r, 3),
		.currency = row_currency(&r, 4),
		.net_minor = db_get_i64(&r, 5),
		.tax_minor = db_get_i64(&r, 6),
		.total_minor = db_get_i64(&r, 7),
	};
	if (subjects[which].read != NULL)
		subjects[which].read(out, &r);
	return OK;
}

enum err
webhook_subject_get(struct db *db, struct arena *a, struct webhook_subject *out,
    const struct event *event)
{
	size_t which = 0, n = sizeof(subjects) / sizeof(*subjects);
	enum err e;

	while (which < n && !str_is(event->subject, subjects[which].subject))
		which++;
	if (which == n)
		return ERR_NOT_FOUND;
	e = subject_read(db, a, out, which, event->subject_id);
	if (e == OK && str_is(event->subject, "order") &&
	    str_is(event->kind, "delivered"))
		e = services_read(db, a, out, event->subject_id);
	return e;
}

static const char events_sql[] =
    "SELECT seal_no, event_id, subject, subject_id, kind, to_state, "
    "created_at FROM events WHERE seal_no > ? ORDER BY seal_no LIMIT ?";

enum err
webhook_events(struct db *db, struct arena *a, struct event **out, size_t *n,
    int64_t *to_no, int64_t last_no, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, events_sql, DB_ARGS(db_i64(last_no), db_i64(limit)));

	*n = 0;
	*to_no = last_no;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct event, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r)) {
		*to_no = db_get_i64(&r, 0);
		(*out)[(*n)++] = (struct event){
			.event_id = db_get_id(&r, 1),
			.subject = db_get_str(&r, 2),
			.subject_id = db_get_id(&r, 3),
			.kind = db_get_str(&r, 4),
			.to_state = db_get_str(&r, 5),
			.created_at_us = db_get_us(&r, 6),
		};
	}
	return OK;
}
