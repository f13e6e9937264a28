/* What letters say of one stage, and of what is proposed for a plan. */
#include "store/payment_plan.h"
#include "store/plan_change.h"
#include "writing.h"

/* "2: Build"; of a service, which has none, it is empty. */
void
milestone_put(struct writing *w, const struct handover *h)
{
	struct str name = STR("");
	struct plan_version v;

	if (!w->err && h->stage > 0)
		w->err = payment_plan_get(
		    w->db, w->arena, &v, h->order_id, w->order.plan_version);
	if (w->err)
		return;
	if (h->stage > 0 && (size_t)h->stage <= v.plan.n)
		name = arena_printf(w->arena, "%lld: %.*s", (long long)h->stage,
		    STR_FMT(v.plan.stages[h->stage - 1].name));
	put(w, "milestone", name);
	put(w, "whole", h->stage == 0 ? STR("1") : STR(""));
	put(w, "cancelled",
	    h->state == HANDOVER_CANCELLED ? STR("1") : STR(""));
	/* The day ends at its instant, which is the next one's. */
	if (h->accept_by_us != 0)
		put_date(w, "accept_until", h->accept_by_us - 1);
	else
		put(w, "accept_until", STR(""));
}

static struct str
words_of(struct str s)
{
	return s.p == NULL ? STR("") : s;
}

void
order_stages_put(struct writing *w)
{
	struct str reason = STR("");
	struct plan_change change;
	const struct id anybody = { { 0 } };
	enum err e;

	if (!w->err)
		w->err = order_get(w->db, w->arena, &w->order,
		    w->message->subject_id, anybody);
	order_put(w,
	    id_eq(w->message->user_id, w->order.user_id)
		? "/my/orders/"
		: "/seller/handovers/");
	if (w->err)
		return;
	e = plan_change_of_order(w->db, w->arena, &change, w->order.order_id);
	if (e == OK)
		reason = change.state == CHANGE_DECLINED
		    ? words_of(change.answer)
		    : change.reason;
	else if (e != ERR_NOT_FOUND)
		w->err = e;
	if (w->order.closed_at_us != 0)
		reason = words_of(w->order.close_reason);
	put(w, "reason", reason);
}
