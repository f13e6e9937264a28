#include <string.h>

#include "act/offer.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/company.h"
#include "store/factor.h"
#include "store/session.h"
#include "user.h"

enum { USERS_AT_ONCE = 500 };

static const struct column columns[] = {
	{ "USER", "id", false },
	{ "EMAIL", "email", false },
	{ "NAME", "user_name", false },
	{ "ROLE", "role", false },
	{ "STATE", "state", false },
	{ "VERIFIED", "verified_at", false },
	{ "COMPANY", "company", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct user *u)
{
	return table_add(t,
	    (const struct str[]){ cell_id(c->arena, ID_USER, u->user_id),
		u->email, u->user_name, u->role, u->state,
		cell_time(c->arena, u->verified_at_us),
		cell_id(c->arena, ID_COMPANY, u->company_id) });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct id *company = arg;
	struct user *list;
	struct id after = { { 0 } };
	size_t i, n;
	enum err e;

	do {
		e = users_list(
		    db, c->arena, &list, &n, *company, after, USERS_AT_ONCE);
		for (i = 0; e == OK && i < n; i++) {
			e = row_add(c, t, &list[i]);
			after = list[i].user_id;
		}
	} while (e == OK && n == USERS_AT_ONCE);
	return e;
}

int
user_company_read(struct ctl *c, struct id *out, const char *text)
{
	*out = (struct id){ { 0 } };
	if (text && id_parse(out, ID_COMPANY, str_from(text)) != OK)
		return ctl_misused(c, "--company wants its id: com_...");
	return CTL_OK;
}

static int
user_list(struct ctl *c, int argc, char **argv)
{
	const char *company = NULL;
	const struct ctl_option options[] = { { "--company", &company, NULL } };
	struct id company_id;
	int status = ctl_options(c, argc, argv, options, 1, NULL, NULL);

	if (status == CTL_OK)
		status = user_company_read(c, &company_id, company);
	if (status != CTL_OK)
		return status;
	return listing_print(
	    c, columns, COLUMNS, rows_add, &company_id, "users");
}

/* One change to one user, named by the e-mail address. */
struct change {
	struct ctl *c;
	struct str email;
	struct str value;
	const char *kind; /* of the event */
	bool verifies;	  /* offers to the address are bound */
	enum err (*apply)(
	    struct db *db, const struct user *u, struct str value);
};

enum err
user_offers_bind(struct db *db, struct ctl *c, struct id user_id)
{
	struct act act = { .db = db,
		.arena = c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };

	return offer_bind(&act, user_id);
}

static enum err
change_tx(struct db *db, void *arg)
{
	struct change *change = arg;
	struct user u;
	enum err e = user_by_email(db, change->c->arena, &u, change->email);

	if (e == OK)
		e = change->apply(db, &u, change->value);
	if (e == OK && change->verifies)
		e = user_offers_bind(db, change->c, u.user_id);
	if (e != OK)
		return e;
	return ctl_event(
	    db, "user", u.user_id, change->kind, STR_NONE, STR_NONE);
}

static int
change_run(struct ctl *c, struct change *change, const char *email)
{
	int status;

	change->c = c;
	change->email = text_lower(c->arena, str_from(email));
	status = ctl_tx(c, change_tx, change, email);
	if (status == CTL_OK)
		ctl_done(c, "%s: %s", email, change->kind);
	return status;
}

static int
email_argument(struct ctl *c, int argc, char **argv, const char **email)
{
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, NULL, 0, email, &nargs);

	if (status == CTL_OK && nargs == 0)
		return ctl_misused(c, "name the user by the e-mail address");
	return status;
}

static enum err
apply_verify(struct db *db, const struct user *u, struct str value)
{
	(void)value;
	return user_verify(db, u->user_id, u->email, clock_now_us());
}

static int
user_verify_email(struct ctl *c, int argc, char **argv)
{
	struct change change = {
		.kind = "verified", .verifies = true, .apply = apply_verify
	};
	const char *email;
	int status = email_argument(c, argc, argv, &email);

	return status == CTL_OK ? change_run(c, &change, email) : status;
}

/* Whoever may no longer sign in is signed out as well. */
static enum err
apply_state(struct db *db, const struct user *u, struct str value)
{
	enum err e = user_set_state(db, u->user_id, value);

	return e == OK ? session_delete_all(db, u->user_id) : e;
}

static int
user_lock(struct ctl *c, int argc, char **argv)
{
	struct change change = {
		.kind = "locked", .value = STR("LOCKED"), .apply = apply_state
	};
	const char *email;
	int status = email_argument(c, argc, argv, &email);

	return status == CTL_OK ? change_run(c, &change, email) : status;
}

static int
user_unlock(struct ctl *c, int argc, char **argv)
{
	struct change change = {
		.kind = "unlocked", .value = STR("ACTIVE"), .apply = apply_state
	};
	const char *email;
	int status = email_argument(c, argc, argv, &email);

	return status == CTL_OK ? change_run(c, &change, email) : status;
}

enum role_kind
user_role_kind(struct str role)
{
	static const char *const of_company[] = { "viewer", "finance",
		"purchaser", "seller", "owner" };
	size_t i;

	if (str_is(role, "support") || str_is(role, "admin"))
		return ROLE_OF_SITE;
	for (i = 0; i < sizeof(of_company) / sizeof(of_company[0]); i++)
		if (str_is(role, of_company[i]))
			return ROLE_OF_COMPANY;
	return ROLE_UNKNOWN;
}

const char user_roles_text[] =
    "viewer, finance, purchaser, seller or"
    " owner of a company, or support or admin of the site";

/* Sessions carry the role that was read at sign-in: they end. */
static enum err
apply_role(struct db *db, const struct user *u, struct str value)
{
	enum err e;

	if ((user_role_kind(value) == ROLE_OF_SITE) != id_is_nil(u->company_id))
		return ERR_STATE;
	e = user_set_role(db, u->user_id, value);
	return e == OK ? session_delete_all(db, u->user_id) : e;
}

static int
user_role(struct ctl *c, int argc, char **argv)
{
	struct change change = { .kind = "role changed", .apply = apply_role };
	const char *args[2];
	size_t nargs = 2;
	int status = ctl_options(c, argc, argv, NULL, 0, args, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs < 2 || user_role_kind(str_from(args[1])) == ROLE_UNKNOWN)
		return ctl_misused(
		    c, "wanted: EMAIL and a role (%s)", user_roles_text);
	change.value = str_from(args[1]);
	return change_run(c, &change, args[0]);
}

/* Reads, judges and hashes a new password. */
int
user_password_new(struct ctl *c, struct str *phc, const char *path)
{
	struct str password;
	int status = ctl_password(c, &password, path);
	enum err e;

	if (status != CTL_OK)
		return status;
	e = password_acceptable(password);
	if (e == OK)
		e = password_hash(c->arena, phc, password);
	secret_wipe((void *)(uintptr_t)password.p, password.n);
	if (e == ERR_INVALID)
		return ctl_fail(c,
		    "the password is refused: it wants %d to"
		    " %d characters and must not be a common one",
		    PASSWORD_MIN, PASSWORD_MAX);
	return ctl_failed(c, e, "password");
}

static enum err
apply_password(struct db *db, const struct user *u, struct str value)
{
	enum err e = user_set_password(db, u->user_id, value);

	return e == OK ? session_delete_all(db, u->user_id) : e;
}

static int
user_password(struct ctl *c, int argc, char **argv)
{
	struct change change = { .kind = "password changed",
		.apply = apply_password };
	const char *path = NULL, *email;
	const struct ctl_option options[] = { { "--password-file", &path,
	    NULL } };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 1, &email, &nargs);

	if (status == CTL_OK && nargs == 0)
		return ctl_misused(c, "name the user by the e-mail address");
	if (status == CTL_OK)
		status = user_password_new(c, &change.value, path);
	return status == CTL_OK ? change_run(c, &change, email) : status;
}

/* For who lost phone and recovery codes; the operator has asked who it is. */
static enum err
apply_factor_off(struct db *db, const struct user *u, struct str value)
{
	enum err e = factor_drop(db, u->user_id);

	(void)value;
	return e == OK ? session_delete_all(db, u->user_id) : e;
}

static int
user_factor_off(struct ctl *c, int argc, char **argv)
{
	struct change change = { .kind = "factor_off",
		.apply = apply_factor_off };
	const char *email;
	int status = email_argument(c, argc, argv, &email);

	return status == CTL_OK ? change_run(c, &change, email) : status;
}

int
command_user(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", user_list },
		{ "add", user_add },
		{ "role", user_role },
		{ "verify", user_verify_email },
		{ "lock", user_lock },
		{ "unlock", user_unlock },
		{ "password", user_password },
		{ "factor-off", user_factor_off },
	};

	return ctl_subcommand(
	    c, argc, argv, subs, sizeof(subs) / sizeof(subs[0]));
}
