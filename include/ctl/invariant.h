/*
 * The invariants of design 2-domain that one statement can tell: its rows
 * are what breaks it, each a subject's id and a sentence.
 */
#ifndef CTL_INVARIANT_H
#define CTL_INVARIANT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "db/db.h"

enum { INVARIANT_ROWS_MAX = 20 };

struct invariant {
	const char *name;		/* "entries-sum-to-zero" */
	const char *prefix;		/* of the subject's id; NULL: none */
	bool warns;			/* not a fault by itself */
	const char *sql;		/* id, text; LIMIT INVARIANT_ROWS_MAX */
	/* SQL takes this many µs before now as its one argument; 0: none */
	int64_t age_us;
};

/* All of them, from 0 on; NULL past the last. */
const struct invariant *invariant_at(size_t i);

/* The sets, each ended by a row without a name. */
extern const struct invariant settlement_invariants[], stage_invariants[];

#define INVARIANT_FIRST_ROWS " LIMIT 20"

/*
 * The trail of a row is a path from its beginning to its state: each state
 * is entered as often as it is left, but for the last, once more.  So the
 * order in which clocks put the steps does not matter.
 */
#define INVARIANT_TRAIL(subject, id, table) \
	"SELECT r." id ", CONCAT('is ', r.state, ', its trail ends in '," \
	" COALESCE(MIN(t.state), 'nothing'))" \
	" FROM " table " AS r LEFT JOIN" \
	" (SELECT subject_id, state, SUM(step) AS visits FROM" \
	" (SELECT subject_id, to_state AS state, 1 AS step FROM events" \
	" WHERE subject = '" subject "' AND to_state IS NOT NULL" \
	" UNION ALL SELECT subject_id, from_state, -1 FROM events" \
	" WHERE subject = '" subject "' AND from_state IS NOT NULL" \
	" AND to_state IS NOT NULL) AS moves" \
	" GROUP BY subject_id, state HAVING SUM(step) <> 0) AS t" \
	" ON t.subject_id = r." id " GROUP BY r." id ", r.state" \
	" HAVING COUNT(t.state) <> 1 OR MIN(t.state) <> r.state" \
	" OR MIN(t.visits) <> 1" INVARIANT_FIRST_ROWS

/*
 * Every change of state in the event log is one that the state machines
 * know; else *fault says which is not.
 */
enum err invariant_moves(struct db *db, struct arena *a, struct str *fault)
    MUST_CHECK;

#endif
