/* What the readers of rows share. */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"

/* A CHAR(3) column that the application wrote; zeros when it is not one. */
struct currency row_currency(const struct db_result *r, size_t column);

/* A stored word that no enum knows: the database is not ours.  ERR_BUG. */
enum err row_fault(enum err parsed) MUST_CHECK;

/* The first column of all rows. */
enum err row_ids(struct arena *a, struct id **ids, size_t *n,
    struct db_result *r) MUST_CHECK;

#endif
