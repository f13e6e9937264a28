#include "act/act.h"

#include <assert.h>

#include "base/text.h"
#include "moves.h"

static const char *const actor_names[] = {
	[ACTOR_USER] = "user",
	[ACTOR_OPERATOR] = "operator",
	[ACTOR_WORKER] = "worker",
	[ACTOR_GATEWAY] = "gateway",
};

const char *
actor_name(enum actor a)
{
	assert(a < sizeof(actor_names) / sizeof(actor_names[0]));
	return actor_names[a];
}

struct event
act_event(const struct act *act, const char *subject, struct id subject_id,
    const char *kind, const char *from, const char *to, struct str reason)
{
	return (struct event){
		.event_id = id_new(),
		.subject = str_from(subject),
		.subject_id = subject_id,
		.kind = str_from(kind),
		.from_state = str_from(from),
		.to_state = str_from(to),
		.actor = str_from(actor_name(act->actor)),
		.actor_id = act->user_id,
		.reason = reason,
		.created_at_us = act->now_us,
	};
}

struct message
act_message(const struct act *act, const char *kind, const char *template,
    struct id user_id, struct id subject_id)
{
	return (struct message){
		.message_id = id_new(),
		.kind = str_from(kind),
		.template = str_from(template),
		.user_id = user_id,
		.subject_id = subject_id,
		.next_at_us = act->now_us,
		.created_at_us = act->now_us,
	};
}

struct str
reason_cut(struct str reason)
{
	return text_cut(reason, REASON_MAX);
}
