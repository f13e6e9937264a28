#include "act/settlement.h"

#include "act/notification.h"
#include "act/seller.h"
#include "moves.h"
#include "store/counter.h"

static enum err
settlement_tell(struct act *act, const struct settlement *s, const char *what)
{
	const struct notice notice = {
		.kind = what,
		.subject_id = s->settlement_id,
		.party = s->issuer.name,
		.topic = s->settlement_no,
	};
	enum err e = seller_mail(act, s->seller_id, what, s->settlement_id);

	return e == OK ? notify_sellers(act, s->seller_id, &notice) : e;
}

static enum err
settlement_note(struct act *act, const struct settlement *s, const char *kind,
    const char *from, struct str reason)
{
	const struct event event = act_event(act, "settlement",
	    s->settlement_id, kind, from, settlement_state_name(s->state),
	    reason);

	return events_insert(act->db, &event, 1);
}

enum err
settlement_month(struct settlement_terms *t, const struct act *act)
{
	struct ymd today = ymd_from_days(
	    calendar_day(act->calendar, act->now_us));
	struct ymd first = { today.year, today.month, 1 };

	t->year = today.year;
	if (t->month_day == 0)
		t->month_day = days_from_ymd(ymd_add_months(first, -1));
	t->until_us = calendar_midnight_us(act->calendar,
	    days_from_ymd(ymd_add_months(ymd_from_days(t->month_day), 1)));
	return t->until_us <= act->now_us ? OK : ERR_STATE;
}

/* The balance below zero of the one before; ERR_EXISTS: it is no earlier. */
static enum err
carried_of(struct act *act, struct money *out,
    const struct settlement_subject *of, int64_t month_day)
{
	struct settlement last;
	enum err e = settlement_last(act->db, act->arena, &last, of);

	*out = money_zero(of->currency);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (last.month_day >= month_day)
		return ERR_EXISTS;
	return last.state == SETTLEMENT_CARRIED
	    ? settlement_due(out, &last.worth, last.carried)
	    : OK;
}

/* The lines need the row, and the row its number. */
static enum err
settlement_write(struct act *act, struct settlement *s, int64_t lines,
    const struct settlement_terms *terms)
{
	uint64_t taken = 0;
	int64_t no = 0;
	enum err e = counter_next(act->db, &no, STR("settlement"), terms->year);

	if (e != OK)
		return e;
	s->settlement_no = arena_printf(
	    act->arena, "S-%d-%06lld", (int)terms->year, (long long)no);
	if (s->settlement_no.p == NULL)
		return ERR_NOMEM;
	if ((e = settlement_insert(act->db, s)) != OK ||
	    (e = settlement_lines_take(act->db, &taken, s, terms->until_us)) !=
		OK)
		return e;
	/* One was released while these were summed. */
	return taken == (uint64_t)lines ? OK : ERR_RETRY;
}

enum err
settlement_issue(struct act *act, bool *made, struct settlement *out,
    const struct settlement_subject *of, const struct settlement_terms *terms)
{
	struct money due;
	int64_t lines = 0;
	enum err e;

	*made = false;
	*out = (struct settlement){
		.settlement_id = id_new(),
		.seller_id = of->seller_id,
		.month_day = terms->month_day,
		.issuer = terms->issuer,
		.issued_at_us = act->now_us,
		.row_version = 1,
	};
	e = settlement_lines_lock(
	    act->db, act->arena, &lines, &out->worth, of, terms->until_us);
	if (e != OK || lines == 0)
		return e;
	e = carried_of(act, &out->carried, of, terms->month_day);
	if (e == ERR_EXISTS)
		return OK;
	if (e != OK ||
	    (e = settlement_due(&due, &out->worth, out->carried)) != OK)
		return e;
	out->state = settlement_begins(due);
	if ((e = settlement_note(act, out, "issued", NULL, STR_NONE)) != OK ||
	    (e = settlement_write(act, out, lines, terms)) != OK)
		return e;
	*made = true;
	return settlement_tell(act, out, NOTICE_SETTLEMENT_ISSUED);
}

static enum err
payout_book(struct act *act, const struct settlement *s)
{
	const struct id no_order = { { 0 } };
	struct entry entry;
	struct money due;
	enum err e = settlement_due(&due, &s->worth, s->carried);

	if (e == OK)
		e = entry_settled(&entry, s->seller_id, due);
	return e == OK
	    ? entry_write(act, "settled", s->settlement_id, no_order, &entry)
	    : e;
}

enum err
settlement_pay(struct act *act, struct settlement *out, struct id settlement_id,
    int64_t row_version, struct str reference, int64_t paid_at_us)
{
	enum settlement_state from;
	enum err e = settlement_lock(act->db, act->arena, out, settlement_id);

	if (e != OK)
		return e;
	from = out->state;
	if (from == SETTLEMENT_SETTLED)
		return str_eq(out->payout_reference, reference) ? OK
								: ERR_STATE;
	e = settlement_step(&out->state, from, SETTLEMENT_ON_PAY);
	if (e == OK && row_version != 0 && row_version != out->row_version)
		e = ERR_STALE;
	if (e != OK)
		return e;
	out->settled_at_us = paid_at_us;
	out->settled_by = act->user_id;
	out->payout_reference = reference;
	if ((e = settlement_settle(act->db, out)) != OK ||
	    (e = payout_book(act, out)) != OK ||
	    (e = settlement_note(act, out, "settled",
		 settlement_state_name(from), reference)) != OK)
		return e;
	out->row_version++;
	out->paper_at_us = 0;
	return settlement_tell(act, out, NOTICE_SETTLEMENT_SETTLED);
}
