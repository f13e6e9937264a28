/* What nobody will pay. */
#include <stddef.h>

#include "act/bill.h"
#include "billing.h"

enum { REASON_CHARS_MAX = 200 };

struct write_off_body {
	struct str reason;
};

static const struct field write_off_fields[] = {
	{ .name = "reason",
	    .type = FIELD_NAME,
	    .required = true,
	    .max = REASON_CHARS_MAX,
	    .offset = offsetof(struct write_off_body, reason),
	    .about = "why nobody will pay; kept with the bill's events, which "
		     "the company reads" },
};
static const struct shape write_off_shape = SHAPE(
    "BillWriteOff", struct write_off_body, write_off_fields);

static enum err
write_off_new(struct call *c)
{
	const struct write_off_body *body = c->body;
	struct act act = act_of_call(c);
	struct bill b;
	enum err e = receivable_of_path(c, &b);

	if (e == OK)
		e = bill_write_off(&act, &b, b.bill_id, str_trim(body->reason));
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "Only an overdue bill of what was delivered on credit is "
		    "written off; rule on its dispute, or cancel its order.");
	return e == OK ? bill_whole_json(c, reply_json(c, 200), &b) : e;
}

const struct route write_off_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/billing/receivables/{bill}/write-offs",
	    .handler = write_off_new,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &write_off_shape,
	    .answer = "Bill",
	    .status = 200,
	    .summary = "Write off what is open of an overdue bill" },
	{ .method = NULL },
};
