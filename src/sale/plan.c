#include "sale/plan.h"

#include "app/settle.h"
#include "base/buf.h"
#include "sale/call.h"
#include "sale/credit.h"
#include "sale/desk.h"

enum { WORDS_MAX = 4096 };

static const struct {
	const char *code, *title, *text;
} permissions[PERMISSION__MAX] = {
	[PERMISSION_RESERVE] = { "reserve", "permission.reserve.title",
	    "permission.reserve.text" },
	[PERMISSION_BILL_STAGES] = { "bill_stages",
	    "permission.bill_stages.title", "permission.bill_stages.text" },
	[PERMISSION_DEEMED] = { "deemed", "permission.deemed.title",
	    "permission.deemed.text" },
};

/* Its days are part of the words, so that other days are another text. */
static enum err
permission_make(struct call *c, struct document *out, enum permission p,
    struct str locale, int64_t days)
{
	const struct locale *l = locale_find(desk_of(c)->texts, locale);
	const struct locale_arg args[] = {
		{ "brand", c->site->config.name },
		{ "days", arena_printf(c->arena, "%lld", (long long)days) },
	};
	struct buf b;
	enum err e;

	buf_open(&b, WORDS_MAX);
	locale_fill(&b, locale_text(l, permissions[p].text), args,
	    sizeof(args) / sizeof(args[0]));
	e = buf_err(&b);
	*out = (struct document){ .kind = STR(PERMISSION_KIND),
		.locale = locale,
		.title = locale_text(l, permissions[p].title),
		.text = str_copy(c->arena, buf_str(&b)) };
	buf_close(&b);
	out->hash = hash_sha256(out->text);
	return e == OK && out->text.p == NULL ? ERR_NOMEM : e;
}

enum err
permissions_of(struct call *c, struct permissions *out, const struct quote *q,
    struct str locale)
{
	const int64_t days[PERMISSION__MAX] = {
		[PERMISSION_BILL_STAGES] = c->site->config.bill_term_days,
		[PERMISSION_DEEMED] = q->offer.plan.plan.deemed_days,
	};
	enum err e = OK;

	out->n = 0;
	for (enum permission p = 0;
	     e == OK && q->offer.staged && p < PERMISSION__MAX; p++) {
		if (p == PERMISSION_DEEMED && days[p] == 0)
			continue;
		out->of[out->n] = p;
		e = permission_make(
		    c, &out->texts[out->n++], p, locale, days[p]);
	}
	return e;
}

static enum err
permissions_json(struct call *c, struct json *j, const struct quote *q)
{
	struct permissions asked;
	char hex[HASH_HEX + 1];
	enum err e = permissions_of(c, &asked, q, call_locale(c));

	json_key(j, "permissions");
	json_array(j);
	for (size_t i = 0; e == OK && i < asked.n; i++) {
		const struct document *d = &asked.texts[i];

		json_object(j);
		json_put_str(j, "hash", hash_hex(hex, d->hash));
		json_put_cstr(j, "code", permissions[asked.of[i]].code);
		json_put_str(j, "title", d->title);
		json_put_str(j, "text", d->text);
		json_end_object(j);
	}
	json_end_array(j);
	return e;
}

enum err
plan_credit(struct call *c, struct credit_view *out, const struct quote *q)
{
	struct sale_terms terms = settle_terms(c->site, c->now_us);

	return credit_look(c->db, c->arena, out, c->who.company_id,
	    q->offer.staged ? CREDIT_MILESTONE : CREDIT_GENERAL, q->sum.total,
	    c->now_us, &terms);
}

static enum err
credit_put(struct call *c, struct json *j, const struct quote *q)
{
	struct credit_view v;
	enum err e = plan_credit(c, &v, q);

	json_key(j, "credit");
	if (e != OK)
		return e;
	json_object(j);
	credit_figures_json(j, &v);
	json_put_cstr(j, "refusal",
	    v.refusal == CREDIT_OK ? NULL : credit_refusal_name(v.refusal));
	json_put_str(j, "words", credit_refusal_words(c, &v));
	json_end_object(j);
	return OK;
}

void
criteria_json(struct json *j, struct str criteria)
{
	struct str line;

	json_key(j, "criteria");
	json_array(j);
	while (criterion_next(&line, &criteria))
		json_str(j, line);
	json_end_array(j);
}

static enum err
stage_json(struct call *c, struct json *j, const struct payment_plan *plan,
    int64_t stage)
{
	const struct milestone *m = &plan->stages[stage - 1];
	struct money amount;
	enum err e = plan_stage_total(&amount, plan, stage);

	if (e != OK)
		return e;
	json_object(j);
	json_put_i64(j, "stage", stage);
	json_put_str(j, "name", m->name);
	json_put_i64(j, "share_bp", m->share_bp);
	criteria_json(j, m->criteria);
	json_put_money(j, "net", m->net);
	json_put_money(j, "tax", m->tax);
	json_put_money(j, "amount", amount);
	json_put_i64(j, "billed_by", plan_billed_by(plan, stage));
	json_put_i64(j, "due_days", c->site->config.bill_term_days);
	json_end_object(j);
	return OK;
}

enum err
plan_json(struct call *c, struct json *j, const struct quote *q)
{
	const struct payment_plan *plan = &q->offer.plan.plan;
	char hex[HASH_HEX + 1];
	enum err e = OK;

	json_key(j, "payment_plan");
	if (!q->offer.staged) {
		json_null(j);
		return OK;
	}
	json_object(j);
	json_put_cstr(j, "billing", plan_billing_name(plan->billing));
	json_key(j, "deemed_days");
	if (plan->deemed_days > 0)
		json_i64(j, plan->deemed_days);
	else
		json_null(j);
	json_put_str(j, "digest", hash_hex(hex, q->offer.plan.digest));
	json_put_money(j, "net", plan->net);
	json_put_money(j, "tax", plan->tax);
	json_put_money(j, "total", q->sum.total);
	json_key(j, "milestones");
	json_array(j);
	for (size_t k = 1; e == OK && k <= plan->n; k++)
		e = stage_json(c, j, plan, (int64_t)k);
	json_end_array(j);
	if (e == OK)
		e = permissions_json(c, j, q);
	if (e == OK)
		e = credit_put(c, j, q);
	json_end_object(j);
	return e;
}
