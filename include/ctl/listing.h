/* Commands that print a table of what one look at the database finds. */
#ifndef CTL_LISTING_H
#define CTL_LISTING_H

#include "ctl/ctl.h"
#include "ctl/table.h"

/* Adds the rows; arg is the caller's. */
typedef enum err (*listing_fn)(struct ctl *c, struct table *t,
    struct db *db, const void *arg);

/* The exit status; what went wrong was said, with doing before it. */
int listing_print(struct ctl *c, const struct column *columns,
    size_t ncolumns, listing_fn fill, const void *arg, const char *doing);

#endif
