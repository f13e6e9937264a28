/*
 * What an operator looks at of a company's bills is on record: who read which
 * bill, in which form and when, is an event of the bill.
 */
#include "act/act.h"
#include "billing.h"

static const struct id any_company = { { 0 } };

enum err
receivable_of_path(struct call *c, struct bill *out)
{
	struct id bill_id;

	return id_parse(&bill_id, ID_BILL, c->path_arg[0]) == OK
	    ? bill_get(c->db, c->arena, out, bill_id, any_company)
	    : ERR_NOT_FOUND;
}

enum err
receivable_read_note(struct call *c, const struct bill *b, const char *form)
{
	const struct act act = operator_act(c);
	const struct event read = act_event(
	    &act, "bill", b->bill_id, EVENT_READ, NULL, NULL, str_from(form));

	return events_insert(c->db, &read, 1);
}

static enum err
receivable_file(struct call *c, enum bill_file file)
{
	struct bill b;
	enum err e = receivable_of_path(c, &b);

	if (e == OK)
		e = bill_file_send(c, &b, file);
	return e == OK ? receivable_read_note(c, &b, bill_files[file].suffix)
		       : e;
}

static enum err
receivable_pdf_show(struct call *c)
{
	return receivable_file(c, BILL_FILE_PDF);
}

static enum err
receivable_csv_show(struct call *c)
{
	return receivable_file(c, BILL_FILE_CSV);
}

static enum err
receivable_ubl_show(struct call *c)
{
	return receivable_file(c, BILL_FILE_UBL);
}

const struct route receivable_file_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/receivables/{bill}/pdf",
	    .handler = receivable_pdf_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .status = 200,
	    .summary = "A bill of any company as PDF; recorded" },
	{ .method = "GET",
	    .pattern = "/api/billing/receivables/{bill}/csv",
	    .handler = receivable_csv_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .status = 200,
	    .summary = "Its lines as CSV; recorded" },
	{ .method = "GET",
	    .pattern = "/api/billing/receivables/{bill}/ubl",
	    .handler = receivable_ubl_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .status = 200,
	    .summary = "It as an electronic invoice; recorded" },
	{ .method = NULL },
};
