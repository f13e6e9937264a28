/* Orders in stages in the model. */
#include "model_part.h"

static struct m_stage *
stage_of(struct model *m, int order, int stage)
{
	return &m->orders[order].stages[stage - 1];
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
	    m, order, MA_RECEIVABLE, o->company, t->net, t->tax);
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
	return true;
}

/* What was billed of a stage that nobody accepted is taken back. */
static void
bill_undo(struct model *m, int order, int bill)
{
	struct m_bill *b = &m->bills[bill];
	struct m_order *o = &m->orders[order];
	int64_t rest = m_bill_total(b) - b->credited, noted, cash;
	int64_t net = b->net - b->net_noted, tax = rest - net, commission;
	bool plain = b->paid == 0 && b->credited == 0;

	if (rest == 0 || b->state == MB_UNCOLLECTIBLE)
		return;
	commission = b->sold_commission -
	    m_floor(b->sold_commission, b->net_noted, b->sold_net);
	b->dirty = true;
	if (plain) {
		m_pool_paid(m, b, rest);
		b->state = MB_VOID;
		m_post_back(m, order, net, tax, commission, rest, 0);
		return;
	}
	m_give_away(m, bill, net, tax, &noted, &cash);
	if (b->state != MB_PAID)
		b->state = MB_VOID;
	b->net_noted = b->net;
	m_post_back(m, order, net, tax, commission, noted, cash);
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
	if (cash > 0)
		m_surplus(m, order, cash, M_NONE, bill);
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
