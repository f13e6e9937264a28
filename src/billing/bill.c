/* R43: a company's bills, for whoever works there. */
#include "billing.h"

enum err
bills_answer(struct call *c, struct id company_id)
{
	struct bill_filter f = { .company_id = company_id };
	struct paging p;
	struct bill *bills;
	struct id after;
	struct json *j;
	size_t n;
	enum err e;

	if ((e = bill_filter_read(c, &f)) != OK ||
	    (e = paging_read_id(c, &p, &after)) != OK ||
	    (e = bills_list(c->db, c->arena, &bills, &n, &f, after, p.limit)) !=
		OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; e == OK && i < n; i++)
		e = bill_row_json(j, &bills[i]);
	return e != OK
	    ? e
	    : paging_close_id(c, &p, p.more ? &bills[n - 1].bill_id : NULL);
}

static enum err
bills_list_show(struct call *c)
{
	enum err e = company_required(c);

	return e != OK ? e : bills_answer(c, c->who.company_id);
}

static enum err
bill_show(struct call *c)
{
	struct bill b;
	enum err e = bill_of_path(c, &b);

	return e != OK ? e : bill_whole_json(c, reply_json(c, 200), &b);
}

static const char *const list_query[] = { "limit", "after", "state", "order",
	"month", "q", NULL };

const struct route bill_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/bills",
	    .handler = bills_list_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Bills",
	    .status = 200,
	    .summary = "The company's bills, newest first" },
	{ .method = "GET",
	    .pattern = "/api/billing/bills/{bill}",
	    .handler = bill_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "Bill",
	    .status = 200,
	    .summary = "One bill with its lines and what was paid" },
	{ .method = NULL },
};
