/* Who works for a company; see act/act.h for what holds of them all. */
#ifndef ACT_MEMBER_H
#define ACT_MEMBER_H

#include "act/act.h"
#include "crypto/keys.h"
#include "store/company.h"
#include "store/invitation.h"
#include "store/user.h"

/*
 * Another role: the user's sessions end, and the user is told.  To the role
 * that it is already changes nothing.  ERR_NOT_FOUND: none of the company's;
 * ERR_STALE: row_version is not 0 and another; ERR_STATE: the last owner.
 */
enum err member_change_role(struct act *act, struct id company_id,
    struct id user_id, struct str role, int64_t row_version) MUST_CHECK;

/* Erased as by the user; orders stay.  Errors as above. */
enum err member_remove(struct act *act, struct id company_id,
    struct id user_id) MUST_CHECK;

/*
 * Into a new company of its own, as its owner; API keys and sessions end.
 * ERR_STATE: the last owner, or *alone in the company.
 */
enum err member_leave(struct act *act, bool *alone, struct id user_id,
    struct id from, const struct company *to) MUST_CHECK;

/*
 * Makes it (ids and times are set here) and mails it.  ERR_EXISTS: *member
 * says whether the address is a user of the company or invited already.
 * ERR_LIMIT: INVITATIONS_OPEN_MAX.
 */
enum err invitation_make(struct act *act, bool *member,
    struct invitation *i, const struct keys *keys) MUST_CHECK;

/* With a new link and term; *i is what it is then.  ERR_NOT_FOUND. */
enum err invitation_resend(struct act *act, struct invitation *i,
    struct id company_id, struct id invitation_id, const struct keys *keys)
    MUST_CHECK;

/*
 * A new user, verified by the link; ids, company, role and times are set
 * here.  ERR_TOKEN; ERR_EXISTS as of user_insert().
 */
enum err invitation_sign_up(struct act *act, const struct invitation *i,
    struct user *u) MUST_CHECK;

/*
 * Who has an account already moves, verified by the link: API keys and
 * sessions end.  ERR_TOKEN; ERR_EXISTS: works there already; ERR_STATE: the
 * last owner of a company where others work, or that has orders or sells.
 */
enum err invitation_join(struct act *act, const struct invitation *i,
    struct id user_id, struct id from) MUST_CHECK;

#endif
