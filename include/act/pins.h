/* What Popular Applications begin with (R9): the operator's choice. */
#ifndef ACT_PINS_H
#define ACT_PINS_H

#include "act/act.h"

/* These products in this order, and no others. */
enum err pins_set(struct act *act, const struct id *products, size_t n)
    MUST_CHECK;

#endif
