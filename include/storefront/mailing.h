/*
 * Links sent by mail, from requests of people whom we do not know yet:
 * whether an address has an account shows neither in the answer nor in
 * the work that is done.
 */
#ifndef STOREFRONT_MAILING_H
#define STOREFRONT_MAILING_H

#include "app/call.h"
#include "store/mail_token.h"
#include "store/user.h"

enum mailing { MAILING_VERIFY, MAILING_RESET };

/* Trimmed, in lower case.  ERR_INVALID with its pointer. */
enum err mailing_address(struct call *c, struct str typed, struct str *out)
    MUST_CHECK;

/* At most MAIL_TRIES in MAIL_WINDOW_S for an address, and four times as
 * many for a client. */
enum err mailing_throttle(struct call *c, const char *purpose,
    struct str email) MUST_CHECK;

/* In a transaction: a token of this kind and the mail that carries it. */
enum err mailing_queue(struct call *c, const struct user *to,
    const char *template, enum mailing kind) MUST_CHECK;

/* In a transaction: to a new address, the link that makes it the user's. */
enum err mailing_change(struct call *c, struct id user_id,
    struct str address) MUST_CHECK;

/* In a transaction: a notice to this address, whatever becomes the user's. */
enum err mailing_notice_at(struct call *c, struct id user_id,
    struct str address, const char *template) MUST_CHECK;

/* In a transaction: a mail that carries no link of its own. */
enum err mailing_notice(struct call *c, struct id user_id,
    const char *template) MUST_CHECK;

/* In a transaction: as many writes for an address without account. */
enum err mailing_decoy(struct call *c, struct str email) MUST_CHECK;

#endif
