/*
 * What can be given back of an order, and how it falls on its lines.  More
 * than came in is never given back, of the whole and of each line in net
 * and in tax; days are those of the site's time zone, domain/days.h.
 */
#ifndef DOMAIN_REFUND_H
#define DOMAIN_REFUND_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/money.h"

/* What a line has cost, and what of it went back already. */
struct refund_line {
	struct money net, tax;
	struct money net_back, tax_back;
};

struct refund_part {
	struct money net, tax;
};

/*
 * The most that can go back now: what came in, less all refunds but refused
 * ones (a request that waits counts, or two could be approved at once), but
 * no more than the lines have left.  ERR_RANGE: the figures contradict one
 * another.
 */
enum err refund_available(struct money *out, struct money captured,
    struct money back, const struct refund_line *lines, size_t n) MUST_CHECK;

/*
 * A gross amount (greater than zero) over the lines, by what each has left;
 * within a line tax and net as they are left, the tax rounded half away
 * from zero.  The parts sum to the amount; all that is left takes each line
 * to its last unit.  ERR_RANGE: more than the lines have left.
 * ERR_LIMIT past LINES_MAX.
 */
enum err refund_split(struct refund_part *parts, struct money amount,
    const struct refund_line *lines, size_t n) MUST_CHECK;

/* Books the parts as gone back. */
enum err refund_book(struct refund_line *lines,
    const struct refund_part *parts, size_t n) MUST_CHECK;

/*
 * Of a bill that is not paid in full, what is taken back lessens first what
 * is owed (a credit note), and only then comes back as money.  ERR_RANGE:
 * more than both together.
 */
enum err refund_forms(struct money *note, struct money *cash,
    struct money amount, struct money owed, struct money paid) MUST_CHECK;

/* May the buyer give it back without asking?  If not, why not? */
enum cooling_off {
	COOLING_OFF_OPEN,
	COOLING_OFF_NONE,		/* the site has no such time */
	COOLING_OFF_BY_OFFER,		/* bought by private offer */
	COOLING_OFF_DELIVERED,
	COOLING_OFF_PAST,
	COOLING_OFF__MAX
};
/* "open", "none", "by_offer", "delivered", "past". */
const char *cooling_off_name(enum cooling_off c);

struct cooling_off_case {
	int64_t paid_day;
	int64_t days;			/* SOUK_COOLING_OFF_DAYS */
	bool delivered;
	bool by_offer;
};

enum cooling_off cooling_off_of(const struct cooling_off_case *c,
    int64_t today);

/* The last day on which it is open: the days begin after that of payment. */
int64_t cooling_off_last_day(const struct cooling_off_case *c);

/*
 * Does the seller's rule (products.refund_days) speak for the buyer?  Until
 * delivery always; after it for so many days, 0: not any more.
 */
bool refund_rule_holds(bool delivered, int64_t delivered_day,
    int64_t refund_days, int64_t today);

#endif
