/* What is to be done after COMMIT; the worker drains it. */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"

struct message {
	struct id message_id;		/* the receiver's idempotency key */
	struct str kind;		/* "mail", "sms", "provision" */
	struct str template;		/* "verify", "order_paid", ... */
	struct id user_id;		/* the recipient; nil: none */
	struct str address;		/* of a mail; empty: the user's own */
	struct id subject_id;		/* order or payment; nil: none */
	bool has_token;
	struct hash token_hash;		/* the mail token to be unsealed */
	int64_t tries;
	int64_t next_at_us, created_at_us;
};

enum { MESSAGES_AT_ONCE = 8 };
enum err outbox_insert(struct db *db, const struct message *messages,
    size_t n) MUST_CHECK;

/* Mails and SMS go to servers of the host; deliveries may go to sellers'. */
enum outbox_lane { LANE_LETTERS, LANE_DELIVERIES };

/*
 * Takes at most limit due messages of a lane for this worker: each claim is
 * a conditional UPDATE that counts the try and moves next_at to until_us,
 * so a worker that dies leaves them to the next.
 */
enum err outbox_claim(struct db *db, struct arena *a,
    struct message **messages, size_t *n, enum outbox_lane lane,
    int64_t now_us, int64_t until_us, int64_t limit) MUST_CHECK;

/* Is another message of the kind about it still to be sent? */
enum err outbox_has_other(struct db *db, struct arena *a, bool *out,
    struct str kind, struct id subject_id, struct id message_id) MUST_CHECK;

/* Was one of the kind about it given up after more than one try? */
enum err outbox_gave_up(struct db *db, struct arena *a, bool *out,
    struct str kind, struct id subject_id) MUST_CHECK;

enum err outbox_sent(struct db *db, struct id message_id, int64_t now_us)
    MUST_CHECK;
enum err outbox_retry(struct db *db, struct id message_id, int64_t next_at_us,
    struct str error) MUST_CHECK;
enum err outbox_dead(struct db *db, struct id message_id, struct str error)
    MUST_CHECK;

/* Age of the oldest due message in µs, 0 when none is due; for readyz. */
enum err outbox_age(struct db *db, struct arena *a, int64_t *age_us,
    int64_t now_us) MUST_CHECK;

#endif
