#include "ctl/admin.h"
#include "ctl/commands.h"

int
command_setup(struct ctl *c, int argc, char **argv)
{
	struct admin admin = { 0 };
	const struct ctl_option options[] = { ADMIN_OPTIONS(&admin) };
	struct db *server, *db;
	int status = ctl_options(c, argc, argv, options,
	    sizeof(options) / sizeof(options[0]), NULL, NULL);

	if (status != CTL_OK)
		return status;
	if (str_is(c->config.db_user, admin.user ? admin.user : "root"))
		return ctl_fail(c,
		    "SOUK_DB_USER is the administrator: give"
		    " the site an account of its own, such as souk");
	status = admin_open(c, &server, &admin, false);
	if (status != CTL_OK)
		return status;
	status = admin_create(c, server);
	db_close(server);
	if (status != CTL_OK)
		return status;
	status = admin_open(c, &db, &admin, true);
	if (status != CTL_OK)
		return status;
	status = admin_migrate(c, db);
	if (status == CTL_OK)
		status = admin_grant(c, db);
	if (status == CTL_OK)
		ctl_done(c, "database %.*s is ready for %.*s",
		    STR_FMT(c->config.db_name), STR_FMT(c->config.db_user));
	db_close(db);
	return status;
}
