#include "sale/credit.h"

struct str
credit_refusal_words(struct call *c, const struct credit_view *v)
{
	char amount[MONEY_TEXT_MAX];
	struct str left;

	switch (v->refusal) {
	case CREDIT_NOT_POSTPAID:
		return STR("Your company is not on monthly settlement; the "
			   "shop's operator can grant it.");
	case CREDIT_NO_POOL:
		return v->kind == CREDIT_MILESTONE
		    ? STR("The shop's operator has set your company no credit "
			  "limit for orders in stages yet.")
		    : STR("The shop's operator has set no credit limit for "
			  "your company yet.");
	case CREDIT_OTHER_CURRENCY:
		return STR("Your company's credit is in another currency; "
			   "the shop's operator can set one in this.");
	case CREDIT_STOPPED:
		return STR("A bill of your company is overdue; once it is "
			   "paid, its credit can be used again.");
	case CREDIT_SHORT:
		left = money_decimal(amount, v->free);
		return arena_printf(c->arena,
		    "Your company has %.*s %s of its credit left; pay open "
		    "bills, or ask the shop's operator for a higher limit.",
		    STR_FMT(left), v->free.currency.code);
	default:
		return STR_NONE;
	}
}

enum err
credit_refused(struct call *c, const struct credit_view *v)
{
	c->extension = "refusal";
	c->extension_json = arena_printf(
	    c->arena, "\"%s\"", credit_refusal_name(v->refusal));
	return c->extension_json.p == NULL
	    ? ERR_NOMEM
	    : call_fail(c, ERR_METHOD_UNAVAILABLE, "%.*s",
		  STR_FMT(credit_refusal_words(c, v)));
}

void
credit_figures_json(struct json *j, const struct credit_view *v)
{
	struct money none = money_zero(v->free.currency);

	json_put_cstr(j, "pool", credit_kind_name(v->kind));
	json_put_money(j, "limit", v->has_pool ? v->pool.limit : none);
	json_put_money(j, "reserved", v->has_pool ? v->pool.reserved : none);
	json_put_money(j, "billed", v->has_pool ? v->pool.billed : none);
	json_put_money(j, "overdue", v->overdue);
	json_put_money(j, "free", v->free);
	json_put_money(j, "free_after", v->free_after);
}
