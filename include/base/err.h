/*
 * The one error type.  Every function that can fail returns it; OK is 0.
 * Where a client must tell two failures apart there are two members, and
 * app/problem.c holds one row for each: HTTP status, stable code, title.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

enum err {
	OK = 0,

	/* the machine */
	ERR_NOMEM,		/* out of memory: 503, the process retires */
	ERR_IO,			/* a file or socket failed */
	ERR_STORAGE,		/* the disk is full */
	ERR_TIMEOUT,		/* a deadline passed */
	ERR_BUSY,		/* a pool or a share is used up: 503 */
	ERR_UNAVAILABLE,	/* database or another program is away: 503 */
	ERR_CONFIG,		/* a setting is missing or wrong */
	ERR_BUG,		/* cannot happen; logged, 500 */

	/* the database */
	ERR_RETRY,		/* rolled back; the unit may be run again */
	ERR_UNKNOWN,		/* connection lost in COMMIT: outcome unknown */

	/* input */
	ERR_SYNTAX,		/* malformed */
	ERR_INVALID,		/* well-formed, but a field's value is refused */
	ERR_LIMIT,		/* a named maximum (base/bounds.h) is exceeded */
	ERR_RANGE,		/* a number is outside its type or bounds */
	ERR_BODY_TOO_LARGE,
	ERR_MEDIA_TYPE,		/* body is not application/json */
	ERR_METHOD,		/* the path exists, the method does not */
	ERR_NOT_FOUND,		/* absent, or somebody else's */
	ERR_GONE,		/* was here, is not any more */
	ERR_EXISTS,		/* a UNIQUE key holds it already */
	ERR_STALE,		/* If-Match or a row's version differs */
	ERR_STATE,		/* the state machine has no such transition */
	ERR_PRECONDITION,	/* an edit without If-Match */

	/* callers */
	ERR_UNAUTHENTICATED,	/* sign in first */
	ERR_FORBIDDEN,		/* role or ownership does not allow it */
	ERR_CSRF,		/* token or origin missing or wrong */
	ERR_API_KEY,		/* unknown, expired or revoked API key */
	ERR_SCOPE,		/* the key's scopes do not cover this route */
	ERR_UNVERIFIED,		/* the e-mail address is not verified yet */
	ERR_CREDENTIALS,	/* name or password wrong */
	ERR_SECOND_FACTOR,	/* password right, its code missing or wrong */
	ERR_FACTOR_REQUIRED,	/* this needs a session with a second factor */
	ERR_THROTTLED,		/* too many; Retry-After says when */
	ERR_TOKEN,		/* unknown, used or expired mail token */
	ERR_SITE,		/* parameter set not served here, or faulty */

	/* idempotency */
	ERR_KEY_MISSING,	/* the route wants an Idempotency-Key */
	ERR_KEY_REUSED,		/* same key, another body */
	ERR_KEY_IN_USE,		/* the first call with it is still running */

	/* commerce */
	ERR_OVERFLOW,		/* an amount left its range */
	ERR_CURRENCY,		/* currencies mixed, or not sold in this one */
	ERR_NOT_SOLD,		/* product, plan or mode is not on sale */
	ERR_QUOTE_EXPIRED,
	ERR_QUOTE_TAMPERED,
	ERR_QUOTE_CHANGED,	/* price changed; the answer has the new quote */
	ERR_TERMS,		/* a required document was not accepted */
	ERR_TERMS_CHANGED,	/* another version of it is in force now */
	ERR_METHOD_UNAVAILABLE,	/* this payment method cannot be used here */
	ERR_PAYMENT_OPEN,	/* a payment of this order is under way */
	ERR_SIGNATURE,		/* an event's signature is wrong or too old */

	/* private offers */
	ERR_OFFER_TOKEN,	/* no such link, or not a whole one */
	ERR_OFFER_STALE,	/* a newer version of the offer is there */
	ERR_OFFER_STATE,	/* not in effect: not yet, over, used, ... */
	ERR_OFFER_CHANGED,	/* what was confirmed is not what it says */
	ERR_OFFER_DIFFERS,	/* the order is not what the offer says */
	ERR_PLAN_CHANGED,	/* not the payment plan that was shown */
	ERR_IN_STAGES,		/* paid in stages, and so not otherwise */

	ERR__MAX
};

/* The member's name in lower case, for logs ("quote_expired"). */
const char *err_name(enum err e);

#endif
