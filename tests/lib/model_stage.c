/* Orders in stages in the model. */
#include "model_part.h"

static struct m_stage *
stage_of(struct model *m, int order, int stage)
{
	return &m->orders[order].stages[stage - 1];
}

/* It was answered, or taken back: silence is not waited for. */
static void
unwait(struct m_stage *t)
{
	t->accept_by_us = t->reminders = 0;
}

/* The sale of a stage is posted with its bill. */
static void
stage_bill(struct model *m, int order, int stage)
{
	struct m_order *o = &m->orders[order];
	struct m_stage *t = stage_of(m, order, stage);
	struct m_bill *b;

	t->bill = m_bill_new(m,
	    &(struct m_bill){ .state = MB_ISSUED,
		.company = o->company,
		.order = order,
		.stage = stage,
		.pool = M_MILESTONE,
		.corrects = M_NONE,
		.net = t->net,
		.tax = t->tax });
	b = &m->bills[t->bill];
	o->billed += t->net + t->tax;
	m_pool_bill(m, order, o->company, M_MILESTONE, t->net + t->tax);
	b->sold_net = t->net;
	b->sold_commission = m_post_sale(
	    m, order, stage, MA_RECEIVABLE, o->company, t->net, t->tax);
}

void
m_stages_begin(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	o->state = MO_IN_DELIVERY;
	o->stages[0].state = MS_OPEN;
	if (o->advance)
		stage_bill(m, order, 1);
}

void
m_stages_complete(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];

	if (o->state != MO_IN_DELIVERY)
		return;
	for (int i = 0; i < o->n; i++)
		if (o->stages[i].state != MS_ACCEPTED ||
		    m->bills[o->stages[i].bill].state != MB_PAID)
			return;
	o->dirty = true;
	o->state = MO_COMPLETED;
}

bool
model_deliver(struct model *m, int order, int stage)
{
	struct m_stage *t = stage_of(m, order, stage);

	if (t->state == MS_DELIVERED)
		return true;
	if (t->state != MS_OPEN && t->state != MS_REWORK)
		return false;
	m->orders[order].dirty = true;
	t->state = MS_DELIVERED;
	t->delivered_round = t->round;
	t->delivered_us = m->now_us;
	unwait(t);
	if (m->orders[order].deemed_days > 0)
		t->accept_by_us = m_business_end(
		    m->now_us, m->orders[order].deemed_days);
	return true;
}

bool
model_recall(struct model *m, int order, int stage)
{
	struct m_stage *t = stage_of(m, order, stage);

	if (t->state == MS_OPEN)
		return true;
	if (t->state != MS_DELIVERED)
		return false;
	m->orders[order].dirty = true;
	t->state = MS_OPEN;
	unwait(t);
	return true;
}

/* Its bill, or the next one's, follows in the same breath. */
static void
stage_accept(struct model *m, int order, int stage)
{
	struct m_order *o = &m->orders[order];
	struct m_stage *t = stage_of(m, order, stage);
	int bills = o->advance ? stage + 1 : stage;

	o->dirty = true;
	t->state = MS_ACCEPTED;
	unwait(t);
	if (bills <= o->n)
		stage_bill(m, order, bills);
	if (stage < o->n)
		o->stages[stage].state = MS_OPEN;
	m_stages_complete(m, order);
}

bool
model_accept(struct model *m, int order, int stage)
{
	struct m_stage *t = stage_of(m, order, stage);

	if (t->state == MS_ACCEPTED)
		return true;
	if (t->state != MS_DELIVERED)
		return false;
	stage_accept(m, order, stage);
	return true;
}

/* The last round that is rejected is an operator's to rule on. */
bool
model_reject(struct model *m, int order, int stage)
{
	struct m_stage *t = stage_of(m, order, stage);

	if (t->state == MS_REWORK)
		return true;
	if (t->state != MS_DELIVERED)
		return false;
	m->orders[order].dirty = true;
	unwait(t);
	if (t->round >= M_ROUNDS) {
		t->state = MS_DISPUTED;
		return true;
	}
	t->state = MS_REWORK;
	t->round++;
	return true;
}

bool
model_dispute(struct model *m, int order, int stage, bool by_seller)
{
	struct m_stage *t = stage_of(m, order, stage);

	if (t->state == MS_DISPUTED)
		return true;
	if (t->state != MS_DELIVERED && !(by_seller && t->state == MS_REWORK))
		return false;
	m->orders[order].dirty = true;
	t->state = MS_DISPUTED;
	unwait(t);
	return true;
}

/* What was billed of a stage that nobody accepted is taken back. */
static void
bill_undo(struct model *m, int order, int bill)
{
	struct m_bill *b = &m->bills[bill];
	struct m_order *o = &m->orders[order];
	int64_t rest = m_bill_total(b) - b->credited, noted, cash;
	int64_t net = b->net - b->net_noted, tax = b->tax - b->tax_noted;
	int64_t commission, net_sold, tax_sold;
	struct m_loss lost = m_lost(m, bill);
	bool plain = b->paid == 0 && b->credited == 0;

	m_disputes_end(m, bill);
	if (rest == 0)
		return;
	m_bill_payments_end(m, bill);
	/* Of what is left so much is a sale yet. */
	net_sold = net - (lost.whole - lost.tax);
	tax_sold = tax - lost.tax;
	commission = b->sold_commission -
	    m_floor(b->sold_commission, b->net_noted, b->sold_net) -
	    lost.commission;
	b->dirty = true;
	if (plain) {
		m_pool_paid(m, b, rest);
		b->state = MB_VOID;
		m_post_back(m, order, b->stage, net_sold, tax_sold, commission,
		    rest - lost.whole, 0);
		return;
	}
	m_give_away(m, bill, net, tax, &noted, &cash);
	if (b->state != MB_PAID)
		b->state = MB_VOID;
	b->net_noted = b->net;
	b->tax_noted = b->tax;
	m_post_back(m, order, b->stage, net_sold, tax_sold, commission,
	    noted - lost.whole, cash);
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
		.paid = rest });
	m_cash_back(m, order, cash, bill);
}

bool
model_stop(struct model *m, int order)
{
	struct m_order *o = &m->orders[order];
	int64_t rest;

	/* Where all is accepted nothing is left to be stopped. */
	if (o->state != MO_IN_DELIVERY ||
	    o->stages[o->n - 1].state == MS_ACCEPTED)
		return false;
	for (int i = 0; i < o->n; i++) {
		struct m_stage *t = &o->stages[i];

		if (t->state == MS_ACCEPTED)
			continue;
		t->state = MS_CANCELLED;
		unwait(t);
		if (t->bill != M_NONE)
			bill_undo(m, order, t->bill);
	}
	rest = o->reserved - o->billed - o->freed;
	if (rest > 0)
		m_pool_free(m, order, rest);
	o->dirty = true;
	o->state = MO_CLOSED_EARLY;
	return true;
}

bool
model_rule(struct model *m, int order, int stage, enum m_ruling r)
{
	struct m_stage *t = stage_of(m, order, stage);

	if (t->state != MS_DISPUTED)
		return false;
	if (r == M_RULE_CANCEL)
		return model_stop(m, order);
	m->orders[order].dirty = true;
	if (r == M_RULE_ACCEPT) {
		stage_accept(m, order, stage);
		return true;
	}
	t->state = MS_REWORK;
	/* A round that is to be handed over yet stays that round. */
	t->round += t->round == t->delivered_round;
	return true;
}

/* At midnight of the business day half way, and of the last one. */
static int64_t
reminders_due(const struct model *m, const struct m_stage *t, int64_t days)
{
	int64_t half_us = m_business_end(t->delivered_us, (days + 1) / 2);
	int64_t last_us = m_business_end(t->delivered_us, days);

	return (m->now_us >= half_us - M_DAY_US) +
	    (m->now_us >= last_us - M_DAY_US);
}

enum m_due
model_due(struct model *m, int order, int stage)
{
	struct m_order *o = &m->orders[order];
	struct m_stage *t = stage_of(m, order, stage);
	int64_t due;

	if (t->state != MS_DELIVERED || t->accept_by_us == 0)
		return M_DUE_NOTHING;
	due = reminders_due(m, t, o->deemed_days);
	if (t->reminders < due) {
		o->dirty = true;
		t->reminders = due;
		if (due == M_REMINDERS &&
		    t->accept_by_us - m->now_us <
			M_LEAD_HOURS * 3600 * M_SEC_US)
			t->accept_by_us = m_business_end(m->now_us, 1);
		return M_DUE_REMINDED;
	}
	if (t->reminders < M_REMINDERS || m->now_us < t->accept_by_us)
		return M_DUE_NOTHING;
	t->deemed = true;
	stage_accept(m, order, stage);
	return M_DUE_ACCEPTED;
}

/*
 * The new ones bear what the whole has of tax beyond the kept ones: of the
 * same net the same, else by the order's rate.
 */
bool
model_change(struct model *m, int order, const int64_t *net, int n)
{
	struct m_order *o = &m->orders[order];
	int64_t old_net = 0, old_tax = 0, kept_tax = 0, new_net = 0, rest, more;
	int64_t sum = 0;
	int kept = 0;

	if (o->state != MO_IN_DELIVERY ||
	    o->stages[o->n - 1].state == MS_ACCEPTED)
		return false;
	for (int i = 0; i < o->n; i++) {
		old_net += o->stages[i].net;
		old_tax += o->stages[i].tax;
		if (o->stages[i].state == MS_PLANNED)
			continue;
		kept++;
		new_net += o->stages[i].net;
		kept_tax += o->stages[i].tax;
	}
	for (int i = 0; i < n; i++)
		sum += net[i];
	new_net += sum;
	rest = (new_net == old_net ? old_tax
				   : m_round(new_net, o->rate_milli, 100000)) -
	    kept_tax;
	if ((n == 0 && kept == o->n) || (n > 0 && rest < 0))
		return false;
	if (n == 0)
		rest = 0;
	more = new_net + kept_tax + rest - old_net - old_tax;
	if (more > 0)
		m->refusal = m_credit_refusal(m, o->company, M_MILESTONE, more);
	if (m->refusal != NULL)
		return false;
	if (more != 0)
		m_pool_reserve(m, order, more);
	o->dirty = true;
	o->n = kept + n;
	for (int i = 0, left = n; i < n; i++, left--) {
		struct m_stage *t = &o->stages[kept + i];
		int64_t tax = left == 1 ? rest : 0;

		*t = (struct m_stage){
			.net = net[i], .round = 1, .bill = M_NONE
		};
		t->tax = tax;
	}
	/* Each by its net of the whole rest, what is cut off on the last. */
	for (int i = 0; i + 1 < n; i++) {
		int64_t tax = m_floor(rest, net[i], sum);

		o->stages[kept + i].tax = tax;
		o->stages[kept + n - 1].tax -= tax;
	}
	return true;
}
