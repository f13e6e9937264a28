/* What check says: one row a thing looked at. */
#ifndef CTL_FINDING_H
#define CTL_FINDING_H

#include "ctl/ctl.h"
#include "ctl/table.h"

struct findings {
	struct ctl *c;
	struct table *table;
	size_t faults;
	bool nomem;
};

enum finding { FINDING_OK, FINDING_WARNING, FINDING_FAULT };

/* where: "site.conf:12 SOUK_CURRENCY"; the text names fault and mend. */
void finding_add(struct findings *f, enum finding kind, struct str where,
    const char *fmt, ...) PRINTF(4, 5);
/* "site.conf:12"; line 0, the file as a whole, has none. */
struct str finding_line(struct ctl *c, int line);
/* "FILE:LINE SOUK_X" of a parameter in the site's file. */
struct str finding_where(struct findings *f, const char *param);

/* check's parts that ask something outside of the site's file. */
void check_files(struct findings *f);
void check_database(struct findings *f);
void check_gateway(struct findings *f);
void check_mail(struct findings *f);
void check_sms(struct findings *f);

#endif
