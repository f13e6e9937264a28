/* Orders in the model, the cards that pay them, and plain deliveries. */
#include "model_part.h"

bool
model_place(struct model *m, const struct m_sale *s)
{
	struct m_order *o = &m->orders[m->norders];
	int64_t net = s->net, tax = s->tax;

	*o = (struct m_order){ .dirty = true,
		.company = s->company,
		.seller = s->seller,
		.net = s->net,
		.tax = s->tax,
		.state = MO_PENDING,
		.expires_us = m->now_us + M_PAY_DAYS * M_DAY_US,
		.bill = M_NONE,
		.payment = M_NONE,
		.pool = M_NONE,
		.advance = s->advance,
		.rate_milli = s->rate_milli,
		.deemed_days = s->deemed_days,
		.n = s->n };
	/* Each by its share, what is left over on the last. */
	for (int i = 0; i < s->n; i++) {
		struct m_stage *t = &o->stages[i];
		bool last = i == s->n - 1;

		t->bill = M_NONE;
		t->round = 1;
		t->net = last ? net : m_floor(s->net, s->shares[i], M_SHARES);
		t->tax = last ? tax : m_floor(s->tax, s->shares[i], M_SHARES);
		net -= t->net;
		tax -= t->tax;
	}
	if (s->n > 0)
		m->refusal = m_credit_refusal(
		    m, s->company, M_MILESTONE, s->net + s->tax);
	if (m->refusal != NULL)
		return false;
	m->norders++;
	return true;
}

void
m_order_paid(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	o->dirty = true;
	o->state = MO_PAID;
	o->paid_us = m->now_us;
	o->waits_for_bill = false;
}

static void
order_close(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	m_payments_end(m, order);
	m_bill_void(m, order);
	o->dirty = true;
	o->state = MO_CANCELLED;
}

static bool
has_come(const struct model *m, const struct m_order *o)
{
	return o->waits_for_bill && m->bills[o->bill].paid > 0;
}

bool
model_cancel(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	if (o->state == MO_CANCELLED)
		return true;
	if (o->state != MO_PENDING || !m_payments_can_end(m, order) ||
	    has_come(m, o))
		return false;
	order_close(m, order);
	return true;
}

/* By an operator, who sends back what has come of its bill. */
bool
model_annul(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];
	struct m_bill *b, note;

	if (o->state == MO_CANCELLED || !has_come(m, o))
		return model_cancel(m, order);
	if (o->state != MO_PENDING || !m_payments_can_end(m, order))
		return false;
	b = &m->bills[o->bill];
	note = *b;
	note.kind = MB_NOTE;
	note.state = MB_PAID;
	note.corrects = o->bill;
	note.paid = m_bill_total(b);
	note.credited = note.refunded = note.reminders = 0;
	m_surplus(m, order, b->paid, M_NONE, o->bill);
	order_close(m, order);
	b->credited = m_bill_total(b);
	b->refunded = b->paid;
	m_bill_new(m, &note);
	return true;
}

int
model_expire(struct model *m)
{
	int n = 0;

	for (int i = 0; i < m->norders; i++) {
		const struct m_order *o = &m->orders[i];

		if (o->state != MO_PENDING || o->expires_us > m->now_us ||
		    !m_payments_can_end(m, i) || has_come(m, o) ||
		    (o->waits_for_bill && m->bills[o->bill].due_us > m->now_us))
			continue;
		order_close(m, i);
		n++;
	}
	return n;
}

/* --- by card -------------------------------------------------------------- */

static bool
is_open(enum m_payment_state s)
{
	return s == MP_CREATED || s == MP_PROCESSING || s == MP_UNKNOWN;
}

bool
m_bill_is_being_paid(const struct model *m, int bill)
{
	for (int i = 0; i < m->npayments; i++)
		if (m->payments[i].bill == bill &&
		    is_open(m->payments[i].state))
			return true;
	return false;
}

/* Also of the bill that the order waits for. */
bool
m_payments_can_end(const struct model *m, int order)
{
	const struct m_order *o = &m->orders[order];

	for (int i = 0; i < m->npayments; i++)
		if (m->payments[i].order == order &&
		    is_open(m->payments[i].state))
			return false;
	return !o->waits_for_bill || !m_bill_is_being_paid(m, o->bill);
}

static void
payment_end(struct m_payment *p)
{
	if (p->state != MP_REQUIRES_ACTION)
		return;
	p->dirty = true;
	p->holds = false;
	p->state = MP_CANCELLED;
}

void
m_payments_end(struct model *m, int order)
{
	for (int i = 0; i < m->npayments; i++)
		if (m->payments[i].order == order)
			payment_end(&m->payments[i]);
}

void
m_bill_payments_end(struct model *m, int bill)
{
	for (int i = 0; i < m->npayments; i++)
		if (m->payments[i].bill == bill)
			payment_end(&m->payments[i]);
}

/* The buyer is on the gateway's page. */
bool
model_pay_by_card(struct model *m, int order)
{
	const struct m_order *o = &m->orders[order];
	int attempts = 0;

	if (o->state != MO_PENDING || m->now_us >= o->expires_us || o->n > 0 ||
	    has_come(m, o) ||
	    (o->waits_for_bill && m_bill_is_being_paid(m, o->bill)))
		return false;
	for (int i = 0; i < m->npayments; i++) {
		attempts += m->payments[i].order == order;
		if (m->payments[i].order == order && m->payments[i].holds)
			return false;
	}
	if (attempts >= M_ATTEMPTS)
		return false;
	if (o->waits_for_bill)
		m_bill_payments_end(m, o->bill);
	m->payments[m->npayments++] = (struct m_payment){ .dirty = true,
		.holds = true,
		.order = order,
		.bill = M_NONE,
		.state = MP_REQUIRES_ACTION,
		.amount = o->net + o->tax };
	return true;
}

/* One attempt at a time, and none beside one of the order itself. */
bool
model_pay_bill_by_card(struct model *m, int bill, int64_t amount)
{
	const struct m_bill *b = &m->bills[bill];
	int64_t open = m_bill_open(b);
	int attempts = 0, before = M_NONE;
	bool spares = b->order != M_NONE && b->pool == M_NONE;

	if (amount == 0)
		amount = open;
	if (b->kind == MB_NOTE || b->state == MB_PAID || b->state == MB_VOID ||
	    amount <= 0 || amount > open ||
	    (spares && !m_payments_can_end(m, b->order)))
		return false;
	for (int i = 0; i < m->npayments; i++) {
		if (m->payments[i].bill != bill)
			continue;
		attempts++;
		if (m->payments[i].holds)
			before = i;
	}
	/* The same again is gone on with, another takes its place. */
	if (attempts >= M_ATTEMPTS || m_bill_is_being_paid(m, bill) ||
	    (before != M_NONE && m->payments[before].amount == amount))
		return false;
	m_bill_payments_end(m, bill);
	if (spares)
		m_payments_end(m, b->order);
	m->payments[m->npayments++] = (struct m_payment){ .dirty = true,
		.holds = true,
		.order = M_NONE,
		.bill = bill,
		.state = MP_REQUIRES_ACTION,
		.amount = amount };
	return true;
}

bool
model_processing(struct model *m, int payment)
{
	struct m_payment *p = &m->payments[payment];

	if (p->state != MP_PROCESSING && p->state != MP_CREATED &&
	    p->state != MP_REQUIRES_ACTION && p->state != MP_UNKNOWN)
		return false;
	p->dirty = true;
	p->state = MP_PROCESSING;
	return true;
}

bool
model_no_answer(struct model *m, int payment)
{
	struct m_payment *p = &m->payments[payment];

	if (p->state != MP_PROCESSING && p->state != MP_CREATED &&
	    p->state != MP_REQUIRES_ACTION && p->state != MP_UNKNOWN)
		return false;
	p->dirty = true;
	p->state = MP_UNKNOWN;
	return true;
}

bool
model_payment_fails(struct model *m, int payment)
{
	struct m_payment *p = &m->payments[payment];

	if (p->state == MP_FAILED || p->state == MP_CANCELLED)
		return true;
	if (p->captured)
		return false;
	p->dirty = true;
	p->holds = false;
	p->state = MP_FAILED;
	return true;
}

static void
capture_pays(struct model *m, int payment)
{
	struct m_payment *p = &m->payments[payment];
	struct m_order *o = &m->orders[p->order];
	int64_t total = o->net + o->tax;

	for (int i = 0; i < m->npayments; i++)
		if (m->payments[i].order == p->order)
			m->payments[i].holds = i == payment;
	m_bill_void(m, p->order);
	m_order_paid(m, p->order);
	o->payment = payment;
	o->sold_net = o->net;
	o->sold_commission = m_post_sale(
	    m, p->order, 0, MA_CLEARING, M_NONE, o->net, o->tax);
	o->bill = m_bill_new(m,
	    &(struct m_bill){ .state = MB_PAID,
		.company = o->company,
		.order = p->order,
		.pool = M_NONE,
		.corrects = M_NONE,
		.net = o->net,
		.tax = o->tax,
		.paid = total });
}

/* Told of again, or of another amount, it changes nothing. */
bool
model_captured(struct model *m, int payment, int64_t amount)
{
	struct m_payment *p = &m->payments[payment];
	const struct m_order *o;

	if (p->captured || amount != p->amount)
		return true;
	p->dirty = p->captured = true;
	p->state = MP_CAPTURED;
	p->holds = false;
	if (p->bill != M_NONE) {
		m_receive(m, p->bill, amount, payment);
		return true;
	}
	o = &m->orders[p->order];
	if (o->state == MO_PENDING && !has_come(m, o) &&
	    !(o->waits_for_bill && m_bill_is_being_paid(m, o->bill))) {
		p->holds = true;
		capture_pays(m, payment);
		return true;
	}
	m_post(m, p->order, MA_CLEARING, M_NONE, amount);
	m_post(m, p->order, MA_DEPOSITS, o->company, -amount);
	m_surplus(m, p->order, amount, payment, M_NONE);
	return true;
}

/* --- delivered by itself -------------------------------------------------- */

bool
model_provision(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	if (o->state != MO_PAID && o->state != MO_FAILED &&
	    o->state != MO_PROVISIONING)
		return false;
	o->dirty = true;
	o->state = MO_PROVISIONING;
	return true;
}

bool
model_provision_fails(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	if (o->state != MO_PROVISIONING && o->state != MO_FAILED)
		return false;
	o->dirty = true;
	o->state = MO_FAILED;
	return true;
}

bool
model_provisioned(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	if (o->state == MO_ACTIVE)
		return true;
	if (o->state != MO_PROVISIONING)
		return false;
	o->dirty = true;
	o->state = MO_ACTIVE;
	o->active_us = m->now_us;
	return true;
}
