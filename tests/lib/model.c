/* The world of the model: amounts, days, the ledger, the pools. */
#include "model_part.h"

#include <assert.h>
#include <string.h>

static const char *const order_names[] = { "PENDING_PAYMENT", "CANCELLED",
	"PAID", "PROVISIONING", "PROVISION_FAILED", "ACTIVE", "REFUNDED",
	"IN_DELIVERY", "COMPLETED", "CLOSED_EARLY" };
static const char *const stage_names[] = { "PLANNED", "OPEN", "DELIVERED",
	"REWORK", "DISPUTED", "ACCEPTED", "CANCELLED" };
static const char *const bill_names[] = { "ISSUED", "PARTLY_PAID", "OVERDUE",
	"PAID", "DISPUTED", "UNCOLLECTIBLE", "VOID" };
static const char *const payment_names[] = { "CREATED", "REQUIRES_ACTION",
	"PROCESSING", "UNKNOWN", "CAPTURED", "FAILED", "CANCELLED",
	"PARTLY_REFUNDED", "REFUNDED" };
static const char *const refund_names[] = { "REQUESTED", "REFUSED", "IN_REVIEW",
	"APPROVED", "PROCESSING", "REFUNDED", "FAILED" };
static const char *const line_names[] = { "", "HELD", "RELEASABLE",
	"IN_STATEMENT", "SETTLED" };
static const char *const mail_names[] = { "bill_due", "bill_overdue",
	"bill_reminder" };
static const char *const account_names[] = { "receivable", "general_reserve",
	"milestone_reserve", "gateway_clearing", "bank", "revenue_commission",
	"seller_payable", "tax_payable", "customer_deposits" };

const char *
m_order_name(enum m_order_state s)
{
	return order_names[s];
}

const char *
m_stage_name(enum m_stage_state s)
{
	return stage_names[s];
}

const char *
m_bill_name(enum m_bill_state s)
{
	return bill_names[s];
}

const char *
m_payment_name(enum m_payment_state s)
{
	return payment_names[s];
}

const char *
m_refund_name(enum m_refund_state s)
{
	return refund_names[s];
}

const char *
m_line_name(enum m_line_state s)
{
	return line_names[s];
}

const char *
m_mail_name(enum m_mail mail)
{
	return mail_names[mail];
}

const char *
m_account_name(enum m_account a)
{
	return account_names[a];
}

void
model_open(struct model *m, int64_t now_us, int64_t bill_days)
{
	memset(m, 0, sizeof(*m));
	m->now_us = now_us;
	m->bill_days = bill_days;
}

void
model_begin(struct model *m)
{
	m->nposted = m->nmails = 0;
	m->refusal = NULL;
}

bool
model_has_room(const struct model *m)
{
	return m->norders < M_ORDERS && m->nbills + M_STAGES + 1 < M_BILLS &&
	    m->npayments < M_PAYMENTS && m->nrefunds + M_MANY < M_REFUNDS &&
	    m->ndisputes < M_DISPUTES && m->nlines + M_MANY < M_LINES &&
	    m->nlosses + M_MANY < M_LOSSES && m->nstatements < M_STATEMENTS;
}

/* --- amounts and days ----------------------------------------------------- */

int64_t
m_round(int64_t a, int64_t b, int64_t c)
{
	return (int64_t)(((__int128)a * b * 2 + c) / ((__int128)c * 2));
}

int64_t
m_floor(int64_t a, int64_t b, int64_t c)
{
	return (int64_t)((__int128)a * b / c);
}

int64_t
m_day(int64_t at_us)
{
	return at_us / M_DAY_US;
}

/* 1970-01-01 was a Thursday; Monday is 0. */
static bool
is_business_day(int64_t day)
{
	return (day + 3) % 7 < 5;
}

int64_t
m_business_end(int64_t from_us, int64_t n)
{
	int64_t day = m_day(from_us);

	while (n > 0)
		n -= is_business_day(++day);
	return (day + 1) * M_DAY_US;
}

/* --- the ledger ----------------------------------------------------------- */

void
m_post(struct model *m, int order, enum m_account account, int owner,
    int64_t minor)
{
	if (minor == 0)
		return;
	assert(m->nposted < M_POSTED);
	m->posted[m->nposted++] = (struct m_posting){ order, account, owner,
		minor };
	m->balances[account][owner == M_NONE ? M_COMPANIES : owner] += minor;
}

/* Each posting to a seller is a line of its settlement. */
static void
line_new(struct model *m, int order, int stage, int64_t net, int64_t payable)
{
	m->lines[m->nlines++] = (struct m_line){ .order = order,
		.stage = stage,
		.net = net,
		.payable = payable,
		.statement = M_NONE };
}

int64_t
m_post_sale(struct model *m, int order, int stage, enum m_account by, int owner,
    int64_t net, int64_t tax)
{
	int64_t commission = m_round(net, M_COMMISSION_BP, M_SHARES);

	m_post(m, order, by, owner, net + tax);
	m_post(m, order, MA_PAYABLE, m->orders[order].seller, commission - net);
	m_post(m, order, MA_COMMISSION, M_NONE, -commission);
	m_post(m, order, MA_TAX, M_NONE, -tax);
	if (net != commission)
		line_new(m, order, stage, net, net - commission);
	return commission;
}

void
m_post_back(struct model *m, int order, int stage, int64_t net, int64_t tax,
    int64_t commission, int64_t noted, int64_t cash)
{
	const struct m_order *o = &m->orders[order];

	m_post(m, order, MA_PAYABLE, o->seller, net - commission);
	m_post(m, order, MA_COMMISSION, M_NONE, commission);
	m_post(m, order, MA_TAX, M_NONE, tax);
	m_post(m, order, MA_RECEIVABLE, o->company, -noted);
	m_post(m, order, MA_DEPOSITS, o->company, -cash);
	if (net != commission)
		line_new(m, order, stage, -net, commission - net);
}

/* --- credit --------------------------------------------------------------- */

static void
post_reserve(struct model *m, int order, int company, int pool, int64_t minor)
{
	enum m_account account = pool == M_GENERAL ? MA_GENERAL_RESERVE
						   : MA_MILESTONE_RESERVE;

	m_post(m, order, account, company, minor);
	m_post(m, order, account, M_NONE, -minor);
}

void
m_pool_bill(struct model *m, int order, int company, int pool, int64_t minor)
{
	struct m_company *c = &m->companies[company];

	c->dirty = true;
	c->pools[pool].reserved -= minor;
	c->pools[pool].billed += minor;
	post_reserve(m, order, company, pool, -minor);
}

void
m_pool_reserve(struct model *m, int order, int64_t minor)
{
	struct m_order *o = &m->orders[order];
	struct m_company *c = &m->companies[o->company];

	o->dirty = c->dirty = true;
	o->reserved += minor;
	c->pools[o->pool].reserved += minor;
	post_reserve(m, order, o->company, o->pool, minor);
}

void
m_pool_free(struct model *m, int order, int64_t minor)
{
	struct m_order *o = &m->orders[order];
	struct m_company *c = &m->companies[o->company];

	c->dirty = true;
	c->pools[o->pool].reserved -= minor;
	o->freed += minor;
	post_reserve(m, order, o->company, o->pool, -minor);
}

void
m_pool_paid(struct model *m, const struct m_bill *b, int64_t minor)
{
	struct m_company *c = &m->companies[b->company];

	if (b->pool == M_NONE || b->state == MB_UNCOLLECTIBLE)
		return;
	c->dirty = true;
	c->pools[b->pool].billed -= minor;
}

static bool
is_stopped(const struct model *m, int company)
{
	int64_t stop_us = (m_day(m->now_us) - M_GRACE_DAYS) * M_DAY_US;

	for (int i = 0; i < m->nbills; i++) {
		const struct m_bill *b = &m->bills[i];

		if (b->company == company && b->pool != M_NONE &&
		    b->kind != MB_NOTE && b->state != MB_PAID &&
		    b->state != MB_VOID && b->state != MB_UNCOLLECTIBLE &&
		    b->due_us <= stop_us && m_bill_open(b) > m_disputed(m, i))
			return true;
	}
	return false;
}

const char *
m_credit_refusal(const struct model *m, int company, int pool, int64_t minor)
{
	const struct m_company *c = &m->companies[company];
	const struct m_pool *p = &c->pools[pool];

	if (!c->postpaid)
		return "not_postpaid";
	if (!p->has)
		return "no_pool";
	if (is_stopped(m, company))
		return "stopped";
	return minor > p->limit - p->reserved - p->billed ? "short" : NULL;
}

bool
model_limit(struct model *m, int company, int pool, int64_t limit)
{
	struct m_pool *p = &m->companies[company].pools[pool];

	m->companies[company].dirty = true;
	p->has = true;
	p->limit = limit;
	return true;
}

bool
model_pay_by_credit(struct model *m, int order, int pool)
{
	struct m_order *o = &m->orders[order];
	int64_t total = o->net + o->tax;

	if (o->state != MO_PENDING || m->now_us >= o->expires_us ||
	    (o->n > 0) != (pool == M_MILESTONE) ||
	    !m_payments_can_end(m, order) ||
	    (o->waits_for_bill && m->bills[o->bill].paid > 0))
		return false;
	m->refusal = m_credit_refusal(m, o->company, pool, total);
	if (m->refusal != NULL)
		return false;
	m_payments_end(m, order);
	m_bill_void(m, order);
	o->pool = pool;
	m_pool_reserve(m, order, total);
	m_order_paid(m, order);
	if (o->n > 0) {
		m_stages_begin(m, order);
		return true;
	}
	o->sold_net = o->net;
	o->sold_commission = m_post_sale(
	    m, order, 0, MA_RECEIVABLE, o->company, o->net, o->tax);
	return true;
}
