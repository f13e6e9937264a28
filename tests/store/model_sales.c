/* Steps of the model: orders, their deliveries, the clock. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/credit.h"
#include "act/milestone.h"
#include "base/sys.h"
#include "model_steps.h"
#include "offering.h"

static const struct id nobody = { { 0 } };

int
world_late(struct world *w, int n)
{
	int64_t of = n < WORLD_LATE || world_chance(w, 6) ? n : WORLD_LATE;

	return n == 0 ? M_NONE : n - 1 - (int)world_draw(w, of);
}

int
world_order(struct world *w, bool (*wants)(const struct m_order *o))
{
	bool any = world_chance(w, 9);
	int i = world_late(w, w->model.norders);

	for (int k = 0; k < WORLD_LATE && !any && i != M_NONE; k++) {
		if (wants(&w->model.orders[i]))
			return i;
		i = world_late(w, w->model.norders);
	}
	return i;
}

static bool
is_refusal(enum err e)
{
	return e == ERR_STATE || e == ERR_PAYMENT_OPEN || e == ERR_EXISTS ||
	    e == ERR_METHOD_UNAVAILABLE || e == ERR_RANGE ||
	    e == ERR_IN_STAGES || e == ERR_LIMIT || e == ERR_INVALID;
}

static void
count_of(struct world *w, const char *act, bool done)
{
	struct world_count *c = w->counts;

	while (c->act != NULL && c->act != act)
		c++;
	assert_true(c < &w->counts[WORLD_ACTS - 1]);
	c->act = act;
	c->done += done;
	c->refused += !done;
}

void
world_judge(struct world *w, bool modelled, enum err e)
{
	const char *act = w->act;
	bool done = e == OK;

	world_tell(w, "  %s", e == OK ? "done" : err_name(e));
	if (modelled != done || (!done && !is_refusal(e)))
		world_fail(w, "the product answers %s, the model %s",
		    done ? "ok" : err_name(e), modelled ? "yes" : "no");
	count_of(w, act, done);
}

void
world_done(struct world *w)
{
	count_of(w, w->act, true);
}

/* --- orders --------------------------------------------------------------- */

bool
world_is_pending(const struct m_order *o)
{
	return o->state == MO_PENDING;
}

int64_t
world_amount(struct world *w)
{
	static const int64_t sizes[] = { 100, 10000, 1000000, 20000000 };

	return 100 + world_draw(w, sizes[world_draw(w, 4)]);
}

static int64_t
draw_tax(struct world *w, int64_t net, int64_t *rate_milli)
{
	static const int64_t rates[] = { 0, 19000, 8100, 25500 };

	*rate_milli = rates[world_draw(w, 4)];
	return (net * *rate_milli + 50000) / 100000;
}

static void
line_make(struct order_line *l, const struct m_sale *s, int64_t rate_milli)
{
	*l = (struct order_line){
		.kind = STR("software"),
		.product_id = shop_product,
		.plan_id = shop_plan,
		.product_revision = 1,
		.product_name = STR("Gallery"),
		.plan_name = STR("Pro"),
		.choice = { .mode = MODE_ONE_TIME,
		    .currency = { "USD" },
		    .quantity = 1,
		    .periods = 1 },
		.unit = shop_money(s->net),
		.net = shop_money(s->net),
		.tax = shop_money(s->tax),
		.tax_kind = rate_milli > 0 ? TAX_CHARGED : TAX_OUT_OF_SCOPE,
		.tax_rate_milli = rate_milli,
	};
}

static void
placement_make(struct placement *p, const struct m_sale *s, int64_t rate_milli)
{
	*p = (struct placement){ .nlines = 1 };
	p->order.company_id = world_company(s->company);
	p->order.user_id = world_user(s->company);
	p->order.seller_id = world_seller(s->seller);
	p->order.expires_at_us = shop_now_us + M_PAY_DAYS * DAY_US;
	line_make(&p->lines[0], s, rate_milli);
}

static void
place(struct world *w, struct placement *p, const struct m_sale *s)
{
	struct act act = world_act(ACTOR_USER, world_user(s->company));
	struct sale_terms terms = world_terms();
	int i = w->model.norders;
	bool modelled = model_place(&w->model, s);
	enum err e = WORLD_TX(order_place(&act, p, &terms));

	world_judge(w, modelled, e);
	if (e == OK) {
		w->orders[i] = p->order.order_id;
		w->lines[i] = p->lines[0].line_id;
	} else if (!str_is(str_from(credit_refusal_name(
			       (enum credit_refusal)p->credit_refusal)),
		       w->model.refusal)) {
		world_fail(w, "credit is refused for another reason than %s",
		    w->model.refusal);
	}
}

static struct m_sale
draw_sale(struct world *w, int64_t *rate_milli)
{
	struct m_sale s = { .company = (int)world_draw(w, M_COMPANIES),
		.seller = (int)world_draw(w, M_SELLERS),
		.net = world_amount(w) };

	s.tax = draw_tax(w, s.net, rate_milli);
	return s;
}

static void
step_place(struct world *w)
{
	int64_t rate_milli;
	struct m_sale s = draw_sale(w, &rate_milli);
	struct placement p;
	char quote[48];

	placement_make(&p, &s, rate_milli);
	snprintf(
	    quote, sizeof(quote), "quote %" PRIu64 " %u", w->seed, ++w->serial);
	p.order.quote_hash = hash_sha256(str_from(quote));
	world_tell(w, "company %d orders for %" PRId64 " and %" PRId64 " tax",
	    s.company, s.net, s.tax);
	place(w, &p, &s);
}

/* Sent as it will be redeemed, a share for each stage. */
static void
offer_make(struct offer_sending *o, const struct m_sale *s,
    struct offer_milestone *stages)
{
	struct offer_terms *t = &o->version.terms;

	offering_make(o);
	o->seller_id = world_seller(s->seller);
	o->target.company_id = world_company(s->company);
	o->target.user_id = world_user(s->company);
	t->choice.mode = MODE_ONE_TIME;
	t->choice.quantity = t->choice.periods = 1;
	t->choice.ncapacities = 0;
	t->unit = t->list_unit = shop_money(s->net);
	o->version.billing = s->advance ? STR("advance") : STR("arrears");
	o->version.deemed_days = s->deemed_days;
	for (int i = 0; i < s->n; i++)
		stages[i] = (struct offer_milestone){ STR("Stage"),
			i % 2 == 0 ? STR("It runs\nIt is fast") : STR(""),
			s->shares[i] };
	o->milestones = stages;
	o->nmilestones = (size_t)s->n;
	offering_send(o);
}

static void
draw_shares(struct world *w, struct m_sale *s)
{
	int64_t left = M_SHARES;

	s->n = 2 + (int)world_draw(w, M_STAGES - 1);
	for (int i = 0; i < s->n; i++) {
		int64_t most = left - 200 * (s->n - i);

		s->shares[i] = i == s->n - 1
		    ? left
		    : 200 + world_draw(w, 2 * most / (s->n - i) + 1);
		if (i < s->n - 1 && s->shares[i] > 200 + most)
			s->shares[i] = 200 + most;
		left -= s->shares[i];
	}
}

static void
step_place_in_stages(struct world *w)
{
	int64_t rate_milli;
	struct m_sale s = draw_sale(w, &rate_milli);
	struct offer_milestone stages[M_STAGES];
	struct offer_sending o;
	struct placement p;
	struct plan_version v;
	bool has = false;

	s.advance = world_chance(w, 2);
	s.deemed_days = world_chance(w, 2) ? 0 : 1 + world_draw(w, 12);
	s.rate_milli = rate_milli;
	draw_shares(w, &s);
	world_commit();
	offer_make(&o, &s, stages);
	placement_make(&p, &s, rate_milli);
	p.offer.offer_id = o.offer_id;
	p.offer.version = o.version.version;
	assert_int_equal(
	    plan_of_offer(fixture_db(), shop_arena(), &has, &v, o.offer_id, 1,
		shop_money(s.net), shop_money(s.tax)),
	    OK);
	p.plan_digest = v.digest;
	world_tell(w,
	    "company %d orders for %" PRId64 " and %" PRId64
	    " tax in %d stages, %s",
	    s.company, s.net, s.tax, s.n, s.advance ? "advance" : "arrears");
	for (int i = 0; i < s.n; i++)
		w->criteria[w->model.norders][i] = i % 2 == 0 ? 2 : 0;
	place(w, &p, &s);
}

static void
step_cancel(struct world *w)
{
	int i = world_order(w, world_is_pending);
	bool by_operator = world_chance(w, 3), modelled;
	struct sale_terms terms = world_terms();
	struct id company;
	struct act act;
	enum err e;

	if (i == M_NONE)
		return;
	company = world_company(w->model.orders[i].company);
	if (by_operator) {
		world_tell(w, "order %d is annulled", i);
		act = world_act(ACTOR_OPERATOR, nobody);
		modelled = model_annul(&w->model, i);
		e = WORLD_TX(
		    order_annul(&act, w->orders[i], STR("no"), &terms));
	} else {
		world_tell(w, "order %d is cancelled", i);
		act = world_act(
		    ACTOR_USER, world_user(w->model.orders[i].company));
		modelled = model_cancel(&w->model, i);
		e = WORLD_TX(
		    order_cancel(&act, w->orders[i], company, STR("no")));
	}
	world_judge(w, modelled, e);
}

/* --- delivered by itself -------------------------------------------------- */

static bool
is_to_deliver(const struct m_order *o)
{
	return o->state == MO_PAID || o->state == MO_PROVISIONING ||
	    o->state == MO_FAILED;
}

static void
step_provision(struct world *w)
{
	static const char key[32] = "a key of thirty-two bytes exactl";
	int i = world_order(w, is_to_deliver);
	struct act act = world_act(ACTOR_WORKER, nobody);
	struct delivery d = { .access_url = STR("https://app.example.org/"),
		.note = STR("Ready.") };
	bool modelled;

	if (i == M_NONE)
		return;
	if (world_chance(w, 6)) {
		world_tell(w, "order %d cannot be provisioned", i);
		modelled = model_provision_fails(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(order_provision_fail(
			&act, w->orders[i], STR("no room"))));
	} else if (w->model.orders[i].state == MO_PROVISIONING) {
		world_tell(w, "order %d is provisioned", i);
		modelled = model_provisioned(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(order_deliver(&act, w->orders[i], &d, 1,
			(struct str){ key, sizeof(key) })));
	} else {
		world_tell(w, "order %d is provisioned now", i);
		modelled = model_provision(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(order_provision_start(&act, w->orders[i])));
	}
}

/* --- the clock ------------------------------------------------------------ */

static void
step_clock(struct world *w)
{
	static const int64_t hours[] = { 1, 1, 5, 5, 24, 24, 3 * 24, 9 * 24 };
	int64_t jump = hours[world_draw(w, 8)] * 3600 +
	    world_draw(w, 12 * 3600);

	shop_now_us += jump * SEC_US;
	world_tell(w, "the clock jumps by %" PRId64 " h", jump / 3600);
	world_done(w);
}

static void
step_jobs(struct world *w)
{
	struct act act = world_act(ACTOR_WORKER, nobody);
	size_t n = 1;
	int done = 0, must = model_overdue(&w->model);

	world_tell(w, "the worker looks what is due");
	for (; n > 0; done += (int)n)
		assert_int_equal(WORLD_TX(bill_overdue_due(&act, &n)), OK);
	if (done != must)
		world_fail(w, "%d bills are overdue, must be %d", done, must);
	must = model_expire(&w->model);
	for (done = 0, n = 1; n > 0; done += (int)n)
		assert_int_equal(WORLD_TX(order_expire_due(&act, &n)), OK);
	if (done != must)
		world_fail(w, "%d orders expire, must be %d", done, must);
	world_done(w);
}

const struct world_kind world_sales[] = {
	{ 6, step_place },
	{ 5, step_place_in_stages },
	{ 2, step_cancel },
	{ 6, step_provision },
	{ 4, step_clock },
	{ 2, step_jobs },
	{ 0, NULL },
};
