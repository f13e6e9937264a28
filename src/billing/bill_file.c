/*
 * R43: a bill as a file, for its own company alone.  The worker has made it
 * (src/worker/papers.c); what stands in the folder is never asked for by a
 * name from outside.
 */
#include "base/log.h"
#include "base/sys.h"
#include "billing.h"

enum { AGAIN_S = 2 };

enum err
kept_file_send(
    struct call *c, struct str path, struct str name, const char *type)
{
	struct str value, data;
	enum err e;

	if (path.p == NULL || name.p == NULL)
		return ERR_NOMEM;
	e = file_read(c->arena, &data, path.p, REPLY_MAX, 0);
	if (e != OK) {
		log_error("a file cannot be read", "path=%s why=%s", path.p,
		    err_name(e));
		return e == ERR_NOMEM ? e : ERR_UNAVAILABLE;
	}
	value = arena_printf(
	    c->arena, "attachment; filename=\"%.*s\"", STR_FMT(name));
	c->reply->status = 200;
	c->reply->content_type = type;
	reply_header(c->reply, "Content-Disposition", value);
	reply_header(c->reply, "Cache-Control", STR("private, no-store"));
	buf_add(&c->reply->body, data);
	return OK;
}

static enum err
file_send(struct call *c, const char *suffix, const char *type)
{
	struct bill b;
	struct str id;
	char text[ID_TEXT_MAX];
	enum err e = bill_of_path(c, &b);

	if (e != OK)
		return e;
	if (b.paper_at_us == 0) {
		c->retry_after_s = AGAIN_S;
		return call_fail(c, ERR_BUSY,
		    "This bill is being put on paper; ask again in some "
		    "seconds.");
	}
	id = id_format(text, ID_BILL, b.bill_id);
	return kept_file_send(c,
	    arena_printf(c->arena, "%.*s/bills/%.*s.%s",
		STR_FMT(c->site->config.data_dir), STR_FMT(id), suffix),
	    arena_printf(c->arena, "%.*s.%s", STR_FMT(b.bill_no), suffix),
	    type);
}

static enum err
bill_pdf_show(struct call *c)
{
	return file_send(c, "pdf", "application/pdf");
}

static enum err
bill_csv_show(struct call *c)
{
	return file_send(c, "csv", "text/csv; charset=utf-8");
}

const struct route bill_file_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/bills/{bill}/pdf",
	    .handler = bill_pdf_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .status = 200,
	    .summary = "The bill as PDF" },
	{ .method = "GET",
	    .pattern = "/api/billing/bills/{bill}/csv",
	    .handler = bill_csv_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .status = 200,
	    .summary = "The bill's lines as CSV" },
	{ .method = NULL },
};
