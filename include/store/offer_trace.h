/* What was sent about an offer, what became of it, and who has opened it. */
#ifndef STORE_OFFER_TRACE_H
#define STORE_OFFER_TRACE_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

#define OFFER_MAIL "mail"
#define OFFER_SMS "sms"

struct offer_message {
	struct id message_id;		/* the outbox row's */
	struct id offer_id;
	int64_t version;
	struct str channel;		/* OFFER_MAIL, OFFER_SMS */
	struct str recipient;		/* masked, for the seller */
	struct str report;		/* the gateway's; .p NULL: none yet */
	int64_t report_at_us, created_at_us;
	/* read only, of the outbox; .p NULL: its row is gone, long sent */
	struct str outbox_state, error;
	int64_t sent_at_us;		/* 0: not yet */
};

/* "queued", "sent", "delivered", "failed": by the report, else the outbox. */
const char *offer_message_state(const struct offer_message *m);

/* Beside the outbox rows of the same ids; 1 <= n <= MESSAGES_AT_ONCE. */
enum err offer_messages_insert(struct db *db, const struct offer_message *m,
    size_t n) MUST_CHECK;
/* An offer's, newest first, at most LIST_MAX. */
enum err offer_messages_of(struct db *db, struct arena *a,
    struct offer_message **messages, size_t *n, struct id offer_id)
    MUST_CHECK;
/* Of each offer named the last one of each channel, by offer. */
enum err offer_messages_last_of(struct db *db, struct arena *a,
    struct offer_message **messages, size_t *n, const struct id *offer_ids,
    size_t noffers) MUST_CHECK;
/*
 * "ACCEPTED", "BUFFERED", "DELIVERED", "FAILED"; the last two stay, however
 * late another comes.  ERR_NOT_FOUND: no such message.
 */
enum err offer_message_report(struct db *db, struct id message_id,
    struct str report, int64_t now_us) MUST_CHECK;

struct offer_opening {
	struct id offer_id, user_id;
	bool own;			/* of the company that it is for */
	int64_t version;		/* that was seen last */
	int64_t first_at_us, last_at_us;
	struct str email;		/* read only; not yet masked */
};

/* Notes the version that is seen now; *first: this user never did before. */
enum err offer_opening_put(struct db *db, bool *first,
    const struct offer_opening *o) MUST_CHECK;
/* The version that the user saw last; 0: none. */
enum err offer_opening_seen(struct db *db, struct arena *a, int64_t *version,
    struct id offer_id, struct id user_id) MUST_CHECK;
/* Last first, at most LIST_MAX. */
enum err offer_openings_of(struct db *db, struct arena *a,
    struct offer_opening **openings, size_t *n, struct id offer_id)
    MUST_CHECK;

#endif
