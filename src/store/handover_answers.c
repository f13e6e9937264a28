/* What rejections say of criteria, and what the clock looks at. */
#include "store/handover.h"

#include "store/row.h"

static const char handover_answer_insert_rows_sql[] =
    "INSERT INTO handover_answers (handover_id, round, criterion, met, "
    "comment) VALUES";

enum { ANSWER_COLUMNS = 5 };

enum err
handover_answers_insert(struct db *db, struct id handover_id, int64_t round,
    const struct handover_answer *answers, size_t n)
{
	struct db_arg args[CRITERIA_MAX * ANSWER_COLUMNS];
	struct db_arg *arg = args;

	if (n > CRITERIA_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(handover_id);
		*arg++ = db_i64(round);
		*arg++ = db_i64(answers[i].criterion);
		*arg++ = db_i64(answers[i].met);
		*arg++ = db_str(
		    answers[i].comment.p ? answers[i].comment : STR(""));
	}
	return n == 0 ? OK
		      : db_insert_rows(db, handover_answer_insert_rows_sql,
			    ANSWER_COLUMNS, args, n);
}

static const char handover_answers_of_sql[] =
    "SELECT round, criterion, met, comment FROM handover_answers "
    "WHERE handover_id = ? ORDER BY round, criterion";

enum err
handover_answers_of(struct db *db, struct arena *a,
    struct handover_answer **answers, size_t *n, struct id handover_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, handover_answers_of_sql, DB_ARGS(db_id(handover_id)));

	*n = 0;
	if (e != OK)
		return e;
	*answers = ARENA_NEWS(a, struct handover_answer, r.rows);
	if (*answers == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*answers)[(*n)++] = (struct handover_answer){
			.round = db_get_i64(&r, 0),
			.criterion = db_get_i64(&r, 1),
			.met = db_get_i64(&r, 2) != 0,
			.comment = db_get_str(&r, 3),
		};
	return OK;
}

static const char handovers_waiting_sql[] =
    "SELECT handover_id FROM handovers WHERE state = 'DELIVERED' "
    "AND accept_by_at IS NOT NULL AND (accept_by_at <= ? OR reminders < ?) "
    "AND (? IS NULL OR handover_id > ?) ORDER BY handover_id LIMIT ?";

enum err
handovers_waiting(struct db *db, struct arena *a, struct id **handover_ids,
    size_t *n, int64_t now_us, int64_t reminders, struct id after,
    int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, handovers_waiting_sql,
	    DB_ARGS(db_us(now_us), db_i64(reminders), db_id(after),
		db_id(after), db_i64(limit)));

	return e != OK ? e : row_ids(a, handover_ids, n, &r);
}

static const char handover_reminded_sql[] =
    "UPDATE handovers SET reminders = ?, accept_by_at = ? "
    "WHERE handover_id = ? AND state = 'DELIVERED' AND reminders = ?";

enum err
handover_reminded(struct db *db, const struct handover *h, int64_t before)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, handover_reminded_sql,
	    DB_ARGS(db_i64(h->reminders), db_us(h->accept_by_us),
		db_id(h->handover_id), db_i64(before)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}

static const char handovers_unplan_sql[] =
    "DELETE FROM handovers WHERE order_id = ? AND stage > ? "
    "AND state = 'PLANNED'";

enum err
handovers_unplan(struct db *db, struct id order_id, int64_t stage)
{
	return db_exec(db, NULL, handovers_unplan_sql,
	    DB_ARGS(db_id(order_id), db_i64(stage)));
}
