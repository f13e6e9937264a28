/* A bill as lists and as a page of its own have it. */
#include "billing.h"
#include "domain/tax_lines.h"

/* Of a void one nothing is open. */
static enum err
bill_left(struct money *open, const struct bill *b)
{
	*open = money_zero(b->net.currency);
	return b->state == BILL_VOID ? OK : bill_open(open, &b->sums);
}

static void
corrects_json(struct json *j, const struct bill *b)
{
	json_key(j, "corrects");
	if (id_is_nil(b->corrects_id)) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_id(j, "id", ID_BILL, b->corrects_id);
	json_put_str(j, "number", b->corrects_no);
	json_end_object(j);
}

static void
period_json(struct json *j, const struct bill *b)
{
	json_key(j, "period");
	if (b->period_from_us == 0) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_time(j, "from", b->period_from_us);
	json_put_time(j, "until", b->period_until_us);
	json_end_object(j);
}

/* The members that lists and the bill itself have. */
static enum err
bill_json(struct json *j, const struct bill *b)
{
	struct money open;
	enum err e = bill_left(&open, b);

	if (e != OK)
		return e;
	json_put_id(j, "id", ID_BILL, b->bill_id);
	json_put_str(j, "number", b->bill_no);
	json_put_cstr(j, "kind", bill_kind_name(b->kind));
	json_put_cstr(j, "state", bill_state_name(b->state));
	corrects_json(j, b);
	json_key(j, "order");
	if (id_is_nil(b->order_id))
		json_null(j);
	else
		json_id(j, ID_ORDER, b->order_id);
	json_put_cstr(
	    j, "credit", b->on_credit ? credit_kind_name(b->pool) : NULL);
	json_put_money(j, "net", b->net);
	json_put_money(j, "tax", b->tax);
	json_put_money(j, "total", b->sums.total);
	json_put_money(j, "paid", b->sums.paid);
	json_put_money(j, "credited", b->sums.credited);
	json_put_money(j, "refunded", b->sums.refunded);
	json_put_money(j, "open", open);
	json_put_time(j, "issued_at", b->issued_at_us);
	json_put_time(j, "due_at", b->due_at_us);
	json_put_time(j, "paid_at", b->paid_at_us);
	period_json(j, b);
	json_put_bool(j, "files", b->paper_at_us != 0);
	json_put_str(j, "po_number", b->po_number);
	json_put_str(j, "cost_centre", b->cost_centre);
	if (b->stage > 0)
		json_put_i64(j, "stage", b->stage);
	else {
		json_key(j, "stage");
		json_null(j);
	}
	json_put_str(j, "stage_name", b->stage_name);
	return OK;
}

static void
party_json(struct json *j, const char *key, const struct bill_party *p)
{
	json_key(j, key);
	json_object(j);
	json_put_str(j, "name", p->name);
	json_put_str(j, "address", p->address);
	json_put_str(j, "country", p->country);
	json_put_str(j, "tax_number", p->tax_number);
	json_end_object(j);
}

enum err
bill_row_json(struct json *j, const struct bill *b)
{
	enum err e;

	json_object(j);
	e = bill_json(j, b);
	party_json(j, "customer", &b->customer);
	json_end_object(j);
	return e;
}

static void
tax_json(struct json *j, enum tax_kind kind, int64_t rate_milli)
{
	char rate[TAX_RATE_TEXT_MAX];

	json_put_cstr(j, "tax_kind", tax_kind_name(kind));
	json_put_str(j, "tax_rate", tax_rate_text(rate, rate_milli));
}

static void
lines_json(struct json *j, const struct bill_line *lines, size_t n)
{
	json_key(j, "lines");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct bill_line *l = &lines[i];

		json_object(j);
		json_put_id(j, "order", ID_ORDER, l->order_id);
		json_put_str(j, "seller", l->seller_name);
		json_put_str(j, "product", l->product_name);
		json_put_str(j, "plan", l->plan_name);
		json_put_str(j, "billing_mode", l->billing_mode);
		json_put_i64(j, "quantity", l->quantity);
		json_put_i64(j, "periods", l->periods);
		json_put_money(j, "unit", l->unit);
		json_put_money(j, "net", l->net);
		tax_json(j, l->tax_kind, l->tax_rate_milli);
		json_put_money(j, "tax", l->tax);
		json_end_object(j);
	}
	json_end_array(j);
}

static enum err
taxes_json(
    struct call *c, struct json *j, const struct bill_line *lines, size_t n)
{
	struct tax_group groups[PAPER_TAXES_MAX];
	size_t ngroups = PAPER_TAXES_MAX;
	struct tax_line *plain = ARENA_NEWS(c->arena, struct tax_line, n);
	enum err e;

	if (plain == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		plain[i] = (struct tax_line){ lines[i].net, lines[i].tax_kind,
			lines[i].tax_rate_milli, lines[i].tax };
	e = tax_groups(groups, &ngroups, plain, n);
	if (e != OK)
		return e;
	json_key(j, "taxes");
	json_array(j);
	for (size_t i = 0; i < ngroups; i++) {
		json_object(j);
		tax_json(j, groups[i].kind, groups[i].rate_milli);
		json_put_money(j, "net", groups[i].net);
		json_put_money(j, "tax", groups[i].tax);
		json_end_object(j);
	}
	json_end_array(j);
	return OK;
}

static void
receipts_json(struct json *j, const struct receipt *receipts, size_t n)
{
	json_key(j, "receipts");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct receipt *r = &receipts[i];

		json_object(j);
		json_put_str(j, "method", r->method);
		json_put_money(j, "amount", r->amount);
		json_put_money(j, "applied", r->applied);
		json_put_str(j, "reference", r->reference);
		json_put_time(j, "received_at", r->received_at_us);
		json_end_object(j);
	}
	json_end_array(j);
}

static enum err
notes_json(struct call *c, struct json *j, const struct bill *b)
{
	struct bill *notes;
	size_t n;
	enum err e = bill_notes(c->db, c->arena, &notes, &n, b->bill_id);

	if (e != OK)
		return e;
	json_key(j, "notes");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_put_id(j, "id", ID_BILL, notes[i].bill_id);
		json_put_str(j, "number", notes[i].bill_no);
		json_put_money(j, "total", notes[i].sums.total);
		json_put_time(j, "issued_at", notes[i].issued_at_us);
		json_end_object(j);
	}
	json_end_array(j);
	return OK;
}

enum err
bill_whole_json(struct call *c, struct json *j, const struct bill *b)
{
	struct bill_line *lines;
	struct receipt *receipts;
	struct id all = { { 0 } };
	size_t nlines, nreceipts;
	enum err e;

	if ((e = bill_lines(
		 c->db, c->arena, &lines, &nlines, b->bill_id, all)) != OK ||
	    (e = receipts_of(
		 c->db, c->arena, &receipts, &nreceipts, b->bill_id)) != OK)
		return e;
	json_object(j);
	e = bill_json(j, b);
	party_json(j, "issuer", &b->issuer);
	party_json(j, "customer", &b->customer);
	json_put_str(j, "bank",
	    bill_is_payable(b->state) &&
		    !str_empty(c->site->config.bank_details)
		? c->site->config.bank_details
		: STR_NONE);
	lines_json(j, lines, nlines);
	if (e == OK)
		e = taxes_json(c, j, lines, nlines);
	receipts_json(j, receipts, nreceipts);
	if (e == OK)
		e = notes_json(c, j, b);
	if (e == OK)
		e = disputes_put(c, j, b->bill_id);
	if (e == OK)
		e = bill_trail_put(c, j, b->bill_id);
	json_end_object(j);
	return e;
}
