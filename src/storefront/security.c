/* Password and sessions of who is signed in. */
#include "app/paging.h"
#include "app/session.h"
#include "storefront/account.h"
#include "storefront/agent.h"
#include "storefront/mailing.h"
#include "storefront/routes.h"
#include "store/session.h"

struct password_change {
	struct str password, new_password;
};

static const struct field password_change_fields[] = {
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct password_change, password),
	    .about = "the one until now" },
	{ .name = "new_password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = PASSWORD_MIN,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct password_change, new_password),
	    .about = "12 characters or more" },
};
static const struct shape password_change_shape = SHAPE(
    "PasswordChange", struct password_change, password_change_fields);

struct changing {
	struct proof proof;
	struct str phc;
};

/* Whoever else is signed in with the old one is so no longer. */
static enum err
password_write(struct call *c, void *arg)
{
	struct changing *s = arg;
	struct user user;
	bool factor = c->who.factor;
	enum err e = account_hold(c, &user, &s->proof);

	if (e == OK)
		e = user_set_password(c->db, user.user_id, s->phc);
	if (e == OK)
		e = session_delete_all(c->db, user.user_id);
	if (e == OK)
		e = account_event(
		    c, user.user_id, "password_changed", NULL, NULL);
	if (e == OK)
		e = mailing_notice(c, user.user_id, "password_changed");
	return e == OK ? session_start(c, user.user_id, factor) : e;
}

static enum err
password_create(struct call *c)
{
	const struct password_change *body = c->body;
	struct changing s = { .phc = STR_NONE };
	enum err e = account_password_check_at(
	    c, "/new_password", body->new_password);

	if (e == OK)
		e = account_prove(c, &s.proof, body->password);
	if (e == OK)
		e = account_password(c, &s.phc, body->new_password);
	if (e == OK)
		e = call_tx(c, password_write, &s);
	return e == OK ? session_reply(c, 200) : e;
}

static void
session_write(struct call *c, struct json *j, const struct session_shown *s)
{
	json_object(j);
	json_put_id(j, "id", ID_SESSION, s->session_id);
	json_put_bool(j, "current", id_eq(s->session_id, c->who.session_id));
	json_key(j, "device");
	json_object(j);
	json_put_cstr(j, "browser", agent_browser(s->user_agent));
	json_put_cstr(j, "system", agent_system(s->user_agent));
	json_end_object(j);
	json_put_str(j, "address", s->address);
	json_put_time(j, "signed_in_at", s->created_at_us);
	json_put_time(j, "seen_at", s->seen_at_us);
	json_put_bool(j, "factor", s->factor);
	json_end_object(j);
}

static enum err
sessions_get(struct call *c)
{
	const struct session_limits limits = session_limits(c);
	struct session_shown *sessions;
	size_t n;
	struct json *j;
	enum err e = sessions_of(c->db, c->arena, &sessions, &n, c->who.user_id,
	    &limits, SESSIONS_SHOWN_MAX);

	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		session_write(c, j, &sessions[i]);
	paging_close_all(c);
	return OK;
}

static enum err
session_end_named(struct call *c)
{
	struct id id;
	enum err e = id_parse(&id, ID_SESSION, c->path_arg[0]);

	if (e != OK)
		return ERR_NOT_FOUND;
	c->reply->status = 204;
	if (id_eq(id, c->who.session_id))
		return session_end(c);
	return session_delete_named(c->db, id, c->who.user_id);
}

static enum err
sessions_end(struct call *c)
{
	c->reply->status = 204;
	return session_delete_others(c->db, c->who.user_id, c->who.session);
}

const struct route security_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/storefront/account/passwords",
	    .handler = password_create,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &password_change_shape,
	    .answer = "Session",
	    .status = 200,
	    .summary = "Set a new password; ends all other sessions" },
	{ .method = "GET",
	    .pattern = "/api/storefront/sessions",
	    .handler = sessions_get,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .answer = "SessionList",
	    .status = 200,
	    .summary = "Where one is signed in" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/sessions/{session}",
	    .handler = session_end_named,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "End a session of one's own" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/sessions",
	    .handler = sessions_end,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "End all sessions but this one" },
	{ .method = NULL }
};
