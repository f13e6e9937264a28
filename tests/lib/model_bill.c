/* Bills in the model: transfers, statements, credit notes. */
#include "model_part.h"

#include <assert.h>

int64_t
m_bill_total(const struct m_bill *b)
{
	return b->net + b->tax;
}

int64_t
m_bill_open(const struct m_bill *b)
{
	return m_bill_total(b) - b->credited - b->paid + b->refunded;
}

/* Due at the end of the day that is so many days after. */
int
m_bill_new(struct model *m, const struct m_bill *b)
{
	struct m_bill *new = &m->bills[m->nbills];

	assert(m->nbills < M_BILLS);
	*new = *b;
	new->dirty = true;
	new->issued_us = m->now_us;
	new->due_us = (m_day(m->now_us) + m->bill_days + 1) * M_DAY_US;
	return m->nbills++;
}

void
m_bill_void(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];
	struct m_bill *b;
	int64_t open;

	if (!o->waits_for_bill)
		return;
	b = &m->bills[o->bill];
	m_bill_payments_end(m, o->bill);
	open = m_bill_open(b);
	m_post(m, order, MA_RECEIVABLE, o->company, -open);
	m_post(m, order, MA_DEPOSITS, o->company, open);
	b->dirty = o->dirty = true;
	b->state = MB_VOID;
	o->waits_for_bill = false;
	o->bill = M_NONE;
}

bool
model_pay_by_transfer(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	if (o->state != MO_PENDING || o->waits_for_bill || o->n > 0 ||
	    m->now_us >= o->expires_us || !m_payments_can_end(m, order))
		return false;
	m_payments_end(m, order);
	o->dirty = o->waits_for_bill = true;
	o->bill = m_bill_new(m,
	    &(struct m_bill){ .state = MB_ISSUED,
		.company = o->company,
		.order = order,
		.pool = M_NONE,
		.corrects = M_NONE,
		.net = o->net,
		.tax = o->tax });
	m_post(m, order, MA_RECEIVABLE, o->company, o->net + o->tax);
	m_post(m, order, MA_DEPOSITS, o->company, -(o->net + o->tax));
	return true;
}

static bool
is_payable(enum m_bill_state s)
{
	return s != MB_PAID && s != MB_VOID;
}

static int
last_order_of(const struct model *m, int bill)
{
	int last = M_NONE;

	for (int i = 0; i < m->norders; i++)
		if (m->orders[i].bill == bill &&
		    (last == M_NONE ||
			m->orders[i].paid_us >= m->orders[last].paid_us))
			last = i;
	return last;
}

/* What the bill does not take of it is sent back. */
void
m_receive(struct model *m, int bill, int64_t amount, int payment)
{
	enum m_account by = payment == M_NONE ? MA_BANK : MA_CLEARING;
	struct m_bill *b = &m->bills[bill];
	struct m_order *o = b->order == M_NONE ? NULL : &m->orders[b->order];
	int64_t open = m_bill_open(b), taken = amount < open ? amount : open;

	if (!is_payable(b->state))
		taken = 0;
	m_post(m, b->order, by, M_NONE, amount);
	m_post(m, b->order, MA_RECEIVABLE, b->company, -taken);
	m_post(m, b->order, MA_DEPOSITS, b->company, taken - amount);
	m_pool_paid(m, b, taken);
	b->dirty = true;
	b->paid += taken;
	if (b->state == MB_UNCOLLECTIBLE)
		m_recover(m, bill, taken);
	if (taken > 0 && taken == open)
		b->state = MB_PAID;
	else if (b->state == MB_ISSUED)
		b->state = MB_PARTLY_PAID;
	if (amount > taken)
		m_surplus(m, o == NULL ? last_order_of(m, bill) : b->order,
		    amount - taken, payment, bill);
	if (o == NULL || b->state != MB_PAID || taken == 0)
		return;
	if (o->waits_for_bill && o->bill == bill) {
		m_order_paid(m, b->order);
		o->sold_net = o->net;
		o->sold_commission = m_post_sale(
		    m, b->order, 0, MA_DEPOSITS, o->company, o->net, o->tax);
	}
	m_stages_complete(m, b->order);
}

bool
model_receive(struct model *m, int bill, int64_t amount)
{
	m_receive(m, bill, amount, M_NONE);
	return true;
}

/* One bill over every order on general credit that has none. */
bool
model_statement(struct model *m, int company)
{
	struct m_bill b = { .kind = MB_STATEMENT,
		.company = company,
		.order = M_NONE,
		.pool = M_GENERAL,
		.corrects = M_NONE };
	bool any = false;

	for (int i = 0; i < m->norders; i++) {
		struct m_order *o = &m->orders[i];

		if (o->company != company || o->pool != M_GENERAL ||
		    o->bill != M_NONE || o->paid_us >= m->now_us)
			continue;
		any = o->dirty = true;
		o->bill = m->nbills;
		o->billed = o->reserved;
		b.net += o->net;
		b.tax += o->tax;
	}
	if (!any)
		return true;
	m_bill_new(m, &b);
	m_pool_bill(m, M_NONE, company, M_GENERAL, b.net + b.tax);
	return true;
}

/* --- credit notes --------------------------------------------------------- */

/* Of an order on credit that no bill has taken over. */
static void
bill_now(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	o->bill = m_bill_new(m,
	    &(struct m_bill){ .state = MB_ISSUED,
		.company = o->company,
		.order = order,
		.pool = o->pool,
		.corrects = M_NONE,
		.net = o->net,
		.tax = o->tax });
	o->billed = o->reserved;
	m_pool_bill(m, order, o->company, o->pool, o->reserved);
}

/* First what is owed is less, and only then money goes back. */
void
m_give_away(struct model *m, int bill, int64_t net, int64_t tax, int64_t *noted,
    int64_t *cash)
{
	struct m_bill *b = &m->bills[bill];
	int64_t open = m_bill_open(b), amount = net + tax;

	*noted = amount < open ? amount : open;
	*cash = amount - *noted;
	m_pool_paid(m, b, *noted);
	b->dirty = true;
	b->credited += amount;
	b->refunded += *cash;
}

int64_t
m_note(struct model *m, int order, int bill, int64_t net, int64_t tax)
{
	struct m_order *o = &m->orders[order];
	struct m_bill *b = &m->bills[bill];
	bool staged = b->stage > 0;
	int64_t sold = staged ? b->sold_net : o->sold_net;
	int64_t commission = staged ? b->sold_commission : o->sold_commission;
	int64_t *net_noted = staged ? &b->net_noted : &o->net_noted;
	int64_t noted, cash, before, after;

	m_give_away(m, bill, net, tax, &noted, &cash);
	if (m_bill_open(b) == 0 && b->state != MB_PAID)
		b->state = MB_PAID;
	before = m_floor(commission, *net_noted, sold);
	*net_noted += net;
	*(staged ? &b->tax_noted : &o->tax_noted) += tax;
	after = m_floor(commission, *net_noted, sold);
	m_post_back(m, order, b->stage, net, tax, after - before, noted, cash);
	m_bill_new(m,
	    &(struct m_bill){ .kind = MB_NOTE,
		.state = MB_PAID,
		.company = o->company,
		.order = order,
		.stage = b->stage,
		.pool = M_NONE,
		.corrects = bill,
		.net = net,
		.tax = tax,
		.paid = net + tax });
	if (staged && b->state == MB_PAID)
		m_stages_complete(m, order);
	return cash;
}

int64_t
m_credit(struct model *m, int order, int64_t net, int64_t tax)
{
	if (m->orders[order].bill == M_NONE)
		bill_now(m, order);
	return m_note(m, order, m->orders[order].bill, net, tax);
}
