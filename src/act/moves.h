/* What the machines of this folder share; nobody else's. */
#ifndef SRC_ACT_MOVES_H
#define SRC_ACT_MOVES_H

#include "act/act.h"
#include "store/order.h"
#include "store/payment.h"

/* The database's columns for people's reasons end here. */
enum { REASON_MAX = 200, FAILURE_MAX = 100 };

/*
 * Writes o, which domain/ has let go from one state to the next, and its
 * event.
 */
enum err order_move(struct act *act, const struct order *o,
    enum order_state from, const char *kind, struct str reason) MUST_CHECK;

/* The same for a payment. */
enum err payment_move(struct act *act, const struct payment *p,
    enum payment_state from, const char *kind, struct str reason) MUST_CHECK;

/* Of an order's attempts the one named, or NULL. */
struct payment *payment_among(struct payment *all, size_t n,
    struct id payment_id);

/* When to ask the gateway about it next; 0 when nothing is open. */
int64_t payment_next_check(const struct payment *p, int64_t now_us);

#endif
