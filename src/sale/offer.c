#include "sale/offer.h"

#include "app/settle.h"
#include "base/num.h"
#include "sale/call.h"
#include "sale/credit.h"

enum err
offer_saving_of(struct offer_saving *out, const struct offer_terms *terms)
{
	struct offer_terms list = *terms;
	struct priced asked, offered;
	enum err e;

	list.unit = terms->list_unit;
	out->list_unit = terms->list_unit;
	out->saved_bp = 0;
	if ((e = offer_net(&asked, &list)) != OK ||
	    (e = offer_net(&offered, terms)) != OK ||
	    (e = money_sub(&out->saved, asked.net, offered.net)) != OK)
		return e;
	out->list_net = asked.net;
	return asked.net.minor == 0
	    ? OK
	    : num_mul_div(&out->saved_bp, out->saved.minor, OFFER_SHARES,
		  asked.net.minor);
}

enum err
offer_find(struct call *c, struct offer_exclusive *out, struct id offer_id)
{
	return offer_exclusive_get(c->db, c->arena, out, offer_id,
	    c->who.company_id, call_locale(c), c->site->config.locales[0]);
}

static const char *
standing_words(enum offer_standing s)
{
	switch (s) {
	case OFFER_UPCOMING:
		return "This offer is not in effect yet; its page says when "
		       "it starts.";
	case OFFER_USED:
		return "This offer has been used; see your orders.";
	case OFFER_OVER:
		return "This offer has expired; ask its seller to extend it.";
	case OFFER_TAKEN_BACK:
		return "The seller has withdrawn this offer.";
	case OFFER_TURNED_DOWN:
		return "Your company has declined this offer.";
	default:
		return "This offer cannot be ordered now.";
	}
}

static enum err
standing_refused(struct call *c, enum offer_standing s)
{
	c->extension = "standing";
	c->extension_json = arena_printf(
	    c->arena, "\"%s\"", offer_standing_name(s));
	return c->extension_json.p == NULL
	    ? ERR_NOMEM
	    : call_fail(c, ERR_OFFER_STATE, "%s", standing_words(s));
}

static enum err
version_refused(struct call *c)
{
	return call_fail(c, ERR_OFFER_STALE,
	    "The seller has revised this offer; look at what it says now.");
}

enum err
offer_orderable(
    struct call *c, const struct offer_exclusive *x, int64_t version)
{
	const struct offer *o = &x->offer;
	enum offer_standing s = offer_standing(
	    o->state, o->starts_at_us, o->ends_at_us, c->now_us);

	if (s != OFFER_IN_EFFECT)
		return standing_refused(c, s);
	if (o->version != version)
		return version_refused(c);
	if (!currency_eq(x->version.terms.unit.currency, c->who.currency))
		return call_fail(c, ERR_CURRENCY,
		    "This offer is in %s, and your company buys in %s; ask "
		    "its seller for one in %s.",
		    x->version.terms.unit.currency.code, c->who.currency.code,
		    c->who.currency.code);
	return OK;
}

/* Looked at again, for the words. */
static enum err
credit_lacking(struct call *c, const struct placement *p)
{
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct credit_view v;
	enum err e = credit_look(c->db, c->arena, &v, c->who.company_id,
	    CREDIT_MILESTONE, p->order.total, c->now_us, &terms);

	v.refusal = (enum credit_refusal)p->credit_refusal;
	return e == OK ? credit_refused(c, &v) : e;
}

enum err
offer_refused(struct call *c, enum err e, const struct placement *p)
{
	switch (e) {
	case ERR_METHOD_UNAVAILABLE:
		return credit_lacking(c, p);
	case ERR_OFFER_STATE:
		return standing_refused(c, p->offer.standing);
	case ERR_OFFER_STALE:
		return version_refused(c);
	default:
		return e;
	}
}
