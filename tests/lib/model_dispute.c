/* Disputed amounts of bills in the model. */
#include "model_part.h"

int64_t
m_disputed(const struct model *m, int bill)
{
	for (int i = 0; i < m->ndisputes; i++)
		if (m->disputes[i].bill == bill &&
		    m->disputes[i].state == MD_OPEN)
			return m->disputes[i].amount;
	return 0;
}

void
m_disputes_end(struct model *m, int bill)
{
	for (int i = 0; i < m->ndisputes; i++)
		if (m->disputes[i].bill == bill &&
		    m->disputes[i].state == MD_OPEN)
			m->disputes[i].state = MD_WITHDRAWN;
}

/* Of a bill on credit at most what is open, and one at a time. */
bool
model_bill_disputed(struct model *m, int bill, int64_t amount)
{
	struct m_bill *b = &m->bills[bill];

	if (b->pool == M_NONE ||
	    (b->state != MB_ISSUED && b->state != MB_PARTLY_PAID &&
		b->state != MB_OVERDUE) ||
	    amount < 1 || amount > m_bill_open(b))
		return false;
	m->disputes[m->ndisputes++] = (struct m_dispute){ bill, amount,
		MD_OPEN };
	b->dirty = true;
	b->state = MB_DISPUTED;
	return true;
}

/* The bill is what it would be without it. */
static void
dispute_close(struct model *m, int dispute, enum m_dispute_state state)
{
	struct m_dispute *d = &m->disputes[dispute];
	struct m_bill *b = &m->bills[d->bill];

	d->state = state;
	b->dirty = true;
	if (b->state == MB_DISPUTED)
		b->state = m->now_us >= b->due_us ? MB_OVERDUE
		    : b->paid > b->refunded	  ? MB_PARTLY_PAID
						  : MB_ISSUED;
}

bool
model_dispute_withdrawn(struct model *m, int dispute)
{
	struct m_dispute *d = &m->disputes[dispute];

	if (d->state == MD_OPEN)
		dispute_close(m, dispute, MD_WITHDRAWN);
	return d->state == MD_WITHDRAWN;
}

/* So much of what an order has left on the bill; what is not used of it. */
static int64_t
order_credit(struct model *m, int bill, int order, int64_t net, int64_t tax,
    int64_t amount)
{
	int64_t share = m_share(net, tax, amount, &net, &tax);

	if (share > 0)
		m_cash_back(m, order, m_note(m, order, bill, net, tax), bill);
	return amount - share;
}

int64_t
m_share(int64_t net_left, int64_t tax_left, int64_t amount, int64_t *net,
    int64_t *tax)
{
	int64_t left = net_left + tax_left;
	int64_t share = amount < left ? amount : left;

	if (share <= 0)
		return 0;
	*tax = m_round(share, tax_left, left);
	*net = share - *tax;
	return share;
}

int
m_order_after(const struct model *m, int bill, int after)
{
	int64_t paid_us = after == M_NONE ? 0 : m->orders[after].paid_us;
	int next = M_NONE;

	for (int i = 0; i < m->norders; i++) {
		const struct m_order *o = &m->orders[i];

		if (o->n == 0 && o->bill == bill && o->paid_us > paid_us &&
		    (next == M_NONE || o->paid_us < m->orders[next].paid_us))
			next = i;
	}
	return next;
}

bool
model_dispute_ruled(struct model *m, int dispute, int64_t credit)
{
	struct m_dispute *d = &m->disputes[dispute];
	int bill = d->bill, i = M_NONE;
	const struct m_bill *b = &m->bills[bill];
	int64_t left = credit;

	if (d->state != MD_OPEN || credit < 0 || credit > d->amount ||
	    credit > m_bill_total(b) - b->credited)
		return false;
	if (b->stage > 0) {
		order_credit(m, bill, b->order, b->net - b->net_noted,
		    b->tax - b->tax_noted, left);
		left = 0;
	}
	while (left > 0 && (i = m_order_after(m, bill, i)) != M_NONE) {
		const struct m_order *o = &m->orders[i];

		left = order_credit(m, bill, i, o->net - o->net_noted,
		    o->tax - o->tax_noted, left);
	}
	dispute_close(m, dispute, credit > 0 ? MD_UPHELD : MD_REJECTED);
	return true;
}
