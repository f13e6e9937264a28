/* R26, R36: what mails about orders and offers in stages say. */
#include "locale/format.h"
#include "notify/mail.h"
#include "store/bill.h"
#include "store/payment_plan.h"
#include "writing.h"

enum { STAGES_TOLD = 12, STAGES_BYTES_MAX = 8192 };

/* The amount as the page shows it: net, or of an order with its tax. */
static void
stage_add(struct writing *w, struct buf *b, const struct payment_plan *plan,
    int64_t stage)
{
	const struct milestone *m = &plan->stages[stage - 1];
	struct money amount;

	if (w->err)
		return;
	w->err = plan_stage_total(&amount, plan, stage);
	if (w->err)
		return;
	if (stage > 1)
		buf_add_cstr(b, "; ");
	buf_addf(b, "%lld. %.*s", (long long)stage, STR_FMT(m->name));
	if (m->share_bp > 0)
		buf_addf(b, ", %lld.%02lld %%", (long long)m->share_bp / 100,
		    (long long)m->share_bp % 100);
	buf_add_cstr(b, ": ");
	format_money(b, locale_name(w->letter->locale), amount);
}

void
plan_put(struct writing *w, const struct payment_plan *plan)
{
	const struct str yes = STR("1"), no = STR("");
	size_t told = plan->n < STAGES_TOLD ? plan->n : STAGES_TOLD;
	struct buf b;

	buf_open(&b, STAGES_BYTES_MAX);
	for (size_t k = 1; k <= told; k++)
		stage_add(w, &b, plan, (int64_t)k);
	if (told < plan->n)
		buf_add_cstr(&b, "; \u2026");
	put_buf(w, "stages", &b);
	if (plan->n > 0)
		put_number(w, "milestones", (int64_t)plan->n);
	else
		put(w, "milestones", no);
	put(w, "in_advance",
	    plan->n > 0 && plan->billing == BILLING_ADVANCE ? yes : no);
	put(w, "in_arrears",
	    plan->n > 0 && plan->billing == BILLING_ARREARS ? yes : no);
	if (plan->deemed_days > 0)
		put_number(w, "deemed_days", plan->deemed_days);
	else
		put(w, "deemed_days", no);
	put_number(w, "due_days", w->shop->site->config.bill_term_days);
}

/* Bill 1, where placing the order issued it. */
static void
first_bill_put(struct writing *w)
{
	struct bill *bills = NULL;
	size_t n = 0;

	if (!w->err)
		w->err = bills_of(
		    w->db, w->arena, &bills, &n, &w->order.order_id, 1);
	if (w->err)
		return;
	if (n == 0) {
		put(w, "bill_no", STR(""));
		put(w, "bill_total", STR(""));
		put(w, "due", STR(""));
		return;
	}
	put(w, "bill_no", bills[0].bill_no);
	put_money(w, "bill_total", bills[0].sums.total);
	/* It ends the day before. */
	put_date(w, "due", bills[0].due_at_us - 1);
}

void
order_in_stages_put(struct writing *w)
{
	struct plan_version v;

	order_put(w, "/my/orders/");
	if (!w->err)
		w->err = payment_plan_get(w->db, w->arena, &v,
		    w->order.order_id, w->order.plan_version);
	if (w->err)
		return;
	plan_put(w, &v.plan);
	first_bill_put(w);
	put_time(w, "at",
	    w->order.closed_at_us != 0 ? w->order.closed_at_us
				       : w->order.paid_at_us);
}
