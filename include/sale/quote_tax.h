/* R19: what tax a quote bears. */
#ifndef SALE_QUOTE_TAX_H
#define SALE_QUOTE_TAX_H

#include "domain/tax_lines.h"
#include "sale/quote.h"

/*
 * By the buyer's country and tax number; sums the lines up.  Problems are
 * set.
 */
enum err quote_tax(struct call *c, struct quote *q,
    enum delivery_type delivery) MUST_CHECK;

/* [{"kind", "rate" (per cent), "net", "amount"}] */
void tax_groups_json(struct json *j, const struct tax_group *groups,
    size_t n);

#endif
