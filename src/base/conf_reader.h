/*
 * What the two readers of site files share: the place in the text, the
 * parameters and the faults found so far.  Private to base/conf.
 */
#ifndef BASE_CONF_READER_H
#define BASE_CONF_READER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/conf.h"

struct conf_reader {
	struct arena *a;
	struct str text;
	size_t at;
	int line;
	struct conf_param params[SITE_PARAMS_MAX];
	size_t count;
	struct conf_fault *faults;
	size_t nfaults, faults_max;
	bool nomem;
};

void conf_fault(struct conf_reader *r, int line, const char *fmt, ...)
    PRINTF(3, 4);
void conf_add(struct conf_reader *r, int line, struct str name,
    struct str value);
/* The directive does not belong into a file of this kind. */
void conf_foreign(struct conf_reader *r, int line, struct str directive,
    const char *mend);

/* Moves past the end of the line. */
void conf_skip_line(struct conf_reader *r);

void conf_read_nginx(struct conf_reader *r);
void conf_read_apache(struct conf_reader *r);

#endif
