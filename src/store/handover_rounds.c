/* Each time something was handed over, and what was said to it. */
#include "store/handover.h"

static const char handover_round_put_sql[] =
    "INSERT INTO handover_rounds (handover_id, round, note, delivered_by, "
    "delivered_at) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
    "note = ?, delivered_by = ?, delivered_at = ?, recalled_at = NULL";

enum err
handover_round_put(struct db *db, const struct handover_round *r)
{
	return db_exec(db, NULL, handover_round_put_sql,
	    DB_ARGS(db_id(r->handover_id), db_i64(r->round), db_str(r->note),
		db_id(r->delivered_by), db_us(r->delivered_at_us),
		db_str(r->note), db_id(r->delivered_by),
		db_us(r->delivered_at_us)));
}

static const char handover_round_recall_sql[] =
    "UPDATE handover_rounds SET recalled_at = ? "
    "WHERE handover_id = ? AND round = ?";

enum err
handover_round_recall(
    struct db *db, struct id handover_id, int64_t round, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, handover_round_recall_sql,
	    DB_ARGS(db_us(now_us), db_id(handover_id), db_i64(round)));

	return e == OK && changed == 0 ? ERR_BUG : e;
}

static const char handover_round_answer_sql[] =
    "UPDATE handover_rounds SET answer = ?, answered_by = ?, answered_at = ? "
    "WHERE handover_id = ? AND round = ?";
static const char handover_round_rule_sql[] =
    "UPDATE handover_rounds SET ruling = ?, ruled_by = ?, ruled_at = ? "
    "WHERE handover_id = ? AND round = ?";

static enum err
round_set(struct db *db, const char *sql, const struct handover_round *r,
    struct str words, struct id by, int64_t at_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, sql,
	    DB_ARGS(db_str(words), db_id(by), db_us(at_us),
		db_id(r->handover_id), db_i64(r->round)));

	return e == OK && changed == 0 ? ERR_BUG : e;
}

enum err
handover_round_answer(struct db *db, const struct handover_round *r)
{
	return round_set(db, handover_round_answer_sql, r, r->answer,
	    r->answered_by, r->answered_at_us);
}

enum err
handover_round_rule(struct db *db, const struct handover_round *r)
{
	return round_set(db, handover_round_rule_sql, r, r->ruling, r->ruled_by,
	    r->ruled_at_us);
}

static const char handover_round_appeal_sql[] =
    "UPDATE handover_rounds SET appeal = ? "
    "WHERE handover_id = ? AND round = ?";

enum err
handover_round_appeal(struct db *db, const struct handover_round *r)
{
	return db_exec(db, NULL, handover_round_appeal_sql,
	    DB_ARGS(
		db_str(r->appeal), db_id(r->handover_id), db_i64(r->round)));
}

static const char handover_rounds_of_sql[] =
    "SELECT handover_id, round, note, delivered_by, delivered_at, answer, "
    "answered_by, answered_at, ruling, ruled_by, ruled_at, appeal "
    "FROM handover_rounds WHERE handover_id = ? AND recalled_at IS NULL "
    "ORDER BY round";

enum err
handover_rounds_of(struct db *db, struct arena *a,
    struct handover_round **rounds, size_t *n, struct id handover_id)
{
	struct handover_round *list;
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, handover_rounds_of_sql, DB_ARGS(db_id(handover_id)));

	if (e != OK)
		return e;
	*n = 0;
	*rounds = list = ARENA_NEWS(a, struct handover_round, r.rows);
	if (list == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		list[(*n)++] = (struct handover_round){
			.handover_id = db_get_id(&r, 0),
			.round = db_get_i64(&r, 1),
			.note = db_get_str(&r, 2),
			.delivered_by = db_get_id(&r, 3),
			.delivered_at_us = db_get_us(&r, 4),
			.answer = db_get_str(&r, 5),
			.answered_by = db_get_id(&r, 6),
			.answered_at_us = db_get_us(&r, 7),
			.ruling = db_get_str(&r, 8),
			.ruled_by = db_get_id(&r, 9),
			.ruled_at_us = db_get_us(&r, 10),
			.appeal = db_get_str(&r, 11),
		};
	return OK;
}
