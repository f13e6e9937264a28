/* A ruling from the command line: whose, which way, and why. */
#ifndef SRC_CTL_RULING_H
#define SRC_CTL_RULING_H

#include "act/order.h"
#include "ctl/ctl.h"

struct ruling {
	struct ctl *c;
	struct id id;			/* of what is ruled on */
	bool granted;			/* the first of the two flags */
	struct str reason;
	struct sale_terms terms;
	struct calendar calendar;
};

/*
 * Reads "ID --yes|--no --reason TEXT" and what of the site a ruling needs;
 * the exit status.  what: "a refund", prefix: of its ids.
 */
int ruling_read(struct ruling *out, struct ctl *c, int argc, char **argv,
    const char *yes, const char *no, const char *what, const char *prefix);

/*
 * The same of several ways, one flag each (at most RULING_WAYS, ended by
 * NULL); *way is the one that was given.
 */
enum { RULING_WAYS = 3 };
int ruling_read_ways(struct ruling *out, struct ctl *c, int argc, char **argv,
    const char *const *ways, size_t *way, const char *what, const char *prefix);

/* What of the site a ruling needs; the exit status. */
int ruling_site(struct ruling *out);

/* The act of an operator in this transaction. */
struct act ruling_act(const struct ruling *r, struct db *db);

#endif
