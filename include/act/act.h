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

enum actor { ACTOR_USER, ACTOR_OPERATOR, ACTOR_WORKER, ACTOR_GATEWAY };

struct act {
	struct db *db;			/* inside a transaction */
	struct arena *arena;
	int64_t now_us;
	enum actor actor;
	struct id user_id;		/* of ACTOR_USER; else nil */
};

const char *actor_name(enum actor a);

#endif
