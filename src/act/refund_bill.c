/* What had come for a bill, and goes back the way it came. */
#include "act/refund.h"
#include "moves.h"
#include "store/payment.h"

/* Of what a card paid, so much has not been sent back yet. */
static enum err
card_has(struct act *act, struct money *out, const struct payment *p)
{
	struct money back;
	enum err e = refunds_promised(
	    act->db, act->arena, &back, p->payment_id, p->amount.currency);

	*out = money_zero(p->amount.currency);
	if (e != OK || p->captured_at_us == 0 || p->gateway.n == 0)
		return e;
	return money_sub(out, p->amount, back);
}

enum err
refund_of_bill(struct act *act, const struct order *o, struct money amount,
    struct id bill_id)
{
	struct payment *cards = NULL;
	struct money has;
	size_t n = 0;
	enum err e = payments_of_bill(
	    act->db, act->arena, &cards, &n, bill_id, true);

	/* The last attempt is the first of them. */
	for (size_t i = n; e == OK && amount.minor > 0 && i-- > 0;) {
		e = card_has(act, &has, &cards[i]);
		if (e != OK || has.minor <= 0)
			continue;
		if (has.minor > amount.minor)
			has = amount;
		e = refund_surplus(act, o, has, cards[i].payment_id, bill_id);
		amount.minor -= has.minor;
	}
	return e == OK && amount.minor > 0
	    ? refund_by_hand(act, o, amount, bill_id)
	    : e;
}
