/* Inside app: a route's connection and transaction, as its row says. */
#ifndef SRC_APP_TX_H
#define SRC_APP_TX_H

#include "app/call.h"

/*
 * Takes a connection into c->db when the session or the row needs one,
 * and loads the session, or the API key's user.  ERR_SYNTAX: both.  Rows
 * that write go on with it, and with its transaction, in their (first)
 * unit.
 */
enum err call_hold(struct call *c) MUST_CHECK;
void call_drop(struct call *c);

/* Runs the handler as its row says; *reply holds what it answered. */
enum err call_run(struct call *c) MUST_CHECK;

#endif
