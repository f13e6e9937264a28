/* A user that the operator makes. */
#include "user.h"

#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"

struct adding {
	struct ctl *c;
	struct user user;
	bool verified;
};

static enum err
user_add_tx(struct db *db, void *arg)
{
	struct adding *adding = arg;
	const struct user *u = &adding->user;
	enum err e = user_insert(db, u);

	if (e == OK && adding->verified)
		e = user_verify(db, u->user_id, u->email, u->created_at_us);
	if (e == OK && adding->verified)
		e = user_offers_bind(db, adding->c, u->user_id);
	if (e != OK)
		return e;
	return ctl_event(
	    db, "user", u->user_id, "added", STR_NONE, STR("ACTIVE"));
}

static int
user_check(struct ctl *c, const struct user *u)
{
	enum role_kind kind = user_role_kind(u->role);

	if (!text_is(TEXT_EMAIL, u->email))
		return ctl_misused(c, "--email wants an e-mail address");
	if (!text_name(u->user_name, USER_NAME_MAX))
		return ctl_misused(c, "--name wants " CTL_NAME, USER_NAME_MAX);
	if (!text_is(TEXT_LOCALE, u->locale))
		return ctl_misused(c, "--locale wants en, zh-CN or the like");
	if (kind == ROLE_UNKNOWN)
		return ctl_misused(c, "--role wants %s", user_roles_text);
	if ((kind == ROLE_OF_COMPANY) == id_is_nil(u->company_id))
		return ctl_misused(c, "%s",
		    kind == ROLE_OF_COMPANY
			? "this role wants --company COMPANY"
			: "an operator of the site has no company");
	return CTL_OK;
}

/* The part before the @, or what --name says. */
static struct str
user_name_of(const char *name, struct str email)
{
	return name ? str_trim(str_from(name))
		    : str_sub(email, 0, str_find(email, '@'));
}

int
user_add(struct ctl *c, int argc, char **argv)
{
	const char *email = NULL, *role = NULL, *company = NULL;
	const char *name = NULL, *locale = NULL, *path = NULL;
	struct adding adding = { .c = c,
		.user = { .user_id = id_new(),
		    .created_at_us = clock_now_us(),
		    .state = STR("ACTIVE") } };
	const struct ctl_option options[] = { { "--email", &email, NULL },
		{ "--role", &role, NULL }, { "--company", &company, NULL },
		{ "--name", &name, NULL }, { "--locale", &locale, NULL },
		{ "--password-file", &path, NULL },
		{ "--verified", NULL, &adding.verified } };
	struct user *u = &adding.user;
	char id[ID_TEXT_MAX];
	int status = ctl_options(c, argc, argv, options,
	    sizeof(options) / sizeof(options[0]), NULL, NULL);

	if (status == CTL_OK)
		status = user_company_read(c, &u->company_id, company);
	if (status != CTL_OK)
		return status;
	u->email = text_lower(c->arena, str_from(email));
	u->user_name = user_name_of(name, u->email);
	u->role = str_from(role);
	u->locale = locale ? str_from(locale) : c->config.locales[0];
	status = user_check(c, u);
	if (status == CTL_OK && company)
		status = ctl_company(c, u->company_id, company);
	if (status == CTL_OK)
		status = user_password_new(c, &u->password_phc, path);
	if (status == CTL_OK)
		status = ctl_tx(c, user_add_tx, &adding,
		    "the address, or the name in its company");
	if (status == CTL_OK)
		ctl_done(c, "%.*s added",
		    STR_FMT(id_format(id, ID_USER, u->user_id)));
	return status;
}
