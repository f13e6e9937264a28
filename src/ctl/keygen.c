#include "ctl/commands.h"

int
command_keygen(struct ctl *c, int argc, char **argv)
{
	const char *path = str_cstr(c->arena, c->config.secret_file);
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);
	enum err e;

	if (status != CTL_OK)
		return status;
	e = path ? keys_create(path) : ERR_NOMEM;
	if (e == ERR_EXISTS)
		return ctl_fail(c,
		    "%s is there already; with another key"
		    " every sealed value of this site would be lost",
		    path);
	if (e != OK)
		return ctl_fail(c, "%s: cannot be written", path);
	ctl_done(c,
	    "%s made; keep a copy where the database's copies are"
	    " not",
	    path);
	return CTL_OK;
}
