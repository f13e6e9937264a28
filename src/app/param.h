/* Inside app: the table of SOUK_ parameters and the check of one value. */
#ifndef SRC_APP_PARAM_H
#define SRC_APP_PARAM_H

#include "app/site.h"

/* NULL: there is none of that name. */
const struct site_param *param_find(struct str name);

/* What to write instead, or NULL when the value (not empty) is right. */
const char *param_fault(const struct site_param *p, struct str value);

#endif
