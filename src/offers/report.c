/*
 * R23: what a gateway says of an SMS.  Kannel's dlr-url can only be got, so
 * this is the one GET that changes a row; its key is for one message alone,
 * and the row is told nothing but a state.
 */
#include "app/report.h"

#include "offers.h"
#include "store/offer_trace.h"

static enum err
report_take(struct call *c)
{
	struct str status = request_query(c->request, "status");
	struct str report = report_of_status(status);
	struct id message_id;
	enum err e = path_id(&message_id, c, ID_MESSAGE);

	if (e != OK)
		return e;
	if (!report_key_is(
		c->site, message_id, request_query(c->request, "key")))
		return ERR_SIGNATURE;
	if (!report.p)
		return call_fault(c, "/status", "choice",
		    "status is 1, 2, 4, 8 or 16, or delivered, failed, "
		    "buffered, accepted or rejected.");
	return offer_message_report(c->db, message_id, report, c->now_us);
}

static const char *const report_query[] = { "key", "status", NULL };

const struct route report_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/offers/sms-reports/{message}",
	    .handler = report_take,
	    .caller = CALLER_GATEWAY,
	    .tx = TX_WRITE,
	    .query = report_query,
	    .status = 204,
	    .summary = "What became of an SMS, by its gateway" },
	{ .method = NULL },
};
