/* "users=8,storage=50": what was chosen, as the columns capacities hold it. */
#ifndef STORE_CAPACITIES_H
#define STORE_CAPACITIES_H

#include "domain/price.h"

enum { CAPACITIES_TEXT_MAX = 500 };

/* *text lies in out.  ERR_LIMIT. */
enum err capacities_write(char out[CAPACITIES_TEXT_MAX], struct str *text,
    const struct choice *choice) MUST_CHECK;

/* Codes are borrowed from text.  ERR_BUG: it is no such text. */
enum err capacities_read(struct choice *choice, struct str text) MUST_CHECK;

#endif
