#include "act/service.h"

#include "moves.h"
#include "store/task.h"

static const struct {
	const char *name, *kind; /* of the message, and of the event */
	const char *access;	 /* that it leads to; NULL: as it is */
} moves[SERVICE_MOVE__MAX] = {
	[SERVICE_FREEZE] = { "freeze", "frozen", SERVICE_FROZEN },
	[SERVICE_UNFREEZE] = { "unfreeze", "unfrozen", SERVICE_OPEN },
	[SERVICE_RELEASE] = { "release", "released", SERVICE_RELEASED },
	[SERVICE_RENEW] = { "renew", "renewed", NULL },
};

const char *
service_move_name(enum service_move m)
{
	return moves[m].name;
}

enum err
service_move_parse(enum service_move *out, struct str s)
{
	for (int m = 0; m < SERVICE_MOVE__MAX; m++)
		if (str_is(s, moves[m].name)) {
			*out = (enum service_move)m;
			return OK;
		}
	return ERR_INVALID;
}

bool
service_wants(const struct service *s, enum service_move move)
{
	return moves[move].access ? str_is(s->access, moves[move].access)
				  : !str_is(s->access, SERVICE_RELEASED);
}

/* Its message goes out though nothing changed: it may have been lost. */
static enum err
tell(struct act *act, struct id service_id, enum service_move move)
{
	struct message m = act_message(act, "provision", moves[move].name,
	    (struct id){ { 0 } }, service_id);

	return outbox_insert(act->db, &m, 1);
}

static enum err
moved(struct act *act, const struct service *s, enum service_move move,
    const char *from, const char *to, struct str reason)
{
	struct event event = act_event(act, "service", s->service_id,
	    moves[move].kind, from, to, reason_cut(reason));

	return events_insert(act->db, &event, 1);
}

enum err
service_change(struct act *act, struct id service_id, enum service_move move,
    struct str reason)
{
	const char *to = moves[move].access, *from;
	struct service s;
	enum err e = service_lock(act->db, act->arena, &s, service_id);

	if (e != OK)
		return e;
	if (str_is(s.access, to))
		return tell(act, service_id, move);
	if (str_is(s.access, SERVICE_RELEASED))
		return ERR_STATE;
	from = str_cstr(act->arena, s.access);
	if (!from)
		return ERR_NOMEM;
	if ((e = service_set_access(act->db, service_id, to)) != OK ||
	    (e = moved(act, &s, move, from, to, reason)) != OK)
		return e;
	return tell(act, service_id, move);
}

enum err
service_renew(struct act *act, struct id service_id, int64_t term_ends_at_us)
{
	struct service s;
	enum err e = service_lock(act->db, act->arena, &s, service_id);

	if (e != OK)
		return e;
	if (str_is(s.access, SERVICE_RELEASED) || s.term_ends_at_us == 0)
		return ERR_STATE;
	if (s.term_ends_at_us == term_ends_at_us)
		return tell(act, service_id, SERVICE_RENEW);
	if ((e = service_set_term(act->db, service_id, term_ends_at_us)) !=
		OK ||
	    (e = moved(act, &s, SERVICE_RENEW, NULL, NULL, STR_NONE)) != OK)
		return e;
	return tell(act, service_id, SERVICE_RENEW);
}

enum err
service_taken(struct act *act, const struct service *s, enum service_move move)
{
	enum err e = service_told(act->db, s->service_id, act->now_us);

	return e == OK ? task_close(act->db, str_from(moves[move].name),
			     s->order_id, act->now_us)
		       : e;
}

enum err
service_refused(struct act *act, const struct service *s,
    enum service_move move, struct str why)
{
	/* Buyers read it: what a seller's endpoint answered is not theirs. */
	struct event event = act_event(act, "service", s->service_id,
	    "not_taken", NULL, NULL,
	    str_is(s->driver, "endpoint") ? STR_NONE : reason_cut(why));
	enum err e = events_insert(act->db, &event, 1);

	return e == OK ? task_open(act->db, str_from(moves[move].name),
			     s->order_id, act->now_us)
		       : e;
}
