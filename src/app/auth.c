#include "app/auth.h"
#include "app/cidr.h"

const char *const auth_scopes[] = { "account:read", "catalogue:read",
	"orders:read", "orders:write", "listings:read", "listings:write",
	"webhooks:read", "webhooks:write", NULL };

bool
auth_scope_listed(struct str list, const char *name)
{
	struct str item;

	while (str_cut(&list, ',', &item))
		if (str_is(item, name))
			return true;
	return false;
}

bool
auth_wants_session(enum caller caller)
{
	return caller != CALLER_ANYONE && caller != CALLER_GATEWAY &&
	    caller != CALLER_METRICS;
}

/* A user of a company, in one of two roles, with a verified address. */
static enum err
member_check(const struct who *who, enum role one, enum role other)
{
	if (id_is_nil(who->user_id))
		return ERR_UNAUTHENTICATED;
	if (id_is_nil(who->company_id) ||
	    (who->role != one && who->role != other))
		return ERR_FORBIDDEN;
	return who->verified ? OK : ERR_UNVERIFIED;
}

static enum err
company_check(const struct who *who)
{
	if (id_is_nil(who->user_id))
		return ERR_UNAUTHENTICATED;
	if (id_is_nil(who->company_id))
		return ERR_FORBIDDEN;
	return who->verified ? OK : ERR_UNVERIFIED;
}

enum err
auth_scope(struct call *c, const char *scope)
{
	if (id_is_nil(c->who.key_id) ||
	    (scope && auth_scope_listed(c->who.scopes, scope)))
		return OK;
	if (!scope)
		return call_fail(c, ERR_SCOPE,
		    "API keys cannot do this; it needs a person who is signed "
		    "in.");
	c->scope_lacked = scope;
	return call_fail(c, ERR_SCOPE,
	    "This key lacks the scope %s; make one that has it, at /my/keys/.",
	    scope);
}

static enum err
seller_check(const struct who *who)
{
	enum err e = member_check(who, ROLE_OWNER, ROLE_SELLER);

	return e == OK && id_is_nil(who->seller_id) ? ERR_FORBIDDEN : e;
}

/* What a seller is paid is also for who does its finances. */
static enum err
payee_check(const struct who *who)
{
	if (who->role != ROLE_FINANCE)
		return seller_check(who);
	if (id_is_nil(who->seller_id))
		return ERR_FORBIDDEN;
	return member_check(who, ROLE_FINANCE, ROLE_FINANCE);
}

static enum err
operator_check(const struct who *who, enum role one, enum role other)
{
	if (id_is_nil(who->user_id))
		return ERR_UNAUTHENTICATED;
	return who->role == one || who->role == other ? OK : ERR_FORBIDDEN;
}

/* With SOUK_TOTP required, those who sell or operate need a second one. */
static enum err
factor_check(const struct call *c, enum err e)
{
	return e == OK && c->site->config.totp_required && !c->who.factor
	    ? ERR_FACTOR_REQUIRED
	    : e;
}

/* Who can make others sellers is held to what they are held to. */
static enum err
owner_check(const struct call *c)
{
	enum err e = member_check(&c->who, ROLE_OWNER, ROLE_OWNER);

	return id_is_nil(c->who.seller_id) || c->route->tx == TX_READ
	    ? e
	    : factor_check(c, e);
}

/* No key: there is no scope for it. */
bool
auth_sells(const struct call *c)
{
	return id_is_nil(c->who.key_id) &&
	    factor_check(c, seller_check(&c->who)) == OK;
}

bool
auth_buys(const struct call *c)
{
	return member_check(&c->who, ROLE_OWNER, ROLE_PURCHASER) == OK;
}

enum err
auth_operates(const struct call *c)
{
	return factor_check(
	    c, operator_check(&c->who, ROLE_SUPPORT, ROLE_ADMIN));
}

static enum err
caller_check(struct call *c)
{
	switch (c->route->caller) {
	case CALLER_ANYONE:
	case CALLER_VISITOR:
	case CALLER_GATEWAY:
		return OK;
	case CALLER_USER:
		return id_is_nil(c->who.user_id) ? ERR_UNAUTHENTICATED : OK;
	case CALLER_MEMBER:
		return company_check(&c->who);
	case CALLER_BUYER:
		return member_check(&c->who, ROLE_OWNER, ROLE_PURCHASER);
	case CALLER_OWNER:
		return owner_check(c);
	case CALLER_SELLER:
		return factor_check(c, seller_check(&c->who));
	case CALLER_PAYEE:
		return factor_check(c, payee_check(&c->who));
	case CALLER_OPERATOR:
		return auth_operates(c);
	case CALLER_ADMIN:
		return factor_check(
		    c, operator_check(&c->who, ROLE_ADMIN, ROLE_ADMIN));
	case CALLER_METRICS:
		return cidr_contains(c->site->config.metrics_allow, c->client)
		    ? OK
		    : ERR_FORBIDDEN;
	}
	return ERR_BUG;
}

/* A key can do no more than its scopes, whatever its user may do. */
enum err
auth_check(struct call *c)
{
	enum err e = auth_scope(c, c->route->scope);

	return e == OK ? caller_check(c) : e;
}
