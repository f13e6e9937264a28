#include "paper/bill_csv.h"

#include <inttypes.h>

#include "base/bounds.h"
#include "base/buf.h"
#include "domain/days.h"
#include "paper/clean.h"

enum { ROW_MAX = 4 * 1024 * 1024, FLUSH_BYTES = 64 * 1024 };

static const char header[] =
    "kind,number,corrects,issued,due,from,to,"
    "issuer,issuer_country,issuer_tax_number,"
    "customer,customer_country,customer_tax_number,"
    "po_number,cost_centre,orders,currency,"
    "bill_net,bill_tax,bill_total,bill_paid,bill_open,status,"
    "line,order,text,detail,seller,line_from,line_to,"
    "quantity,unit_price,net,tax_code,tax_percent,tax";

static const char *const kinds[] = {
	[PAPER_BILL] = "bill",
	[PAPER_CREDIT_NOTE] = "credit_note",
	[PAPER_STATEMENT] = "statement",
};

static const char *const statuses[] = {
	[PAPER_OPEN] = "open",
	[PAPER_PARTLY_PAID] = "partly_paid",
	[PAPER_PAID] = "paid",
	[PAPER_OVERDUE] = "overdue",
	[PAPER_VOID] = "void",
};

struct csv {
	struct arena *arena;
	struct buf row;
	enum err err;
};

/* What a spreadsheet would compute; the wide forms in East Asia as well. */
static bool
is_formula(struct str s)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\uff1d", "\uff0b", "\uff0d", "\uff20" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (str_starts(s, str_from(starts[i])))
			return true;
	return false;
}

static void
quoted(struct buf *out, struct str s)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, s.p[i]);
	}
	buf_add_char(out, '"');
}

/* Untrusted text, and the comma before it. */
static void
text(struct csv *c, struct str s)
{
	struct arena_mark m = arena_mark(c->arena);
	struct str clean;
	enum err e = paper_clean(
	    c->arena, &clean, s, PAPER_CSV_TEXT_MAX, false);

	buf_add_char(&c->row, ',');
	if (e) {
		c->err = e;
		return;
	}
	if (is_formula(s) || is_formula(clean)) {
		struct str guarded = arena_printf(
		    c->arena, "'%.*s", STR_FMT(clean));

		if (!guarded.p)
			c->err = ERR_NOMEM;
		clean = guarded;
	}
	if (!str_empty(clean))
		quoted(&c->row, clean);
	arena_rewind(c->arena, m);
}

static void
word(struct csv *c, const char *s)
{
	buf_addf(&c->row, ",%s", s);
}

static void
amount(struct csv *c, struct money m)
{
	char out[MONEY_TEXT_MAX];

	buf_add_char(&c->row, ',');
	buf_add(&c->row, money_decimal(out, m));
}

static void
day(struct csv *c, int64_t days)
{
	buf_add_char(&c->row, ',');
	if (days != PAPER_NO_DAY) {
		struct ymd d = ymd_from_days(days);

		buf_addf(&c->row, "%04d-%02d-%02d", (int)d.year, (int)d.month,
		    (int)d.day);
	}
}

static void
party(struct csv *c, const struct paper_party *p)
{
	text(c, p->name);
	text(c, p->country);
	text(c, p->tax_number);
}

static void
orders(struct csv *c, const struct bill_paper *b)
{
	struct buf all;

	buf_open(&all, ROW_MAX);
	for (size_t i = 0; i < b->norders; i++) {
		if (i)
			buf_add_char(&all, ' ');
		buf_add(&all, b->orders[i]);
	}
	if (buf_err(&all))
		c->err = buf_err(&all);
	else
		text(c, buf_str(&all));
	buf_close(&all);
}

/* The columns that each row of the bill begins with. */
static void
bill_columns(struct csv *c, const struct bill_paper *b)
{
	buf_add_cstr(&c->row, kinds[b->kind]);
	text(c, b->number);
	text(c, b->corrects);
	day(c, b->issued_day);
	day(c, b->due_day);
	day(c, b->from_day);
	day(c, b->to_day);
	party(c, &b->issuer);
	party(c, &b->customer);
	text(c, b->po_number);
	text(c, b->cost_centre);
	orders(c, b);
	word(c, b->total.currency.code);
	amount(c, b->net);
	amount(c, b->tax);
	amount(c, b->total);
	amount(c, b->paid);
	amount(c, b->open);
	word(c, statuses[b->status]);
}

static void
line_columns(struct csv *c, const struct paper_line *l, size_t position)
{
	char out[MONEY_TEXT_MAX];
	struct money rate = { l->rate_milli, { "KWD" } };

	buf_addf(&c->row, ",%zu", position);
	text(c, l->order);
	text(c, l->text);
	text(c, l->detail);
	text(c, l->seller);
	day(c, l->from_day);
	day(c, l->to_day);
	buf_addf(&c->row, ",%" PRId64, l->quantity);
	amount(c, l->unit);
	amount(c, l->net);
	word(c, paper_tax_code(l->tax_kind));
	/* 1/1000 % has three decimals, as that currency has. */
	buf_addf(&c->row, ",%.*s", STR_FMT(money_decimal(out, rate)));
	amount(c, l->tax);
	buf_add_cstr(&c->row, "\r\n");
}

static enum err
rows(struct csv *c, struct paper_sink to, const struct bill_paper *b,
    struct str same)
{
	enum err e = OK;

	for (size_t i = 0; i < b->nlines && !e; i++) {
		buf_add(&c->row, same);
		line_columns(c, &b->lines[i], i + 1);
		e = c->err ? c->err : buf_err(&c->row);
		if (!e && (c->row.n > FLUSH_BYTES || i + 1 == b->nlines)) {
			e = to.write(to.arg, c->row.p, c->row.n);
			buf_clear(&c->row);
		}
	}
	return e;
}

enum err
bill_csv(struct arena *a, struct paper_sink to, const struct bill_paper *b)
{
	struct csv c = { .arena = a };
	struct str same, why;
	enum err e = bill_paper_check(b, &why);

	if (e)
		return e;
	buf_open(&c.row, ROW_MAX);
	bill_columns(&c, b);
	e = c.err ? c.err : buf_err(&c.row);
	same = str_copy(a, buf_str(&c.row));
	if (!e && !same.p)
		e = ERR_NOMEM;
	buf_clear(&c.row);
	buf_addf(&c.row, "%s\r\n", header);
	if (!e)
		e = rows(&c, to, b, same);
	buf_close(&c.row);
	return e;
}
