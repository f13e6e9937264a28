/* Negotiations, and their rounds, which nothing changes once sent. */
#ifndef STORE_OFFER_REQUEST_H
#define STORE_OFFER_REQUEST_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/offer_request.h"
#include "domain/price.h"

struct offer_request {
	struct id request_id, company_id, user_id, seller_id, product_id;
	enum request_state state;
	int64_t rounds;
	int64_t created_at_us, updated_at_us;
	/* read only */
	enum request_side last;		/* whose round was the last */
	struct str product_slug, product_name, product_logo;
	struct str company_name, seller_slug, seller_name;
};

struct request_round {
	int64_t round;			/* from 1 on */
	enum request_side side;
	enum request_kind kind;
	struct id user_id;
	bool has_terms;			/* of a request or counter: plan, */
	struct id plan_id;		/* choice and what they lead to */
	struct choice choice;
	bool has_target;
	struct money target;		/* net, per unit and period */
	struct str starts_on;		/* "2026-12-01"; .p NULL: none */
	struct str message;		/* plain text, may be empty */
	struct id offer_id;		/* of an answer; else nil */
	int64_t offer_version;
	int64_t created_at_us;
	/* read only */
	struct str plan_code, plan_name, user_name;
	struct money offer_net;		/* of an answer */
};

/* Without its rounds; rounds is 1. */
enum err offer_request_insert(struct db *db, const struct offer_request *r)
    MUST_CHECK;
enum err offer_request_round_insert(struct db *db, struct id request_id,
    const struct request_round *r) MUST_CHECK;

/* One side's; the other id is nil.  Names in locale.  ERR_NOT_FOUND. */
struct request_party {
	struct id company_id, seller_id;	/* one of them; both nil: any */
	struct str locale;
};
enum err offer_request_get(struct db *db, struct arena *a,
    struct offer_request *out, struct id request_id,
    const struct request_party *party) MUST_CHECK;

/* Of a side, newest first, before the given id (nil: from the newest). */
enum err offer_requests_of(struct db *db, struct arena *a,
    struct offer_request **out, size_t *n, const struct request_party *party,
    struct id before, int64_t limit) MUST_CHECK;

/* Oldest first; at most REQUEST_ROUNDS_MAX are there, and a last one. */
enum err offer_request_rounds(struct db *db, struct arena *a,
    struct request_round **out, size_t *n, struct id request_id,
    struct str locale) MUST_CHECK;

/*
 * Until the transaction ends nobody else adds a round.  ERR_NOT_FOUND: none of
 * the party's.
 */
enum err offer_request_hold(struct db *db, struct id request_id,
    const struct request_party *party) MUST_CHECK;

/*
 * To its next round and state, if it still has r->rounds.  ERR_STALE:
 * somebody else was faster.
 */
enum err offer_request_move(struct db *db, const struct offer_request *r,
    enum request_state to, int64_t now_us) MUST_CHECK;

/* Of a company, those that have not ended, counted up to max. */
enum err offer_requests_open(struct db *db, struct arena *a, int64_t *count,
    struct id company_id, int64_t max) MUST_CHECK;

#endif
