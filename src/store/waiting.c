#include "store/waiting.h"

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
