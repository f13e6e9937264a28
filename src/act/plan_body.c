#include "plan_body.h"

#include <stddef.h>

#include "act/bill.h"
#include "base/buf.h"
#include "domain/tax_lines.h"
#include "wire/json.h"
#include "wire/shape.h"

enum { BODY_BYTES_MAX = 1024 * 1024 };

enum err
plan_stand(struct act *act, struct plan_standing *out, struct order *o)
{
	enum err e;

	*out = (struct plan_standing){ .order = o };
	if ((e = payment_plan_get(act->db, act->arena, &out->v, o->order_id,
		 o->plan_version)) != OK ||
	    (e = handovers_lock_stages(act->db, act->arena, &out->stages,
		 &out->n, o->order_id)) != OK)
		return e;
	return bills_lock_of_stages(
	    act->db, act->arena, &out->bills, &out->nbills, o->order_id);
}

size_t
plan_kept(const struct plan_standing *s)
{
	size_t kept = 0;

	while (kept < s->n && s->stages[kept].state != HANDOVER_PLANNED)
		kept++;
	return kept;
}

/*
 * The new stages share what the whole bears of tax beyond the kept ones, by
 * their net, the remainder on the last; of the same net it is the same tax.
 */
static enum err
tax_share(struct payment_plan *p, const struct plan_standing *s, size_t kept,
    int64_t rate_milli, struct money kept_tax)
{
	struct money parts[OFFER_MILESTONES_MAX], rest;
	int64_t shares[OFFER_MILESTONES_MAX];
	size_t n = p->n - kept;
	enum err e = OK;

	if (money_eq(p->net, s->v.plan.net))
		p->tax = s->v.plan.tax;
	else
		e = tax_of(&p->tax, p->net, rate_milli);
	if (e == OK)
		e = money_sub(&rest, p->tax, kept_tax);
	if (e != OK)
		return e;
	/* Without new ones the kept bear what they bore. */
	if (n == 0 || rest.minor < 0) {
		p->tax = kept_tax;
		return n == 0 ? OK : ERR_RANGE;
	}
	for (size_t i = 0; i < n; i++)
		shares[i] = p->stages[kept + i].net.minor;
	e = money_split(parts, rest, shares, n);
	for (size_t i = 0; e == OK && i < n; i++)
		p->stages[kept + i].tax = parts[i];
	return e;
}

enum err
plan_changed(struct act *act, struct payment_plan *out,
    const struct plan_standing *s, const struct stage_proposed *stages,
    size_t n)
{
	const struct order_line *line;
	struct order_line *lines;
	size_t kept = plan_kept(s), nlines = 0;
	struct money tax = money_zero(s->v.plan.net.currency);
	enum err e = order_lines_of(
	    act->db, act->arena, &lines, &nlines, &s->order->order_id, 1);

	if (e == OK && nlines != 1)
		return ERR_BUG;
	if (e != OK)
		return e;
	line = lines;
	*out = s->v.plan;
	out->n = kept + n;
	if (out->n > OFFER_MILESTONES_MAX)
		return ERR_RANGE;
	out->net = tax;
	out->stages = ARENA_NEWS(act->arena, struct milestone, out->n);
	if (out->stages == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; e == OK && i < out->n; i++) {
		struct milestone *m = &out->stages[i];

		*m = i < kept ? s->v.plan.stages[i]
			      : (struct milestone){
					.name = stages[i - kept].name,
					.criteria = stages[i - kept].criteria,
					.net = stages[i - kept].net,
					.tax = money_zero(out->net.currency),
				};
		e = money_add(&out->net, out->net, m->net);
		if (e == OK && i < kept)
			e = money_add(&tax, tax, m->tax);
	}
	return e == OK ? tax_share(out, s, kept, line->tax_rate_milli, tax) : e;
}

static bool
stage_accepted_is(const struct plan_standing *s, int64_t stage)
{
	return stage >= 1 && (size_t)stage <= s->n &&
	    s->stages[stage - 1].state == HANDOVER_ACCEPTED;
}

/* A bill of an accepted stage stays; of another one, nothing does. */
static enum err
account_bill(
    struct plan_account *a, const struct plan_standing *s, const struct bill *b)
{
	struct bill_sums sums = b->sums;
	struct money open, noted, cash, rest, kept;
	bool stays = stage_accepted_is(s, b->stage);
	enum err e;

	if ((e = money_sub(&rest, sums.total, sums.credited)) != OK ||
	    (e = money_add(&a->billed, a->billed, rest)) != OK)
		return e;
	if (!stays && rest.minor > 0) {
		if ((e = bill_give(&sums, rest, &noted, &cash)) != OK ||
		    (e = money_add(&a->credited, a->credited, rest)) != OK ||
		    (e = money_add(&a->refund, a->refund, cash)) != OK)
			return e;
	}
	if ((e = bill_open(&open, &sums)) != OK ||
	    (e = money_sub(&kept, sums.paid, sums.refunded)) != OK ||
	    (e = money_add(&a->open, a->open, open)) != OK)
		return e;
	return money_add(&a->paid, a->paid, kept);
}

static enum err
account_stages(struct plan_account *a, const struct plan_standing *s)
{
	struct money amount;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < s->v.plan.n; i++) {
		e = plan_stage_total(&amount, &s->v.plan, (int64_t)i + 1);
		if (e == OK && stage_accepted_is(s, (int64_t)i + 1))
			e = money_add(&a->accepted, a->accepted, amount);
		if (e == OK)
			e = money_add(&a->freed, a->freed, amount);
		for (size_t k = 0; e == OK && k < s->nbills; k++)
			if (s->bills[k].stage == (int64_t)i + 1)
				e = money_sub(&a->freed, a->freed, amount);
	}
	return e;
}

enum err
plan_account(struct plan_account *out, const struct plan_standing *s)
{
	const struct money zero = money_zero(s->v.plan.net.currency);
	enum err e;

	*out = (struct plan_account){ zero, zero, zero, zero, zero, zero, zero,
		zero };
	e = money_add(&out->total, s->v.plan.net, s->v.plan.tax);
	if (e == OK)
		e = account_stages(out, s);
	for (size_t i = 0; e == OK && i < s->nbills; i++)
		e = account_bill(out, s, &s->bills[i]);
	return e;
}

static enum err
stages_write(struct json *j, const struct payment_plan *p)
{
	struct money amount;
	struct str rest, line;
	enum err e = OK;

	json_array(j);
	for (size_t i = 0; e == OK && i < p->n; i++) {
		const struct milestone *m = &p->stages[i];

		e = plan_stage_total(&amount, p, (int64_t)i + 1);
		json_object(j);
		json_put_i64(j, "stage", (int64_t)i + 1);
		json_put_str(j, "name", m->name);
		json_key(j, "criteria");
		json_array(j);
		rest = m->criteria;
		while (criterion_next(&line, &rest))
			json_str(j, line);
		json_end_array(j);
		json_put_money(j, "net", m->net);
		json_put_money(j, "tax", m->tax);
		json_put_money(j, "amount", amount);
		json_end_object(j);
	}
	json_end_array(j);
	return e;
}

static void
account_write(struct json *j, const struct plan_account *a)
{
	if (a == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_money(j, "total", a->total);
	json_put_money(j, "accepted", a->accepted);
	json_put_money(j, "billed", a->billed);
	json_put_money(j, "credited", a->credited);
	json_put_money(j, "paid", a->paid);
	json_put_money(j, "open", a->open);
	json_put_money(j, "refund", a->refund);
	json_put_money(j, "freed", a->freed);
	json_end_object(j);
}

enum err
plan_body_write(struct act *act, struct str *out, const struct plan_standing *s,
    const struct payment_plan *after, const struct plan_account *account)
{
	struct money total;
	struct json j;
	struct buf b;
	enum err e = money_add(&total, after->net, after->tax);

	if (e != OK)
		return e;
	buf_open(&b, BODY_BYTES_MAX);
	json_start(&j, &b);
	json_object(&j);
	json_put_i64(&j, "version", s->v.version);
	json_put_money(&j, "total", total);
	json_key(&j, "before");
	e = stages_write(&j, &s->v.plan);
	json_key(&j, "after");
	if (e == OK)
		e = stages_write(&j, after);
	json_key(&j, "account");
	account_write(&j, account);
	json_end_object(&j);
	if (e == OK)
		e = buf_err(&b);
	*out = str_copy(act->arena, buf_str(&b));
	buf_close(&b);
	return e == OK && out->p == NULL ? ERR_NOMEM : e;
}

struct body_money {
	int64_t amount;
};
struct body_stage {
	struct str name;
	struct wire_list criteria;
	struct body_money net;
};
struct body {
	struct wire_list after;
};

static const struct field money_fields[] = { { .name = "amount",
    .type = FIELD_INT,
    .required = true,
    .max = MONEY_MAX_MINOR,
    .offset = offsetof(struct body_money, amount) } };
static const struct shape money_shape = { .name = "PlanChangeMoney",
	.size = sizeof(struct body_money),
	.fields = money_fields,
	.nfields = 1,
	.lenient = true };
static const struct field stage_fields[] = {
	{ .name = "name",
	    .type = FIELD_TEXT,
	    .offset = offsetof(struct body_stage, name) },
	{ .name = "criteria",
	    .type = FIELD_LIST,
	    .max = CRITERIA_MAX,
	    .offset = offsetof(struct body_stage, criteria) },
	{ .name = "net",
	    .type = FIELD_OBJECT,
	    .shape = &money_shape,
	    .offset = offsetof(struct body_stage, net) },
};
static const struct shape stage_shape = { .name = "PlanChangeStageKept",
	.size = sizeof(struct body_stage),
	.fields = stage_fields,
	.nfields = 3,
	.lenient = true };
static const struct field body_fields[] = { { .name = "after",
    .type = FIELD_LIST,
    .max = OFFER_MILESTONES_MAX,
    .shape = &stage_shape,
    .offset = offsetof(struct body, after) } };
static const struct shape body_shape = { .name = "PlanChangeBody",
	.size = sizeof(struct body),
	.fields = body_fields,
	.nfields = 1,
	.lenient = true };

static enum err
criteria_join(struct arena *a, struct str *out, const struct wire_list *list)
{
	const struct str *lines = list->items;
	struct buf b;

	buf_open(&b, BODY_BYTES_MAX);
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_add_cstr(&b, "\n");
		buf_add(&b, lines[i]);
	}
	*out = str_copy(a, buf_str(&b));
	buf_close(&b);
	return out->p == NULL ? ERR_NOMEM : OK;
}

enum err
plan_body_read(struct act *act, struct stage_proposed **stages, size_t *n,
    struct str body, struct currency currency, size_t kept)
{
	struct wire_faults faults = { .n = 0 };
	const struct body_stage *after;
	struct body b;
	enum err e = shape_read(act->arena, &b, &body_shape, body, &faults);

	if (e != OK)
		return e == ERR_NOMEM ? e : ERR_BUG;
	/* More has begun since it was proposed. */
	if (b.after.n < kept)
		return ERR_PLAN_CHANGED;
	*n = b.after.n - kept;
	*stages = ARENA_NEWS(act->arena, struct stage_proposed, *n);
	if (*stages == NULL)
		return ERR_NOMEM;
	after = b.after.items;
	for (size_t i = 0; e == OK && i < *n; i++) {
		const struct body_stage *s = &after[kept + i];

		(*stages)[i].name = s->name;
		(*stages)[i].net = (struct money){ s->net.amount, currency };
		e = criteria_join(
		    act->arena, &(*stages)[i].criteria, &s->criteria);
	}
	return e;
}
