/* Sellers' statements as PDF and CSV, in the words of who owns the seller. */
#include "base/buf.h"
#include "base/log.h"
#include "bill_paper.h"
#include "domain/days.h"
#include "paper/bill_pdf.h"
#include "paper/settlement_csv.h"
#include "paper_file.h"
#include "store/notification.h"
#include "store/settlement.h"
#include "store/user.h"

enum { SETTLEMENT_BYTES_MAX = 32 * 1024 * 1024 };

static const struct id any_seller = { { 0 } };

struct reading {
	struct step *step;
	struct id settlement_id;
	struct settlement s;
	struct settlement_line *lines;
	size_t n;
	struct str locale;
};

static enum err
locale_read(struct db *db, struct reading *r)
{
	struct arena *a = r->step->arena;
	struct id *owners = NULL;
	struct user user;
	size_t n = 0;
	enum err e = notice_sellers(db, a, &owners, &n, r->s.seller_id);

	r->locale = r->step->shop->site->config.locales[0];
	if (e != OK || n == 0)
		return e;
	e = user_get(db, a, &user, owners[0]);
	if (e == OK)
		r->locale = user.locale;
	return e;
}

static enum err
rows_read(struct db *db, void *arg)
{
	struct reading *r = arg;
	const struct settlement_line_filter f = {
		.settlement_id = r->settlement_id, .state = STR_NONE
	};
	struct arena *a = r->step->arena;
	enum err e = settlement_get(db, a, &r->s, r->settlement_id, any_seller);

	if (e == OK)
		e = settlement_lines_list(db, a, &r->lines, &r->n, &f,
		    any_seller, PAPER_LINES_MAX + 1);
	return e == OK ? locale_read(db, r) : e;
}

struct making {
	struct arena *a;
	const struct site *site;
	const struct reading *rows;
	const struct locale *l;
	struct bill_paper *out;
	enum err err; /* the first one sticks */
};

static void
fault(struct making *m, enum err e)
{
	if (m->err == OK)
		m->err = e;
}

static struct str
words(
    struct making *m, const char *key, const struct locale_arg *args, size_t n)
{
	struct str s = paper_fill(m->a, locale_text(m->l, key), args, n);

	if (s.p == NULL)
		fault(m, ERR_NOMEM);
	return s;
}

/* "Refund · Milestone 2: Build" */
static struct str
detail_of(struct making *m, const struct settlement_line *l)
{
	static const char *const kinds[] = {
		[SETTLES_REFUND] = "line.refund",
		[SETTLES_WRITE_OFF] = "line.write_off",
	};
	const struct locale_arg args[] = {
		{ "n", arena_printf(m->a, "%lld", (long long)l->stage) },
		{ "name", l->stage_name },
	};
	struct str kind = l->kind == SETTLES_SALE
	    ? STR("")
	    : locale_text(m->l, kinds[l->kind]);
	struct str stage = l->stage_name.p ? words(m, "line.stage", args, 2)
					   : STR("");

	if (str_empty(kind) || str_empty(stage))
		return str_empty(kind) ? stage : kind;
	return arena_printf(
	    m->a, "%.*s \u00b7 %.*s", STR_FMT(kind), STR_FMT(stage));
}

static struct str
order_text(struct making *m, struct id order_id)
{
	char text[ID_TEXT_MAX];

	return str_copy(m->a, id_format(text, ID_ORDER, order_id));
}

/* Oldest first. */
static void
lines_make(struct making *m)
{
	size_t n = m->rows->n;
	struct paper_line *lines = ARENA_NEWS(m->a, struct paper_line, n);

	if (lines == NULL) {
		fault(m, ERR_NOMEM);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct settlement_line *l = &m->rows->lines[n - 1 - i];

		lines[i] = (struct paper_line){
			.text = l->product_name,
			.detail = detail_of(m, l),
			.order = order_text(m, l->order_id),
			.kind = str_from(settlement_line_kind_name(l->kind)),
			.from_day = zone_day(m->site->zone, l->created_at_us),
			.to_day = PAPER_NO_DAY,
			.quantity = 1,
			.unit = l->worth.net,
			.tax = l->worth.commission,
			.net = l->worth.payable,
		};
	}
	m->out->lines = lines;
	m->out->nlines = n;
}

static void
sums_make(struct making *m)
{
	const struct settlement *s = &m->rows->s;
	struct bill_paper *out = m->out;
	struct money zero = money_zero(s->carried.currency);

	out->sales = s->worth.net;
	out->commission = s->worth.commission;
	out->net = s->worth.payable;
	out->tax = zero;
	out->carried = s->carried;
	fault(m, settlement_due(&out->total, &s->worth, s->carried));
	out->paid = s->state == SETTLEMENT_SETTLED ? out->total : zero;
	out->open = s->state == SETTLEMENT_ISSUED ? out->total : zero;
}

static void
notes_make(struct making *m)
{
	const struct settlement *s = &m->rows->s;
	const struct locale_arg name = { "name", s->issuer.name };
	const struct locale_arg number = { "number", s->payout_reference };
	struct str *notes = ARENA_NEWS(m->a, struct str, PAPER_NOTES_MAX);

	if (notes == NULL) {
		fault(m, ERR_NOMEM);
		return;
	}
	m->out->notes = notes;
	notes[m->out->nnotes++] = words(m, "note.tax", &name, 1);
	if (s->state == SETTLEMENT_CARRIED)
		notes[m->out->nnotes++] = words(m, "note.carried", NULL, 0);
	if (s->state == SETTLEMENT_SETTLED)
		m->out->means = words(m, "means.payout", &number, 1);
}

static void
head_make(struct making *m)
{
	const struct settlement *s = &m->rows->s;
	const struct site_config *c = &m->site->config;
	struct ymd next = ymd_add_months(ymd_from_days(s->month_day), 1);
	char text[ID_TEXT_MAX];
	struct str id = id_format(text, ID_SETTLEMENT, s->settlement_id);

	*m->out = (struct bill_paper){
		.kind = PAPER_SETTLEMENT,
		.number = s->settlement_no,
		.issued_day = zone_day(m->site->zone, s->issued_at_us),
		.due_day = PAPER_NO_DAY,
		.paid_day = s->settled_at_us != 0
		    ? zone_day(m->site->zone, s->settled_at_us)
		    : PAPER_NO_DAY,
		.from_day = s->month_day,
		.to_day = days_from_ymd(next) - 1,
		.created_at_us = s->issued_at_us,
		.status = s->state == SETTLEMENT_SETTLED ? PAPER_PAID
							 : PAPER_OPEN,
		.issuer = { .name = str_empty(s->issuer.name) ? c->name
							      : s->issuer.name,
		    .country = c->country,
		    .country_name = c->country,
		    .tax_number = c->tax_number,
		    .contact = c->support_email },
		.customer = { .name = s->seller.name,
		    .country = s->seller.country,
		    .country_name = s->seller.country,
		    .tax_number = s->seller.tax_number },
		.url = arena_printf(m->a, "%.*s/seller/settlements/%.*s",
		    STR_FMT(c->public_url), STR_FMT(id)),
	};
	fault(m, paper_address(m->a, &m->out->issuer, s->issuer.address));
}

static enum err
settlement_paper(
    struct bill_paper *out, const struct reading *r, const struct locale *l)
{
	struct making m = { .a = r->step->arena,
		.site = r->step->shop->site,
		.rows = r,
		.l = l,
		.out = out };

	head_make(&m);
	sums_make(&m);
	lines_make(&m);
	notes_make(&m);
	return m.err;
}

static enum err settlement_render(struct step *s, struct id settlement_id);

static const struct paper_sort statements = { "settlements", ID_SETTLEMENT,
	settlements_unrendered, settlement_render };

static enum err
files_make(struct step *s, const struct reading *r)
{
	const struct locale *l = locale_find(s->shop->bill_texts, r->locale);
	struct id id = r->settlement_id;
	struct bill_paper paper;
	struct bill_pdf made;
	struct buf b;
	enum err e = settlement_paper(&paper, r, l);

	if (e != OK)
		return e;
	buf_open(&b, SETTLEMENT_BYTES_MAX);
	e = settlement_csv(s->arena, sink_buf(&b), &paper);
	if (e == OK)
		e = paper_file_make(s, &statements, id, "csv", buf_str(&b));
	buf_clear(&b);
	if (e == OK)
		e = bill_pdf(&made, s->arena, sink_buf(&b), &paper, l);
	if (e == OK)
		e = paper_file_make(s, &statements, id, "pdf", buf_str(&b));
	buf_close(&b);
	return e;
}

static enum err
mark_run(struct db *db, void *arg)
{
	const struct reading *r = arg;

	return settlement_rendered(
	    db, r->settlement_id, r->s.row_version, r->step->now_us);
}

static enum err
settlement_render(struct step *s, struct id settlement_id)
{
	struct reading r = { .step = s, .settlement_id = settlement_id };
	enum err e = tx_read(s->shop->site->pool, s->arena, rows_read, &r);

	if (e == OK)
		e = files_make(s, &r);
	if (paper_is_final(e)) {
		log_error("a statement cannot be put on paper",
		    "settlement=%.*s why=%s", STR_FMT(r.s.settlement_no),
		    err_name(e));
		e = OK;
	}
	return e != OK ? e
		       : tx_run(s->shop->site->pool, s->arena, mark_run, &r);
}

enum err
settlement_papers_make(struct step *s)
{
	return paper_sort_make(s, &statements);
}
