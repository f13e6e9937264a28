#include "act/seller.h"
#include "moves.h"
#include "refund_part.h"

static const struct id nobody = { { 0 } };

/* The order's row is locked before the refund's. */
static enum err
refund_open(struct act *act, struct refund *r, struct order *o,
    struct id refund_id, struct id company_id, struct id seller_id)
{
	struct id anybody = nobody;
	enum err e = refund_get(
	    act->db, act->arena, r, refund_id, company_id, seller_id);

	if (e == OK)
		e = order_lock(act->db, act->arena, o, r->order_id, anybody);
	return e == OK ? refund_lock(act->db, act->arena, r, refund_id) : e;
}

/* Decides; *changed: it was not so before. */
static enum err
refund_decide(struct act *act, struct refund *r, enum refund_event event,
    int64_t row_version, const char *kind, struct str why, bool *changed)
{
	enum refund_state from = r->state;
	enum err e = refund_step(&r->state, from, event);

	*changed = r->state != from;
	if (e != OK || !*changed)
		return e;
	if (row_version != 0 && row_version != r->row_version)
		return ERR_STALE;
	if (event == REFUND_ON_APPROVE && !id_is_nil(r->payment_id))
		r->next_check_at_us = act->now_us;
	e = refund_move(act, r, from, kind, why);
	r->row_version++;
	return e;
}

/* Another one has just granted it; or so much is not left any more. */
static enum err
refund_moved(struct act *act, struct id refund_id, int64_t seen)
{
	struct refund now;
	enum err e = refund_lock(act->db, act->arena, &now, refund_id);

	if (e != OK)
		return e;
	return now.row_version != seen ? ERR_RETRY : ERR_RANGE;
}

/*
 * Grants what seller or operator agree to: the credit note first, then the
 * locks, behind which it must still be what it was.  *changed: it was not
 * granted before.
 */
static enum err
refund_pass(struct act *act, struct refund *r, struct order *o,
    struct id refund_id, struct id seller_id, int64_t row_version,
    const struct sale_terms *terms, bool *changed)
{
	struct refund_share *shares;
	enum refund_state to;
	struct money cash;
	int64_t seen;
	size_t n;
	enum err e = refund_get(
	    act->db, act->arena, r, refund_id, nobody, seller_id);

	if (e == OK)
		e = refund_step(&to, r->state, REFUND_ON_APPROVE);
	if (e != OK)
		return e;
	*changed = to != r->state;
	if (!*changed)
		return OK;
	if (row_version != 0 && row_version != r->row_version)
		return ERR_STALE;
	seen = r->row_version;
	e = refund_shares_of(act->db, act->arena, &shares, &n, r);
	if (e == OK)
		e = refund_credit(
		    act, &cash, r->order_id, shares, n, r->reason, terms);
	if (e == ERR_RANGE)
		return refund_moved(act, refund_id, seen);
	if (e == OK)
		e = refund_open(act, r, o, refund_id, nobody, seller_id);
	if (e == OK && r->row_version != seen)
		return ERR_RETRY;
	if (e == OK)
		r->cash = cash;
	return e;
}

enum err
refund_approve(struct act *act, struct id refund_id, struct id seller_id,
    int64_t row_version, const struct sale_terms *terms)
{
	struct refund r;
	struct order o;
	bool changed = false;
	enum err e = refund_get(
	    act->db, act->arena, &r, refund_id, nobody, seller_id);

	if (e == OK && r.state == REFUND_IN_REVIEW)
		return ERR_STATE;
	if (e == OK)
		e = refund_pass(act, &r, &o, refund_id, seller_id, row_version,
		    terms, &changed);
	if (e != OK || !changed)
		return e;
	r.answered_at_us = act->now_us;
	e = refund_decide(
	    act, &r, REFUND_ON_APPROVE, 0, "approved", STR_NONE, &changed);
	return e == OK ? refund_grant(act, &o, &r) : e;
}

enum err
refund_refuse(struct act *act, struct id refund_id, struct id seller_id,
    int64_t row_version, struct str answer)
{
	struct refund r;
	struct order o;
	bool changed = false;
	enum err e = refund_open(act, &r, &o, refund_id, nobody, seller_id);

	if (e == OK && r.state == REFUND_IN_REVIEW)
		return ERR_STATE;
	r.answer = answer;
	r.answered_at_us = act->now_us;
	if (e == OK)
		e = refund_decide(act, &r, REFUND_ON_REFUSE, row_version,
		    "refused", answer, &changed);
	return e == OK && changed ? refund_tell_buyer(act, &r, "refund_refused")
				  : e;
}

/*
 * Two refunds split at different times may each have been rounded up: line by
 * line there may be less left than in all.
 */
static enum err
shares_fit(
    struct act *act, const struct refund *r, const struct refund_account *x)
{
	struct refund_share *s = NULL;
	size_t n = 0;
	enum err e = refund_shares_of(act->db, act->arena, &s, &n, r);

	for (size_t i = 0; e == OK && i < n * x->n; i++) {
		const struct refund_part *part = &s[i / x->n].part;
		const struct refund_line *l = &x->back[i % x->n];

		if (id_eq(s[i / x->n].line_id, x->lines[i % x->n].line_id) &&
		    (part->net.minor > l->net.minor - l->net_back.minor ||
			part->tax.minor > l->tax.minor - l->tax_back.minor))
			e = ERR_RANGE;
	}
	return e;
}

enum err
refund_escalate(struct act *act, struct id refund_id, struct id company_id,
    struct str appeal)
{
	struct refund_account account;
	struct refund r;
	struct order o;
	bool changed = false;
	enum err e = refund_open(act, &r, &o, refund_id, company_id, nobody);

	if (e != OK)
		return e;
	if (r.ruled_at_us != 0 ||
	    (r.state == REFUND_REQUESTED && act->now_us < r.answer_by_us))
		return ERR_STATE;
	e = refund_account_read(act, &account, &o, refund_id);
	if (e == OK && r.amount.minor > account.available.minor)
		return ERR_RANGE;
	if (e == OK)
		e = shares_fit(act, &r, &account);
	r.appeal = appeal;
	return e == OK ? refund_decide(act, &r, REFUND_ON_ESCALATE, 0,
			     "escalated", appeal, &changed)
		       : e;
}

static enum err
refund_rule_for(struct act *act, struct id refund_id, int64_t row_version,
    struct str ruling, const struct sale_terms *terms)
{
	struct refund r;
	struct order o;
	bool changed = false;
	enum err e = refund_pass(
	    act, &r, &o, refund_id, nobody, row_version, terms, &changed);

	if (e != OK || !changed)
		return e;
	r.ruling = ruling;
	r.ruled_at_us = act->now_us;
	e = refund_decide(
	    act, &r, REFUND_ON_APPROVE, 0, "ruled_for", ruling, &changed);
	if (e == OK)
		e = seller_mail(act, r.seller_id, "refund_ruled", refund_id);
	return e == OK ? refund_grant(act, &o, &r) : e;
}

enum err
refund_rule(struct act *act, struct id refund_id, bool approve,
    int64_t row_version, struct str ruling, const struct sale_terms *terms)
{
	struct refund r;
	struct order o;
	bool changed = false;
	enum err e = refund_get(
	    act->db, act->arena, &r, refund_id, nobody, nobody);

	if (e == OK && r.state == REFUND_REQUESTED)
		return ERR_STATE;
	if (e == OK && approve)
		return refund_rule_for(
		    act, refund_id, row_version, ruling, terms);
	if (e == OK)
		e = refund_open(act, &r, &o, refund_id, nobody, nobody);
	r.ruling = ruling;
	r.ruled_at_us = act->now_us;
	if (e == OK)
		e = refund_decide(act, &r, REFUND_ON_REFUSE, row_version,
		    "ruled_against", ruling, &changed);
	if (e == OK && changed)
		e = seller_mail(act, r.seller_id, "refund_ruled", refund_id);
	return e == OK && changed ? refund_tell_buyer(act, &r, "refund_ruled")
				  : e;
}
