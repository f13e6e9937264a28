/* Steps of the model: orders in stages. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/credit.h"
#include "act/handover.h"
#include "act/plan_change.h"
#include "model_steps.h"
#include "offering.h"

static const struct id nobody = { { 0 } };

static bool
is_in_stages(const struct m_order *o)
{
	return o->state == MO_IN_DELIVERY &&
	    o->stages[o->n - 1].state != MS_ACCEPTED;
}

struct turn {
	int order, stage; /* from 1 on */
	enum m_stage_state state;
	struct id handover_id;
	int64_t version;
	struct act buyer, seller;
	struct id company_id, seller_id;
};

/* The stage whose turn it is, mostly; false: no order has been paid so. */
static bool
turn_draw(struct world *w, struct turn *t)
{
	int i = world_order(w, is_in_stages);
	const struct m_order *o;
	int k = 0;

	if (i == M_NONE || w->model.orders[i].n == 0 ||
	    w->model.orders[i].paid_us == 0)
		return false;
	o = &w->model.orders[i];
	while (k + 1 < o->n && o->stages[k].state == MS_ACCEPTED)
		k++;
	if (world_chance(w, 15))
		k = (int)world_draw(w, o->n);
	*t = (struct turn){ .order = i,
		.stage = k + 1,
		.state = o->stages[k].state,
		.handover_id = w->stages[i][k],
		.version = w->versions[i][k],
		.buyer = world_act(ACTOR_USER, world_user(o->company)),
		.seller = world_act(ACTOR_USER, offering_seller_user),
		.company_id = world_company(o->company),
		.seller_id = world_seller(o->seller) };
	return true;
}

static void
turn_tell(struct world *w, const struct turn *t, const char *what)
{
	world_tell(w, "stage %d of order %d (%s) %s", t->stage, t->order,
	    m_stage_name(t->state), what);
	w->act = what;
}

static void
deliver(struct world *w, struct turn *t)
{
	bool modelled = model_deliver(&w->model, t->order, t->stage);

	turn_tell(w, t, "is handed over");
	world_judge(w, modelled,
	    WORLD_TX(handover_deliver(&t->seller, t->handover_id, t->seller_id,
		t->version, STR("Done."))));
}

static void
accept(struct world *w, struct turn *t)
{
	struct sale_terms terms = world_terms();
	bool modelled = model_accept(&w->model, t->order, t->stage);

	turn_tell(w, t, "is accepted");
	world_judge(w, modelled,
	    WORLD_TX(handover_accept(
		&t->buyer, t->handover_id, t->company_id, t->version, &terms)));
}

static void
reject(struct world *w, struct turn *t)
{
	static const struct handover_answer answers[] = {
		{ .criterion = 1, .met = true, .comment = STR("") },
		{ .criterion = 2, .met = false, .comment = STR("Slow.") },
	};
	const struct handover_rejection r = { .row_version = t->version,
		.words = STR("Not yet."),
		.answers = answers,
		.n = w->criteria[t->order][t->stage - 1] };
	bool modelled = model_reject(&w->model, t->order, t->stage);

	turn_tell(w, t, "is rejected");
	world_judge(w, modelled,
	    WORLD_TX(handover_reject(
		&t->buyer, &r, t->handover_id, t->company_id, M_ROUNDS)));
}

static void
recall(struct world *w, struct turn *t)
{
	bool modelled = model_recall(&w->model, t->order, t->stage);

	turn_tell(w, t, "is recalled");
	world_judge(w, modelled,
	    WORLD_TX(handover_recall(
		&t->seller, t->handover_id, t->seller_id, t->version)));
}

static void
dispute(struct world *w, struct turn *t)
{
	bool by_seller = world_chance(w, 2);
	bool modelled = model_dispute(&w->model, t->order, t->stage, by_seller);

	turn_tell(
	    w, t, by_seller ? "is disputed by its seller" : "is disputed");
	world_judge(w, modelled,
	    WORLD_TX(handover_dispute(by_seller ? &t->seller : &t->buyer,
		t->handover_id, by_seller ? nobody : t->company_id,
		by_seller ? t->seller_id : nobody, t->version,
		STR("Look at it."))));
}

static void
rule(struct world *w, struct turn *t)
{
	static const char *const words[] = { "is ruled to be done",
		"is ruled to be reworked", "is ruled to be the end" };
	struct act act = world_act(ACTOR_OPERATOR, nobody);
	struct sale_terms terms = world_terms();
	enum m_ruling r = (enum m_ruling)world_draw(w, 3);
	const struct handover_rule ruling = { .ruling = r == M_RULE_ACCEPT
		    ? RULING_ACCEPT
		    : r == M_RULE_REWORK ? RULING_REWORK
					 : RULING_CANCEL,
		.row_version = t->version,
		.words = STR("So be it.") };
	bool modelled = model_rule(&w->model, t->order, t->stage, r);

	turn_tell(w, t, words[r]);
	world_judge(w, modelled,
	    WORLD_TX(handover_rule(&act, &ruling, t->handover_id, &terms)));
}

static void (*const any[])(struct world *w, struct turn *t) = { deliver, accept,
	reject, recall, dispute, rule };

/* Who has the next step takes it; now and then somebody else does. */
static void
step_stage(struct world *w)
{
	struct turn t;
	int64_t luck = world_draw(w, 100);

	if (!turn_draw(w, &t))
		return;
	if (luck < 12)
		any[world_draw(w, 6)](w, &t);
	else if (t.state == MS_DISPUTED)
		rule(w, &t);
	else if (t.state != MS_DELIVERED && luck < 18)
		dispute(w, &t);
	else if (t.state != MS_DELIVERED)
		deliver(w, &t);
	else if (luck < 40)
		reject(w, &t);
	else if (luck < 45)
		recall(w, &t);
	else if (luck < 48)
		dispute(w, &t);
	else
		accept(w, &t);
}

static enum err
change_agreed(struct act *proposes, struct act *confirms,
    enum credit_refusal *why, const struct plan_proposal *p,
    struct id company_id, struct id seller_id, const struct sale_terms *terms)
{
	struct plan_change c;
	struct id change_id;
	enum err e = plan_propose(proposes, &change_id, p);

	*why = CREDIT_OK;
	if (e == OK)
		e = plan_change_get(
		    proposes->db, proposes->arena, &c, change_id);
	return e == OK ? plan_confirm(confirms, why, change_id, company_id,
			     seller_id, &c.digest, terms)
		       : e;
}

/* One side says that it ends here, and the other that it does. */
static void
step_stop(struct world *w)
{
	struct sale_terms terms = world_terms();
	bool by_seller = world_chance(w, 2), modelled;
	enum credit_refusal why;
	struct plan_proposal p;
	struct turn t;

	if (!turn_draw(w, &t))
		return;
	p = (struct plan_proposal){ .order_id = w->orders[t.order],
		.company_id = by_seller ? nobody : t.company_id,
		.seller_id = by_seller ? t.seller_id : nobody,
		.stop = true,
		.reason = STR("Enough.") };
	turn_tell(w, &t, "is where both agree to stop");
	modelled = model_stop(&w->model, t.order);
	world_judge(w, modelled,
	    WORLD_TX(change_agreed(by_seller ? &t.seller : &t.buyer,
		by_seller ? &t.buyer : &t.seller, &why, &p,
		by_seller ? t.company_id : nobody,
		by_seller ? nobody : t.seller_id, &terms)));
}

/* Other amounts than those that nobody has begun: as much, more or less. */
static int
draw_change(struct world *w, const struct m_order *o, int64_t *net)
{
	int64_t left = 0;
	int kept = 0, n;

	for (int i = 0; i < o->n; i++) {
		if (o->stages[i].state == MS_PLANNED)
			left += o->stages[i].net;
		else
			kept++;
	}
	n = (int)world_draw(w, M_STAGES - kept + 1);
	if (!world_chance(w, 3) || left < n)
		left = n + 1 + world_draw(w, 2 * left + 1000);
	for (int i = 0; i < n; i++) {
		net[i] = i + 1 == n ? left
				    : 1 + world_draw(w, left - n + i + 1);
		left -= net[i];
		if (left < n - i - 1)
			left = n - i - 1;
	}
	return n;
}

static void
step_change(struct world *w)
{
	struct stage_proposed stages[M_STAGES];
	struct sale_terms terms = world_terms();
	bool by_seller = world_chance(w, 2), modelled;
	enum credit_refusal why;
	struct plan_proposal p;
	int64_t net[M_STAGES];
	char name[32];
	struct turn t;
	enum err e;
	int n;

	if (!turn_draw(w, &t))
		return;
	n = draw_change(w, &w->model.orders[t.order], net);
	snprintf(name, sizeof(name), "Change %u", ++w->serial);
	for (int i = 0; i < n; i++)
		stages[i] = (struct stage_proposed){ str_from(name),
			STR("It runs\nIt is fast"), shop_money(net[i]) };
	p = (struct plan_proposal){ .order_id = w->orders[t.order],
		.company_id = by_seller ? nobody : t.company_id,
		.seller_id = by_seller ? t.seller_id : nobody,
		.reason = STR("Else."),
		.stages = stages,
		.n = (size_t)n };
	turn_tell(w, &t, "is where both agree to change what is to come");
	modelled = model_change(&w->model, t.order, net, n);
	e = WORLD_TX(change_agreed(by_seller ? &t.seller : &t.buyer,
	    by_seller ? &t.buyer : &t.seller, &why, &p,
	    by_seller ? t.company_id : nobody, by_seller ? nobody : t.seller_id,
	    &terms));
	world_judge(w, modelled, e);
	for (int i = 0; e == OK && i < n; i++)
		w->criteria[t.order][w->model.orders[t.order].n - 1 - i] = 2;
	if (w->model.refusal != NULL &&
	    !str_is(str_from(credit_refusal_name(why)), w->model.refusal))
		world_fail(w, "credit is refused as %s, must be %s",
		    credit_refusal_name(why), w->model.refusal);
}

/* The worker looks at everything that silence may accept. */
static void
step_silence(struct world *w)
{
	struct act act = world_act(ACTOR_WORKER, nobody);
	struct sale_terms terms = world_terms();
	struct model *m = &w->model;
	enum handover_due done;

	world_tell(w, "the worker looks what silence says");
	for (int i = 0; i < m->norders; i++)
		for (int k = 0; k < m->orders[i].n; k++) {
			enum m_due must;

			if (m->orders[i].stages[k].accept_by_us == 0)
				continue;
			must = model_due(m, i, k + 1);
			assert_int_equal(WORLD_TX(handover_due(&act, &done,
					     w->stages[i][k], &terms)),
			    OK);
			if ((int)done != (int)must)
				world_fail(w,
				    "silence at stage %d of order %d does %d, "
				    "must do %d",
				    k + 1, i, (int)done, (int)must);
			world_look(w);
		}
	world_done(w);
}

const struct world_kind world_stages[] = {
	{ 34, step_stage },
	{ 1, step_stop },
	{ 2, step_change },
	{ 2, step_silence },
	{ 0, NULL },
};
