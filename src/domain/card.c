#include "domain/card.h"

#include <assert.h>

enum err
card_step(enum card_state *to, enum card_state from, enum card_event event)
{
	static const enum card_state leads_to[CARD_EVENT__MAX] = {
		[CARD_EVENT_DONE] = CARD_STATE_ON_FILE,
		[CARD_EVENT_FAIL] = CARD_STATE_FAILED,
		[CARD_EVENT_REMOVE] = CARD_STATE_REMOVED,
	};

	assert(from < CARD_STATE__MAX && event < CARD_EVENT__MAX);
	*to = from;
	if (from == leads_to[event])
		return OK;
	/* What was removed stays so, and what is on file cannot fail. */
	if (from == CARD_STATE_REMOVED ||
	    (from == CARD_STATE_ON_FILE && event == CARD_EVENT_FAIL))
		return ERR_STATE;
	*to = leads_to[event];
	return OK;
}

static const char *const names[CARD_STATE__MAX] = {
	[CARD_STATE_OPEN] = "OPEN",
	[CARD_STATE_ON_FILE] = "ON_FILE",
	[CARD_STATE_FAILED] = "FAILED",
	[CARD_STATE_REMOVED] = "REMOVED",
};

const char *
card_state_name(enum card_state s)
{
	assert(s < CARD_STATE__MAX);
	return names[s];
}

enum err
card_state_parse(enum card_state *out, struct str s)
{
	for (unsigned i = 0; i < CARD_STATE__MAX; i++) {
		if (str_is(s, names[i])) {
			*out = (enum card_state)i;
			return OK;
		}
	}
	return ERR_INVALID;
}
