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
extern const struct invariant bill_invariants[], settlement_invariants[],
    stage_invariants[];

#define INVARIANT_FIRST_ROWS " LIMIT 20"

/* Of payments: the money was taken, whatever became of it. */
#define INVARIANT_CAPTURED_STATES \
	"('CAPTURED', 'PARTLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK')"

/*
 * The trail of a row is a path from its beginning to its state: each state
 * is entered as often as it is left, but for the last, once more.  So the
 * order in which clocks put the steps does not matter, and the numbers of the
 * states entered less those left are the number of the last: one sum a row.
 */
#define INVARIANT_TRAIL(subject, id, table) \
	"SELECT r." id ", CONCAT('is ', r.state," \
	" ', and its trail does not end there') FROM " table " AS r" \
	" LEFT JOIN (SELECT subject_id, SUM(CRC32(to_state))" \
	" - COALESCE(SUM(CRC32(from_state)), 0) AS sum_no FROM events" \
	" WHERE subject = '" subject "' AND to_state IS NOT NULL" \
	" GROUP BY subject_id) AS t ON t.subject_id = r." id \
	" WHERE COALESCE(t.sum_no, 0) <> CRC32(r.state)" INVARIANT_FIRST_ROWS

/*
 * Every change of state in the event log is one that the state machines
 * know; else *fault says which is not.
 */
enum err invariant_moves(struct db *db, struct arena *a, struct str *fault)
    MUST_CHECK;

#endif
