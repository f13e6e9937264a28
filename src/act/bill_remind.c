#include "act/bill.h"
#include "base/sys.h"
#include "moves.h"

/* The last day on which it is paid in time. */
static int64_t
due_day(const struct act *act, const struct bill *b)
{
	return calendar_day(act->calendar, b->due_at_us - 1);
}

/* Before it is due, when it is late, and when it stops the credit. */
static const char *const step_mail[BILL_REMINDERS] = { "bill_due", "bill_due",
	"bill_overdue", "bill_reminder", "bill_reminder" };

/* The step came before the bill did: there is nothing to remind of. */
static bool
is_before_bill(const struct act *act, const struct bill *b, int64_t step)
{
	return due_day(act, b) + bill_reminder_days(step) <=
	    calendar_day(act->calendar, b->issued_at_us);
}

static enum err
remind(struct act *act, struct id bill_id)
{
	struct bill b;
	struct event event;
	int64_t steps;
	enum err e = bill_lock(act->db, act->arena, &b, bill_id);

	if (e != OK)
		return e;
	steps = bill_reminders_due(
	    due_day(act, &b), calendar_day(act->calendar, act->now_us));
	/* Paid, disputed or reminded of since the list was read. */
	if (!bill_is_disputable(b.state) || steps <= b.reminders)
		return ERR_STATE;
	e = bill_reminded(act->db, &b, steps);
	if (e != OK || is_before_bill(act, &b, steps))
		return e;
	event = act_event(
	    act, "bill", b.bill_id, "reminded", NULL, NULL, STR_NONE);
	e = events_insert(act->db, &event, 1);
	return e == OK ? bill_tell(act, &b, step_mail[steps - 1]) : e;
}

enum err
bill_remind_due(struct act *act, size_t *counted)
{
	int64_t due_by_us[BILL_REMINDERS];
	int64_t today = calendar_day(act->calendar, act->now_us);
	struct id *ids;
	size_t n = 0;
	enum err e;

	*counted = 0;
	/* Due at the end of a day is due at the next one's beginning. */
	for (int64_t i = 0; i < BILL_REMINDERS; i++)
		due_by_us[i] = calendar_midnight_us(
		    act->calendar, today + 1 - bill_reminder_days(i + 1));
	e = bills_to_remind(
	    act->db, act->arena, &ids, &n, due_by_us, REMIND_BATCH);
	for (size_t i = 0; e == OK && i < n; i++) {
		e = remind(act, ids[i]);
		if (e == OK)
			++*counted;
		else if (e == ERR_STATE)
			e = OK;
	}
	return e;
}
