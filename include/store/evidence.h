/*
 * The rows that say what was agreed, done, billed and paid for an order, as
 * they stand: a table each, for the evidence bundle.  Nothing secret, and
 * nothing of what passes between seller and site.
 */
#ifndef STORE_EVIDENCE_H
#define STORE_EVIDENCE_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct evidence_column {
	const char *name;
	enum {
		EVIDENCE_TEXT,
		EVIDENCE_NUMBER,
		EVIDENCE_TIME,
		EVIDENCE_HASH,
		EVIDENCE_ID
	} kind;
	const char *prefix;		/* of an id */
};

struct evidence_table {
	const char *file;		/* "order": what it is told with */
	const char *name;		/* the table's own */
	const char *sql;		/* takes the order's id, */
	size_t nargs;			/* so often: 1 or 2 */
	const struct evidence_column *columns;
	size_t ncolumns;
};

extern const struct evidence_table evidence_tables[];
extern const size_t nevidence_tables;

enum err evidence_rows(struct db *db, struct arena *a, struct db_result *out,
    const struct evidence_table *t, struct id order_id) MUST_CHECK;

#endif
