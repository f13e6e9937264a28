#include "act/settlement.h"

#include "store/cursor.h"

enum err
settlement_lines_make(struct act *act, size_t *made, bool *more)
{
	struct settlement_line *lines;
	int64_t from, to;
	size_t n = 0;
	enum err e = cursor_lock(
	    act->db, act->arena, &from, CURSOR_SETTLEMENT_LINES);

	*made = 0;
	*more = false;
	if (e == OK)
		e = settlement_lines_unmade(act->db, act->arena, &lines, &n,
		    &to, from, SETTLEMENT_BATCH);
	if (e != OK || to == from)
		return e;
	e = settlement_lines_insert(act->db, lines, n);
	if (e == OK)
		e = cursor_move(act->db, CURSOR_SETTLEMENT_LINES, from, to);
	*made = n;
	*more = to - from == SETTLEMENT_BATCH;
	return e;
}

enum err
settlement_release_due(struct act *act, size_t *released, bool *more)
{
	struct settlement_release *due;
	enum err e = settlement_lines_releasable(
	    act->db, act->arena, &due, released, more, SETTLEMENT_BATCH);

	for (size_t i = 0; e == OK && i < *released; i++)
		e = settlement_line_release(act->db, &due[i], act->now_us);
	/* Another worker did: the rest is looked at anew. */
	return e == ERR_STALE ? ERR_RETRY : e;
}
