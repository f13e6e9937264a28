/* How an amount of a bill falls on the lines of its orders. */
#include "domain/refund.h"
#include "moves.h"

/* The lines of one order, from the first of them on. */
static size_t
lines_of_order(const struct bill_line *lines, size_t n)
{
	size_t i = 0;

	while (i < n && id_eq(lines[i].order_id, lines[0].order_id))
		i++;
	return i;
}

static enum err
left_of(struct money *left, struct money *net_before,
    struct refund_line out[LINES_MAX], const struct bill_line *lines,
    const struct bill_line *before, size_t n)
{
	enum err e = OK;

	*left = *net_before = money_zero(lines[0].net.currency);
	for (size_t i = 0; e == OK && i < n; i++) {
		struct money net, tax;

		out[i] = (struct refund_line){ lines[i].net, lines[i].tax,
			before[i].net, before[i].tax };
		if ((e = money_sub(&net, lines[i].net, before[i].net)) != OK ||
		    (e = money_sub(&tax, lines[i].tax, before[i].tax)) != OK ||
		    (e = money_add(left, *left, net)) != OK ||
		    (e = money_add(left, *left, tax)) != OK)
			return e;
		e = money_add(net_before, *net_before, before[i].net);
	}
	return e;
}

static enum err
share_make(struct bill_share *s, struct money amount,
    const struct refund_line *left, const struct bill_line *lines, size_t n)
{
	struct refund_part parts[LINES_MAX];
	enum err e = refund_split(parts, amount, left, n);

	s->order_id = lines[0].order_id;
	s->net = s->tax = money_zero(amount.currency);
	for (size_t i = 0; e == OK && i < n; i++) {
		if (parts[i].net.minor == 0 && parts[i].tax.minor == 0)
			continue;
		s->parts[s->n++] = (struct bill_give_back){ lines[i].line_id,
			parts[i].net, parts[i].tax };
		if ((e = money_add(&s->net, s->net, parts[i].net)) == OK)
			e = money_add(&s->tax, s->tax, parts[i].tax);
	}
	return e;
}

static enum err
spread(struct bill_share *shares, size_t *n, struct money amount,
    const struct bill_line *lines, const struct bill_line *before,
    size_t nlines)
{
	struct refund_line left_lines[LINES_MAX];
	struct money left;
	enum err e = OK;

	for (size_t i = 0, held; e == OK && i < nlines && amount.minor > 0;
	     i += held) {
		struct bill_share *s = &shares[*n];

		held = lines_of_order(&lines[i], nlines - i);
		if (held > LINES_MAX)
			return ERR_BUG;
		*s = (struct bill_share){ .n = 0 };
		e = left_of(&left, &s->net_before, left_lines, &lines[i],
		    &before[i], held);
		if (e != OK || left.minor <= 0)
			continue;
		if (left.minor > amount.minor)
			left = amount;
		e = share_make(s, left, left_lines, &lines[i], held);
		if (e == OK)
			e = money_sub(&amount, amount, left);
		++*n;
	}
	return e == OK && amount.minor > 0 ? ERR_RANGE : e;
}

enum err
bill_spread(struct act *act, struct bill_share **out, size_t *n,
    const struct bill *b, struct money amount)
{
	const struct id all = { { 0 } };
	struct bill_line *lines, *before;
	size_t nlines, nbefore;
	enum err e = bill_lines(
	    act->db, act->arena, &lines, &nlines, b->bill_id, all);

	*n = 0;
	if (e == OK)
		e = bill_lines_credited(
		    act->db, act->arena, &before, &nbefore, b->bill_id, all);
	if (e != OK)
		return e;
	if (nlines != nbefore)
		return ERR_BUG;
	*out = ARENA_NEWS(act->arena, struct bill_share, nlines);
	return *out == NULL ? ERR_NOMEM
			    : spread(*out, n, amount, lines, before, nlines);
}
