/* Inside settle: the transactions that apply what a gateway said. */
#ifndef SRC_APP_SETTLE_UNIT_H
#define SRC_APP_SETTLE_UNIT_H

#include "app/settle.h"

/* One answer of the gateway and what is done with it. */
struct settle_unit {
	const struct settle *s;
	const struct payment_notice *event;
	const struct gateway_payment *said;
	struct settled *out;
	const struct order *order;	/* as it was with the payment; NULL:
					   both are locked */
	bool known;		/* by what was done: *out is not read again */
};

/* Functions of tx_run(); arg is a struct settle_unit. */
enum err settle_apply_run(struct db *db, void *arg) MUST_CHECK;

/* No answer: whoever waits is told so, and the worker asks again. */
enum err settle_unanswered_run(struct db *db, void *arg) MUST_CHECK;

/*
 * The gateway's reference is our payment's id, so a capture needs no other
 * look at the payment than the one that locks it.
 */
enum err settle_capture_run(struct db *db, void *arg) MUST_CHECK;

#endif
