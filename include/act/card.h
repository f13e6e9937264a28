/*
 * A card's way on file; see act/act.h for what holds of all transitions.
 * It is put there, and known, at the gateway: here are its ids alone.
 */
#ifndef ACT_CARD_H
#define ACT_CARD_H

#include "act/act.h"
#include "store/card.h"

/*
 * A new one in OPEN; of CARDS_MAX that are there, the one that waits longest
 * for its buyer is removed.  ERR_LIMIT: all are on file.
 */
enum err card_open(struct act *act, struct card *out, struct id company_id,
    struct str gateway) MUST_CHECK;

/* What the gateway says of a set-up; texts that it did not say are empty. */
struct card_said {
	struct str setup_ref, redirect_url, customer_ref, method_ref, brand,
	    last4;
	int64_t expires_month, expires_year;
};

/* The buyer is to go to its page: stays OPEN, or is what it is by now. */
enum err card_redirected(struct act *act, struct id card_id,
    const struct card_said *said) MUST_CHECK;

/* -> ON_FILE; of a REMOVED one: there is more to be forgotten there. */
enum err card_on_file(struct act *act, struct id card_id,
    const struct card_said *said) MUST_CHECK;

/* OPEN -> FAILED; of any other nothing. */
enum err card_failed(struct act *act, struct id card_id, struct str failure)
    MUST_CHECK;

/* Nothing is decided: asked later, less often; after a day it has failed. */
enum err card_checked(struct act *act, struct id card_id) MUST_CHECK;

/* -> REMOVED, to be forgotten by the gateway.  ERR_NOT_FOUND. */
enum err card_remove(struct act *act, struct id card_id, struct id company_id)
    MUST_CHECK;

/* The gateway has forgotten it. */
enum err card_forgotten(struct act *act, struct id card_id) MUST_CHECK;

#endif
