/*
 * Cards on file: the gateway is asked with no transaction open, then what
 * it says is applied in one.  Its event, the buyer's return and the worker
 * all end here.
 */
#ifndef APP_SETTLE_CARD_H
#define APP_SETTLE_CARD_H

#include "act/card.h"
#include "app/settle.h"

/* What of a gateway's answer is kept. */
struct card_said card_said_of(const struct gateway_setup *said);

/*
 * OPEN: asks how the set-up went.  REMOVED: has the gateway forget the
 * card.  *out is as it is now.  ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_IO: no
 * answer; asked again later.
 */
enum err settle_card(const struct settle *s, struct card *out,
    struct id card_id) MUST_CHECK;

/* The same by the gateway's id; OK when it is of no card of ours. */
enum err settle_card_event(const struct settle *s, struct str setup_ref)
    MUST_CHECK;

#endif
