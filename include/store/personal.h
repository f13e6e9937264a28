/*
 * What the site keeps about a person besides the profile, as lists of rows
 * for the person's own copy (GDPR, articles 15 and 20).
 */
#ifndef STORE_PERSONAL_H
#define STORE_PERSONAL_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

enum personal_type { PERSONAL_TEXT, PERSONAL_INT, PERSONAL_TIME, PERSONAL_ID };

struct personal_column {
	const char *name;
	enum personal_type type;
	const char *prefix;		/* of an id */
};

struct personal_list {
	const char *name;		/* "sessions", "orders", ... */
	const struct personal_column *columns;
	size_t ncolumns;
	const char *sql;		/* of the user's id and a limit */
};

const struct personal_list *personal_lists(size_t *n);

/* Newest first, at most PERSONAL_ROWS_MAX. */
enum { PERSONAL_ROWS_MAX = 5000 };
enum err personal_rows(struct db *db, struct arena *a, struct db_result *out,
    const struct personal_list *list, struct id user_id) MUST_CHECK;

#endif
