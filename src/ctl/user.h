/* What the commands about users share. */
#ifndef SRC_CTL_USER_H
#define SRC_CTL_USER_H

#include "ctl/ctl.h"
#include "store/user.h"

enum role_kind { ROLE_UNKNOWN, ROLE_OF_COMPANY, ROLE_OF_SITE };
enum role_kind user_role_kind(struct str role);
extern const char user_roles_text[];	/* all of them, for people */

/* --company; text NULL: the nil id.  The exit status. */
int user_company_read(struct ctl *c, struct id *out, const char *text);

/* A password as its PHC string; the exit status. */
int user_password_new(struct ctl *c, struct str *phc, const char *path);

/* Offers to the address of a user that counts as proved now. */
enum err user_offers_bind(struct db *db, struct ctl *c, struct id user_id)
    MUST_CHECK;

int user_add(struct ctl *c, int argc, char **argv);

#endif
