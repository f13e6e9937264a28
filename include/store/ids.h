/*
 * A set of ids as the arguments of a constant statement: at most LIST_MAX,
 * fewer are filled up with the last one.
 */
#ifndef STORE_IDS_H
#define STORE_IDS_H

#include "base/bounds.h"
#include "base/id.h"
#include "db/db.h"

#define IDS_TEN "?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
/* "... WHERE order_id IN " IDS_IN: LIST_MAX question marks. */
#define IDS_IN                                                         \
	"(" IDS_TEN ", " IDS_TEN ", " IDS_TEN ", " IDS_TEN ", "        \
	IDS_TEN ", " IDS_TEN ", " IDS_TEN ", " IDS_TEN ", "            \
	IDS_TEN ", " IDS_TEN ")"

/* 1 <= n <= LIST_MAX. */
void ids_args(struct db_arg args[LIST_MAX], const struct id *ids, size_t n);

#endif
