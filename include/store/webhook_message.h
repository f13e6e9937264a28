/* What webhooks are told, and each attempt at it. */
#ifndef STORE_WEBHOOK_MESSAGE_H
#define STORE_WEBHOOK_MESSAGE_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct webhook_message {
	struct id message_id;		/* the receiver's webhook-id */
	struct id webhook_id;
	struct id event_id;		/* nil: a test */
	struct str kind;		/* "order.paid" */
	struct str body;		/* JSON, the same at each try */
	struct str state;		/* QUEUED, SENT, RETRY, DEAD */
	int64_t tries, next_at_us, created_at_us, sent_at_us;
	int64_t first_try_us;		/* 0: none yet; read by claims alone */
};

struct webhook_attempt {
	struct id message_id;
	int64_t attempt;		/* from 1 on */
	int64_t started_at_us, took_ms;
	int64_t status;			/* HTTP; 0: no answer */
	struct str error;		/* .p NULL: none */
	struct str answer;		/* its first bytes; .p NULL: none */
};

enum { WEBHOOK_ANSWER_MAX = 500, WEBHOOK_ERROR_MAX = 300 };

/* ERR_EXISTS: the webhook has a message of this event. */
enum err webhook_message_insert(struct db *db,
    const struct webhook_message *m) MUST_CHECK;

/* A webhook's without their bodies, newest first, after the id (nil: all). */
enum err webhook_messages_of(struct db *db, struct arena *a,
    struct webhook_message **out, size_t *n, struct id webhook_id,
    struct id after, int64_t limit) MUST_CHECK;

/* One of a company's webhooks (nil: of any).  ERR_NOT_FOUND. */
enum err webhook_message_get(struct db *db, struct arena *a,
    struct webhook_message *out, struct id message_id, struct id company_id)
    MUST_CHECK;

/* Of one message, the oldest first. */
enum err webhook_attempts_of(struct db *db, struct arena *a,
    struct webhook_attempt **out, size_t *n, struct id message_id,
    int64_t limit) MUST_CHECK;

/* Tests of a webhook that are still to be sent. */
enum err webhook_tests_waiting(struct db *db, struct arena *a, int64_t *n,
    struct id webhook_id) MUST_CHECK;

/* It is due now, once more.  ERR_NOT_FOUND. */
enum err webhook_message_replay(struct db *db, struct id message_id,
    int64_t now_us) MUST_CHECK;

/*
 * Takes at most limit due messages for this worker, of each ACTIVE webhook
 * the one that is due first; tests of whatever webhook.  The claim is a
 * conditional UPDATE that counts the try and moves next_at to until_us.
 */
enum err webhook_messages_claim(struct db *db, struct arena *a,
    struct webhook_message **out, size_t *n, int64_t now_us,
    int64_t until_us, int64_t limit) MUST_CHECK;

/* Gives back what was claimed and not begun. */
enum err webhook_message_release(struct db *db, struct id message_id,
    int64_t now_us) MUST_CHECK;

/*
 * What became of a try: state SENT (at_us: when), RETRY (when next) or DEAD.
 * ERR_STALE: it was sent, given up or deleted meanwhile.
 */
enum err webhook_message_settle(struct db *db, struct id message_id,
    const char *state, int64_t at_us) MUST_CHECK;

enum err webhook_attempt_insert(struct db *db,
    const struct webhook_attempt *t) MUST_CHECK;

/* Nobody answers there: whatever waits for it waits until then. */
enum err webhook_messages_defer(struct db *db, struct id webhook_id,
    int64_t until_us) MUST_CHECK;

/* What waits is due now. */
enum err webhook_messages_resume(struct db *db, struct id webhook_id,
    int64_t now_us) MUST_CHECK;

/* Has it taken any since? */
enum err webhook_took_any(struct db *db, struct arena *a, bool *any,
    struct id webhook_id, int64_t since_us) MUST_CHECK;

/* The oldest of before_us, at most max, with their attempts. */
enum err webhook_messages_purge(struct db *db, struct arena *a,
    int64_t before_us, int64_t max, uint64_t *purged) MUST_CHECK;

#endif
