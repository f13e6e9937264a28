#include "store/waiting.h"

#include "store/row.h"

/* In the order of enum waiting; each is an entry of an index by state. */
static const char waiting_sql[] =
    "SELECT 0, COUNT(*), MIN((SELECT MAX(e.created_at) FROM events e "
    "WHERE e.subject_id = h.handover_id AND e.to_state = 'DISPUTED')) "
    "FROM handovers h WHERE h.state = 'DISPUTED' "
    "UNION ALL SELECT 1, COUNT(*), MIN(d.created_at) "
    "FROM bill_disputes d WHERE d.state = 'OPEN' "
    "UNION ALL SELECT 2, COUNT(*), MIN(r.created_at) FROM refunds r "
    "WHERE r.state IN ('IN_REVIEW', 'FAILED') "
    "OR (r.state = 'APPROVED' AND r.payment_id IS NULL) "
    "UNION ALL SELECT 3, COUNT(*), MIN(s.issued_at) "
    "FROM settlements s WHERE s.state = 'ISSUED' "
    "UNION ALL SELECT 4, COUNT(*), MIN(b.due_at) "
    "FROM bills b WHERE b.state = 'OVERDUE'";

enum err
waiting_read(
    struct db *db, struct arena *a, struct waiting_count counts[WAITING__MAX])
{
	struct db_result r;
	enum err e = db_query(db, a, &r, waiting_sql, DB_NO_ARGS);

	for (int i = 0; i < WAITING__MAX; i++)
		counts[i] = (struct waiting_count){ 0 };
	while (e == OK && db_next(&r)) {
		int64_t at = db_get_i64(&r, 0);

		if (at < 0 || at >= WAITING__MAX)
			return ERR_BUG;
		counts[at].n = db_get_i64(&r, 1);
		counts[at].oldest_us = db_get_us(&r, 2);
	}
	return e;
}

/* The first column as enum buyer_wait_kind has it. */
static const char buyers_sql[] =
    "(SELECT 0, r.refund_id, l.product_name, c.name, r.currency, "
    "r.amount_minor, r.created_at AS since FROM refunds r "
    "JOIN order_lines l ON l.order_id = r.order_id AND l.position = 1 "
    "JOIN companies c ON c.company_id = r.company_id "
    "WHERE r.seller_id = ? AND r.state = 'REQUESTED' "
    "ORDER BY r.created_at LIMIT ?) "
    "UNION ALL (SELECT 1, q.request_id, COALESCE("
    "(SELECT t.name FROM product_texts t "
    "WHERE t.product_id = q.product_id AND t.locale = ?), "
    "(SELECT MIN(t.name) FROM product_texts t "
    "WHERE t.product_id = q.product_id), p.slug), "
    "c.name, NULL, NULL, q.updated_at "
    "FROM offer_requests q JOIN offer_request_rounds r "
    "ON r.request_id = q.request_id AND r.round = q.rounds "
    "JOIN products p ON p.product_id = q.product_id "
    "JOIN companies c ON c.company_id = q.company_id "
    "WHERE q.seller_id = ? AND q.state IN ('REQUESTED', 'ANSWERED', "
    "'COUNTERED') AND r.side = 'buyer' ORDER BY q.updated_at LIMIT ?) "
    "UNION ALL (SELECT IF(h.state = 'OPEN', 2, 3), h.handover_id, "
    "l.product_name, c.name, NULL, NULL, h.opened_at FROM handovers h "
    "JOIN order_lines l ON l.order_id = h.order_id AND l.position = 1 "
    "JOIN companies c ON c.company_id = h.company_id "
    "WHERE h.seller_id = ? AND h.state IN ('OPEN', 'REWORK') "
    "ORDER BY h.opened_at LIMIT ?) "
    "ORDER BY since";

enum err
buyers_waiting(struct db *db, struct arena *a, struct buyer_wait **out,
    size_t *n, struct id seller_id, struct str locale, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, buyers_sql,
	    DB_ARGS(db_id(seller_id), db_i64(limit), db_str(locale),
		db_id(seller_id), db_i64(limit), db_id(seller_id),
		db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct buyer_wait, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r)) {
		struct buyer_wait *w = &(*out)[(*n)++];

		*w = (struct buyer_wait){
			.kind = (enum buyer_wait_kind)db_get_i64(&r, 0),
			.id = db_get_id(&r, 1),
			.product_name = db_get_str(&r, 2),
			.company_name = db_get_str(&r, 3),
			.since_us = db_get_us(&r, 6),
		};
		if (w->kind == BUYER_WAIT_REFUND)
			w->amount = (struct money){ db_get_i64(&r, 5),
				row_currency(&r, 4) };
	}
	return OK;
}
