#include "act/bill.h"

#include "moves.h"
#include "store/counter.h"
#include "store/member.h"

struct bill
bill_of(const struct act *act, const struct order *o, enum bill_state state,
    const struct sale_terms *terms)
{
	bool paid = state == BILL_PAID;

	return (struct bill){
		.bill_id = id_new(),
		.company_id = o->company_id,
		.order_id = o->order_id,
		.kind = BILL_OF_ORDER,
		.stands = true,
		.state = state,
		.net = o->net,
		.tax = o->tax,
		.sums = { .total = o->total,
		    .paid = paid ? o->total : money_zero(o->total.currency),
		    .credited = money_zero(o->total.currency),
		    .refunded = money_zero(o->total.currency) },
		.issued_at_us = act->now_us,
		.due_at_us = terms->bill_due_at_us,
		.paid_at_us = paid ? act->now_us : 0,
		.issuer = terms->issuer,
		.customer = { .country = o->buyer_country,
		    .tax_number = o->buyer_tax_number },
		.po_number = o->po_number,
		.cost_centre = o->cost_centre,
		.row_version = 1,
	};
}

struct bill
bill_note_of(const struct act *act, const struct order *o,
    const struct bill *corrected, const struct sale_terms *terms)
{
	struct bill note = bill_of(act, o, BILL_PAID, terms);

	note.kind = BILL_CREDIT_NOTE;
	note.corrects_id = corrected->bill_id;
	note.corrects_no = corrected->bill_no;
	note.stands = false;
	note.due_at_us = act->now_us;
	note.customer = corrected->customer;
	note.po_number = corrected->po_number;
	note.cost_centre = corrected->cost_centre;
	return note;
}

enum err
bill_number(struct act *act, struct bill *b, const struct sale_terms *terms)
{
	int64_t no = 0;
	enum err e = counter_next(act->db, &no, STR("bill"), terms->bill_year);

	if (e != OK)
		return e;
	b->bill_no = arena_printf(
	    act->arena, "%d-%06lld", (int)terms->bill_year, (long long)no);
	return b->bill_no.p == NULL ? ERR_NOMEM : bill_insert(act->db, b);
}

enum err
bill_move(struct act *act, struct bill *b, enum bill_state from,
    const struct event *event)
{
	enum err e = bill_write(act->db, b, from);

	if (e != OK)
		return e;
	b->row_version++;
	b->paper_at_us = 0;
	return event == NULL ? OK : events_insert(act->db, event, 1);
}

enum err
entry_write(struct act *act, const char *occasion, struct id subject_id,
    struct id order_id, const struct entry *entry)
{
	const struct ledger_entry row = {
		.entry_id = id_new(),
		.occasion = str_from(occasion),
		.subject_id = subject_id,
		.order_id = order_id,
		.created_at_us = act->now_us,
		.entry = *entry,
	};

	return entry->n == 0 ? OK : ledger_insert(act->db, &row);
}

enum err
bill_tell(struct act *act, const struct bill *b, const char *template)
{
	struct message mails[MESSAGES_AT_ONCE];
	struct id *users;
	size_t n = 0;
	enum err e = members_of_finance(
	    act->db, act->arena, &users, &n, b->company_id, MESSAGES_AT_ONCE);

	for (size_t i = 0; e == OK && i < n; i++)
		mails[i] = act_message(
		    act, "mail", template, users[i], b->bill_id);
	return e == OK && n > 0 ? outbox_insert(act->db, mails, n) : e;
}

static enum err
bill_overdue(struct act *act, struct id bill_id)
{
	struct bill b;
	struct event event;
	enum bill_state from;
	enum err e = bill_lock(act->db, act->arena, &b, bill_id);

	if (e != OK)
		return e;
	from = b.state;
	/* Paid since the list was read: not ours any more. */
	if (from != BILL_ISSUED && from != BILL_PARTLY_PAID)
		return ERR_STATE;
	e = bill_step(&b.state, from, BILL_ON_DUE);
	if (e != OK)
		return e;
	event = act_event(act, "bill", bill_id, "overdue",
	    bill_state_name(from), bill_state_name(b.state), STR_NONE);
	return bill_move(act, &b, from, &event);
}

enum err
bill_overdue_due(struct act *act, size_t *marked)
{
	struct id *ids;
	size_t n = 0;
	enum err e = bills_due(
	    act->db, act->arena, &ids, &n, act->now_us, OVERDUE_BATCH);

	*marked = 0;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = bill_overdue(act, ids[i]);
		if (e == OK)
			++*marked;
		else if (e == ERR_STATE)
			e = OK;
	}
	return e;
}
