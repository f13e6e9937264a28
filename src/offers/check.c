/* X2: whether an order of an offer would go through, before it is tried. */
#include "buying.h"

#include "act/credit.h"
#include "app/settle.h"

struct mend {
	const char *text, *url; /* text NULL: none is there */
};

static const struct mend none = { NULL, NULL };

static void
check_json(struct json *j, const char *check, bool ok, struct str detail,
    struct mend mend)
{
	json_object(j);
	json_put_cstr(j, "check", check);
	json_put_bool(j, "ok", ok);
	json_put_str(j, "detail", detail);
	json_key(j, "mend");
	if (ok || mend.text == NULL) {
		json_null(j);
	} else {
		json_object(j);
		json_put_cstr(j, "text", mend.text);
		json_put_cstr(j, "url", mend.url);
		json_end_object(j);
	}
	json_end_object(j);
}

static void
who_json(struct call *c, struct json *j)
{
	static const struct mend verify = { "Verify your address",
		"/my/account/" };
	static const struct mend people = { "See who is an owner",
		"/my/company/" };
	bool buys = c->who.role == ROLE_OWNER || c->who.role == ROLE_PURCHASER;

	check_json(j, "account", true,
	    arena_printf(c->arena, "The offer is for %.*s, your company.",
		STR_FMT(c->who.company_name)),
	    none);
	check_json(j, "verified", c->who.verified,
	    c->who.verified ? STR("Your e-mail address is verified.")
			    : STR("Your e-mail address is not verified; open "
				  "the link in the verification mail."),
	    verify);
	check_json(j, "role", buys,
	    buys ? STR("You may order for your company.")
		 : STR("Only owners and purchasers order; ask one of your "
		       "company, or an owner to make you a purchaser."),
	    people);
}

/* An offer that is not in effect has no more to check. */
static void
validity_json(struct call *c, struct json *j, const struct exclusive *e)
{
	static const struct mend offers = { "See your offers", "/my/offers/" };
	bool ok = e->standing == OFFER_IN_EFFECT && e->sold == OK;
	struct str detail = STR("The offer is in effect.");

	if (e->standing != OFFER_IN_EFFECT)
		detail = arena_printf(c->arena,
		    "The offer is not in effect: %s.",
		    offer_standing_name(e->standing));
	else if (e->sold != OK)
		detail = c->detail.n > 0
		    ? c->detail
		    : STR("What is offered is not sold any more; ask its "
			  "seller.");
	check_json(j, "validity", ok, detail, offers);
}

static bool
currency_json(struct call *c, struct json *j, const struct exclusive *e)
{
	static const struct mend currency = { "See your company",
		"/my/company/" };
	struct currency offered = e->x.version.terms.unit.currency;
	bool ok = currency_eq(offered, c->who.currency);

	check_json(j, "currency", ok,
	    ok ? arena_printf(
		     c->arena, "Your company buys in %s.", offered.code)
	       : arena_printf(c->arena,
		     "The offer is in %s, and your company buys in %s; ask "
		     "its seller for another.",
		     offered.code, c->who.currency.code),
	    currency);
	return ok;
}

static struct str
credit_words(struct call *c, const struct credit_view *v)
{
	char amount[MONEY_TEXT_MAX];
	struct str left;

	switch (v->refusal) {
	case CREDIT_OK:
		return STR("Your company's credit covers it.");
	case CREDIT_STOPPED:
		return STR("A bill of your company is overdue; once it is "
			   "paid, its credit can be used again.");
	case CREDIT_SHORT:
		left = money_decimal(amount, v->free);
		return arena_printf(c->arena,
		    "Your company has %.*s %s of its credit left.",
		    STR_FMT(left), v->free.currency.code);
	default:
		return STR("The shop's operator has set no credit limit for "
			   "your company.");
	}
}

/* Some way must be there; which one is chosen after the order. */
static enum err
paying_json(struct call *c, struct json *j, const struct exclusive *e)
{
	static const struct mend bills = { "See your bills", "/my/bills/" };
	const struct gateway *gateway = settle_gateway_of(&c->site->config);
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct money total = e->quote.sum.total;
	struct credit_view credit;
	struct str words = STR_NONE;
	bool ok;
	enum err err = credit_look(c->db, c->arena, &credit, c->who.company_id,
	    CREDIT_GENERAL, total, c->now_us, &terms);

	if (err != OK)
		return err;
	ok = total.minor == 0 || credit.refusal == CREDIT_OK ||
	    !str_empty(c->site->config.bank_details) ||
	    (gateway != NULL && gateway->takes(total, &words) == OK);
	check_json(j, "payment_method", ok,
	    ok ? STR("There is a way to pay it; you choose after "
		     "the order.")
		: words.n > 0 ? words
			      : STR("This shop has no way to pay yet; its "
				    "operator can set that up."),
	    bills);
	if (credit.postpaid)
		check_json(j, "credit", credit.refusal == CREDIT_OK,
		    credit_words(c, &credit), bills);
	return OK;
}

enum err
checks_json(struct call *c, struct json *j, const struct exclusive *e)
{
	enum err err = OK;

	json_key(j, "checks");
	json_array(j);
	who_json(c, j);
	validity_json(c, j, e);
	if (currency_json(c, j, e) && e->sold == OK)
		err = paying_json(c, j, e);
	json_end_array(j);
	return err;
}
