#include "bill_paper.h"

#include <string.h>

#include "base/buf.h"
#include "domain/tax_lines.h"
#include "locale/format.h"

struct making {
	struct arena *a;
	const struct site *site;
	const struct bill_rows *rows;
	const struct locale *l;
	struct bill_paper *out;
	struct str *notes; /* PAPER_NOTES_MAX of them */
	enum err err;	   /* the first one sticks */
};

static void
fault(struct making *m, enum err e)
{
	if (m->err == OK)
		m->err = e;
}

static int64_t
day_of(const struct making *m, int64_t us)
{
	return us != 0 ? zone_day(m->site->zone, us) : PAPER_NO_DAY;
}

struct str
paper_fill(
    struct arena *a, struct str text, const struct locale_arg *args, size_t n)
{
	struct buf b;
	struct str copy = STR_NONE;

	buf_open(&b, PAPER_TEXT_MAX);
	locale_fill(&b, text, args, n);
	if (buf_err(&b) == OK)
		copy = str_copy(a, buf_str(&b));
	buf_close(&b);
	return copy;
}

static struct str
fill(struct making *m, struct str text, const struct locale_arg *args, size_t n)
{
	struct str copy = paper_fill(m->a, text, args, n);

	if (copy.p == NULL)
		fault(m, ERR_NOMEM);
	return copy;
}

static struct str
money_text(struct making *m, struct money amount)
{
	struct buf b;
	struct str copy;

	buf_open(&b, MONEY_TEXT_MAX * 2);
	format_money(&b, locale_name(m->l), amount);
	copy = str_copy(m->a, buf_str(&b));
	if (copy.p == NULL)
		fault(m, ERR_NOMEM);
	buf_close(&b);
	return copy;
}

static void
note_add(
    struct making *m, const char *key, const struct locale_arg *args, size_t n)
{
	if (m->out->nnotes == PAPER_NOTES_MAX)
		return;
	m->notes[m->out->nnotes++] = fill(m, locale_text(m->l, key), args, n);
}

enum err
paper_address(struct arena *a, struct paper_party *p, struct str text)
{
	struct str *lines = ARENA_NEWS(a, struct str, PAPER_ADDRESS_MAX);

	if (lines == NULL)
		return ERR_NOMEM;
	p->address = lines;
	while (text.n > 0 && p->naddress < PAPER_ADDRESS_MAX) {
		size_t n = 0;

		while (n < text.n && text.p[n] != ',' && text.p[n] != '\n')
			n++;
		/* What does not fit stays together on the last line. */
		if (p->naddress == PAPER_ADDRESS_MAX - 1)
			n = text.n;
		lines[p->naddress] = str_trim((struct str){ text.p, n });
		if (lines[p->naddress].n > 0)
			p->naddress++;
		text = n < text.n ? str_sub(text, n + 1, text.n) : STR("");
	}
	return OK;
}

static void
parties(struct making *m)
{
	const struct bill *b = &m->rows->bill;
	const struct site_config *c = &m->site->config;
	bool known = b->issuer.name.p != NULL;
	struct bill_party from = known
	    ? b->issuer
	    : (struct bill_party){ str_empty(c->legal_entity) ? c->name
							      : c->legal_entity,
		      c->legal_address, c->country, c->tax_number };

	m->out->issuer = (struct paper_party){ .name = from.name,
		.country = from.country,
		.country_name = from.country,
		.tax_number = from.tax_number,
		.contact = c->support_email };
	fault(m, paper_address(m->a, &m->out->issuer, from.address));
	m->out->customer = (struct paper_party){ .name = b->customer.name,
		.country = b->customer.country,
		.country_name = b->customer.country,
		.tax_number = b->customer.tax_number };
}

static enum paper_tax_kind
tax_kind_of(enum tax_kind kind, int64_t rate_milli)
{
	switch (kind) {
	case TAX_CHARGED:
		return rate_milli != 0 ? PAPER_TAX_STANDARD : PAPER_TAX_ZERO;
	case TAX_REVERSE_CHARGE:
		return PAPER_TAX_REVERSE;
	case TAX_FREE:
		return PAPER_TAX_EXEMPT;
	default:
		return PAPER_TAX_OUTSIDE;
	}
}

static struct str
count_text(struct making *m, int64_t n)
{
	struct str text = arena_printf(m->a, "%lld", (long long)n);

	if (text.p == NULL)
		fault(m, ERR_NOMEM);
	return text;
}

static struct str
share_text(struct making *m, int64_t share_bp)
{
	struct buf b;
	struct str copy;

	buf_open(&b, MONEY_TEXT_MAX);
	format_percent(&b, locale_name(m->l), share_bp * 10);
	copy = str_copy(m->a, buf_str(&b));
	if (copy.p == NULL)
		fault(m, ERR_NOMEM);
	buf_close(&b);
	return copy;
}

/* "Milestone 2 of 3: Prototype (33.33 %)" */
static struct str
stage_text(struct making *m)
{
	const struct bill *b = &m->rows->bill;
	const struct locale_arg args[] = {
		{ "k", count_text(m, b->stage) },
		{ "n", count_text(m, m->rows->stages) },
		{ "name", b->stage_name },
		{ "share", share_text(m, b->stage_share_bp) },
	};

	return fill(m,
	    locale_text(
		m->l, b->stage_share_bp > 0 ? "stage.share" : "stage.amount"),
	    args, 4);
}

/* "Pro, 12 months"; "Pro, Milestone 2 of 3: ..." */
static struct str
detail_of(struct making *m, const struct bill_line *line)
{
	const struct locale_arg staged[] = { { "plan", line->plan_name },
		{ "stage", m->out->stage } };
	const char *key = str_is(line->billing_mode, "monthly") ? "line.months"
	    : str_is(line->billing_mode, "yearly")		? "line.years"
								: NULL;
	struct str n = count_text(m, line->periods);
	const struct locale_arg args[] = { { "plan", line->plan_name },
		{ "n", n } };

	if (!str_empty(m->out->stage))
		return fill(m, locale_text(m->l, "line.staged"), staged, 2);
	if (key == NULL)
		return line->plan_name;
	return fill(m, locale_plural(m->l, key, line->periods), args, 2);
}

static struct str
order_text(struct making *m, struct id order_id)
{
	char text[ID_TEXT_MAX];

	return str_copy(m->a, id_format(text, ID_ORDER, order_id));
}

static void
line_make(struct making *m, struct paper_line *p, const struct bill_line *line)
{
	*p = (struct paper_line){
		.text = line->product_name,
		.detail = detail_of(m, line),
		.seller = line->seller_name,
		.from_day = PAPER_NO_DAY,
		.to_day = PAPER_NO_DAY,
		.quantity = line->quantity,
		.net = line->net,
		.tax = line->tax,
		.rate_milli = line->tax_rate_milli,
		.tax_kind = tax_kind_of(line->tax_kind, line->tax_rate_milli),
	};
	if (m->rows->bill.kind == BILL_STATEMENT)
		p->order = order_text(m, line->order_id);
	/* The price of a unit for all of its months. */
	fault(m, money_times(&p->unit, line->unit, line->periods));
}

static void
lines_make(struct making *m)
{
	struct paper_line *lines = ARENA_NEWS(
	    m->a, struct paper_line, m->rows->nlines);

	if (lines == NULL) {
		fault(m, ERR_NOMEM);
		return;
	}
	for (size_t i = 0; m->err == OK && i < m->rows->nlines; i++)
		line_make(m, &lines[i], &m->rows->lines[i]);
	m->out->lines = lines;
	m->out->nlines = m->rows->nlines;
}

static void
taxes_make(struct making *m)
{
	struct tax_group groups[PAPER_TAXES_MAX];
	size_t n = PAPER_TAXES_MAX, nlines = m->rows->nlines;
	struct tax_line *lines = ARENA_NEWS(m->a, struct tax_line, nlines);
	struct paper_tax *taxes = ARENA_NEWS(
	    m->a, struct paper_tax, PAPER_TAXES_MAX);

	if (lines == NULL || taxes == NULL) {
		fault(m, ERR_NOMEM);
		return;
	}
	for (size_t i = 0; i < nlines; i++) {
		const struct bill_line *l = &m->rows->lines[i];

		lines[i] = (struct tax_line){ l->net, l->tax_kind,
			l->tax_rate_milli, l->tax };
	}
	fault(m, tax_groups(groups, &n, lines, nlines));
	if (m->err != OK)
		return;
	for (size_t i = 0; i < n; i++)
		taxes[i] = (struct paper_tax){
			.kind = tax_kind_of(
			    groups[i].kind, groups[i].rate_milli),
			.rate_milli = groups[i].rate_milli,
			.net = groups[i].net,
			.tax = groups[i].tax,
		};
	m->out->taxes = taxes;
	m->out->ntaxes = n;
}

static void
bank_make(struct making *m)
{
	const struct bill *b = &m->rows->bill;

	if (!bill_is_payable(b->state))
		return;
	fault(m, bill_bank(m->a, &m->out->bank, m->site->config.bank_details));
	m->out->bank.reference = b->bill_no;
}

static bool
has_tax(const struct making *m, enum paper_tax_kind kind)
{
	for (size_t i = 0; i < m->out->ntaxes; i++) {
		if (m->out->taxes[i].kind == kind)
			return true;
	}
	return false;
}

static void
notes_make(struct making *m)
{
	const struct bill *b = &m->rows->bill;
	const struct locale_arg args[] = {
		{ "amount", money_text(m, b->sums.credited) },
		{ "account", m->site->config.bank_details },
		{ "number", b->bill_no },
	};

	if (has_tax(m, PAPER_TAX_REVERSE))
		note_add(m, "note.reverse", NULL, 0);
	if (b->sums.credited.minor > 0 && b->kind != BILL_CREDIT_NOTE)
		note_add(m, "note.credited", args, 3);
	if (bill_is_payable(b->state) &&
	    !str_empty(m->site->config.bank_details) &&
	    str_empty(m->out->bank.account))
		note_add(m, "note.transfer", args, 3);
}

static enum paper_status
status_of(enum bill_state s)
{
	switch (s) {
	case BILL_PAID:
		return PAPER_PAID;
	case BILL_PARTLY_PAID:
		return PAPER_PARTLY_PAID;
	case BILL_OVERDUE:
		return PAPER_OVERDUE;
	case BILL_VOID:
		return PAPER_VOID;
	default:
		return PAPER_OPEN;
	}
}

/* Paper knows what is settled and what is open; notes say how. */
static void
sums_make(struct making *m)
{
	const struct bill *b = &m->rows->bill;

	m->out->net = b->net;
	m->out->tax = b->tax;
	m->out->total = b->sums.total;
	fault(m, bill_open(&m->out->open, &b->sums));
	fault(m, money_sub(&m->out->paid, m->out->total, m->out->open));
}

static void
means_make(struct making *m)
{
	const struct bill_rows *r = m->rows;
	const struct receipt *last;

	if (r->nreceipts == 0 || r->bill.state != BILL_PAID)
		return;
	last = &r->receipts[r->nreceipts - 1];
	m->out->means = locale_text(m->l,
	    str_is(last->method, RECEIPT_CARD) ? "means.card"
					       : "means.bank_transfer");
}

static void
head_make(struct making *m)
{
	static const enum paper_kind kinds[] = {
		[BILL_OF_ORDER] = PAPER_BILL,
		[BILL_STATEMENT] = PAPER_STATEMENT,
		[BILL_CREDIT_NOTE] = PAPER_CREDIT_NOTE,
	};
	const struct bill *b = &m->rows->bill;
	bool statement = b->kind == BILL_STATEMENT;
	struct str *order = ARENA_NEW(m->a, struct str);
	char text[ID_TEXT_MAX];
	struct str id = id_format(text, ID_BILL, b->bill_id);

	if (order == NULL) {
		fault(m, ERR_NOMEM);
		return;
	}
	*m->out = (struct bill_paper){
		.kind = kinds[b->kind],
		.size = paper_size_in(b->customer.country),
		.number = b->bill_no,
		.corrects = b->corrects_no,
		.issued_day = day_of(m, b->issued_at_us),
		.due_day = b->kind == BILL_CREDIT_NOTE
		    ? PAPER_NO_DAY
		    /* The day that ends then. */
		    : day_of(m, b->due_at_us - 1),
		.paid_day = day_of(m, b->paid_at_us),
		.from_day = day_of(m, b->period_from_us),
		.to_day = statement ? day_of(m, b->period_until_us - 1)
				    : PAPER_NO_DAY,
		.created_at_us = b->issued_at_us,
		.po_number = b->po_number,
		.cost_centre = b->cost_centre,
		.status = status_of(b->state),
		.url = arena_printf(m->a, "%.*s/my/bills/%.*s",
		    STR_FMT(m->site->config.public_url), STR_FMT(id)),
		.notes = m->notes,
	};
	if (b->stage > 0 && m->rows->stages > 0)
		m->out->stage = stage_text(m);
	if (!statement) {
		*order = order_text(m, b->order_id);
		m->out->orders = order;
		m->out->norders = 1;
	}
}

enum err
bill_paper_make(struct step *s, struct bill_paper *out,
    const struct bill_rows *rows, const struct locale *l)
{
	struct making m = {
		.a = s->arena,
		.site = s->shop->site,
		.rows = rows,
		.l = l,
		.out = out,
		.notes = ARENA_NEWS(s->arena, struct str, PAPER_NOTES_MAX),
	};

	if (m.notes == NULL)
		return ERR_NOMEM;
	head_make(&m);
	parties(&m);
	sums_make(&m);
	means_make(&m);
	bank_make(&m);
	lines_make(&m);
	if (m.err == OK)
		taxes_make(&m);
	if (m.err == OK)
		notes_make(&m);
	return m.err;
}
