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
	/* as it is now; settle_event() sets no more than its id */
	struct payment payment;
	struct str outcome;		/* "captured", "failed", "open", ... */
};

/*
 * ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_IO: the gateway gave no answer, so the
 * payment is UNKNOWN now and to be asked about again, and *out is set.  Of a
 * captured payment nothing more is asked.  ERR_BUSY: too many wait for the
 * gateway already, or our own database is away.
 */
enum err settle_payment(const struct settle *s, struct settled *out,
    struct id payment_id) MUST_CHECK;

/*
 * The same of one that was read already: out->payment is as it was then, and
 * order as it was with it; NULL: it was not read.
 */
enum err settle_known(const struct settle *s, struct settled *out,
    const struct order *order) MUST_CHECK;

/*
 * The same of an answer that is there: to a charge, which is asked for in
 * place of a question.  out->payment is as it was last read, order as
 * payment_create() had it, NULL when the payment is not new.
 */
enum err settle_said(const struct settle *s, struct settled *out,
    const struct order *order, const struct gateway_payment *said) MUST_CHECK;

/*
 * The same for an event, whose payment is found by our reference or the
 * gateway's.  It is closed with the outcome, and kept by that if it was not
 * before, in the same transaction; without an answer it is as it was.  None
 * such: closed as "no such payment".
 */
enum err settle_event(const struct settle *s, struct settled *out,
    const struct payment_notice *event) MUST_CHECK;

/*
 * What a sale at this instant is subject to.  The bill's year is that of the
 * site's calendar; it is due when the day BILL_TERM_DAYS later has ended.
 */
struct sale_terms settle_terms(const struct site *site, int64_t now_us);
/* The same without a site at hand. */
struct sale_terms settle_terms_of(const struct site_config *c,
    const struct zone *zone, int64_t now_us);

/*
 * What came of asking a gateway: one that does not know our key gave no
 * answer, which is logged for the operator.  ERR_CONFIG becomes
 * ERR_UNAVAILABLE.
 */
enum err settle_asked(enum err e) MUST_CHECK;

/* The site's gateway, no file read; NULL: it has none. */
const struct gateway *settle_gateway_of(const struct site_config *site);

/*
 * The site's gateway and its configuration, the secrets read from their
 * files.  ERR_METHOD_UNAVAILABLE: the site has none; ERR_CONFIG: no secret.
 */
enum err settle_gateway(struct arena *a, const struct gateway **gateway,
    struct gateway_config *config, const struct site_config *site)
    MUST_CHECK;

#endif
