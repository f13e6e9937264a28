/*
 * Bills become files: DATA_DIR/bills/<bill>.pdf, .csv and .xml, written
 * beside and renamed, so that who reads one reads a whole one.  Two workers
 * that make the same file make the same bytes.
 */
#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "bill_paper.h"
#include "paper/bill_csv.h"
#include "paper/bill_pdf.h"
#include "paper/bill_ubl.h"
#include "paper_file.h"
#include "store/order.h"
#include "store/payment_plan.h"
#include "store/user.h"

enum { PAPER_BYTES_MAX = 32 * 1024 * 1024 };

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
	if (e == OK && rows->bill.stage > 0)
		e = stages_agreed(db, a, &rows->stages, rows->bill.order_id,
		    rows->bill.issued_at_us);
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

static enum err bill_render(struct step *s, struct id bill_id);

static const struct paper_sort bills = { "bills", ID_BILL, bills_unrendered,
	bill_render };

static enum err
file_make(struct step *s, struct id bill_id, const char *kind, struct buf *b)
{
	enum err e = paper_file_make(s, &bills, bill_id, kind, buf_str(b));

	buf_clear(b);
	return e;
}

/* Of a bill that is void there is none, and none of before. */
static enum err
ubl_make(struct step *s, struct id bill_id, struct buf *b,
    const struct bill_paper *paper)
{
	enum err e = bill_ubl(s->arena, sink_buf(b), paper);
	struct str path;

	if (e != ERR_STATE)
		return e == OK ? file_make(s, bill_id, "xml", b) : e;
	path = paper_file_path(s, &bills, bill_id, "xml");
	if (path.p == NULL)
		return ERR_NOMEM;
	return unlink(path.p) == 0 || errno == ENOENT ? OK : ERR_IO;
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
		e = file_make(s, r->bill_id, "csv", &b);
	if (e == OK)
		e = ubl_make(s, r->bill_id, &b, &paper);
	if (e == OK)
		e = bill_pdf(&made, s->arena, sink_buf(&b), &paper, l);
	if (e == OK)
		e = file_make(s, r->bill_id, "pdf", &b);
	buf_close(&b);
	return e;
}

static enum err
bill_render(struct step *s, struct id bill_id)
{
	struct reading r = { .step = s, .bill_id = bill_id };
	struct marking m = { s, &r.rows.bill };
	enum err e = tx_read(s->shop->site->pool, s->arena, rows_read, &r);

	if (e == OK)
		e = files_make(s, &r);
	if (paper_is_final(e)) {
		log_error("a bill cannot be put on paper", "bill=%.*s why=%s",
		    STR_FMT(r.rows.bill.bill_no), err_name(e));
		e = OK;
	}
	return e != OK ? e
		       : tx_run(s->shop->site->pool, s->arena, mark_run, &m);
}

enum err
papers_make(struct step *s)
{
	return paper_sort_make(s, &bills);
}

void
papers_end(void)
{
	bill_pdf_thread_end();
}
