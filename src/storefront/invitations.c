/* Invitations as the company's owners make and end them. */
#include "app/paging.h"
#include "storefront/mailing.h"
#include "storefront/member.h"
#include "storefront/routes.h"

enum { DAY_S = 86400 };

static void
invitation_write(struct call *c, struct json *j, const struct invitation *i)
{
	json_object(j);
	json_put_id(j, "id", ID_INVITATION, i->invitation_id);
	json_put_str(j, "email", i->email);
	json_put_str(j, "role", i->role);
	json_put_str(j, "invited_by", i->inviter);
	json_put_bool(j, "expired", !i->holds || i->expires_at_us <= c->now_us);
	json_put_time(j, "created_at", i->created_at_us);
	json_put_time(j, "expires_at", i->expires_at_us);
	json_end_object(j);
}

static enum err
invitations_get(struct call *c)
{
	struct invitation *all;
	struct json *j;
	size_t n = 0;
	enum err e = invitations_of(
	    c->db, c->arena, &all, &n, c->who.company_id, INVITATIONS_OPEN_MAX);

	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		invitation_write(c, j, &all[i]);
	paging_close_all(c);
	return OK;
}

struct inviting {
	struct str email;
	int role;
};

static const struct field inviting_fields[] = {
	{ .name = "email",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 3,
	    .max = EMAIL_MAX,
	    .offset = offsetof(struct inviting, email),
	    .about = "who is invited" },
	{ .name = "role",
	    .type = FIELD_CHOICE,
	    .required = true,
	    .choices = member_roles,
	    .offset = offsetof(struct inviting, role),
	    .about = "what the new user may do" },
};
static const struct shape inviting_shape = SHAPE(
    "Inviting", struct inviting, inviting_fields);

/* Mails to strangers: few to one address, not too many of a company. */
static enum err
invitation_throttle(struct call *c, struct str email)
{
	char text[ID_TEXT_MAX];
	enum err e = call_throttle(c, "invitation company",
	    id_format(text, ID_COMPANY, c->who.company_id), INVITATIONS_PER_DAY,
	    DAY_S);

	return e == OK
	    ? call_throttle(c, "invitation", email, MAIL_TRIES, MAIL_WINDOW_S)
	    : e;
}

static enum err
making(struct call *c, void *arg)
{
	struct invitation *i = arg;
	struct act act = act_of_call(c);
	bool member = false;
	enum err e = invitation_make(&act, &member, i, &c->site->keys);

	if (e == ERR_EXISTS && member)
		return call_fault(c, "/email", "member",
		    "Somebody with this address is a user of your company "
		    "already.");
	if (e == ERR_EXISTS)
		return call_fault(c, "/email", "invited",
		    "This address has an open invitation: send that one again, "
		    "or withdraw it first.");
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "Your company has %d open invitations; withdraw some "
		    "before you send more.",
		    INVITATIONS_OPEN_MAX);
	return e;
}

static enum err
invitation_create(struct call *c)
{
	const struct inviting *body = c->body;
	struct invitation i = { .company_id = c->who.company_id,
		.role = str_from(member_roles[body->role]),
		.locale = c->who.locale,
		.invited_by = c->who.user_id,
		.inviter = c->who.user_name };
	enum err e = mailing_address(c, body->email, &i.email);

	if (e == OK)
		e = invitation_throttle(c, i.email);
	if (e == OK)
		e = call_tx(c, making, &i);
	if (e == OK)
		invitation_write(c, reply_json(c, 201), &i);
	return e;
}

static enum err
known(struct call *c, void *arg)
{
	struct invitation *i = arg;

	return invitation_get(
	    c->db, c->arena, i, c->who.company_id, i->invitation_id);
}

static enum err
resending(struct call *c, void *arg)
{
	struct invitation *i = arg;
	struct act act = act_of_call(c);

	return invitation_resend(
	    &act, i, c->who.company_id, i->invitation_id, &c->site->keys);
}

static enum err
invitation_mail_create(struct call *c)
{
	struct invitation i;
	enum err e = path_id(&i.invitation_id, c, ID_INVITATION);

	if (e == OK)
		e = call_tx(c, known, &i);
	if (e == OK)
		e = invitation_throttle(c, i.email);
	if (e == OK)
		e = call_tx(c, resending, &i);
	if (e == OK)
		invitation_write(c, reply_json(c, 202), &i);
	return e;
}

static enum err
invitation_delete(struct call *c)
{
	struct id id;
	enum err e = path_id(&id, c, ID_INVITATION);

	c->reply->status = 204;
	return e == OK ? invitation_revoke(c->db, c->who.company_id, id) : e;
}

const struct route invitation_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/invitations",
	    .handler = invitations_get,
	    .caller = CALLER_OWNER,
	    .tx = TX_READ,
	    .answer = "InvitationList",
	    .status = 200,
	    .summary = "Invitations that nobody has accepted yet" },
	{ .method = "POST",
	    .pattern = "/api/storefront/invitations",
	    .handler = invitation_create,
	    .caller = CALLER_OWNER,
	    .tx = TX_PHASES,
	    .body = &inviting_shape,
	    .answer = "Invitation",
	    .status = 201,
	    .summary = "Invite somebody into the company, by mail" },
	{ .method = "POST",
	    .pattern = "/api/storefront/invitations/{invitation}/mails",
	    .handler = invitation_mail_create,
	    .caller = CALLER_OWNER,
	    .tx = TX_PHASES,
	    .answer = "Invitation",
	    .status = 202,
	    .summary = "Send it again; the earlier link is void" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/invitations/{invitation}",
	    .handler = invitation_delete,
	    .caller = CALLER_OWNER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Withdraw an invitation; its link is void" },
	{ .method = NULL }
};
