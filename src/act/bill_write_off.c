/*
 * What nobody will pay: the sale of it is taken back, order by order, under
 * the bill's name, or of a statement under the orders'.
 */
#include "act/bill.h"
#include "moves.h"

static const struct id nobody = { { 0 } };

#define WRITTEN_OFF "written_off"
#define RECOVERED "recovered"

static struct id
subject_of(const struct bill *b, struct id order_id)
{
	return b->kind == BILL_STATEMENT ? order_id : b->bill_id;
}

static enum err
share_write_off(
    struct act *act, const struct bill *b, const struct bill_share *s)
{
	struct money booked, whole, commission, all;
	struct order o;
	struct entry entry;
	enum err e = order_get(act->db, act->arena, &o, s->order_id, nobody);

	if (e == OK)
		e = commission_booked(act, &booked, &whole, b, &o);
	if (e == OK)
		e = commission_part(
		    &commission, booked, whole, s->net_before, s->net);
	if (e == OK)
		e = money_add(&all, s->net, s->tax);
	if (e == OK)
		e = entry_bill_credited(&entry, o.company_id, o.seller_id,
		    s->net, s->tax, commission, all);
	return e != OK ? e
		       : entry_write(act, WRITTEN_OFF,
			     subject_of(b, s->order_id), s->order_id, &entry);
}

static enum err
pool_free(struct act *act, struct bill_held *h, const struct bill *b,
    struct money open)
{
	enum err e;

	if (!b->on_credit)
		return OK;
	e = credit_pay(&h->credit.pool, open);
	return e != OK ? e : credit_row_write(act->db, &h->credit);
}

enum err
bill_write_off(
    struct act *act, struct bill *b, struct id bill_id, struct str reason)
{
	struct bill_held held;
	struct bill_share *shares;
	struct event event;
	struct money open;
	enum bill_state from;
	size_t n = 0;
	enum err e = bill_hold(act, &held, b, bill_id);

	if (e != OK)
		return e;
	from = b->state;
	if (from != BILL_OVERDUE ||
	    (held.has_order && held.order.paid_at_us == 0))
		return from == BILL_UNCOLLECTIBLE ? OK : ERR_STATE;
	if ((e = bill_step(&b->state, from, BILL_ON_WRITE_OFF)) != OK ||
	    (e = bill_open(&open, &b->sums)) != OK ||
	    (e = bill_spread(act, &shares, &n, b, open)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		e = share_write_off(act, b, &shares[i]);
	if (e == OK)
		e = pool_free(act, &held, b, open);
	event = act_event(act, "bill", b->bill_id, "written_off",
	    bill_state_name(from), bill_state_name(b->state),
	    reason_cut(reason));
	return e == OK ? bill_move(act, b, from, &event) : e;
}

/* What was posted to an account when an order's part was written off. */
static enum err
posted(struct act *act, struct money *out, struct id subject,
    enum account account, struct currency currency)
{
	*out = money_zero(currency);
	return ledger_of_subject(act->db, act->arena, &out->minor, subject,
	    STR(WRITTEN_OFF), account);
}

/* What an entry took out of the books, or, below zero, put back. */
static enum err
off_add(struct act *act, struct sale_part *off, struct id subject,
    const char *occasion)
{
	const struct {
		enum account account;
		struct money *sum;
		bool credited; /* what is taken back is posted below zero */
	} parts[] = { { ACCOUNT_RECEIVABLE, &off->gross, true },
		{ ACCOUNT_TAX_PAYABLE, &off->tax, false },
		{ ACCOUNT_REVENUE_COMMISSION, &off->commission, false } };
	enum err e = OK;

	for (size_t i = 0; e == OK && i < sizeof(parts) / sizeof(parts[0]);
	     i++) {
		struct money m = money_zero(off->gross.currency);

		e = ledger_of_subject(act->db, act->arena, &m.minor, subject,
		    str_from(occasion), parts[i].account);
		if (e == OK)
			e = parts[i].credited
			    ? money_sub(parts[i].sum, *parts[i].sum, m)
			    : money_add(parts[i].sum, *parts[i].sum, m);
	}
	return e;
}

enum err
bill_off_books(struct act *act, struct sale_part *out, const struct bill *b)
{
	const struct money zero = money_zero(b->net.currency);
	struct receipt *receipts = NULL;
	size_t n = 0;
	enum err e = receipts_of(
	    act->db, act->arena, &receipts, &n, b->bill_id);

	*out = (struct sale_part){ zero, zero, zero, zero };
	if (e == OK)
		e = off_add(act, out, b->bill_id, WRITTEN_OFF);
	for (size_t i = 0; e == OK && i < n; i++)
		e = off_add(act, out, receipts[i].receipt_id, RECOVERED);
	return e != OK ? e : money_sub(&out->net, out->gross, out->tax);
}

/* Of an amount the part that came after before of the whole did. */
static enum err
part_between(struct money *out, struct money amount, int64_t whole,
    int64_t before, int64_t after)
{
	const int64_t first[] = { before, whole - before };
	const int64_t both[] = { after, whole - after };
	struct money was[2], is[2];
	enum err e = money_split(was, amount, first, 2);

	if (e == OK)
		e = money_split(is, amount, both, 2);
	return e != OK ? e : money_sub(out, is[0], was[0]);
}

struct recovery {
	struct act *act;
	const struct bill *bill;
	int64_t before, after; /* of the bill's open, recovered so far */
	struct id subject;
};

/*
 * The postings of one order's write-off turned round, as much of them as came
 * back; what is left of the receivable's side is the seller's.
 */
static enum err
order_recover(struct recovery *r, const struct order *o, struct id subject)
{
	struct act *act = r->act;
	struct currency c = r->bill->net.currency;
	struct money whole, commission, tax, came, net, zero = money_zero(c);
	struct entry entry;
	int64_t w, before, after;
	enum err e;

	if ((e = posted(act, &whole, subject, ACCOUNT_RECEIVABLE, c)) != OK ||
	    (e = posted(act, &tax, subject, ACCOUNT_TAX_PAYABLE, c)) != OK ||
	    (e = posted(act, &commission, subject, ACCOUNT_REVENUE_COMMISSION,
		 c)) != OK)
		return e;
	w = -whole.minor;
	before = r->before < w ? r->before : w;
	after = r->after < w ? r->after : w;
	r->before -= before;
	r->after -= after;
	if (after == before)
		return OK;
	came = (struct money){ before - after, c };
	if ((e = part_between(&tax, tax, w, before, after)) != OK ||
	    (e = part_between(&commission, commission, w, before, after)) !=
		OK ||
	    (e = money_sub(&tax, zero, tax)) != OK ||
	    (e = money_sub(&commission, zero, commission)) != OK ||
	    (e = money_sub(&net, came, tax)) != OK)
		return e;
	e = entry_bill_credited(
	    &entry, o->company_id, o->seller_id, net, tax, commission, came);
	if (e == OK)
		e = entry_write(
		    act, RECOVERED, r->subject, o->order_id, &entry);
	/* Of a statement's other orders each has a name of its own. */
	r->subject = id_new();
	return e;
}

/* What was written off and what of it has come, this receipt not counted. */
static enum err
recovery_begin(struct recovery *r, const struct receipt *receipt)
{
	struct money open;
	enum err e = bill_open(&open, &r->bill->sums);

	r->after = -open.minor;
	r->before = r->after - receipt->applied.minor;
	r->subject = receipt->receipt_id;
	return e;
}

enum err
bill_recovered(
    struct act *act, const struct bill *b, const struct receipt *receipt)
{
	struct recovery r = { .act = act, .bill = b };
	struct id *orders;
	struct order o;
	struct money whole;
	size_t n = 0;
	enum err e = recovery_begin(&r, receipt);

	if (e == OK)
		e = bill_orders(act->db, act->arena, &orders, &n, b->bill_id);
	for (size_t i = 0; e == OK && i < n; i++) {
		e = posted(act, &whole, subject_of(b, orders[i]),
		    ACCOUNT_RECEIVABLE, b->net.currency);
		r.before -= whole.minor;
		r.after -= whole.minor;
	}
	for (size_t i = 0; e == OK && i < n; i++) {
		e = order_get(act->db, act->arena, &o, orders[i], nobody);
		if (e == OK)
			e = order_recover(&r, &o, subject_of(b, orders[i]));
	}
	return e;
}
