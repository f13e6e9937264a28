#include "act/bill.h"
#include "moves.h"
#include "stages.h"

static const struct id nobody = { { 0 } };

struct crediting {
	struct act *act;
	const struct sale_terms *terms;
	struct credit_row credit; /* when the bill is on credit */
	struct order order;
	struct bill *bill;
	struct bill_line lines[LINES_MAX]; /* of the note */
	size_t n;
	struct money net, tax;	 /* of the note */
	struct money net_before; /* of the notes so far */
	struct sale_part off;	 /* of the sale, what was written off */
	enum bill_event settles; /* what happens once nothing is open */
};

/* On credit and not on a statement yet: it gets a bill of its own. */
static enum err
bill_now(struct crediting *k, struct id order_id)
{
	struct act *act = k->act;
	struct reservation r;
	enum err e = reservation_get(act->db, act->arena, &r, order_id);

	if (e != OK)
		return e;
	if ((e = credit_row_lock(act->db, act->arena, &k->credit, r.company_id,
		 r.kind)) != OK ||
	    (e = order_lock(
		 act->db, act->arena, &k->order, order_id, nobody)) != OK)
		return e;
	*k->bill = bill_of(act, &k->order, BILL_ISSUED, k->terms);
	k->bill->on_credit = true;
	k->bill->pool = r.kind;
	if ((e = bill_from_pool(act, &k->credit, k->bill)) != OK ||
	    (e = bill_number(act, k->bill, k->terms)) != OK ||
	    (e = reservation_take(act->db, order_id, k->bill->bill_id)) != OK)
		return e;
	return bill_lines_of_order(act->db, k->bill->bill_id, order_id);
}

/* Pool, order, bill. */
static enum err
hold_bill(struct crediting *k, struct id order_id)
{
	struct act *act = k->act;
	struct bill *b = k->bill;
	enum err e = OK;

	if (b->on_credit)
		e = credit_row_lock(
		    act->db, act->arena, &k->credit, b->company_id, b->pool);
	if (e == OK)
		e = order_lock(
		    act->db, act->arena, &k->order, order_id, nobody);
	if (e == OK && k->order.paid_at_us == 0)
		return ERR_STATE;
	if (e == OK)
		e = bill_lock(act->db, act->arena, b, b->bill_id);
	/* What was written off has been taken back already. */
	return e == OK && b->state == BILL_UNCOLLECTIBLE ? ERR_STATE : e;
}

static enum err
hold(struct crediting *k, struct id order_id)
{
	enum err e = bill_of_order(
	    k->act->db, k->act->arena, k->bill, order_id);

	if (e == ERR_NOT_FOUND)
		return bill_now(k, order_id);
	return e == OK ? hold_bill(k, order_id) : e;
}

static enum err
sums_begin(struct crediting *k)
{
	const struct money zero = money_zero(k->bill->net.currency);

	k->net = k->tax = k->net_before = zero;
	k->off = (struct sale_part){ zero, zero, zero, zero };
	return k->bill->state == BILL_UNCOLLECTIBLE
	    ? bill_off_books(k->act, &k->off, k->bill)
	    : OK;
}

/* No line gives back more than it cost. */
static enum err
line_give(struct crediting *k, const struct bill_line *line,
    const struct bill_line *before, const struct bill_give_back *part)
{
	struct bill_line *l = &k->lines[k->n];
	enum err e;

	if (!currency_eq(part->net.currency, line->net.currency) ||
	    !currency_eq(part->tax.currency, line->net.currency))
		return ERR_CURRENCY;
	if (part->net.minor < 0 || part->tax.minor < 0 ||
	    part->net.minor > line->net.minor - before->net.minor ||
	    part->tax.minor > line->tax.minor - before->tax.minor)
		return ERR_RANGE;
	if (part->net.minor == 0 && part->tax.minor == 0)
		return OK;
	*l = *line;
	l->position = (int64_t)++k->n;
	l->net = part->net;
	l->tax = part->tax;
	/* Of a whole line the note repeats the sum, of a part it has one. */
	if (!money_eq(l->net, line->net)) {
		l->quantity = l->periods = 1;
		l->unit = l->net;
	}
	if ((e = money_add(&k->net, k->net, l->net)) != OK)
		return e;
	return money_add(&k->tax, k->tax, l->tax);
}

static enum err
lines_give(
    struct crediting *k, const struct bill_give_back *parts, size_t nparts)
{
	struct act *act = k->act;
	struct bill_line *lines, *before;
	size_t n, nbefore, found = 0;
	enum err e = bill_lines(act->db, act->arena, &lines, &n,
	    k->bill->bill_id, k->order.order_id);

	if (e == OK)
		e = bill_lines_credited(act->db, act->arena, &before, &nbefore,
		    k->bill->bill_id, k->order.order_id);
	if (e != OK)
		return e;
	if (n != nbefore || n > LINES_MAX)
		return ERR_BUG;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = money_add(&k->net_before, k->net_before, before[i].net);
		for (size_t j = 0; e == OK && j < nparts; j++) {
			if (!id_eq(parts[j].line_id, lines[i].line_id))
				continue;
			found++;
			e = line_give(k, &lines[i], &before[i], &parts[j]);
		}
	}
	if (e == OK && (found != nparts || k->n == 0))
		return ERR_RANGE;
	return e;
}

/* The commission on what has been given back of a sale's net. */
static enum err
commission_of(struct money *out, struct money booked, struct money whole,
    struct money net_back)
{
	const int64_t shares[] = { net_back.minor,
		whole.minor - net_back.minor };
	struct money parts[2];
	enum err e = OK;

	*out = money_zero(booked.currency);
	if (whole.minor > 0) {
		e = money_split(parts, booked, shares, 2);
		*out = parts[0];
	}
	return e;
}

enum err
commission_part(struct money *out, struct money booked, struct money whole,
    struct money before, struct money net)
{
	struct money all, was, is;
	enum err e;

	if ((e = money_add(&all, before, net)) != OK ||
	    (e = commission_of(&was, booked, whole, before)) != OK ||
	    (e = commission_of(&is, booked, whole, all)) != OK)
		return e;
	return money_sub(out, is, was);
}

/* A stage is sold with its bill, whose id its entry has. */
enum err
commission_booked(struct act *act, struct money *booked, struct money *whole,
    const struct bill *b, const struct order *o)
{
	int64_t posted = 0;
	enum err e = b->stage > 0
	    ? ledger_of_subject(act->db, act->arena, &posted, b->bill_id,
		  STR("stage_billed"), ACCOUNT_REVENUE_COMMISSION)
	    : ledger_of_order(act->db, act->arena, &posted, o->order_id,
		  STR("order_paid"), ACCOUNT_REVENUE_COMMISSION);

	*whole = b->stage > 0 ? b->net : o->net;
	*booked = (struct money){ -posted, b->net.currency };
	return e;
}

/*
 * As the sale was booked, so that all of it back leaves nothing; what was
 * written off of it is back already.
 */
static enum err
entry_make(struct crediting *k, const char *occasion, struct id subject_id,
    struct money noted)
{
	struct money booked, whole, commission, net, tax;
	struct entry entry;
	enum err e = commission_booked(
	    k->act, &booked, &whole, k->bill, &k->order);

	if (e == OK)
		e = commission_part(
		    &commission, booked, whole, k->net_before, k->net);
	if (e != OK || (e = money_sub(&net, k->net, k->off.net)) != OK ||
	    (e = money_sub(&tax, k->tax, k->off.tax)) != OK ||
	    (e = money_sub(&commission, commission, k->off.commission)) != OK ||
	    (e = money_sub(&noted, noted, k->off.gross)) != OK)
		return e;
	e = entry_bill_credited(&entry, k->order.company_id, k->order.seller_id,
	    net, tax, commission, noted);
	return e != OK ? e
		       : entry_write(k->act, occasion, subject_id,
			     k->order.order_id, &entry);
}

/* What is open of it no more frees the pool. */
static enum err
pool_free(struct crediting *k, struct money noted)
{
	const struct bill *b = k->bill;
	enum err e;

	if (!b->on_credit || b->state == BILL_UNCOLLECTIBLE || noted.minor == 0)
		return OK;
	e = credit_pay(&k->credit.pool, noted);
	if (e == OK)
		e = credit_row_write(k->act->db, &k->credit);
	k->credit.row_version++;
	return e;
}

/* What was open and is not any more is nobody's debt. */
static enum err
bill_lessen(
    struct crediting *k, struct credit_note_made *out, struct str reason)
{
	struct act *act = k->act;
	struct bill *b = k->bill;
	enum bill_state from = b->state;
	struct money open;
	struct event event;
	enum err e = bill_give(
	    &b->sums, out->note.sums.total, &out->noted, &out->cash);

	if (e == OK)
		e = pool_free(k, out->noted);
	if (e == OK)
		e = bill_open(&open, &b->sums);
	if (e == OK && open.minor == 0 && from != BILL_PAID)
		e = bill_step(&b->state, from, k->settles);
	if (e != OK)
		return e;
	b->stands &= b->state != BILL_VOID;
	if (b->state == BILL_PAID && from != BILL_PAID)
		b->paid_at_us = act->now_us;
	event = act_event(act, "bill", b->bill_id, "credited",
	    bill_state_name(from), bill_state_name(b->state),
	    reason_cut(reason));
	return bill_move(act, b, from, &event);
}

static enum err
note_make(struct crediting *k, struct credit_note_made *out)
{
	struct bill *note = &out->note;

	*note = bill_note_of(k->act, &k->order, k->bill, k->terms);
	note->net = k->net;
	note->tax = k->tax;
	return money_add(&note->sums.total, k->net, k->tax);
}

static enum err
give(struct crediting *k, struct credit_note_made *out, struct str reason)
{
	struct act *act = k->act;
	struct event event;
	enum err e = note_make(k, out);

	if (e != OK)
		return e;
	out->note.sums.paid = out->note.sums.total;
	event = act_event(act, "bill", out->note.bill_id, "issued", NULL,
	    bill_state_name(out->note.state), reason_cut(reason));
	if ((e = bill_lessen(k, out, reason)) != OK ||
	    (e = entry_make(
		 k, "bill_credited", out->note.bill_id, out->noted)) != OK ||
	    (e = events_insert(act->db, &event, 1)) != OK ||
	    (e = bill_number(act, &out->note, k->terms)) != OK)
		return e;
	for (size_t i = 0; i < k->n; i++)
		k->lines[i].bill_id = out->note.bill_id;
	return bill_lines_insert(act->db, k->lines, k->n);
}

static enum err
credit_parts(struct crediting *k, struct credit_note_made *out,
    const struct bill_give_back *parts, size_t n, struct str reason)
{
	enum err e = sums_begin(k);

	k->settles = BILL_ON_PAY;
	if (e == OK)
		e = lines_give(k, parts, n);
	return e == OK ? give(k, out, reason) : e;
}

enum err
bill_credit(struct act *act, struct credit_note_made *out, struct id order_id,
    const struct bill_give_back *parts, size_t n, struct str reason,
    const struct sale_terms *terms)
{
	struct crediting k = { .act = act, .terms = terms, .bill = &out->bill };
	enum err e = hold(&k, order_id);

	return e == OK ? credit_parts(&k, out, parts, n, reason) : e;
}

enum err
bill_credit_on(struct act *act, struct credit_note_made *out, struct id bill_id,
    struct id order_id, const struct bill_give_back *parts, size_t n,
    struct str reason, const struct sale_terms *terms)
{
	struct crediting k = { .act = act, .terms = terms, .bill = &out->bill };
	enum err e = bill_get(act->db, act->arena, &out->bill, bill_id, nobody);

	if (e == OK)
		e = hold_bill(&k, order_id);
	if (e == OK)
		e = credit_parts(&k, out, parts, n, reason);
	/* A stage is paid when nothing of it is owed any more. */
	return e == OK && out->bill.stage > 0 && out->bill.state == BILL_PAID
	    ? stages_complete(act, &k.order)
	    : e;
}

/* All that a stage's bill, which has one line, has left. */
static enum err
rest_of(struct crediting *k, struct bill_give_back *rest)
{
	struct bill_line *line, *before;
	size_t n = 0, nbefore = 0;
	enum err e = bill_lines(k->act->db, k->act->arena, &line, &n,
	    k->bill->bill_id, k->order.order_id);

	if (e == OK)
		e = bill_lines_credited(k->act->db, k->act->arena, &before,
		    &nbefore, k->bill->bill_id, k->order.order_id);
	if (e == OK && (n != 1 || nbefore != 1))
		return ERR_BUG;
	if (e == OK)
		e = money_sub(&rest->net, line->net, before->net);
	if (e != OK)
		return e;
	rest->line_id = line->line_id;
	return money_sub(&rest->tax, line->tax, before->tax);
}

/* Nothing has come for it, and nothing was taken off: no note is needed. */
static enum err
void_plainly(struct crediting *k, struct str reason)
{
	struct act *act = k->act;
	struct bill *b = k->bill;
	enum bill_state from = b->state;
	struct event event;
	enum err e = pool_free(k, b->sums.total);

	if (e == OK)
		e = bill_step(&b->state, from, BILL_ON_VOID);
	if (e == OK)
		e = entry_make(k, "stage_void", b->bill_id, b->sums.total);
	if (e != OK)
		return e;
	b->stands = false;
	event = act_event(act, "bill", b->bill_id, "void",
	    bill_state_name(from), bill_state_name(b->state),
	    reason_cut(reason));
	return bill_move(act, b, from, &event);
}

enum err
bill_undo_stage(struct act *act, struct money *cash, struct order *o,
    struct credit_row *credit, struct bill *b, struct str reason,
    const struct sale_terms *terms)
{
	struct crediting k = { .act = act,
		.terms = terms,
		.credit = *credit,
		.order = *o,
		.bill = b,
		.settles = BILL_ON_VOID };
	struct bill_give_back rest;
	struct credit_note_made made = { .cash = money_zero(b->net.currency) };
	enum err e = rest_of(&k, &rest);

	*cash = made.cash;
	/* Credited already: nothing of it is left, to dispute neither. */
	if (e == OK && rest.net.minor == 0 && rest.tax.minor == 0)
		return bill_disputes_end(act, b->bill_id, reason);
	if (e != OK)
		return e;
	/* What a card has begun to pay goes back, should it come. */
	e = bill_payments_cancel(act, b->bill_id, NULL);
	if (e != OK && e != ERR_PAYMENT_OPEN)
		return e;
	e = sums_begin(&k);
	if (e == OK)
		e = lines_give(&k, &rest, 1);
	if (e == OK)
		e = b->sums.paid.minor == 0 && b->sums.credited.minor == 0
		    ? void_plainly(&k, reason)
		    : give(&k, &made, reason);
	*credit = k.credit;
	*cash = made.cash;
	if (e == OK)
		e = bill_disputes_end(act, b->bill_id, reason);
	return e == OK && made.cash.minor > 0
	    ? refund_of_bill(act, o, made.cash, b->bill_id)
	    : e;
}
