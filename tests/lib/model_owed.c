/* What becomes of bills that nobody pays: reminders, write-offs. */
#include "model_part.h"

#include <assert.h>

/* --- by the clock --------------------------------------------------------- */

int
model_overdue(struct model *m)
{
	int n = 0;

	for (int i = 0; i < m->nbills; i++) {
		struct m_bill *b = &m->bills[i];

		if ((b->state != MB_ISSUED && b->state != MB_PARTLY_PAID) ||
		    b->due_us > m->now_us)
			continue;
		b->dirty = true;
		b->state = MB_OVERDUE;
		n++;
	}
	return n;
}

/*
 * So many days after the last one on which it is paid in time.  Of several
 * steps that have come the last is told of; one from before the bill is not.
 */
static bool
climbs(struct model *m, int bill)
{
	static const int64_t days[M_LADDER] = { -7, -1, 1, 7, 15 };
	static const enum m_mail mails[M_LADDER] = { MM_DUE, MM_DUE, MM_OVERDUE,
		MM_STILL_OVERDUE, MM_STILL_OVERDUE };
	struct m_bill *b = &m->bills[bill];
	int64_t last_day = m_day(b->due_us) - 1, step = 0;

	while (step < M_LADDER && m_day(m->now_us) >= last_day + days[step])
		step++;
	if (step <= b->reminders)
		return false;
	b->dirty = true;
	b->reminders = step;
	assert(m->nmails < M_MAILS);
	if (last_day + days[step - 1] > m_day(b->issued_us))
		m->mails[m->nmails++] = (struct m_reminder){ bill,
			mails[step - 1] };
	return true;
}

/* What is disputed rests. */
int
model_remind(struct model *m)
{
	int n = 0;

	for (int i = 0; i < m->nbills; i++) {
		enum m_bill_state s = m->bills[i].state;

		if (m->bills[i].kind != MB_NOTE &&
		    (s == MB_ISSUED || s == MB_PARTLY_PAID || s == MB_OVERDUE))
			n += climbs(m, i);
	}
	return n;
}

/* --- what is given up ----------------------------------------------------- */

/* So much of what an order has left on it; what is not used of it. */
static int64_t
lose(struct model *m, int bill, int order, int64_t net, int64_t tax,
    int64_t amount)
{
	const struct m_bill *b = &m->bills[bill];
	const struct m_order *o = &m->orders[order];
	bool staged = b->stage > 0;
	int64_t sold = staged ? b->sold_net : o->sold_net;
	int64_t all = staged ? b->sold_commission : o->sold_commission;
	int64_t noted = staged ? b->net_noted : o->net_noted;
	int64_t share = m_share(net, tax, amount, &net, &tax), commission;

	if (share == 0)
		return amount;
	commission = m_floor(all, noted + net, sold) -
	    m_floor(all, noted, sold);
	m_post_back(m, order, b->stage, net, tax, commission, share, 0);
	m->losses[m->nlosses++] = (struct m_loss){ .bill = bill,
		.order = order,
		.whole = share,
		.tax = tax,
		.commission = commission };
	return amount - share;
}

/* What an order is to be paid by first is not given up, but cancelled. */
bool
model_write_off(struct model *m, int bill)
{
	struct m_bill *b = &m->bills[bill];
	int64_t left = m_bill_open(b);

	if (b->state == MB_UNCOLLECTIBLE)
		return true;
	if (b->state != MB_OVERDUE || b->pool == M_NONE)
		return false;
	m_pool_paid(m, b, left);
	b->dirty = true;
	b->state = MB_UNCOLLECTIBLE;
	if (b->stage > 0)
		left = lose(m, bill, b->order, b->net - b->net_noted,
		    b->tax - b->tax_noted, left);
	for (int i = M_NONE;
	     left > 0 && (i = m_order_after(m, bill, i)) != M_NONE;) {
		const struct m_order *o = &m->orders[i];

		left = lose(m, bill, i, o->net - o->net_noted,
		    o->tax - o->tax_noted, left);
	}
	return true;
}

/* The orders in turn; of each the tax and the commission in proportion. */
void
m_recover(struct model *m, int bill, int64_t amount)
{
	for (int i = 0; i < m->nlosses && amount > 0; i++) {
		struct m_loss *l = &m->losses[i];
		int64_t back = l->back, tax, commission, part;

		if (l->bill != bill || back == l->whole)
			continue;
		part = amount < l->whole - back ? amount : l->whole - back;
		l->back += part;
		amount -= part;
		tax = m_floor(l->tax, l->back, l->whole) -
		    m_floor(l->tax, back, l->whole);
		commission = m_floor(l->commission, l->back, l->whole) -
		    m_floor(l->commission, back, l->whole);
		m_post_back(m, l->order, m->bills[bill].stage, tax - part, -tax,
		    -commission, -part, 0);
	}
}

struct m_loss
m_lost(const struct model *m, int bill)
{
	struct m_loss sum = { .bill = bill, .order = m->bills[bill].order };

	for (int i = 0; i < m->nlosses; i++) {
		const struct m_loss *l = &m->losses[i];

		if (l->bill != bill)
			continue;
		sum.whole += l->whole - l->back;
		sum.tax += l->tax - m_floor(l->tax, l->back, l->whole);
		sum.commission += l->commission -
		    m_floor(l->commission, l->back, l->whole);
	}
	return sum;
}
