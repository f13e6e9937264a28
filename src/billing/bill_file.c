/*
 * R43: a bill as a file, for its own company alone.  The worker has made it
 * (src/worker/papers.c); what stands in the folder is never asked for by a
 * name from outside.
 */
#include "base/log.h"
#include "base/sys.h"
#include "billing.h"

enum { AGAIN_S = 2 };

const struct bill_file_kind bill_files[BILL_FILE__MAX] = {
	[BILL_FILE_PDF] = { "pdf", "application/pdf" },
	[BILL_FILE_CSV] = { "csv", "text/csv; charset=utf-8" },
	[BILL_FILE_UBL] = { "xml", "application/xml" },
};

static enum err
unreadable(struct str path, enum err e)
{
	log_error(
	    "a file cannot be read", "path=%s why=%s", path.p, err_name(e));
	return e == ERR_NOMEM ? e : ERR_UNAVAILABLE;
}

enum err
kept_head_write(struct call *c, struct str name, const char *type)
{
	struct str value;

	if (name.p == NULL)
		return ERR_NOMEM;
	value = arena_printf(
	    c->arena, "attachment; filename=\"%.*s\"", STR_FMT(name));
	c->reply->status = 200;
	c->reply->content_type = type;
	reply_header(c->reply, "Content-Disposition", value);
	reply_header(c->reply, "Cache-Control", STR("private, no-store"));
	return OK;
}

enum err
kept_file_send(
    struct call *c, struct str path, struct str name, const char *type)
{
	uint64_t bytes;
	enum err e;
	int fd;

	if (path.p == NULL)
		return ERR_NOMEM;
	e = file_read_open(&fd, &bytes, path.p);
	if (e != OK)
		return unreadable(path, e);
	reply_file(c->reply, fd, bytes);
	return kept_head_write(c, name, type);
}

/* Where it lies, once it is made. */
static enum err
path_find(
    struct call *c, struct str *path, const struct bill *b, enum bill_file file)
{
	char text[ID_TEXT_MAX];
	struct str id = id_format(text, ID_BILL, b->bill_id);

	if (b->state == BILL_VOID && file == BILL_FILE_UBL)
		return call_fail(c, ERR_STATE,
		    "A void bill has no electronic invoice: nobody is to book "
		    "or pay it.");
	if (b->paper_at_us == 0) {
		c->retry_after_s = AGAIN_S;
		return call_fail(c, ERR_BUSY,
		    "Bill %.*s is being put on paper; ask again in some "
		    "seconds.",
		    STR_FMT(b->bill_no));
	}
	*path = arena_printf(c->arena, "%.*s/bills/%.*s.%s",
	    STR_FMT(c->site->config.data_dir), STR_FMT(id),
	    bill_files[file].suffix);
	return path->p == NULL ? ERR_NOMEM : OK;
}

enum err
bill_file_read(
    struct call *c, struct str *out, const struct bill *b, enum bill_file file)
{
	struct str path;
	enum err e = path_find(c, &path, b, file);

	if (e != OK)
		return e;
	e = file_read(c->arena, out, path.p, REPLY_MAX, 0);
	return e == OK ? OK : unreadable(path, e);
}

enum err
bill_file_send(struct call *c, const struct bill *b, enum bill_file file)
{
	const struct bill_file_kind *kind = &bill_files[file];
	struct str path;
	enum err e = path_find(c, &path, b, file);

	return e != OK ? e
		       : kept_file_send(c, path,
			     arena_printf(c->arena, "%.*s.%s",
				 STR_FMT(b->bill_no), kind->suffix),
			     kind->type);
}

static enum err
own_file(struct call *c, enum bill_file file)
{
	struct bill b;
	enum err e = bill_of_path(c, &b);

	return e == OK ? bill_file_send(c, &b, file) : e;
}

static enum err
bill_pdf_show(struct call *c)
{
	return own_file(c, BILL_FILE_PDF);
}

static enum err
bill_csv_show(struct call *c)
{
	return own_file(c, BILL_FILE_CSV);
}

static enum err
bill_ubl_show(struct call *c)
{
	return own_file(c, BILL_FILE_UBL);
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
	{ .method = "GET",
	    .pattern = "/api/billing/bills/{bill}/ubl",
	    .handler = bill_ubl_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .status = 200,
	    .summary =
		"The bill as an electronic invoice: UBL 2.1 by EN 16931" },
	{ .method = NULL },
};
