/* What became of a bill, step by step. */
#include "billing.h"
#include "store/event.h"

/* Operators' readings are kept for auditors, and change nothing. */
static bool
is_told(const struct event *e)
{
	return !str_is(e->kind, "read");
}

static void
event_json(struct json *j, const struct event *e)
{
	json_object(j);
	json_put_str(j, "subject", e->subject);
	json_put_str(j, "kind", e->kind);
	json_put_str(j, "from", e->from_state);
	json_put_str(j, "to", e->to_state);
	json_put_str(j, "actor", e->actor);
	json_put_str(j, "reason", e->reason);
	json_put_time(j, "at", e->created_at_us);
	json_end_object(j);
}

enum err
bill_trail_put(struct call *c, struct json *j, struct id bill_id)
{
	struct event *events;
	size_t n;
	enum err e = events_of(c->db, c->arena, &events, &n, bill_id);

	if (e != OK)
		return e;
	json_key(j, "events");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		if (is_told(&events[i]))
			event_json(j, &events[i]);
	json_end_array(j);
	return OK;
}
