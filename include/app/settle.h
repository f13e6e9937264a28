/*
 * The one way by which money becomes known: ask the gateway with no
 * transaction open, then apply what it says in one.  The gateway's event,
 * the buyer's return and the worker all end here; repeated, in any order,
 * it does nothing twice.
 */
#ifndef APP_SETTLE_H
#define APP_SETTLE_H

#include "act/act.h"
#include "act/payment.h"
#include "app/site.h"
#include "gateway/gateway.h"
#include "store/payment.h"

struct settle {
	struct site *site;
	struct arena *arena;
	int64_t now_us;
	enum actor actor;
	struct id user_id;		/* nil but for ACTOR_USER */
};

struct settled {
	struct id order_id;
	enum payment_state state;
	struct str failure;
	struct str outcome;		/* "captured", "failed", "open", ... */
};

/*
 * event may be NULL; else it is closed with the outcome in the same
 * transaction.  ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_IO: the gateway gave no
 * answer and nothing has changed.
 */
enum err settle_payment(const struct settle *s, struct settled *out,
    struct id payment_id, const struct payment_notice *event) MUST_CHECK;

/*
 * The same for an event that was stored unapplied: finds its payment by
 * the gateway's reference or ours.  None such: closed as "no such payment".
 */
enum err settle_event(const struct settle *s, struct settled *out,
    const struct payment_notice *event) MUST_CHECK;

/* The site's gateway and its configuration; ERR_METHOD_UNAVAILABLE: none. */
enum err settle_gateway(struct arena *a, const struct gateway **gateway,
    struct gateway_config *config, const struct site_config *site)
    MUST_CHECK;

#endif
