/*
 * How a card comes on file, as a table: what the provider says of its
 * set-up, and its owner who takes it off.
 */
#ifndef DOMAIN_CARD_H
#define DOMAIN_CARD_H

#include "base/err.h"
#include "base/str.h"

enum card_state {
	CARD_STATE_OPEN,		/* waits for the buyer */
	CARD_STATE_ON_FILE,
	CARD_STATE_FAILED,
	CARD_STATE_REMOVED,
	CARD_STATE__MAX
};
enum card_event {
	CARD_EVENT_DONE, CARD_EVENT_FAIL, CARD_EVENT_REMOVE, CARD_EVENT__MAX
};

/* ERR_STATE; a repeated event gives OK with *to == from. */
enum err card_step(enum card_state *to, enum card_state from,
    enum card_event event) MUST_CHECK;

/* "OPEN", ... */
const char *card_state_name(enum card_state s);
enum err card_state_parse(enum card_state *out, struct str s) MUST_CHECK;

#endif
