/*
 * Webhooks (X9, Standard Webhooks): companies' addresses, what they are told
 * of sealed events, and what becomes of each message.  See act/act.h for what
 * holds of all transitions.
 */
#ifndef ACT_WEBHOOK_H
#define ACT_WEBHOOK_H

#include "act/act.h"
#include "store/webhook.h"
#include "store/webhook_message.h"

/* "whsec_" and base64 of 32 random bytes. */
enum { WEBHOOK_SECRET_BYTES = 32 };

/*
 * Makes one, ACTIVE, from url, about and kinds; *secret is told this once
 * and wiped by the caller.  ERR_LIMIT: the company has WEBHOOKS_MAX.
 */
enum err webhook_make(struct act *act, struct webhook *w, struct str *secret,
    struct str seal_key) MUST_CHECK;

/*
 * Writes url, about, kinds and state of w, which was read before; what waits
 * is due at once when it becomes ACTIVE.  ERR_STALE.
 */
enum err webhook_change(struct act *act, struct webhook *w,
    struct str from_state) MUST_CHECK;

/* A new secret; the old one signs as well for WEBHOOK_OLD_SECRET_S. */
enum err webhook_rotate(struct act *act, struct webhook *w,
    struct str *secret, struct str seal_key) MUST_CHECK;

enum err webhook_remove(struct act *act, const struct webhook *w) MUST_CHECK;

/* A message that is of no event.  ERR_LIMIT: WEBHOOK_TESTS_MAX wait. */
enum err webhook_test(struct act *act, struct webhook_message *out,
    const struct webhook *w) MUST_CHECK;

enum { WEBHOOK_EVENTS_BATCH = 200 };

/*
 * Makes the messages of at most WEBHOOK_EVENTS_BATCH sealed events that come
 * next; *read: how many there were.  Each event is one message a webhook,
 * however often this is run and by however many workers.
 */
enum err webhooks_tell(struct act *act, size_t *read) MUST_CHECK;

/* The keys that sign now; the caller wipes them. */
struct webhook_keys;
enum err webhook_keys_now(struct arena *a, struct webhook_keys *out,
    const struct webhook *w, struct str seal_key, int64_t now_us) MUST_CHECK;

/* How a try ended. */
enum webhook_outcome {
	WEBHOOK_TAKEN,			/* a status of 2xx */
	WEBHOOK_REFUSED,		/* another one: this message waits */
	WEBHOOK_SILENT,			/* no answer, 429 or 5xx: all wait */
	WEBHOOK_GONE			/* 410: it wants no more */
};

/*
 * Keeps the attempt and what becomes of the message.  One that was not taken
 * for WEBHOOK_GIVE_UP_S is given up; its webhook, too, when it has taken none
 * since, and its company's owners are told by mail.  A message or webhook
 * that was deleted meanwhile is OK.
 */
enum err webhook_tried(struct act *act, const struct webhook_message *m,
    struct webhook_attempt *attempt, enum webhook_outcome outcome) MUST_CHECK;

#endif
