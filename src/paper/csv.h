/* Cells of a CSV row, each with the comma before it; of this layer alone. */
#ifndef SRC_PAPER_CSV_H
#define SRC_PAPER_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "domain/money.h"

enum { CSV_ROW_MAX = 4 * 1024 * 1024 };

struct csv {
	struct arena *arena;
	struct buf row;
	enum err err;			/* the last one that went wrong */
};

/* Untrusted: cleaned, and no formula to a spreadsheet. */
void csv_text(struct csv *c, struct str s);
/* Our own words. */
void csv_word(struct csv *c, const char *s);
void csv_amount(struct csv *c, struct money m);
/* ISO 8601; nothing for PAPER_NO_DAY. */
void csv_day(struct csv *c, int64_t days);

#endif
