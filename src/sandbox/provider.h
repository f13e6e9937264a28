/*
 * What the test provider knows: sessions, refunds of them, cards on file and
 * the events it owes.  Every
 * change is a line of the book first; the same lines rebuild this at the
 * next start.  Thread-safe: each function takes the one lock.
 */
#ifndef SANDBOX_PROVIDER_H
#define SANDBOX_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "crypto/hash.h"
#include "domain/money.h"

enum session_state {
	SESSION_OPEN,
	SESSION_REQUIRES_ACTION,
	SESSION_PROCESSING,
	SESSION_CAPTURED,
	SESSION_FAILED,
	SESSION__MAX
};
const char *session_state_name(enum session_state s);

/* What each named test card does. */
enum card {
	CARD_SUCCESS,
	CARD_DECLINE,
	CARD_CHALLENGE,
	CARD_TIMEOUT_AFTER_CAPTURE,
	CARD_DUPLICATE_EVENT,
	CARD_LATE_EVENT,
	CARD_PENDING,
	CARD_REFUND_FAILS,
	CARD__MAX
};
/* "success", ...; CARD__MAX when it is none of them. */
const char *card_name(enum card c);
enum card card_parse(struct str name);

struct session {
	struct str id, key, reference, description, return_url, event_url;
	struct str method; /* of a charge: the card on file */
	struct money amount;
	struct hash body_hash; /* of the request that made it */
	enum session_state state;
	enum card card; /* that was pressed last */
	int64_t refunded_minor; /* less those that failed */
	struct str failure; /* of SESSION_FAILED */
	int64_t created_at_us;
	int64_t capture_at_us; /* of SESSION_PROCESSING */
	unsigned captures;     /* never more than one */
	unsigned silent;       /* look-ups still to be left waiting */
	struct session *next;  /* in the order of their making */
};

enum refund_state {
	REFUND_PENDING,
	REFUND_DONE,
	REFUND_FAILED,
	REFUND__MAX
};
const char *refund_state_name(enum refund_state s);

struct refund {
	struct str id, reference, event_url;
	struct str session_id;
	struct session *session; /* not in copies */
	struct money amount;
	enum refund_state state;
	struct str failure; /* of REFUND_FAILED */
	int64_t created_at_us;
};

enum setup_state {
	SETUP_OPEN,
	SETUP_DONE,
	SETUP_FAILED,
	SETUP__MAX
};
const char *setup_state_name(enum setup_state s);

enum { METHOD_EXPIRES_MONTH = 12, METHOD_EXPIRES_YEAR = 2039 };
#define METHOD_BRAND "visa"

/* A card put on file, or about to be. */
struct setup {
	struct str id, reference, customer, return_url, event_url;
	enum setup_state state;
	struct str failure; /* of SETUP_FAILED */
	struct str method;  /* of SETUP_DONE: its id */
	enum card card;
	bool forgotten;
	int64_t created_at_us;
};
/* The last four digits that stand for the card. */
const char *card_last4(enum card c);

struct provider;

struct provider_config {
	const char *book_path;
	struct str secret;
	int64_t late_us;    /* of CARD_LATE_EVENT */
	int64_t pending_us; /* of CARD_PENDING */
	int64_t silence_us; /* of CARD_TIMEOUT_AFTER_CAPTURE */
};

/* Reads the book; the thread that sends events runs until close. */
enum err provider_open(
    struct provider **out, const struct provider_config *config) MUST_CHECK;
void provider_close(struct provider *p);

/* Wakes all who wait in provider_hold(). */
void provider_stop(struct provider *p);

/*
 * wanted's id, state and times are set here.  The same key and body give
 * the session made before and *repeated.  ERR_KEY_REUSED: another body;
 * ERR_EXISTS: the reference has a session under another key.
 */
enum err provider_create(struct provider *p, struct session *out,
    bool *repeated, const struct session *wanted) MUST_CHECK;

/* A copy of the session as it is now.  ERR_NOT_FOUND. */
enum err provider_by_id(
    struct provider *p, struct session *out, struct str id) MUST_CHECK;
enum err provider_by_reference(
    struct provider *p, struct session *out, struct str reference) MUST_CHECK;

/*
 * The buyer's act on the page: a card, or the answer to its challenge.
 * Repeated on a decided session it changes nothing.
 */
enum err provider_pay(struct provider *p, struct session *out, struct str id,
    enum card card) MUST_CHECK;
enum err provider_answer(struct provider *p, struct session *out, struct str id,
    bool approved) MUST_CHECK;

/*
 * Waits out the silence that a time-out card has put on look-ups of this
 * session; at once when there is none.
 */
void provider_hold(struct provider *p, struct str id);

/*
 * A session that is paid at once by wanted's method, as its card does.  As
 * provider_create(), and ERR_NOT_FOUND: no such method, or forgotten.
 */
enum err provider_charge(struct provider *p, struct session *out,
    const struct session *wanted) MUST_CHECK;

/*
 * wanted names reference, session, amount and event_url.  The same again
 * gives the refund made before.  ERR_NOT_FOUND: no such session; ERR_STATE:
 * it is not captured; ERR_CURRENCY; ERR_LIMIT: so much is not left;
 * ERR_KEY_REUSED: the reference is another refund's.
 */
enum err provider_refund(struct provider *p, struct refund *out, bool *repeated,
    const struct refund *wanted) MUST_CHECK;
enum err provider_refund_by_id(
    struct provider *p, struct refund *out, struct str id) MUST_CHECK;
enum err provider_refund_by_reference(
    struct provider *p, struct refund *out, struct str reference) MUST_CHECK;

/* As sessions: the same reference and fields give the same set-up. */
enum err provider_setup(struct provider *p, struct setup *out, bool *repeated,
    const struct setup *wanted) MUST_CHECK;
enum err provider_setup_by_id(
    struct provider *p, struct setup *out, struct str id) MUST_CHECK;
enum err provider_setup_by_reference(
    struct provider *p, struct setup *out, struct str reference) MUST_CHECK;

/* The buyer's act on the page; CARD__MAX: the bank refuses the set-up. */
enum err provider_set_up(struct provider *p, struct setup *out, struct str id,
    enum card card) MUST_CHECK;

/* ERR_NOT_FOUND: no such method, or forgotten already. */
enum err provider_forget(struct provider *p, struct str method) MUST_CHECK;

/* {"captures": n, "sessions": [...]}, for tests. */
enum err provider_report(struct provider *p, struct buf *out) MUST_CHECK;

#endif
