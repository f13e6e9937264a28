/*
 * What every transition is given: the caller's transaction, the arena that
 * its rerun rewinds, one instant, and who acts.  A transition locks in
 * lock order, lets domain/ decide, writes conditionally, and adds its
 * event and messages; repeated, it changes nothing and answers the same.
 */
#ifndef ACT_ACT_H
#define ACT_ACT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/days.h"
#include "store/event.h"
#include "store/outbox.h"

enum actor { ACTOR_USER, ACTOR_OPERATOR, ACTOR_WORKER, ACTOR_GATEWAY };

struct act {
	struct db *db;			/* inside a transaction */
	struct arena *arena;
	int64_t now_us;
	enum actor actor;
	struct id user_id;		/* of ACTOR_USER; else nil */
	const struct calendar *calendar; /* the site's; NULL: UTC */
};

const char *actor_name(enum actor a);

/*
 * An event of this instant by this actor; states NULL and reason STR_NONE
 * when there are none.
 */
struct event act_event(const struct act *act, const char *subject,
    struct id subject_id, const char *kind, const char *from, const char *to,
    struct str reason);

/* A message that is due at once; user_id nil: to nobody. */
struct message act_message(const struct act *act, const char *kind,
    const char *template, struct id user_id, struct id subject_id);

#endif
