/*
 * Taxes in money: once for each line, half away from zero; an order's are
 * the sums of its lines', a stage's its share of the order's.
 */
#ifndef DOMAIN_TAX_LINES_H
#define DOMAIN_TAX_LINES_H

#include "domain/money.h"
#include "domain/tax.h"

/* The tax on a net amount; of a credit note it is negative too. */
enum err tax_of(struct money *out, struct money net, int64_t rate_milli)
    MUST_CHECK;

struct tax_line {
	struct money net;
	enum tax_kind kind;
	int64_t rate_milli;
	struct money tax;		/* set by tax_lines() */
};

struct tax_sum {
	struct money net;
	struct money tax;
	struct money total;
};

/* Sets each line's tax and sums them.  ERR_CURRENCY, ERR_OVERFLOW. */
enum err tax_lines(struct tax_sum *out, struct currency currency,
    struct tax_line *lines, size_t n) MUST_CHECK;

/* A bill's table of taxes: what lines of one kind and rate come to. */
struct tax_group {
	enum tax_kind kind;
	int64_t rate_milli;
	struct money net;
	struct money tax;
};

/*
 * In the order of first appearance.  *n is the room, then the count;
 * ERR_LIMIT when there are more.
 */
enum err tax_groups(struct tax_group *groups, size_t *n,
    const struct tax_line *lines, size_t nlines) MUST_CHECK;

/*
 * A group by shares (of milestones): net and tax each by money_split(), so
 * that parts sum to the group in net, in tax and in gross.
 */
enum err tax_split(struct money *nets, struct money *taxes,
    const struct tax_group *whole, const int64_t *shares, size_t n) MUST_CHECK;

/*
 * Takes a discount (0 to the sum of nets) off the lines' nets, by
 * money_spread(); before tax_lines().  ERR_LIMIT past LINES_MAX.
 */
enum err tax_discount(struct tax_line *lines, size_t n, struct money discount)
    MUST_CHECK;

#endif
