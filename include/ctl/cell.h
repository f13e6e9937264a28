/* The texts of a table's cells, in the arena; .p NULL when it is full. */
#ifndef CTL_CELL_H
#define CTL_CELL_H

#include "base/arena.h"
#include "base/id.h"
#include "domain/money.h"

struct str cell_count(struct arena *a, int64_t n);
struct str cell_amount(struct arena *a, struct money m); /* "12.50" */

/* Of the nil id and of the time 0, which is none: .p NULL. */
struct str cell_id(struct arena *a, const char *prefix, struct id id);
struct str cell_time(struct arena *a, int64_t us);

#endif
