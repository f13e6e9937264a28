/*
 * What waits for a person.  For an operator: how much of it, and since when;
 * counted, for the lists themselves are recorded as read.  For a seller: each
 * thing that a buyer waits for, of three desks in one answer, so that the
 * Seller Centre asks once.
 */
#include "billing.h"
#include "store/waiting.h"

static const char *const names[WAITING__MAX] = {
	[WAITING_DISPUTES] = "disputes",
	[WAITING_BILL_DISPUTES] = "bill_disputes",
	[WAITING_REFUNDS] = "refunds",
	[WAITING_PAYOUTS] = "payouts",
	[WAITING_OVERDUE] = "overdue",
};

static enum err
waiting_show(struct call *c)
{
	struct waiting_count counts[WAITING__MAX];
	struct json *j;
	enum err e = waiting_read(c->db, c->arena, counts);

	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	for (int i = 0; i < WAITING__MAX; i++) {
		json_key(j, names[i]);
		json_object(j);
		json_put_i64(j, "count", counts[i].n);
		json_put_time(j, "oldest_at", counts[i].oldest_us);
		json_end_object(j);
	}
	json_end_object(j);
	return OK;
}

static const struct {
	const char *name, *id_prefix;
} kinds[] = {
	[BUYER_WAIT_REFUND] = { "refund", ID_REFUND },
	[BUYER_WAIT_REQUEST] = { "offer_request", ID_OFFER_REQUEST },
	[BUYER_WAIT_WORK] = { "handover", ID_HANDOVER },
	[BUYER_WAIT_REWORK] = { "rework", ID_HANDOVER },
};

/* Of each desk; more are behind its own list. */
enum { BUYERS_MAX = 20 };

static enum err
buyers_show(struct call *c)
{
	struct buyer_wait *waits;
	struct json *j;
	size_t n;
	enum err e = buyers_waiting(c->db, c->arena, &waits, &n,
	    c->who.seller_id, call_locale(c), BUYERS_MAX);

	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (const struct buyer_wait *w = waits; w < waits + n; w++) {
		json_object(j);
		json_put_cstr(j, "kind", kinds[w->kind].name);
		json_put_id(j, "id", kinds[w->kind].id_prefix, w->id);
		json_put_str(j, "product", w->product_name);
		json_put_str(j, "buyer", w->company_name);
		if (w->kind == BUYER_WAIT_REFUND)
			json_put_money(j, "amount", w->amount);
		json_put_time(j, "since", w->since_us);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
	return OK;
}

const struct route waiting_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/waiting",
	    .handler = waiting_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .answer = "Waiting",
	    .status = 200,
	    .summary = "What waits for an operator: how much, since when" },
	{ .method = "GET",
	    .pattern = "/api/billing/waiting-buyers",
	    .handler = buyers_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .answer = "WaitingBuyers",
	    .status = 200,
	    .summary = "What buyers wait for from the seller, the longest "
		       "waiting first; up to 20 of each kind" },
	{ .method = NULL },
};
