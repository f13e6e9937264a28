/* What sign-up, sign-in and mailed links share. */
#ifndef STOREFRONT_ACCOUNT_H
#define STOREFRONT_ACCOUNT_H

#include "app/call.h"

/* ERR_INVALID with its pointer: too short, too long, or easily guessed. */
enum err account_password_check(struct call *c, struct str password)
    MUST_CHECK;

/* Hashes it in its turn.  ERR_BUSY: too many wait for theirs. */
enum err account_password(struct call *c, struct str *phc,
    struct str password) MUST_CHECK;

/* Answers with the address that the mail went to. */
enum err account_reply(struct call *c, int status, struct str email)
    MUST_CHECK;

/* In a transaction: forgets the tries at this account from here. */
enum err sign_in_forgive(struct call *c, struct str email) MUST_CHECK;

#endif
