/*
 * What the host's provisioner says later of an order's line.  See act/act.h
 * for what holds of all transitions.
 */
#ifndef ACT_PROVISION_H
#define ACT_PROVISION_H

#include "act/act.h"
#include "store/provision_result.h"

struct order;

struct provision_report {
	struct id line_id;
	struct str event_ref;		/* the provisioner's own id of it */
	bool failed;			/* note is then the reason */
	struct str access_url, secret, note;
};

/*
 * Keeps it, the secret sealed, and has the order provisioned on.  What was
 * said before, or of an order that waits for nothing, changes nothing.
 * ERR_NOT_FOUND: no such line.
 */
enum err provision_reported(struct act *act, const struct provision_report *r,
    struct str seal_key) MUST_CHECK;

/*
 * Of an order that was paid back, and locked: what was made for it and is not
 * delivered is released by the worker, or by an operator whose task it is.
 * Of one that was delivered, or that is not paid back, nothing.
 */
enum err provision_undo(struct act *act, const struct order *o) MUST_CHECK;
enum err provision_undo_by_hand(struct act *act, struct id order_id)
    MUST_CHECK;

/*
 * ERR_NOT_FOUND: nothing was said of the line; *secret is unsealed, and the
 * caller wipes it.
 */
enum err provision_said(struct act *act, struct provision_result *out,
    struct str *secret, struct id line_id, struct str seal_key) MUST_CHECK;

/* Asks again at that time, unless something else does before. */
enum err provision_look_again(struct act *act, struct id order_id,
    struct id asking, int64_t at_us) MUST_CHECK;

#endif
