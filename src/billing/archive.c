/*
 * R43: all bills of a month, each as PDF, CSV and electronic invoice, in one
 * ZIP.  What the worker has made is read file by file into a file without a
 * name, which leaves piece by piece.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sys.h"
#include "billing.h"
#include "paper/zip.h"

enum {
	ARCHIVE_BILLS_MAX = 1000,
	ARCHIVE_BYTES_MAX = 256 * 1024 * 1024,
	/* Of one company: each takes a second or two, and place on the disk. */
	ARCHIVES = 120,
	ARCHIVES_WINDOW_S = 3600
};

struct month {
	struct str text; /* "2026-11" */
	int64_t from_us, until_us;
};

struct packing {
	struct call *c;
	struct month month;
	struct zip zip;
	size_t bytes; /* of what is packed */
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
file_add(struct packing *p, const struct bill *b, enum bill_file file)
{
	struct arena *a = p->c->arena;
	struct arena_mark mark = arena_mark(a);
	struct str data, name;
	enum err e = bill_file_read(p->c, &data, b, file);

	if (e != OK)
		return e;
	name = arena_printf(a, "%.*s/%.*s.%s", STR_FMT(p->month.text),
	    STR_FMT(b->bill_no), bill_files[file].suffix);
	if (name.p == NULL)
		return ERR_NOMEM;
	p->bytes += data.n;
	e = p->bytes > ARCHIVE_BYTES_MAX
	    ? ERR_LIMIT
	    : zip_add(&p->zip, name, data,
		  file == BILL_FILE_PDF ? ZIP_STORE : ZIP_DEFLATE,
		  b->issued_at_us);
	arena_rewind(a, mark);
	return e;
}

static enum err
files_add(struct packing *p, const struct bill *bills, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		for (int f = 0; e == OK && f < BILL_FILE__MAX; f++) {
			if (bills[i].state == BILL_VOID && f == BILL_FILE_UBL)
				continue;
			e = file_add(p, &bills[i], (enum bill_file)f);
		}
	}
	return e;
}

static enum err
archive_place(struct call *c, int *fd)
{
	struct str folder = arena_printf(
	    c->arena, "%.*s/tmp", STR_FMT(c->site->config.data_dir));

	if (folder.p == NULL)
		return ERR_NOMEM;
	*fd = mkdir(folder.p, 0700) == 0 || errno == EEXIST
	    ? file_nameless(folder.p)
	    : -1;
	if (*fd >= 0)
		return OK;
	log_error("an archive has no place", "folder=%s why=%s", folder.p,
	    strerror(errno));
	return ERR_STORAGE;
}

static enum err
archive_pack(struct packing *p, int fd, const struct bill *bills, size_t n)
{
	enum err e = zip_open(&p->zip, sink_fd(&fd));

	if (e != OK)
		return e;
	e = files_add(p, bills, n);
	if (e == OK)
		return zip_end(&p->zip);
	zip_drop(&p->zip);
	return e;
}

static enum err
archive_write(struct packing *p, const struct bill *bills, size_t n)
{
	off_t bytes;
	int fd;
	enum err e = archive_place(p->c, &fd);

	if (e != OK)
		return e;
	e = archive_pack(p, fd, bills, n);
	bytes = lseek(fd, 0, SEEK_CUR);
	if (e == OK && (bytes <= 0 || lseek(fd, 0, SEEK_SET) != 0))
		e = ERR_IO;
	if (e == OK)
		reply_file(p->c->reply, fd, (uint64_t)bytes);
	else
		close(fd);
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
	struct packing p = { .c = c };
	const struct month *m = &p.month;
	char company[ID_TEXT_MAX];
	struct bill *bills;
	size_t n = 0;
	enum err e = company_required(c);

	if (e == OK)
		e = month_required(c, &p.month);
	if (e == OK)
		e = call_throttle(c, "archive",
		    id_format(company, ID_COMPANY, c->who.company_id), ARCHIVES,
		    ARCHIVES_WINDOW_S);
	if (e == OK)
		e = bills_issued(c->db, c->arena, &bills, &n, c->who.company_id,
		    m->from_us, m->until_us, ARCHIVE_BILLS_MAX);
	if (e == OK && n == 0)
		return call_fail(
		    c, ERR_NOT_FOUND, "No bill was issued in this month.");
	if (e == OK && n > ARCHIVE_BILLS_MAX)
		return too_much(c);
	if (e == OK)
		e = archive_write(&p, bills, n);
	if (e == ERR_LIMIT)
		return too_much(c);
	if (e != OK)
		return e;
	return kept_head_write(c,
	    arena_printf(c->arena, "bills-%.*s.zip", STR_FMT(m->text)),
	    "application/zip");
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
