/* The payment plan of an order: made from its offer, confirmed by digest. */
#include "act/credit.h"
#include "act/milestone.h"
#include "base/buf.h"
#include "moves.h"
#include "stages.h"
#include "store/offer.h"

enum { PLAN_TEXT_MAX = 512 * 1024, FIRST_VERSION = 1 };

/* Names and criteria by their length, so that none runs into the next. */
static void
stage_add(struct buf *b, size_t stage, const struct milestone *m)
{
	buf_addf(b, "stage %zu %lld %lld %lld %zu:%.*s %zu:%.*s\n", stage,
	    (long long)m->share_bp, (long long)m->net.minor,
	    (long long)m->tax.minor, m->name.n, STR_FMT(m->name), m->criteria.n,
	    STR_FMT(m->criteria));
}

enum err
plan_digest(struct hash *out, const struct payment_plan *plan)
{
	struct buf b;
	enum err e;

	buf_open(&b, PLAN_TEXT_MAX);
	buf_addf(&b, "souk-plan-1\n%s %lld %s %lld %lld\n",
	    plan_billing_name(plan->billing), (long long)plan->deemed_days,
	    plan->net.currency.code, (long long)plan->net.minor,
	    (long long)plan->tax.minor);
	for (size_t i = 0; i < plan->n; i++)
		stage_add(&b, i + 1, &plan->stages[i]);
	e = buf_err(&b);
	*out = hash_sha256(buf_str(&b));
	buf_close(&b);
	return e;
}

static enum err
stages_copy(struct arena *a, struct payment_plan *plan,
    const struct offer_milestone *stages, size_t n)
{
	plan->stages = ARENA_NEWS(a, struct milestone, n);
	if (plan->stages == NULL)
		return ERR_NOMEM;
	plan->n = n;
	for (size_t i = 0; i < n; i++)
		plan->stages[i] = (struct milestone){
			.name = stages[i].name,
			.criteria = stages[i].criteria,
			.share_bp = stages[i].share_bp,
		};
	return plan_split(plan);
}

enum err
plan_of_offer(struct db *db, struct arena *a, bool *has,
    struct plan_version *out, struct id offer_id, int64_t offer_version,
    struct money net, struct money tax)
{
	struct offer_milestone *stages;
	struct offer_version v;
	size_t n = 0;
	enum err e = offer_milestones_of(
	    db, a, &stages, &n, offer_id, offer_version);

	*has = n > 0;
	if (e != OK || n == 0)
		return e;
	*out = (struct plan_version){ .version = FIRST_VERSION,
		.plan = { .net = net, .tax = tax } };
	if ((e = offer_version_get(db, a, &v, offer_id, offer_version)) != OK ||
	    (e = plan_billing_parse(&out->plan.billing, v.billing)) != OK)
		return e;
	out->plan.deemed_days = v.deemed_days;
	e = stages_copy(a, &out->plan, stages, n);
	return e == OK ? plan_digest(&out->digest, &out->plan) : e;
}

/* May this company owe so much?  It is decided at Confirm, once more. */
static enum err
credit_check_before(
    struct act *act, struct placement *p, const struct sale_terms *terms)
{
	struct credit_view view;
	enum err e = credit_look(act->db, act->arena, &view,
	    p->order.company_id, CREDIT_MILESTONE, p->order.total, act->now_us,
	    terms);

	p->credit_refusal = e == OK ? (int)view.refusal : CREDIT_OK;
	if (e == OK && view.refusal != CREDIT_OK)
		e = ERR_METHOD_UNAVAILABLE;
	return e;
}

enum err
plan_agree(struct act *act, struct placement *p, const struct sale_terms *terms)
{
	struct order *o = &p->order;
	bool has = false;
	enum err e = plan_of_offer(act->db, act->arena, &has, &p->plan,
	    o->offer_id, o->offer_version, o->net, o->tax);

	if (e != OK || !has)
		return e;
	if (!hash_eq(p->plan.digest, p->plan_digest))
		return ERR_PLAN_CHANGED;
	p->plan.order_id = o->order_id;
	p->plan.created_at_us = act->now_us;
	o->plan_version = p->plan.version;
	return credit_check_before(act, p, terms);
}
