/* The skeleton's side of Idempotency-Keys; handlers' side is in call.h. */
#ifndef APP_IDEM_H
#define APP_IDEM_H

#include "app/call.h"

/* Reads the header; ERR_KEY_MISSING. */
enum err idem_read(struct call *c) MUST_CHECK;

/*
 * Claims the key in this transaction (c->db).  When it is taken: replays
 * (c->replayed, ERR_EXISTS), ERR_KEY_REUSED, ERR_KEY_IN_USE.
 */
enum err idem_claim(struct call *c) MUST_CHECK;

/*
 * After a lost COMMIT, on another connection: OK when what the unit wrote
 * is there; ERR_NOT_FOUND: it is not, run it again; ERR_UNKNOWN: the unit
 * wrote nothing to go by.
 */
enum err idem_confirm(struct call *c, struct db *db) MUST_CHECK;

/* Gives a lease of this call back, so that a retry need not wait. */
void idem_release(struct call *c);

#endif
