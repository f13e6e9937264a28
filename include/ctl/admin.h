/*
 * The administrator's connection, for setup and migrate: root over the
 * server's own socket unless the options say otherwise.
 */
#ifndef CTL_ADMIN_H
#define CTL_ADMIN_H

#include "ctl/ctl.h"

struct admin {
	const char *user;		/* --admin-user */
	const char *socket;		/* --admin-socket */
	const char *password_file;	/* --admin-password-file */
};

#define ADMIN_OPTIONS(a)                                               \
	{ "--admin-user", &(a)->user, NULL },                          \
	{ "--admin-socket", &(a)->socket, NULL },                      \
	{ "--admin-password-file", &(a)->password_file, NULL }
#define ADMIN_USAGE \
	"[--admin-user NAME] [--admin-socket PATH] [--admin-password-file FILE]"

/* database NULL: none selected.  The failure was said. */
int admin_open(struct ctl *c, struct db **out, const struct admin *admin,
    bool with_database);

/* Database and DB_USER, whose password becomes that of its file. */
int admin_create(struct ctl *c, struct db *db);
/* sql/grants/app.sql for DB_USER. */
int admin_grant(struct ctl *c, struct db *db);
/* Runs what is pending and says it. */
int admin_migrate(struct ctl *c, struct db *db);

#endif
