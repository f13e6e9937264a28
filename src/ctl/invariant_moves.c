/* Is what happened of each thing what its machine knows? */
#include "ctl/invariant.h"
#include "domain/card.h"
#include "domain/settlement.h"
#include "domain/states.h"

static const char moves_sql[] =
    "SELECT DISTINCT subject, from_state, to_state FROM events"
    " WHERE subject IN ('order', 'payment', 'card', 'bill', 'product',"
    " 'seller', 'refund', 'handover', 'offer', 'settlement')"
    " AND from_state IS NOT NULL AND to_state IS NOT NULL";

static bool
order_may_move(struct str from_text, struct str to_text)
{
	enum order_state from, wanted, to;
	int event;

	if (order_state_parse(&from, from_text) != OK ||
	    order_state_parse(&wanted, to_text) != OK)
		return false;
	for (event = 0; event < ORDER_ON__MAX; event++)
		if (order_step(&to, from, (enum order_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
payment_may_move(struct str from_text, struct str to_text)
{
	enum payment_state from, wanted, to;
	int event;

	if (payment_state_parse(&from, from_text) != OK ||
	    payment_state_parse(&wanted, to_text) != OK)
		return false;
	for (event = 0; event < PAYMENT_ON__MAX; event++)
		if (payment_step(&to, from, (enum payment_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
card_may_move(struct str from_text, struct str to_text)
{
	enum card_state from, wanted, to;

	if (card_state_parse(&from, from_text) != OK ||
	    card_state_parse(&wanted, to_text) != OK)
		return false;
	for (int event = 0; event < CARD_EVENT__MAX; event++)
		if (card_step(&to, from, (enum card_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
bill_may_move(struct str from_text, struct str to_text)
{
	enum bill_state from, wanted, to;

	if (bill_state_parse(&from, from_text) != OK ||
	    bill_state_parse(&wanted, to_text) != OK)
		return false;
	for (int event = 0; event < BILL_ON__MAX; event++)
		if (bill_step(&to, from, (enum bill_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
product_may_move(struct str from_text, struct str to_text)
{
	enum product_state from, wanted, to;

	if (product_state_parse(&from, from_text) != OK ||
	    product_state_parse(&wanted, to_text) != OK)
		return false;
	for (int event = 0; event < PRODUCT_ON__MAX; event++)
		if (product_step(&to, from, (enum product_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
seller_may_move(struct str from_text, struct str to_text)
{
	enum seller_state from, wanted, to;

	if (seller_state_parse(&from, from_text) != OK ||
	    seller_state_parse(&wanted, to_text) != OK)
		return false;
	for (int event = 0; event < SELLER_ON__MAX; event++)
		if (seller_step(&to, from, (enum seller_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
refund_may_move(struct str from_text, struct str to_text)
{
	enum refund_state from, wanted, to;

	if (refund_state_parse(&from, from_text) != OK ||
	    refund_state_parse(&wanted, to_text) != OK)
		return false;
	for (int event = 0; event < REFUND_ON__MAX; event++)
		if (refund_step(&to, from, (enum refund_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
handover_may_move(struct str from_text, struct str to_text)
{
	enum handover_state from, wanted, to;

	if (handover_state_parse(&from, from_text) != OK ||
	    handover_state_parse(&wanted, to_text) != OK)
		return false;
	for (int event = 0; event < HANDOVER_ON__MAX; event++)
		if (handover_step(&to, from, (enum handover_event)event) ==
			OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
offer_may_move(struct str from_text, struct str to_text)
{
	enum offer_state from, wanted, to;

	if (offer_state_parse(&from, from_text) != OK ||
	    offer_state_parse(&wanted, to_text) != OK)
		return false;
	for (int event = 0; event < OFFER_ON__MAX; event++)
		if (offer_step(&to, from, (enum offer_event)event) == OK &&
		    to == wanted)
			return true;
	return false;
}

static bool
settlement_may_move(struct str from_text, struct str to_text)
{
	enum settlement_state from, wanted, to;

	return settlement_state_parse(&from, from_text) == OK &&
	    settlement_state_parse(&wanted, to_text) == OK &&
	    settlement_step(&to, from, SETTLEMENT_ON_PAY) == OK && to == wanted;
}

static const struct {
	const char *subject;
	bool (*may_move)(struct str from_text, struct str to_text);
} machines[] = {
	{ "order", order_may_move },
	{ "payment", payment_may_move },
	{ "card", card_may_move },
	{ "bill", bill_may_move },
	{ "product", product_may_move },
	{ "seller", seller_may_move },
	{ "refund", refund_may_move },
	{ "handover", handover_may_move },
	{ "offer", offer_may_move },
	{ "settlement", settlement_may_move },
};

static bool
may_move(const struct db_result *r)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (str_is(db_get_str(r, 0), machines[i].subject))
			return machines[i].may_move(
			    db_get_str(r, 1), db_get_str(r, 2));
	return false;
}

enum err
invariant_moves(struct db *db, struct arena *a, struct str *fault)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, moves_sql, DB_NO_ARGS);

	*fault = STR_NONE;
	while (e == OK && db_next(&r)) {
		if (!may_move(&r))
			*fault = arena_printf(a,
			    "%.*s went from %.*s to"
			    " %.*s, which no event does",
			    STR_FMT(db_get_str(&r, 0)),
			    STR_FMT(db_get_str(&r, 1)),
			    STR_FMT(db_get_str(&r, 2)));
	}
	return e;
}
