/* The second factor of a sign-in: a code of the app, or a recovery code. */
#ifndef STOREFRONT_FACTOR_H
#define STOREFRONT_FACTOR_H

#include "app/call.h"

/* What may be typed as a code, with blanks and dashes. */
enum { FACTOR_CODE_MAX = 32 };

/* Without blanks and dashes, in small letters; .p NULL: no memory. */
struct str factor_code(struct call *c, struct str typed);

/* Counts a try of a user's codes, outside any transaction. */
enum err factor_throttle(struct call *c, struct id user_id) MUST_CHECK;

/*
 * In a transaction that holds the user: uses the code up and forgets the
 * tries.  ERR_SECOND_FACTOR: wrong or used; ERR_STATE: none is in force.
 */
enum err factor_take(struct call *c, struct id user_id, struct str code)
    MUST_CHECK;

/*
 * The same where one is in force, else nothing; *shown says which.  An
 * empty code: ERR_SECOND_FACTOR, and the detail asks for one.
 */
enum err factor_ask(struct call *c, struct id user_id, struct str code,
    bool *shown) MUST_CHECK;

/* In a transaction: new recovery codes, for the one answer that has them. */
struct recovery_codes {
	char text[RECOVERY_CODES][RECOVERY_CODE_CHARS + 1];
};
enum err factor_recovery(struct call *c, struct id user_id,
    struct recovery_codes *out) MUST_CHECK;

#endif
