/*
 * What becomes of a service after it was delivered; whoever provisioned it
 * is told by the worker.  See act/act.h for what holds of all transitions.
 */
#ifndef ACT_SERVICE_H
#define ACT_SERVICE_H

#include "act/act.h"
#include "store/service.h"

enum service_move {
	SERVICE_FREEZE,			/* nobody gets in, data is kept */
	SERVICE_UNFREEZE,
	SERVICE_RELEASE,		/* over for good: its data may go */
	SERVICE_RENEW,			/* its term has another end */
	SERVICE_MOVE__MAX
};

/* "freeze", ...: also the template of the message to who provisioned it. */
const char *service_move_name(enum service_move m);
enum err service_move_parse(enum service_move *out, struct str s) MUST_CHECK;

/*
 * Not SERVICE_RENEW.  Repeated, it tells again.  ERR_NOT_FOUND; ERR_STATE: it
 * was released.
 */
enum err service_change(struct act *act, struct id service_id,
    enum service_move move, struct str reason) MUST_CHECK;

/* Until that instant.  ERR_NOT_FOUND; ERR_STATE: released, or without end. */
enum err service_renew(struct act *act, struct id service_id,
    int64_t term_ends_at_us) MUST_CHECK;

/*
 * Is that still what the service is to be?  Not what a later change has
 * overtaken.
 */
bool service_wants(const struct service *s, enum service_move move);

/* Whoever provisioned it has taken the change. */
enum err service_taken(struct act *act, const struct service *s,
    enum service_move move) MUST_CHECK;

/* It has refused the change: an operator's task is opened. */
enum err service_refused(struct act *act, const struct service *s,
    enum service_move move, struct str why) MUST_CHECK;

#endif
