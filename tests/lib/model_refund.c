/* Money back in the model. */
#include "model_part.h"

static int64_t
at_most(int64_t a, int64_t most)
{
	return a < most ? a : most;
}

/* What of an order is credited, or asked back but for one request. */
static void
back_of(
    const struct model *m, int order, int except, int64_t *net, int64_t *tax)
{
	const struct m_order *o = &m->orders[order];

	*net = o->net_noted;
	*tax = o->tax_noted;
	for (int i = 0; i < m->nrefunds; i++) {
		const struct m_refund *r = &m->refunds[i];

		if (r->order != order || r->surplus || i == except ||
		    (r->state != MR_REQUESTED && r->state != MR_IN_REVIEW))
			continue;
		*net += r->net;
		*tax += r->tax;
	}
	*net = at_most(*net, o->net);
	*tax = at_most(*tax, o->tax);
}

/* What was written off of an order is taken back already. */
static bool
takes_notes(const struct model *m, int order)
{
	int bill = m->orders[order].bill;

	return bill == M_NONE || m->bills[bill].state != MB_UNCOLLECTIBLE;
}

/* Granted, it would take no more than is left beside other notes? */
static bool
fits(const struct model *m, const struct m_refund *r)
{
	const struct m_order *o = &m->orders[r->order];

	return takes_notes(m, r->order) && r->net <= o->net - o->net_noted &&
	    r->tax <= o->tax - o->tax_noted;
}

static bool
waits(const struct model *m, int order)
{
	for (int i = 0; i < m->nrefunds; i++)
		if (m->refunds[i].order == order &&
		    (m->refunds[i].state == MR_REQUESTED ||
			m->refunds[i].state == MR_IN_REVIEW))
			return true;
	return false;
}

/* Of one in stages a final account says what goes back. */
static int64_t
refundable_but(const struct model *m, int order, int except)
{
	const struct m_order *o = &m->orders[order];
	int64_t net, tax;

	if (o->paid_us == 0 || o->state == MO_CANCELLED || o->n > 0)
		return 0;
	back_of(m, order, except, &net, &tax);
	return o->net + o->tax - net - tax;
}

int64_t
model_refundable(const struct model *m, int order)
{
	return refundable_but(m, order, M_NONE);
}

/* Tax and net as they are left. */
static struct m_refund
refund_of(const struct model *m, int order, int64_t amount)
{
	const struct m_order *o = &m->orders[order];
	int64_t net, tax;
	struct m_refund r = { .dirty = true,
		.order = order,
		.payment = o->payment,
		.bill = M_NONE,
		.amount = amount };

	back_of(m, order, M_NONE, &net, &tax);
	net = o->net - net;
	tax = o->tax - tax;
	r.tax = m_round(amount, tax, net + tax);
	r.net = amount - r.tax;
	return r;
}

void
m_surplus(struct model *m, int order, int64_t cash, int payment, int bill)
{
	m->refunds[m->nrefunds++] = (struct m_refund){ .dirty = true,
		.surplus = true,
		.order = order,
		.payment = payment,
		.bill = bill,
		.state = MR_APPROVED,
		.amount = cash,
		.cash = cash };
}

/* The first one first, as far as it has not been promised back already. */
void
m_cash_back(struct model *m, int order, int64_t cash, int bill)
{
	for (int i = 0; i < m->npayments && cash > 0; i++) {
		const struct m_payment *p = &m->payments[i];
		int64_t has = p->amount;

		if (p->bill != bill || !p->captured)
			continue;
		for (int k = 0; k < m->nrefunds; k++)
			if (m->refunds[k].payment == i)
				has -= m->refunds[k].cash;
		has = at_most(has, cash);
		if (has <= 0)
			continue;
		m_surplus(m, order, has, i, bill);
		cash -= has;
	}
	if (cash > 0)
		m_surplus(m, order, cash, M_NONE, bill);
}

bool
model_ask_back(struct model *m, int order, int64_t amount)
{
	struct m_refund r;

	if (amount <= 0 || amount > model_refundable(m, order) ||
	    waits(m, order))
		return false;
	r = refund_of(m, order, amount);
	r.state = MR_REQUESTED;
	r.answer_by_us = m_business_end(m->now_us, M_ANSWER_DAYS);
	m->refunds[m->nrefunds++] = r;
	return true;
}

/* Granted: a credit note, and what of it is money waits for being sent. */
static void
grant(struct model *m, int refund)
{
	struct m_refund *r = &m->refunds[refund];
	struct m_order *o = &m->orders[r->order];

	r->dirty = true;
	r->state = MR_APPROVED;
	r->cash = m_credit(m, r->order, r->net, r->tax);
	if (!waits(m, r->order) && model_refundable(m, r->order) == 0) {
		o->dirty = true;
		o->state = MO_REFUNDED;
	}
	if (r->cash == 0)
		r->state = MR_REFUNDED;
}

bool
model_approve(struct model *m, int refund)
{
	enum m_refund_state from = m->refunds[refund].state;

	if (from == MR_APPROVED)
		return true;
	if (from != MR_REQUESTED || !fits(m, &m->refunds[refund]))
		return false;
	grant(m, refund);
	return true;
}

bool
model_refuse(struct model *m, int refund)
{
	struct m_refund *r = &m->refunds[refund];

	if (r->state == MR_REFUSED)
		return true;
	if (r->state != MR_REQUESTED)
		return false;
	r->dirty = true;
	r->state = MR_REFUSED;
	return true;
}

bool
model_escalate(struct model *m, int refund)
{
	struct m_refund *r = &m->refunds[refund];
	const struct m_order *o = &m->orders[r->order];
	int64_t net, tax;

	if (r->ruled ||
	    (r->state == MR_REQUESTED && m->now_us < r->answer_by_us) ||
	    (r->state != MR_REQUESTED && r->state != MR_REFUSED &&
		r->state != MR_IN_REVIEW))
		return false;
	back_of(m, r->order, refund, &net, &tax);
	if (r->net > o->net - net || r->tax > o->tax - tax)
		return false;
	r->dirty = true;
	r->state = MR_IN_REVIEW;
	return true;
}

bool
model_rule_refund(struct model *m, int refund, bool approve)
{
	struct m_refund *r = &m->refunds[refund];

	if (r->state == (approve ? MR_APPROVED : MR_REFUSED))
		return true;
	if (r->state != MR_IN_REVIEW || (approve && !fits(m, r)))
		return false;
	r->dirty = r->ruled = true;
	if (approve)
		grant(m, refund);
	else
		r->state = MR_REFUSED;
	return true;
}

/* 0: all that is left. */
bool
model_give_back(struct model *m, int order, int64_t amount)
{
	int64_t left = model_refundable(m, order);

	if (amount == 0)
		amount = left;
	if (amount <= 0 || amount > left || waits(m, order) ||
	    !takes_notes(m, order))
		return false;
	m->refunds[m->nrefunds] = refund_of(m, order, amount);
	m->refunds[m->nrefunds].ruled = true;
	grant(m, m->nrefunds++);
	return true;
}

bool
model_cool_off(struct model *m, int order)
{
	const struct m_order *o = &m->orders[order];

	if (o->active_us != 0 || waits(m, order) || !takes_notes(m, order) ||
	    model_refundable(m, order) == 0 ||
	    m_day(m->now_us) > m_day(o->paid_us) + M_COOLING_OFF_DAYS)
		return false;
	m->refunds[m->nrefunds] = refund_of(
	    m, order, model_refundable(m, order));
	grant(m, m->nrefunds++);
	return true;
}

/* --- and sent ------------------------------------------------------------- */

bool
model_refund_starts(struct model *m, int refund)
{
	struct m_refund *r = &m->refunds[refund];

	if (r->state == MR_PROCESSING ||
	    (r->state == MR_REFUNDED && r->by_gateway))
		return true;
	if (r->state != MR_APPROVED &&
	    !(r->state == MR_FAILED && !r->by_gateway))
		return false;
	r->dirty = true;
	r->state = MR_PROCESSING;
	return true;
}

/* What of the payment is gone: all, a part, nothing. */
static void
payment_look(struct model *m, int payment)
{
	struct m_payment *p;
	int64_t gone = 0;

	if (payment == M_NONE)
		return;
	p = &m->payments[payment];
	for (int i = 0; i < m->nrefunds; i++)
		if (m->refunds[i].payment == payment &&
		    m->refunds[i].state == MR_REFUNDED)
			gone += m->refunds[i].cash;
	p->dirty = true;
	p->state = gone == 0   ? MP_CAPTURED
	    : gone < p->amount ? MP_PARTLY_REFUNDED
			       : MP_REFUNDED;
}

static void
cash_moves(struct model *m, const struct m_refund *r, int64_t minor)
{
	m_post(
	    m, r->order, r->by_gateway ? MA_CLEARING : MA_BANK, M_NONE, -minor);
	m_post(m, r->order, MA_DEPOSITS, m->orders[r->order].company, minor);
}

bool
model_refund_is_sent(struct model *m, int refund, bool by_gateway)
{
	struct m_refund *r = &m->refunds[refund];

	if (r->state == MR_REFUNDED)
		return true;
	if (r->state != MR_APPROVED && r->state != MR_PROCESSING &&
	    r->state != MR_FAILED)
		return false;
	r->dirty = true;
	r->state = MR_REFUNDED;
	r->by_gateway = by_gateway;
	cash_moves(m, r, r->cash);
	payment_look(m, r->payment);
	return true;
}

/* The bank may bring back what the gateway sent; by hand it is gone. */
bool
model_refund_fails(struct model *m, int refund)
{
	struct m_refund *r = &m->refunds[refund];

	if (r->state == MR_FAILED ||
	    (r->state == MR_REFUNDED && !r->by_gateway))
		return true;
	if (r->state != MR_PROCESSING && r->state != MR_REFUNDED)
		return false;
	r->dirty = true;
	if (r->state == MR_REFUNDED) {
		r->state = MR_FAILED;
		cash_moves(m, r, -r->cash);
		payment_look(m, r->payment);
		return true;
	}
	r->state = MR_FAILED;
	return true;
}
