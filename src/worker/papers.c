/*
 * Bills become files: DATA_DIR/bills/<bill>.pdf and .csv, written beside and
 * renamed, so that who reads one reads a whole one.  Two workers that make
 * the same file make the same bytes.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/sys.h"
#include "bill_paper.h"
#include "paper/bill_csv.h"
#include "paper/bill_pdf.h"
#include "store/order.h"
#include "store/user.h"

enum { PAPERS_AT_ONCE = 10, PAPER_BYTES_MAX = 32 * 1024 * 1024 };

static const struct id anybody = { { 0 } };

struct reading {
	struct step *step;
	struct id bill_id;
	struct bill_rows rows;
	struct str locale;
};

/* An order's bill speaks as its buyer does, a statement as the site does. */
static enum err
locale_read(struct db *db, struct reading *r)
{
	struct arena *a = r->step->arena;
	struct order o;
	struct user user;
	enum err e;

	r->locale = r->step->shop->site->config.locales[0];
	if (id_is_nil(r->rows.bill.order_id))
		return OK;
	e = order_get(db, a, &o, r->rows.bill.order_id, anybody);
	if (e == OK)
		e = user_get(db, a, &user, o.user_id);
	if (e == OK)
		r->locale = user.locale;
	return e;
}

static enum err
rows_read(struct db *db, void *arg)
{
	struct reading *r = arg;
	struct arena *a = r->step->arena;
	struct bill_rows *rows = &r->rows;
	enum err e = bill_get(db, a, &rows->bill, r->bill_id, anybody);

	if (e == OK)
		e = bill_lines(
		    db, a, &rows->lines, &rows->nlines, r->bill_id, anybody);
	if (e == OK)
		e = receipts_of(
		    db, a, &rows->receipts, &rows->nreceipts, r->bill_id);
	return e != OK ? e : locale_read(db, r);
}

struct marking {
	struct step *step;
	const struct bill *bill;
};

static enum err
mark_run(struct db *db, void *arg)
{
	struct marking *m = arg;

	return bill_rendered(
	    db, m->bill->bill_id, m->bill->row_version, m->step->now_us);
}

static enum err
folder_make(struct step *s)
{
	struct str dir = arena_printf(s->arena, "%s/bills", s->shop->data_dir);

	if (dir.p == NULL)
		return ERR_NOMEM;
	if (mkdir(dir.p, 0750) == 0 || errno == EEXIST)
		return OK;
	log_error("folder cannot be made", "path=%s error=%s", dir.p,
	    strerror(errno));
	return ERR_IO;
}

static enum err
file_make(struct step *s, struct id bill_id, const char *kind, struct str data)
{
	char text[ID_TEXT_MAX];
	struct str id = id_format(text, ID_BILL, bill_id);
	struct str path = arena_printf(
	    s->arena, "%s/bills/%.*s.%s", s->shop->data_dir, STR_FMT(id), kind);

	return path.p == NULL ? ERR_NOMEM : file_write(path.p, data, 0640);
}

static enum err
files_make(struct step *s, const struct reading *r)
{
	const struct locale *l = locale_find(s->shop->bill_texts, r->locale);
	struct bill_paper paper;
	struct bill_pdf made;
	struct buf b;
	enum err e = bill_paper_make(s, &paper, &r->rows, l);

	if (e != OK)
		return e;
	buf_open(&b, PAPER_BYTES_MAX);
	e = bill_csv(s->arena, sink_buf(&b), &paper);
	if (e == OK)
		e = file_make(s, r->bill_id, "csv", buf_str(&b));
	buf_clear(&b);
	if (e == OK)
		e = bill_pdf(&made, s->arena, sink_buf(&b), &paper, l);
	if (e == OK)
		e = file_make(s, r->bill_id, "pdf", buf_str(&b));
	buf_close(&b);
	return e;
}

/* Of these another try makes the same: the operator has to look. */
static bool
is_final(enum err e)
{
	return e == ERR_INVALID || e == ERR_LIMIT || e == ERR_CURRENCY ||
	    e == ERR_OVERFLOW || e == ERR_RANGE;
}

static enum err
bill_render(struct step *s, struct id bill_id)
{
	struct reading r = { .step = s, .bill_id = bill_id };
	struct marking m = { s, &r.rows.bill };
	enum err e = tx_read(s->shop->site->pool, s->arena, rows_read, &r);

	if (e == OK)
		e = files_make(s, &r);
	if (is_final(e)) {
		log_error("a bill cannot be put on paper", "bill=%.*s why=%s",
		    STR_FMT(r.rows.bill.bill_no), err_name(e));
		e = OK;
	}
	return e != OK ? e
		       : tx_run(s->shop->site->pool, s->arena, mark_run, &m);
}

struct listing {
	struct step *step;
	struct id *ids;
	size_t n;
};

static enum err
list_run(struct db *db, void *arg)
{
	struct listing *l = arg;

	return bills_unrendered(
	    db, l->step->arena, &l->ids, &l->n, PAPERS_AT_ONCE);
}

/* One that fails does not keep the others waiting. */
enum err
papers_make(struct step *s)
{
	struct listing l = { .step = s };
	enum err first = OK,
		 e = tx_read(s->shop->site->pool, s->arena, list_run, &l);

	if (e == OK && l.n > 0)
		e = folder_make(s);
	for (size_t i = 0; e == OK && i < l.n; i++) {
		enum err made;

		if (s->stopping(s->stopping_arg))
			break;
		made = bill_render(s, l.ids[i]);
		if (made != OK && first == OK)
			first = made;
	}
	s->more = e == OK && first == OK && l.n == PAPERS_AT_ONCE;
	return e != OK ? e : first;
}

void
papers_end(void)
{
	bill_pdf_thread_end();
}
