/* The files of any company's bills, for operators; each reading is on record. */
#include "billing.h"

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
