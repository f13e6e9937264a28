/* Cards on file at a gateway, by the gateway's ids. */
#ifndef STORE_CARD_H
#define STORE_CARD_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/card.h"

struct card {
	struct id card_id, company_id, user_id;
	struct str gateway;
	enum card_state state;
	struct str setup_ref, redirect_url, customer_ref, method_ref, brand,
	    last4, failure;		/* may be empty */
	int64_t expires_month, expires_year;	/* 0: not known yet */
	int64_t checks;
	int64_t next_check_at_us;	/* 0: none wanted */
	int64_t created_at_us;
	int64_t row_version;
};

enum err card_insert(struct db *db, const struct card *c) MUST_CHECK;

/* company_id nil: any company's.  ERR_NOT_FOUND. */
enum err card_get(struct db *db, struct arena *a, struct card *out,
    struct id card_id, struct id company_id) MUST_CHECK;
/* The same, locked. */
enum err card_lock(struct db *db, struct arena *a, struct card *out,
    struct id card_id, struct id company_id) MUST_CHECK;

/* Writes all that can change; ERR_STALE when another got there first. */
enum err card_write(struct db *db, const struct card *c,
    enum card_state from) MUST_CHECK;

/* A company's at this gateway, ON_FILE and OPEN, newest first. */
enum err cards_of(struct db *db, struct arena *a, struct card **cards,
    size_t *n, struct id company_id, struct str gateway) MUST_CHECK;

/* Who the company is there, by its last set-up; empty: not known yet. */
enum err card_customer(struct db *db, struct arena *a, struct str *out,
    struct id company_id, struct str gateway) MUST_CHECK;

/* As payments_claim(). */
enum err cards_claim(struct db *db, struct arena *a, struct id **card_ids,
    size_t *n, int64_t now_us, int64_t until_us, int64_t limit) MUST_CHECK;

#endif
