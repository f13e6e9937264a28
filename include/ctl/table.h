/*
 * Data on stdout: columns aligned for people, or with --json one document
 * {"items": [{...}]}.  Cells are borrowed until the table is printed.
 */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include "base/arena.h"
#include "base/str.h"

enum { TABLE_COLUMNS_MAX = 12 };

struct column {
	const char *title;		/* "SLUG" */
	const char *key;		/* "slug" */
	bool number;			/* right-aligned; no quotes in JSON */
};

struct table;

/* NULL: out of memory. */
struct table *table_open(struct arena *a, const struct column *columns,
    size_t ncolumns);
/* One cell a column; .p NULL is null, shown as "-". */
enum err table_add(struct table *t, const struct str *cells) MUST_CHECK;
size_t table_rows(const struct table *t);
enum err table_print(const struct table *t, bool json) MUST_CHECK;

#endif
