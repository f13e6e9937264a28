#include "domain/tax_lines.h"

#include "base/bounds.h"
#include "base/num.h"

enum err
tax_of(struct money *out, struct money net, int64_t rate_milli)
{
	int64_t minor = 0;

	if (rate_milli < 0 || rate_milli > TAX_WHOLE)
		return ERR_RANGE;
	if (num_mul_div(&minor, net.minor, rate_milli, TAX_WHOLE) != OK)
		return ERR_OVERFLOW;
	return money_make(out, minor, net.currency);
}

enum err
tax_lines(struct tax_sum *out, struct currency currency, struct tax_line *lines,
    size_t n)
{
	enum err e;

	out->net = out->tax = money_zero(currency);
	for (size_t i = 0; i < n; i++) {
		struct tax_line *l = &lines[i];

		if ((e = tax_of(&l->tax, l->net, l->rate_milli)) != OK ||
		    (e = money_add(&out->net, out->net, l->net)) != OK ||
		    (e = money_add(&out->tax, out->tax, l->tax)) != OK)
			return e;
	}
	return money_add(&out->total, out->net, out->tax);
}

static enum err
group_find(struct tax_group **out, struct tax_group *groups, size_t *n,
    size_t room, const struct tax_line *line)
{
	for (size_t i = 0; i < *n; i++) {
		if (groups[i].kind == line->kind &&
		    groups[i].rate_milli == line->rate_milli) {
			*out = &groups[i];
			return OK;
		}
	}
	if (*n == room)
		return ERR_LIMIT;
	groups[*n] = (struct tax_group){ .kind = line->kind,
		.rate_milli = line->rate_milli,
		.net = money_zero(line->net.currency),
		.tax = money_zero(line->net.currency) };
	*out = &groups[(*n)++];
	return OK;
}

enum err
tax_groups(struct tax_group *groups, size_t *n, const struct tax_line *lines,
    size_t nlines)
{
	size_t room = *n;
	struct tax_group *g;
	enum err e;

	*n = 0;
	for (size_t i = 0; i < nlines; i++) {
		if ((e = group_find(&g, groups, n, room, &lines[i])) != OK ||
		    (e = money_add(&g->net, g->net, lines[i].net)) != OK ||
		    (e = money_add(&g->tax, g->tax, lines[i].tax)) != OK)
			return e;
	}
	return OK;
}

enum err
tax_split(struct money *nets, struct money *taxes,
    const struct tax_group *whole, const int64_t *shares, size_t n)
{
	enum err e = money_split(nets, whole->net, shares, n);

	return e != OK ? e : money_split(taxes, whole->tax, shares, n);
}

enum err
tax_discount(struct tax_line *lines, size_t n, struct money discount)
{
	struct money nets[LINES_MAX], off[LINES_MAX];
	enum err e;

	if (n == 0)
		return discount.minor == 0 ? OK : ERR_RANGE;
	if (n > LINES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++)
		nets[i] = lines[i].net;
	if ((e = money_spread(off, discount, nets, n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		lines[i].net.minor -= off[i].minor;
	return OK;
}
