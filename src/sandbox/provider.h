/*
 * What the test provider knows: sessions and the events it owes.  Every
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
	CARD__MAX
};
/* "success", ...; CARD__MAX when it is none of them. */
const char *card_name(enum card c);
enum card card_parse(struct str name);

struct session {
	struct str id, key, reference, description, return_url, event_url;
	struct money amount;
	struct hash body_hash; /* of the request that made it */
	enum session_state state;
	struct str failure; /* of SESSION_FAILED */
	int64_t created_at_us;
	int64_t capture_at_us; /* of SESSION_PROCESSING */
	unsigned captures;     /* never more than one */
	unsigned silent;       /* look-ups still to be left waiting */
	struct session *next;  /* in the order of their making */
};

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

/* {"captures": n, "sessions": [...]}, for tests. */
enum err provider_report(struct provider *p, struct buf *out) MUST_CHECK;

#endif
