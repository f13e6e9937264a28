#include "app/auth.h"
#include "app/cidr.h"

bool
auth_wants_session(enum caller caller)
{
	return caller == CALLER_VISITOR || caller == CALLER_USER ||
	    caller == CALLER_BUYER;
}

static enum err
buyer_check(const struct who *who)
{
	if (id_is_nil(who->user_id))
		return ERR_UNAUTHENTICATED;
	if (id_is_nil(who->company_id) ||
	    (who->role != ROLE_OWNER && who->role != ROLE_PURCHASER))
		return ERR_FORBIDDEN;
	return who->verified ? OK : ERR_UNVERIFIED;
}

enum err
auth_check(struct call *c)
{
	switch (c->route->caller) {
	case CALLER_ANYONE:
	case CALLER_VISITOR:
	case CALLER_GATEWAY:
		return OK;
	case CALLER_USER:
		return id_is_nil(c->who.user_id) ? ERR_UNAUTHENTICATED : OK;
	case CALLER_BUYER:
		return buyer_check(&c->who);
	case CALLER_METRICS:
		return cidr_contains(c->site->config.metrics_allow, c->client)
		    ? OK
		    : ERR_FORBIDDEN;
	}
	return ERR_BUG;
}
