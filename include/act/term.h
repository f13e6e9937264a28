/*
 * Terms of what was delivered: renewed by an order, reminded of, ended; see
 * act/act.h for what holds of all transitions.  An order's services share
 * its term.
 */
#ifndef ACT_TERM_H
#define ACT_TERM_H

#include "act/act.h"
#include "store/service.h"

struct order;

/* A term can be renewed from so many days before its last on. */
enum { RENEW_DAYS = 30 };

enum renewal {
	RENEWAL_OPEN,
	RENEWAL_NO_TERM,		/* nothing to renew: it has no end */
	RENEWAL_EARLY,
	RENEWAL_OVER,			/* it has ended for good */
	RENEWAL_UNDER_WAY,		/* a renewal is ordered already */
	RENEWAL__MAX
};
const char *renewal_name(enum renewal r);	/* "open", "no_term", ... */

/* Can these services of one order be renewed, and until when (0: never)? */
struct renewal_case {
	enum renewal is;
	struct id under_way;		/* the renewal's order, if there is one */
	int64_t until_us;
};
enum err renewal_of(struct db *db, struct arena *a, struct renewal_case *out,
    const struct service *services, size_t n, const struct calendar *calendar,
    int64_t grace_days, int64_t now_us) MUST_CHECK;

/* The order whose term runs; all services of an order share it. */
struct id term_order_of(const struct service *s);

/* The instant after a term's last day. */
int64_t term_end_us(const struct calendar *calendar, const struct term *t);

/* When a term that begins now would end; 0: MODE_ONE_TIME has no end. */
int64_t term_from_now_us(const struct calendar *calendar, int64_t now_us,
    enum billing_mode mode, int64_t periods);

/* The term of a renewal for so many periods of one that has a term. */
enum err term_next(struct term *out, const struct calendar *calendar,
    const struct service *s, int64_t periods) MUST_CHECK;

/*
 * The last day that a service runs, which an operator may have moved from
 * its term's, and where it stands today.  Of one that has a term.
 */
int64_t service_last_day(const struct calendar *calendar,
    const struct service *s);
enum term_phase service_phase(const struct calendar *calendar,
    const struct service *s, int64_t grace_days, int64_t now_us);

/*
 * Locks an order to deliver it: of a renewal the order whose term it follows
 * first, in *before, as everyone takes orders from the oldest on.
 */
enum err order_hold(struct act *act, struct order *o, struct order *before,
    struct id order_id) MUST_CHECK;

/*
 * PROVISIONING -> ACTIVE of a renewal: its services run on for its periods,
 * the order whose term this follows is RENEWED, the buyer is told.
 * ERR_STATE: they have ended meanwhile.
 */
enum err order_renew(struct act *act, struct id order_id) MUST_CHECK;

/* Would order_renew() say so?  *o renews an order; a look without locks. */
enum err renewal_is_over(struct act *act, bool *over, const struct order *o)
    MUST_CHECK;

/*
 * Reminds of terms that end soon, and ends those whose grace is over: the
 * order EXPIRED, the services to be released.  Orders looked at in *done.
 */
enum { TERMS_BATCH = 20 };
enum err terms_step_due(struct act *act, size_t *done, int64_t grace_days)
    MUST_CHECK;

/*
 * Of an order that was paid back: what its term serves ends; before that
 * term's first day, on the last one that was paid for before it.
 */
enum err term_give_back(struct act *act, const struct order *o) MUST_CHECK;

#endif
