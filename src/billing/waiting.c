/*
 * What waits for an operator: how much of it, and since when.  Counted, for
 * the lists themselves are recorded as read.
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

const struct route waiting_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/waiting",
	    .handler = waiting_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .answer = "Waiting",
	    .status = 200,
	    .summary = "What waits for an operator: how much, since when" },
	{ .method = NULL },
};
