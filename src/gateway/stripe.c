#include "stripe_api.h"

static enum err
takes(struct money amount, struct str *why)
{
	int64_t units;

	return stripe_units(&units, amount, why);
}

const struct gateway gateway_stripe = {
	.name = "stripe",
	.signature_header = "HTTP_STRIPE_SIGNATURE",
	.takes = takes,
	.start = stripe_start,
	.find = stripe_find,
	.charge = stripe_charge,
	.refund = stripe_refund,
	.refund_find = stripe_refund_find,
	.setup = stripe_setup,
	.setup_find = stripe_setup_find,
	.forget = stripe_forget,
	.event = stripe_event,
};
