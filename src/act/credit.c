#include "act/credit.h"

#include <assert.h>

#include "act/bill.h"
#include "moves.h"
#include "stages.h"
#include "store/company.h"

static const char *const refusal_names[CREDIT_REFUSAL__MAX] = {
	[CREDIT_OK] = "ok",
	[CREDIT_NOT_POSTPAID] = "not_postpaid",
	[CREDIT_NO_POOL] = "no_pool",
	[CREDIT_OTHER_CURRENCY] = "currency",
	[CREDIT_STOPPED] = "stopped",
	[CREDIT_SHORT] = "short",
};

const char *
credit_refusal_name(enum credit_refusal r)
{
	assert(r < CREDIT_REFUSAL__MAX);
	return refusal_names[r];
}

enum account
credit_account(enum credit_kind kind)
{
	return kind == CREDIT_GENERAL ? ACCOUNT_GENERAL_RESERVE
				      : ACCOUNT_MILESTONE_RESERVE;
}

static enum credit_refusal
refusal_of(const struct credit_view *v, struct money amount)
{
	if (!v->postpaid)
		return CREDIT_NOT_POSTPAID;
	if (!v->has_pool)
		return CREDIT_NO_POOL;
	if (!currency_eq(v->pool.limit.currency, amount.currency))
		return CREDIT_OTHER_CURRENCY;
	if (v->stopped)
		return CREDIT_STOPPED;
	return amount.minor > v->free.minor ? CREDIT_SHORT : CREDIT_OK;
}

/* Everything but the pool itself, which may be locked. */
static enum err
view_fill(struct db *db, struct arena *a, struct credit_view *v,
    const struct company *company, struct money amount, int64_t now_us,
    const struct sale_terms *terms)
{
	struct credit_overdue late;
	enum err e = credit_overdue(db, a, &late, company->company_id, now_us);

	if (e != OK)
		return e;
	v->postpaid = company->postpaid;
	v->overdue = (struct money){ late.minor, company->currency };
	v->overdue_bills = late.bills;
	v->stopped = late.bills > 0 &&
	    late.oldest_due_at_us <= terms->credit_stop_at_us;
	v->free = v->free_after = money_zero(company->currency);
	if (v->has_pool && (e = credit_free(&v->free, &v->pool)) != OK)
		return e;
	v->refusal = refusal_of(v, amount);
	if (v->has_pool && currency_eq(v->free.currency, amount.currency))
		e = money_sub(&v->free_after, v->free, amount);
	return e;
}

enum err
credit_look(struct db *db, struct arena *a, struct credit_view *out,
    struct id company_id, enum credit_kind kind, struct money amount,
    int64_t now_us, const struct sale_terms *terms)
{
	struct company company;
	struct credit_row row;
	enum err e = company_get(db, a, &company, company_id);

	*out = (struct credit_view){ .kind = kind };
	if (e != OK)
		return e;
	e = credit_row_get(db, a, &row, company_id, kind);
	out->has_pool = e == OK;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (out->has_pool)
		out->pool = row.pool;
	return view_fill(db, a, out, &company, amount, now_us, terms);
}

/* Decided on the locked row: two orders at once do not both fit. */
static enum err
decide(struct act *act, enum credit_refusal *refusal, struct credit_row *row,
    struct id company_id, enum credit_kind kind, struct money amount,
    const struct sale_terms *terms)
{
	struct credit_view v = {
		.kind = kind, .has_pool = true, .pool = row->pool
	};
	struct company company;
	enum err e = company_get(act->db, act->arena, &company, company_id);

	if (e == OK)
		e = view_fill(act->db, act->arena, &v, &company, amount,
		    act->now_us, terms);
	if (e != OK)
		return e;
	*refusal = v.refusal;
	if (v.refusal != CREDIT_OK)
		return ERR_METHOD_UNAVAILABLE;
	e = credit_reserve(&row->pool, amount);
	return e != OK ? e : credit_row_write(act->db, row);
}

static enum err
reserve(struct act *act, const struct order *o, enum credit_kind kind)
{
	const struct reservation r = {
		.order_id = o->order_id,
		.company_id = o->company_id,
		.kind = kind,
		.amount = o->total,
		.billed = money_zero(o->total.currency),
		.released = money_zero(o->total.currency),
		.created_at_us = act->now_us,
	};
	struct entry entry;
	enum err e = reservation_insert(act->db, &r);

	if (e == OK)
		e = entry_reserved(
		    &entry, credit_account(kind), o->company_id, o->total);
	return e != OK ? e
		       : entry_write(act, "credit_reserved", o->order_id,
			     o->order_id, &entry);
}

enum err
credit_reserve_more(struct act *act, enum credit_refusal *refusal,
    struct credit_row *credit, struct id order_id, struct id subject_id,
    struct money more, const struct sale_terms *terms)
{
	struct entry entry;
	enum err e = decide(act, refusal, credit, credit->company_id,
	    credit->kind, more, terms);

	credit->row_version++;
	if (e == OK)
		e = entry_reserved(&entry, credit_account(credit->kind),
		    credit->company_id, more);
	return e != OK
	    ? e
	    : entry_write(act, "credit_reserved", subject_id, order_id, &entry);
}

enum err
credit_pay_order(struct act *act, enum credit_refusal *refusal,
    struct id order_id, struct id company_id, enum credit_kind kind,
    const struct sale_terms *terms)
{
	struct credit_row row;
	struct order o;
	struct event reserved;
	enum err e = credit_row_lock(
	    act->db, act->arena, &row, company_id, kind);

	*refusal = e == ERR_NOT_FOUND ? CREDIT_NO_POOL : CREDIT_OK;
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_METHOD_UNAVAILABLE : e;
	e = order_lock(act->db, act->arena, &o, order_id, company_id);
	if (e != OK)
		return e;
	if (o.state != ORDER_PENDING_PAYMENT || act->now_us >= o.expires_at_us)
		return ERR_STATE;
	if ((o.plan_version > 0) != (kind == CREDIT_MILESTONE))
		return ERR_IN_STAGES;
	reserved = act_event(act, "order", o.order_id, "credit_reserved", NULL,
	    NULL, str_from(credit_kind_name(kind)));
	if ((e = order_payments_cancel(act, &o)) != OK ||
	    (e = bill_withdraw(act, &o, STR("It was settled on credit."))) !=
		OK ||
	    (e = decide(
		 act, refusal, &row, company_id, kind, o.total, terms)) != OK ||
	    (e = reserve(act, &o, kind)) != OK)
		return e;
	if (o.plan_version == 0)
		return order_paid(act, &o, &reserved, FUNDED_BY_CREDIT, terms);
	row.row_version++;
	e = order_paid(act, &o, &reserved, FUNDED_BY_STAGES, terms);
	return e == OK ? stages_begin(act, &o, &row, terms) : e;
}

static enum err
limit_event(struct act *act, const struct credit_row *row)
{
	char text[MONEY_TEXT_MAX];
	struct str amount = money_decimal(text, row->pool.limit);
	struct str words = arena_printf(act->arena, "%s: %.*s %s",
	    credit_kind_name(row->kind), STR_FMT(amount),
	    row->pool.limit.currency.code);
	struct event event = act_event(
	    act, "company", row->company_id, "credit_limit", NULL, NULL, words);

	return words.p == NULL ? ERR_NOMEM : events_insert(act->db, &event, 1);
}

enum err
credit_limit_set(struct act *act, struct id company_id, enum credit_kind kind,
    struct money limit)
{
	struct credit_row row = { .company_id = company_id, .kind = kind };
	struct company company;
	bool is_new;
	enum err e = credit_row_lock(
	    act->db, act->arena, &row, company_id, kind);

	is_new = e == ERR_NOT_FOUND;
	if (e != OK && !is_new)
		return e;
	e = company_get(act->db, act->arena, &company, company_id);
	if (e != OK)
		return e;
	if (is_new) {
		row = (struct credit_row){ .company_id = company_id,
			.kind = kind };
		row.pool.limit = money_zero(company.currency);
		row.pool.reserved = row.pool.billed = row.pool.limit;
	}
	if ((e = credit_set_limit(&row.pool, limit)) != OK ||
	    (e = is_new ? credit_row_insert(act->db, &row)
			: credit_row_write(act->db, &row)) != OK)
		return e;
	return limit_event(act, &row);
}
