/*
 * R43: all bills of a month, each as PDF, CSV and electronic invoice, in one
 * ZIP.  What the worker has made is read file by file.
 */
#include "billing.h"
#include "paper/zip.h"

enum { ARCHIVE_BILLS_MAX = 1000 };

struct month {
	struct str text; /* "2026-11" */
	int64_t from_us, until_us;
};

static enum err
month_required(struct call *c, struct month *m)
{
	enum err e = month_read(c, &m->from_us, &m->until_us);

	m->text = request_query(c->request, "month");
	return e == OK && m->until_us == 0
	    ? call_fault(c, "/month", "format", "Write the month as 2026-11.")
	    : e;
}

/* A PDF is compressed already. */
static enum err
file_add(struct call *c, struct zip *z, const struct month *m,
    const struct bill *b, enum bill_file file)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct str data, name;
	enum err e = bill_file_read(c, &data, b, file);

	if (e == OK) {
		name = arena_printf(c->arena, "%.*s/%.*s.%s", STR_FMT(m->text),
		    STR_FMT(b->bill_no), bill_files[file].suffix);
		e = name.p == NULL
		    ? ERR_NOMEM
		    : zip_add(z, name, data,
			  file == BILL_FILE_PDF ? ZIP_STORE : ZIP_DEFLATE,
			  b->issued_at_us);
		arena_rewind(c->arena, mark);
	}
	return e;
}

static enum err
files_add(struct call *c, struct zip *z, const struct month *m,
    const struct bill *bills, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		for (int f = 0; e == OK && f < BILL_FILE__MAX; f++) {
			if (bills[i].state == BILL_VOID && f == BILL_FILE_UBL)
				continue;
			e = file_add(c, z, m, &bills[i], (enum bill_file)f);
		}
	}
	return e;
}

static enum err
archive_write(
    struct call *c, const struct month *m, const struct bill *bills, size_t n)
{
	struct zip z;
	enum err e = zip_open(&z, sink_buf(&c->reply->body));

	if (e != OK)
		return e;
	e = files_add(c, &z, m, bills, n);
	if (e == OK)
		return zip_end(&z);
	zip_drop(&z);
	return e;
}

static enum err
too_much(struct call *c)
{
	return call_fail(c, ERR_STATE,
	    "The bills of this month are more than one archive holds; "
	    "download them one by one.");
}

static enum err
archive_show(struct call *c)
{
	struct month m;
	struct bill *bills;
	size_t n = 0;
	enum err e = company_required(c);

	if (e == OK)
		e = month_required(c, &m);
	if (e == OK)
		e = bills_issued(c->db, c->arena, &bills, &n, c->who.company_id,
		    m.from_us, m.until_us, ARCHIVE_BILLS_MAX);
	if (e == OK && n == 0)
		return call_fail(
		    c, ERR_NOT_FOUND, "No bill was issued in this month.");
	if (e == OK && n > ARCHIVE_BILLS_MAX)
		return too_much(c);
	if (e == OK)
		e = archive_write(c, &m, bills, n);
	if (e == ERR_LIMIT)
		return too_much(c);
	if (e != OK)
		return e;
	c->reply->status = 200;
	c->reply->content_type = "application/zip";
	reply_header(c->reply, "Content-Disposition",
	    arena_printf(c->arena, "attachment; filename=\"bills-%.*s.zip\"",
		STR_FMT(m.text)));
	reply_header(c->reply, "Cache-Control", STR("private, no-store"));
	return OK;
}

static const char *const archive_query[] = { "month", NULL };

const struct route archive_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/bill-archives",
	    .handler = archive_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = archive_query,
	    .status = 200,
	    .summary = "All bills of a month: PDF, CSV and UBL of each, as "
		       "ZIP" },
	{ .method = NULL },
};
