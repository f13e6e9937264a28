#include "act/bill.h"
#include "moves.h"

/* What the reserved orders come to. */
static enum err
sums(struct bill *b, const struct reservation *r, size_t n)
{
	struct currency c = r[0].amount.currency;
	enum err e = OK;

	b->net = b->tax = money_zero(c);
	b->sums.paid = b->sums.credited = b->sums.refunded = b->net;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = money_add(&b->net, b->net, r[i].net);
		if (e == OK)
			e = money_add(&b->tax, b->tax, r[i].tax);
	}
	return e != OK ? e : money_add(&b->sums.total, b->net, b->tax);
}

/* The pool's part goes from reserved to billed, the memo with it. */
enum err
bill_from_pool(struct act *act, struct credit_row *credit, const struct bill *b)
{
	struct money back;
	struct event event = act_event(act, "bill", b->bill_id, "issued", NULL,
	    bill_state_name(b->state), STR_NONE);
	struct entry entry;
	enum err e;

	if ((e = credit_bill(&credit->pool, b->sums.total)) != OK ||
	    (e = credit_row_write(act->db, credit)) != OK ||
	    (e = money_sub(
		 &back, money_zero(b->net.currency), b->sums.total)) != OK ||
	    (e = entry_reserved(&entry, credit_account(credit->kind),
		 credit->company_id, back)) != OK ||
	    (e = entry_write(
		 act, "bill_issued", b->bill_id, b->order_id, &entry)) != OK)
		return e;
	credit->row_version++;
	return events_insert(act->db, &event, 1);
}

enum err
bill_statement(struct act *act, bool *made, struct bill *out,
    struct id company_id, int64_t from_us, int64_t until_us,
    const struct sale_terms *terms)
{
	struct credit_row credit;
	struct reservation *r;
	size_t n, taken = 0;
	enum err e = credit_row_lock(
	    act->db, act->arena, &credit, company_id, CREDIT_GENERAL);

	*made = false;
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	e = reservations_unbilled(act->db, act->arena, &r, &n, company_id,
	    until_us, STATEMENT_ORDERS_MAX);
	if (e != OK || n == 0)
		return e;
	*out = (struct bill){
		.bill_id = id_new(),
		.company_id = company_id,
		.kind = BILL_STATEMENT,
		.state = BILL_ISSUED,
		.on_credit = true,
		.pool = CREDIT_GENERAL,
		.issued_at_us = act->now_us,
		.due_at_us = terms->bill_due_at_us,
		.period_from_us = from_us,
		.period_until_us = until_us,
		.issuer = terms->issuer,
		.row_version = 1,
	};
	if ((e = sums(out, r, n)) != OK ||
	    (e = bill_from_pool(act, &credit, out)) != OK ||
	    (e = bill_number(act, out, terms)) != OK ||
	    (e = reservations_take(
		 act->db, &taken, out->bill_id, company_id, &r[n - 1])) != OK)
		return e;
	*made = true;
	if (taken != n)
		return ERR_BUG;
	e = bill_lines_of_statement(act->db, out->bill_id);
	return e != OK ? e : bill_tell(act, out, "bill_issued");
}
