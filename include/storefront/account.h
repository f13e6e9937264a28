/* What sign-up, sign-in and mailed links share. */
#ifndef STOREFRONT_ACCOUNT_H
#define STOREFRONT_ACCOUNT_H

#include "app/call.h"
#include "store/user.h"

/* ERR_INVALID with its pointer: too short, too long, or easily guessed. */
enum err account_password_check(struct call *c, struct str password)
    MUST_CHECK;

/* The same of a field of another name: pointer "/new_password". */
enum err account_password_check_at(struct call *c, const char *pointer,
    struct str password) MUST_CHECK;

/* Hashes it in its turn.  ERR_BUSY: too many wait for theirs. */
enum err account_password(struct call *c, struct str *phc,
    struct str password) MUST_CHECK;

/* Compares in its turn; an empty hash costs as much and is never it. */
enum err account_password_compare(bool *same, struct str phc,
    struct str password) MUST_CHECK;

/*
 * Who is signed in proves it again by the password, before what matters;
 * throttled, outside any transaction.  ERR_INVALID at "/password": it is
 * another.  *proved is for account_hold().
 */
struct proof {
	struct str phc;
};
enum err account_prove(struct call *c, struct proof *proved,
    struct str password) MUST_CHECK;

/*
 * In a transaction: holds the user as proved, and forgets the tries.
 * ERR_INVALID: the password was changed meanwhile.
 */
enum err account_hold(struct call *c, struct user *user,
    const struct proof *proved) MUST_CHECK;

/* In a transaction: what happened to the account, in the event log. */
enum err account_event(struct call *c, struct id user_id, const char *kind,
    const char *from, const char *to) MUST_CHECK;

/* Answers with session, user and company, as the browser wants them. */
enum err session_reply(struct call *c, int status) MUST_CHECK;

/* Answers with the address that the mail went to. */
enum err account_reply(struct call *c, int status, struct str email)
    MUST_CHECK;

/* In a transaction: forgets the tries at this account from here. */
enum err sign_in_forgive(struct call *c, struct str email) MUST_CHECK;

#endif
