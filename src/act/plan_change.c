#include "act/plan_change.h"

#include "act/seller.h"
#include "moves.h"
#include "plan_body.h"
#include "stages.h"

static const struct id nobody = { { 0 } };

static enum err
change_note(struct act *act, const struct plan_change *c, const char *kind,
    struct str reason)
{
	struct event event = act_event(
	    act, "order", c->order_id, kind, NULL, NULL, reason_cut(reason));

	return events_insert(act->db, &event, 1);
}

/* The buyer's company, or the seller; nobody else knows of the order. */
static enum err
side_check(const struct order *o, struct id company_id, struct id seller_id)
{
	return (!id_is_nil(company_id) && id_eq(o->company_id, company_id)) ||
		(!id_is_nil(seller_id) && id_eq(o->seller_id, seller_id))
	    ? OK
	    : ERR_NOT_FOUND;
}

/* The body that a proposal makes of the plan as it stands. */
static enum err
body_make(struct act *act, struct str *body, struct payment_plan *after,
    const struct plan_standing *s, bool stop,
    const struct stage_proposed *stages, size_t n)
{
	struct plan_account account;
	size_t accepted = 0;
	enum err e = OK;

	if (stop) {
		while (accepted < s->n &&
		    s->stages[accepted].state == HANDOVER_ACCEPTED)
			accepted++;
		*after = s->v.plan;
		after->n = accepted;
		e = plan_account(&account, s);
	} else {
		e = plan_changed(act, after, s, stages, n);
	}
	return e == OK
	    ? plan_body_write(act, body, s, after, stop ? &account : NULL)
	    : e;
}

static bool
is_all_accepted(const struct plan_standing *s)
{
	return s->n == 0 || s->stages[s->n - 1].state == HANDOVER_ACCEPTED;
}

static enum err
proposal_check(const struct plan_proposal *p, const struct plan_standing *s)
{
	if (s->order->state != ORDER_IN_DELIVERY || is_all_accepted(s))
		return ERR_STATE;
	if (!p->stop && plan_kept(s) == s->n && p->n == 0)
		return ERR_INVALID;
	for (size_t i = 0; i < p->n; i++)
		if (p->stages[i].net.minor < 1)
			return ERR_RANGE;
	return OK;
}

enum err
plan_propose(struct act *act, struct id *out, const struct plan_proposal *p)
{
	struct plan_standing s;
	struct payment_plan after;
	struct hash digest;
	struct plan_change c;
	struct order o;
	enum err e = order_lock(act->db, act->arena, &o, p->order_id, nobody);

	if (e == OK)
		e = side_check(&o, p->company_id, p->seller_id);
	if (e == OK && o.plan_version == 0)
		return ERR_STATE;
	if (e == OK)
		e = plan_stand(act, &s, &o);
	if (e == OK)
		e = proposal_check(p, &s);
	if (e != OK)
		return e;
	c = (struct plan_change){ .change_id = id_new(),
		.order_id = o.order_id,
		.stop = p->stop,
		.by_seller = !id_is_nil(p->seller_id),
		.base_version = o.plan_version,
		.reason = p->reason,
		.created_at_us = act->now_us,
		.created_by = act->user_id };
	e = body_make(act, &c.body, &after, &s, p->stop, p->stages, p->n);
	if (e == OK && !p->stop)
		e = plan_digest(&digest, &after);
	if (e == OK && !p->stop && hash_eq(digest, s.v.digest))
		return ERR_INVALID;
	if (e != OK)
		return e;
	c.digest = hash_sha256(c.body);
	if ((e = plan_change_insert(act->db, &c)) != OK ||
	    (e = change_note(act, &c, "plan_proposed", c.reason)) != OK)
		return e;
	*out = c.change_id;
	return order_tell_side(act, &o, "plan_proposed", c.by_seller);
}

/* More of it is reserved, as at the order; less is free again. */
static enum err
reserve_change(struct act *act, enum credit_refusal *refusal,
    struct credit_row *credit, const struct plan_change *c, struct money before,
    struct money after, const struct sale_terms *terms)
{
	struct money more, less;
	enum err e;

	if ((e = money_sub(&more, after, before)) != OK ||
	    (e = money_sub(&less, before, after)) != OK)
		return e;
	if (more.minor > 0)
		e = credit_reserve_more(act, refusal, credit, c->order_id,
		    c->change_id, more, terms);
	else if (less.minor > 0)
		e = reserve_free(act, credit, c->order_id, c->change_id, less);
	return e == OK && more.minor != 0
	    ? reservation_resize(act->db, c->order_id, more)
	    : e;
}

/* The next version: what was PLANNED goes, what is new is. */
static enum err
plan_replace(struct act *act, struct order *o, const struct plan_standing *s,
    const struct plan_change *c, const struct payment_plan *after)
{
	struct plan_version v = { .order_id = o->order_id,
		.version = o->plan_version + 1,
		.plan = *after,
		.change_id = c->change_id,
		.created_at_us = act->now_us };
	size_t kept = plan_kept(s);
	enum err e = plan_digest(&v.digest, after);

	if (e != OK || (e = payment_plan_insert(act->db, &v)) != OK ||
	    (e = order_write_plan(
		 act->db, o->order_id, o->plan_version, v.version)) != OK ||
	    (e = handovers_unplan(act->db, o->order_id, (int64_t)kept)) != OK)
		return e;
	o->plan_version = v.version;
	o->row_version++;
	return handovers_plan(act, o, kept, after->n);
}

static enum err
change_apply(struct act *act, enum credit_refusal *refusal, struct order *o,
    struct credit_row *credit, const struct plan_standing *s,
    const struct plan_change *c, const struct payment_plan *after,
    const struct sale_terms *terms)
{
	struct money old, new;
	enum err e;

	if ((e = money_add(&old, s->v.plan.net, s->v.plan.tax)) != OK ||
	    (e = money_add(&new, after->net, after->tax)) != OK ||
	    (e = reserve_change(act, refusal, credit, c, old, new, terms)) !=
		OK)
		return e;
	return plan_replace(act, o, s, c, after);
}

/* What was proposed, made again of what there is now: it must be the same. */
static enum err
body_again(struct act *act, struct payment_plan *after,
    const struct plan_standing *s, const struct plan_change *c)
{
	struct stage_proposed *stages = NULL;
	struct str body;
	size_t n = 0;
	enum err e = OK;

	if (!c->stop)
		e = plan_body_read(act, &stages, &n, c->body,
		    s->v.plan.net.currency, plan_kept(s));
	if (e == OK)
		e = body_make(act, &body, after, s, c->stop, stages, n);
	if (e != OK)
		return e == ERR_RANGE ? ERR_PLAN_CHANGED : e;
	return hash_eq(hash_sha256(body), c->digest) ? OK : ERR_PLAN_CHANGED;
}

/* The change is read first without a lock: it says what goes before it. */
static enum err
change_take(struct act *act, struct plan_change *c, struct order *o,
    struct credit_row *credit, struct id change_id, struct id company_id,
    struct id seller_id)
{
	enum err e = plan_change_get(act->db, act->arena, c, change_id);

	if (e == OK)
		e = order_get(act->db, act->arena, o, c->order_id, nobody);
	if (e == OK)
		e = side_check(o, company_id, seller_id);
	if (e == OK && credit != NULL)
		e = credit_row_lock(act->db, act->arena, credit, o->company_id,
		    CREDIT_MILESTONE);
	if (e == OK)
		e = order_lock(act->db, act->arena, o, c->order_id, nobody);
	return e == OK ? plan_change_lock(act->db, act->arena, c, change_id)
		       : e;
}

static enum err
change_answer(struct act *act, struct plan_change *c, const struct order *o,
    enum plan_change_state to, struct str answer, const char *kind)
{
	enum err e;

	c->state = to;
	c->answer = answer;
	c->answered_at_us = act->now_us;
	c->answered_by = act->user_id;
	if ((e = plan_change_write(act->db, c)) != OK ||
	    (e = change_note(act, c, kind, answer)) != OK)
		return e;
	/* What is taken back, the other side is not asked about any more. */
	return to == CHANGE_WITHDRAWN
	    ? OK
	    : order_tell_side(act, o, kind, !c->by_seller);
}

enum err
plan_confirm(struct act *act, enum credit_refusal *refusal, struct id change_id,
    struct id company_id, struct id seller_id, const struct hash *digest,
    const struct sale_terms *terms)
{
	struct plan_standing s;
	struct payment_plan after;
	struct credit_row credit;
	struct plan_change c;
	struct order o;
	enum err e = change_take(
	    act, &c, &o, &credit, change_id, company_id, seller_id);

	*refusal = CREDIT_OK;
	if (e != OK)
		return e;
	if (c.by_seller == !id_is_nil(seller_id))
		return ERR_FORBIDDEN;
	if (!hash_eq(c.digest, *digest))
		return ERR_PLAN_CHANGED;
	if (c.state != CHANGE_PROPOSED)
		return c.state == CHANGE_CONFIRMED ? OK : ERR_STATE;
	if ((e = plan_stand(act, &s, &o)) != OK ||
	    (e = body_again(act, &after, &s, &c)) != OK ||
	    (e = change_answer(act, &c, &o, CHANGE_CONFIRMED, STR_NONE,
		 "plan_confirmed")) != OK)
		return e;
	return c.stop
	    ? stages_stop(act, &o, &credit, "cancelled", c.reason, terms)
	    : change_apply(act, refusal, &o, &credit, &s, &c, &after, terms);
}

enum err
plan_decline(struct act *act, struct id change_id, struct id company_id,
    struct id seller_id, struct str answer)
{
	struct plan_change c;
	struct order o;
	enum err e = change_take(
	    act, &c, &o, NULL, change_id, company_id, seller_id);

	if (e != OK)
		return e;
	if (c.by_seller == !id_is_nil(seller_id))
		return ERR_FORBIDDEN;
	if (c.state != CHANGE_PROPOSED)
		return c.state == CHANGE_DECLINED ? OK : ERR_STATE;
	return change_answer(
	    act, &c, &o, CHANGE_DECLINED, answer, "plan_declined");
}

enum err
plan_withdraw(struct act *act, struct id change_id, struct id company_id,
    struct id seller_id)
{
	struct plan_change c;
	struct order o;
	enum err e = change_take(
	    act, &c, &o, NULL, change_id, company_id, seller_id);

	if (e != OK)
		return e;
	if (c.by_seller != !id_is_nil(seller_id))
		return ERR_FORBIDDEN;
	if (c.state != CHANGE_PROPOSED)
		return c.state == CHANGE_WITHDRAWN ? OK : ERR_STATE;
	return change_answer(
	    act, &c, &o, CHANGE_WITHDRAWN, STR_NONE, "plan_withdrawn");
}
