/* The users of a company: who they are, their roles, their going. */
#include <string.h>

#include "app/paging.h"
#include "app/session.h"
#include "storefront/member.h"
#include "storefront/routes.h"
#include "store/event.h"
#include "store/member.h"

const char *const member_roles[] = { "viewer", "finance", "purchaser", "seller",
	"owner", NULL };

enum err
member_note(struct call *c, const char *subject, struct id id, const char *kind)
{
	const struct act act = act_of_call(c);
	const struct event event = act_event(
	    &act, subject, id, kind, NULL, NULL, STR_NONE);

	return events_insert(c->db, &event, 1);
}

enum err
member_last_owner(struct call *c)
{
	return call_fail(c, ERR_STATE,
	    "The company would be without an owner: make somebody else an "
	    "owner first.");
}

static void
member_write(struct call *c, struct json *j, const struct member *m)
{
	json_object(j);
	json_put_id(j, "id", ID_USER, m->user_id);
	json_put_str(j, "user_name", m->user_name);
	json_put_str(j, "email", m->email);
	json_put_bool(j, "verified", m->verified);
	json_put_str(j, "role", m->role);
	json_put_bool(j, "locked", str_is(m->state, "LOCKED"));
	json_put_bool(j, "second_factor", m->factor);
	json_put_bool(j, "you", id_eq(m->user_id, c->who.user_id));
	json_put_time(j, "signed_in_at", m->signed_in_at_us);
	json_put_time(j, "created_at", m->created_at_us);
	json_put_i64(j, "row_version", m->row_version);
	json_end_object(j);
}

static enum err
members_get(struct call *c)
{
	struct member *members = NULL;
	struct paging p;
	struct id after;
	struct json *j;
	size_t n = 0;
	enum err e = paging_read_id(c, &p, &after);

	if (e == OK)
		e = members_list(c->db, c->arena, &members, &n,
		    c->who.company_id, after, p.limit + 1);
	if (e != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		member_write(c, j, &members[i]);
	return paging_close_id(c, &p, p.more ? &members[n - 1].user_id : NULL);
}

struct role_change {
	int role;
};

static const struct field role_change_fields[] = {
	{ .name = "role",
	    .type = FIELD_CHOICE,
	    .required = true,
	    .choices = member_roles,
	    .offset = offsetof(struct role_change, role),
	    .about = "what the user may do from now on" },
};
static const struct shape role_change_shape = SHAPE(
    "RoleChange", struct role_change, role_change_fields);

/* One's own sessions ended with the role: this one goes on anew. */
static enum err
session_renew(struct call *c, struct id user_id)
{
	return id_eq(user_id, c->who.user_id)
	    ? session_start(c, user_id, c->who.factor)
	    : OK;
}

static enum err
member_reply(struct call *c, struct id user_id)
{
	struct member m;
	enum err e = member_get(
	    c->db, c->arena, &m, c->who.company_id, user_id);

	if (e != OK)
		return e;
	call_version(c, m.row_version);
	member_write(c, reply_json(c, 200), &m);
	return OK;
}

static enum err
member_patch(struct call *c)
{
	const struct role_change *body = c->body;
	struct act act = act_of_call(c);
	struct id user_id;
	int64_t row_version;
	enum err e = path_id(&user_id, c, ID_USER);

	if (e == OK)
		e = call_if_match(c, &row_version);
	if (e == OK)
		e = member_change_role(&act, c->who.company_id, user_id,
		    str_from(member_roles[body->role]), row_version);
	if (e == ERR_STATE)
		return member_last_owner(c);
	if (e == OK)
		e = session_renew(c, user_id);
	return e == OK ? member_reply(c, user_id) : e;
}

static enum err
member_delete(struct call *c)
{
	struct act act = act_of_call(c);
	struct id user_id;
	enum err e = path_id(&user_id, c, ID_USER);

	c->reply->status = 204;
	if (e == OK && id_eq(user_id, c->who.user_id))
		return call_fail(c, ERR_STATE,
		    "This is yourself: leave the company instead.");
	if (e == OK)
		e = member_remove(&act, c->who.company_id, user_id);
	return e == ERR_STATE ? member_last_owner(c) : e;
}

static const char *const page_query[] = { "limit", "after", NULL };

const struct route member_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/company/users",
	    .handler = members_get,
	    .caller = CALLER_MEMBER,
	    .scope = "account:read",
	    .tx = TX_READ,
	    .query = page_query,
	    .answer = "MemberList",
	    .status = 200,
	    .summary = "Who works for one's company" },
	{ .method = "PATCH",
	    .pattern = "/api/storefront/company/users/{user}",
	    .handler = member_patch,
	    .caller = CALLER_OWNER,
	    .tx = TX_WRITE,
	    .body = &role_change_shape,
	    .answer = "Member",
	    .status = 200,
	    .summary = "Change a user's role; ends the user's sessions" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/company/users/{user}",
	    .handler = member_delete,
	    .caller = CALLER_OWNER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Remove a user; its orders stay" },
	{ .method = NULL }
};
