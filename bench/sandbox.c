/*
 * The test provider inside the responder: every card is good, and what it is
 * asked costs no socket and no other program.  A session's id says all there
 * is to say about it, so nothing is kept.  Linked in place of the driver of
 * souk-sandbox: bench/checkout is souk-checkout but for that.
 */
#include "gateway/sandbox.h"

#include <inttypes.h>
#include <string.h>

#include "base/num.h"

static enum err
takes(struct money amount, struct str *why)
{
	(void)why;
	return amount.minor > 0 ? OK : ERR_RANGE;
}

/* "ses-4900-USD-pay_01h..." */
static enum err
session(struct arena *a, struct gateway_payment *out, enum gateway_state state,
    struct str reference, struct money amount)
{
	*out = (struct gateway_payment){
		.state = state,
		.ref = arena_printf(a, "ses-%" PRId64 "-%s-%.*s", amount.minor,
		    amount.currency.code, STR_FMT(reference)),
		.reference = reference,
		.redirect_url = STR("http://127.0.0.1/pay/in-process"),
		.amount = amount,
	};
	return out->ref.p == NULL ? ERR_NOMEM : OK;
}

static enum err
start(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_start *in)
{
	(void)config;
	return session(a, out, GATEWAY_OPEN, in->reference, in->amount);
}

static enum err
charge(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_charge *in)
{
	(void)config;
	return session(a, out, GATEWAY_CAPTURED, in->reference, in->amount);
}

/* The buyer has used the card by now. */
static enum err
find(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str ref, struct str reference)
{
	struct str part, rest = ref;
	struct money amount;

	(void)config;
	(void)reference;
	*out = (struct gateway_payment){ .state = GATEWAY_ABSENT };
	if (!str_cut(&rest, '-', &part) || !str_is(part, "ses") ||
	    !str_cut(&rest, '-', &part) ||
	    num_parse_i64(&amount.minor, part) != OK ||
	    !str_cut(&rest, '-', &part) ||
	    currency_parse(&amount.currency, part) != OK)
		return OK;
	return session(a, out, GATEWAY_CAPTURED, rest, amount);
}

static enum err
refund(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, const struct gateway_refund_start *in)
{
	(void)a;
	(void)out;
	(void)config;
	(void)in;
	return ERR_INVALID;
}

static enum err
refund_find(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, struct str ref, struct str payment_ref,
    struct str reference)
{
	(void)a;
	(void)config;
	(void)ref;
	(void)payment_ref;
	(void)reference;
	*out = (struct gateway_refund){ .state = GATEWAY_REFUND_ABSENT };
	return OK;
}

static enum err
on_file(struct arena *a, struct gateway_setup *out,
    enum gateway_setup_state state, struct str reference)
{
	*out = (struct gateway_setup){
		.state = state,
		.ref = reference,
		.reference = reference,
		.redirect_url = STR("http://127.0.0.1/setup/in-process"),
		.customer_ref = STR("cus-in-process"),
		.method_ref = arena_printf(a, "card-%.*s", STR_FMT(reference)),
		.brand = STR("visa"),
		.last4 = STR("4242"),
		.expires_month = 12,
		.expires_year = 2099,
	};
	return out->method_ref.p == NULL ? ERR_NOMEM : OK;
}

static enum err
setup(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, const struct gateway_setup_start *in)
{
	(void)config;
	return on_file(a, out, GATEWAY_SETUP_OPEN, in->reference);
}

static enum err
setup_find(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, struct str ref, struct str reference)
{
	(void)config;
	return on_file(a, out, GATEWAY_SETUP_DONE, ref.n > 0 ? ref : reference);
}

static enum err
forget(
    struct arena *a, const struct gateway_config *config, struct str method_ref)
{
	(void)a;
	(void)config;
	(void)method_ref;
	return OK;
}

static enum err
event(struct arena *a, struct gateway_event *out,
    const struct gateway_config *config, struct str signature, struct str body,
    int64_t now_us)
{
	(void)a;
	(void)out;
	(void)config;
	(void)signature;
	(void)body;
	(void)now_us;
	return ERR_SIGNATURE;
}

const struct gateway gateway_sandbox = {
	.name = "sandbox",
	.signature_header = "HTTP_SOUK_SANDBOX_SIGNATURE",
	.takes = takes,
	.start = start,
	.find = find,
	.charge = charge,
	.refund = refund,
	.refund_find = refund_find,
	.setup = setup,
	.setup_find = setup_find,
	.forget = forget,
	.event = event,
};
