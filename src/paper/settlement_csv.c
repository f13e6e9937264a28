#include "paper/settlement_csv.h"

#include "csv.h"

static const char header[] =
    "number,issued,from,to,paid_out,issuer,seller,seller_country,"
    "seller_tax_number,currency,sales,commission,carried,payout,status,"
    "line,kind,day,order,text,detail,line_net,line_commission,line_payable";

static const char *
status_of(const struct bill_paper *b)
{
	if (b->total.minor <= 0)
		return "carried";
	return b->status == PAPER_PAID ? "paid" : "open";
}

/* The columns that each row of the statement begins with. */
static void
statement_columns(struct csv *c, const struct bill_paper *b)
{
	csv_text(c, b->number);
	csv_day(c, b->issued_day);
	csv_day(c, b->from_day);
	csv_day(c, b->to_day);
	csv_day(c, b->paid_day);
	csv_text(c, b->issuer.name);
	csv_text(c, b->customer.name);
	csv_text(c, b->customer.country);
	csv_text(c, b->customer.tax_number);
	csv_word(c, b->total.currency.code);
	csv_amount(c, b->sales);
	csv_amount(c, b->commission);
	csv_amount(c, b->carried);
	csv_amount(c, b->total);
	csv_word(c, status_of(b));
}

static void
line_columns(struct csv *c, const struct paper_line *l, size_t position)
{
	buf_addf(&c->row, ",%zu", position);
	csv_text(c, l->kind);
	csv_day(c, l->from_day);
	csv_text(c, l->order);
	csv_text(c, l->text);
	csv_text(c, l->detail);
	csv_amount(c, l->unit);
	csv_amount(c, l->tax);
	csv_amount(c, l->net);
	buf_add_cstr(&c->row, "\r\n");
}

static enum err
flush(struct csv *c, struct paper_sink to)
{
	enum err e = c->err != OK ? c->err : buf_err(&c->row);

	if (e == OK)
		e = to.write(to.arg, c->row.p, c->row.n);
	buf_clear(&c->row);
	return e;
}

enum err
settlement_csv(
    struct arena *a, struct paper_sink to, const struct bill_paper *b)
{
	struct csv c = { .arena = a };
	struct str same, why;
	enum err e = bill_paper_check(b, &why);

	if (e != OK)
		return e;
	buf_open(&c.row, CSV_ROW_MAX);
	statement_columns(&c, b);
	/* The first has no comma before it. */
	same = str_copy(a, str_sub(buf_str(&c.row), 1, c.row.n));
	buf_clear(&c.row);
	buf_addf(&c.row, "%s\r\n", header);
	e = same.p == NULL ? ERR_NOMEM : flush(&c, to);
	for (size_t i = 0; e == OK && i < b->nlines; i++) {
		buf_add(&c.row, same);
		line_columns(&c, &b->lines[i], i + 1);
		e = flush(&c, to);
	}
	buf_close(&c.row);
	return e;
}
