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

extern const struct invariant invariants[];
extern const size_t ninvariants;

/*
 * Every change of state in the event log is one that the state machines
 * know; else *fault says which is not.
 */
enum err invariant_moves(struct db *db, struct arena *a, struct str *fault)
    MUST_CHECK;

#endif
