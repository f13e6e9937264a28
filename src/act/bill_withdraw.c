#include "act/bill.h"
#include "moves.h"

static const struct id nobody = { { 0 } };

/* A bill that no order waits for any more. */
struct withdrawal {
	struct act *act;
	struct order *order; /* its row is written by whoever withdraws */
	struct bill bill;
	struct money open; /* of it, before */
	struct money came;
};

static enum err
withdrawal_begin(struct withdrawal *w)
{
	struct bill *b = &w->bill;
	enum err e = bill_lock_of_order(
	    w->act->db, w->act->arena, b, w->order->order_id);

	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_BUG : e;
	w->came = b->sums.paid;
	return bill_open(&w->open, &b->sums);
}

/* What was owed still is not owed any more. */
static enum err
bill_void(struct withdrawal *w, struct str reason)
{
	struct act *act = w->act;
	struct bill *b = &w->bill;
	enum bill_state from = b->state;
	struct event event;
	struct entry entry;
	struct money back;
	enum err e = bill_step(&b->state, from, BILL_ON_VOID);

	if (e != OK)
		return e;
	b->stands = false;
	w->order->billed_at_us = 0;
	event = act_event(act, "bill", b->bill_id, "void",
	    bill_state_name(from), bill_state_name(b->state),
	    reason_cut(reason));
	if ((e = money_sub(&back, money_zero(b->net.currency), w->open)) !=
		OK ||
	    (e = entry_bill_issued(&entry, b->company_id, back)) != OK ||
	    (e = entry_write(act, "bill_void", b->bill_id, w->order->order_id,
		 &entry)) != OK)
		return e;
	return bill_move(act, b, from, &event);
}

enum err
bill_withdraw(struct act *act, struct order *o, struct str reason)
{
	struct withdrawal w = { .act = act, .order = o };
	enum err e;

	if (o->billed_at_us == 0)
		return OK;
	e = withdrawal_begin(&w);
	/* Refused, it leaves the card that may be paying the rest. */
	if (e == OK && w.came.minor > 0)
		return ERR_STATE;
	if (e == OK)
		e = bill_payments_cancel(act, w.bill.bill_id, NULL);
	return e == OK ? bill_void(&w, reason) : e;
}

/* The lines of the bill once more: all of it is taken back. */
static enum err
note_lines(struct act *act, struct id note_id, struct id bill_id)
{
	struct bill_line *lines;
	size_t n;
	enum err e = bill_lines(
	    act->db, act->arena, &lines, &n, bill_id, nobody);

	for (size_t i = 0; e == OK && i < n; i++)
		lines[i].bill_id = note_id;
	return e == OK ? bill_lines_insert(act->db, lines, n) : e;
}

static enum err
note_issue(
    struct withdrawal *w, struct str reason, const struct sale_terms *terms)
{
	struct act *act = w->act;
	const struct bill *b = &w->bill;
	struct bill note = bill_note_of(act, w->order, b, terms);
	struct event event = act_event(act, "bill", note.bill_id, "issued",
	    NULL, bill_state_name(note.state), reason_cut(reason));
	enum err e;

	note.net = b->net;
	note.tax = b->tax;
	note.sums.total = note.sums.paid = b->sums.total;
	if ((e = events_insert(act->db, &event, 1)) != OK ||
	    (e = bill_number(act, &note, terms)) != OK)
		return e;
	return note_lines(act, note.bill_id, b->bill_id);
}

enum err
bill_annul(struct act *act, struct order *o, struct str reason,
    const struct sale_terms *terms)
{
	struct withdrawal w = { .act = act, .order = o };
	struct money noted, cash;
	enum err e;

	if (o->billed_at_us == 0)
		return OK;
	e = withdrawal_begin(&w);
	if (e == OK)
		e = bill_payments_cancel(act, w.bill.bill_id, NULL);
	if (e != OK || w.came.minor == 0)
		return e == OK ? bill_void(&w, reason) : e;
	e = bill_give(&w.bill.sums, w.bill.sums.total, &noted, &cash);
	if (e == OK)
		e = bill_void(&w, reason);
	if (e == OK)
		e = refund_by_hand(act, o, cash, w.bill.bill_id);
	return e == OK ? note_issue(&w, reason, terms) : e;
}
