/* What sellers are owed in the model: held, released, stated, settled. */
#include "model_part.h"

static bool
is_accepted(const struct m_order *o, int stage)
{
	return stage == 0 ? o->active_us != 0
			  : o->stages[stage - 1].state == MS_ACCEPTED;
}

/*
 * On credit and not billed, it is not paid either.  Written off, nobody waits
 * for the rest: what has come of it is the seller's.
 */
static bool
is_bill_paid(const struct model *m, const struct m_order *o, int stage)
{
	int bill = stage == 0 ? o->bill : o->stages[stage - 1].bill;

	return bill != M_NONE &&
	    (m->bills[bill].state == MB_PAID ||
		m->bills[bill].state == MB_UNCOLLECTIBLE);
}

/* Sold and taken back while it was held: nobody is paid for it. */
static bool
sums_to_nothing(const struct model *m, const struct m_line *line)
{
	int64_t net = 0, payable = 0;

	for (int i = 0; i < m->nlines; i++) {
		const struct m_line *l = &m->lines[i];

		if (l->order != line->order || l->stage != line->stage ||
		    l->state != ML_HELD)
			continue;
		net += l->net;
		payable += l->payable;
	}
	return net == 0 && payable == 0;
}

void
model_settle(struct model *m)
{
	bool free[M_LINES];

	for (int i = 0; i < m->nlines; i++)
		if (m->lines[i].state == ML_UNMADE)
			m->lines[i].state = ML_HELD;
	for (int i = 0; i < m->nlines; i++) {
		const struct m_line *l = &m->lines[i];
		const struct m_order *o = &m->orders[l->order];

		free[i] = l->state == ML_HELD &&
		    ((is_accepted(o, l->stage) &&
			 is_bill_paid(m, o, l->stage)) ||
			sums_to_nothing(m, l));
	}
	for (int i = 0; i < m->nlines; i++) {
		if (!free[i])
			continue;
		m->lines[i].state = ML_RELEASABLE;
		m->lines[i].released_us = m->now_us;
	}
}

/* Since year 0, and the instant at which it begins. */
static int64_t
month_of(int64_t at_us, int64_t *begins_us)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int64_t day = 0, month = 1970 * 12;

	for (;; month++) {
		int64_t year = month / 12;
		bool leap = (year % 4 == 0 && year % 100 != 0) ||
		    year % 400 == 0;
		int64_t n = days[month % 12] + (month % 12 == 1 && leap);

		*begins_us = day * M_DAY_US;
		if ((day + n) * M_DAY_US > at_us)
			return month;
		day += n;
	}
}

/* What is below zero is carried into the next. */
bool
model_state_month(struct model *m, int seller)
{
	struct m_statement *s = &m->statements[m->nstatements];
	int64_t until_us, month = month_of(m->now_us, &until_us) - 1;
	bool any = false;

	*s = (struct m_statement){ .seller = seller, .month = month };
	for (int i = 0; i < m->nstatements; i++) {
		const struct m_statement *b = &m->statements[i];

		if (b->seller != seller)
			continue;
		if (b->month >= month)
			return false;
		s->carried = b->payable + b->carried <= 0
		    ? b->payable + b->carried
		    : 0;
	}
	for (int i = 0; i < m->nlines; i++) {
		struct m_line *l = &m->lines[i];

		if (m->orders[l->order].seller != seller ||
		    l->state != ML_RELEASABLE || l->released_us >= until_us)
			continue;
		any = true;
		l->state = ML_STATED;
		l->statement = m->nstatements;
		s->payable += l->payable;
	}
	m->nstatements += any;
	return any;
}

/* The lines of a statement, and of those right before it that it carries. */
static void
lines_settle(struct model *m, int statement)
{
	int seller = m->statements[statement].seller;

	for (int i = 0; i < m->nlines; i++)
		if (m->lines[i].statement == statement)
			m->lines[i].state = ML_SETTLED;
	while (--statement >= 0) {
		const struct m_statement *b = &m->statements[statement];

		if (b->seller != seller)
			continue;
		if (b->payable + b->carried <= 0)
			lines_settle(m, statement);
		return;
	}
}

bool
model_pay_out(struct model *m, int statement)
{
	struct m_statement *s = &m->statements[statement];
	int64_t due = s->payable + s->carried;

	if (s->settled || due <= 0)
		return s->settled;
	s->settled = true;
	m_post(m, M_NONE, MA_PAYABLE, s->seller, due);
	m_post(m, M_NONE, MA_BANK, M_NONE, -due);
	lines_settle(m, statement);
	return true;
}
