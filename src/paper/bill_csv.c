#include "paper/bill_csv.h"

#include <inttypes.h>

#include "csv.h"

enum { FLUSH_BYTES = 64 * 1024 };

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

static void
party(struct csv *c, const struct paper_party *p)
{
	csv_text(c, p->name);
	csv_text(c, p->country);
	csv_text(c, p->tax_number);
}

static void
orders(struct csv *c, const struct bill_paper *b)
{
	struct buf all;

	buf_open(&all, CSV_ROW_MAX);
	for (size_t i = 0; i < b->norders; i++) {
		if (i)
			buf_add_char(&all, ' ');
		buf_add(&all, b->orders[i]);
	}
	if (buf_err(&all))
		c->err = buf_err(&all);
	else
		csv_text(c, buf_str(&all));
	buf_close(&all);
}

/* The columns that each row of the bill begins with. */
static void
bill_columns(struct csv *c, const struct bill_paper *b)
{
	buf_add_cstr(&c->row, kinds[b->kind]);
	csv_text(c, b->number);
	csv_text(c, b->corrects);
	csv_day(c, b->issued_day);
	csv_day(c, b->due_day);
	csv_day(c, b->from_day);
	csv_day(c, b->to_day);
	party(c, &b->issuer);
	party(c, &b->customer);
	csv_text(c, b->po_number);
	csv_text(c, b->cost_centre);
	orders(c, b);
	csv_word(c, b->total.currency.code);
	csv_amount(c, b->net);
	csv_amount(c, b->tax);
	csv_amount(c, b->total);
	csv_amount(c, b->paid);
	csv_amount(c, b->open);
	csv_word(c, statuses[b->status]);
}

static void
line_columns(struct csv *c, const struct paper_line *l, size_t position)
{
	char out[MONEY_TEXT_MAX];
	struct money rate = { l->rate_milli, { "KWD" } };

	buf_addf(&c->row, ",%zu", position);
	csv_text(c, l->order);
	csv_text(c, l->text);
	csv_text(c, l->detail);
	csv_text(c, l->seller);
	csv_day(c, l->from_day);
	csv_day(c, l->to_day);
	buf_addf(&c->row, ",%" PRId64, l->quantity);
	csv_amount(c, l->unit);
	csv_amount(c, l->net);
	csv_word(c, paper_tax_code(l->tax_kind));
	/* 1/1000 % has three decimals, as that currency has. */
	buf_addf(&c->row, ",%.*s", STR_FMT(money_decimal(out, rate)));
	csv_amount(c, l->tax);
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
	buf_open(&c.row, CSV_ROW_MAX);
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
