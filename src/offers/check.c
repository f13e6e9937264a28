/* X2: whether an order of an offer would go through, before it is tried. */
#include "buying.h"

#include "app/settle.h"
#include "sale/credit.h"
#include "sale/plan.h"

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

static const struct mend bills = { "See your bills", "/my/bills/" };

static void
credit_check_json(struct call *c, struct json *j, const struct credit_view *v)
{
	check_json(j, "credit", v->refusal == CREDIT_OK,
	    v->refusal == CREDIT_OK ? STR("Your company's credit covers it.")
				    : credit_refusal_words(c, v),
	    bills);
}

/* R38: in stages it is settled monthly, or not at all. */
static void
stages_json(struct call *c, struct json *j, const struct credit_view *v)
{
	check_json(j, "payment_method", v->postpaid,
	    v->postpaid
		? STR("It is settled monthly, each milestone by its own bill.")
		: STR("It is paid in stages, and that is for companies on "
		      "monthly settlement; the shop's operator can grant it."),
	    none);
	credit_check_json(c, j, v);
}

/* Some way must be there; which one is chosen after the order. */
static void
paying_json(struct call *c, struct json *j, const struct exclusive *e,
    const struct credit_view *credit)
{
	const struct gateway *gateway = settle_gateway_of(&c->site->config);
	struct money total = e->quote.sum.total;
	struct str words = STR_NONE;
	bool ok = total.minor == 0 || credit->refusal == CREDIT_OK ||
	    !str_empty(c->site->config.bank_details) ||
	    (gateway != NULL && gateway->takes(total, &words) == OK);

	check_json(j, "payment_method", ok,
	    ok ? STR("There is a way to pay it; you choose after "
		     "the order.")
		: words.n > 0 ? words
			      : STR("This shop has no way to pay yet; its "
				    "operator can set that up."),
	    bills);
	if (credit->postpaid)
		credit_check_json(c, j, credit);
}

static enum err
ways_json(struct call *c, struct json *j, const struct exclusive *e)
{
	struct credit_view credit;
	enum err err = plan_credit(c, &credit, &e->quote);

	if (err != OK)
		return err;
	if (e->quote.offer.staged)
		stages_json(c, j, &credit);
	else
		paying_json(c, j, e, &credit);
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
		err = ways_json(c, j, e);
	json_end_array(j);
	return err;
}
