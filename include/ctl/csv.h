/*
 * RFC 4180, record by record: quoted fields may hold commas, quotes ("")
 * and line ends, which become \n; a byte order mark is passed over.
 */
#ifndef CTL_CSV_H
#define CTL_CSV_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum { CSV_COLUMNS_MAX = 64 };

struct csv {
	struct arena *a;
	struct str text;
	size_t at;
	size_t line;			/* where the record at hand begins */
	size_t next_line;
	struct str field[CSV_COLUMNS_MAX];
	size_t n;
	const char *fault;		/* "has ...", of that line */
};

/* text is borrowed, and so are unquoted fields. */
void csv_open(struct csv *c, struct arena *a, struct str text);

/* false at the end of the file, or at a fault of the file as a whole. */
bool csv_record(struct csv *c);

#endif
