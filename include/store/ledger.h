/* Ledger entries with their postings, and the chains that seal them. */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/ledger.h"

struct ledger_entry {
	struct id entry_id;
	struct str occasion;		/* "order_paid", ... */
	struct id subject_id;		/* the payment that caused it */
	struct id order_id;		/* nil: none */
	int64_t created_at_us;
	struct entry entry;		/* must sum to zero: ERR_BUG */
};

/* ERR_EXISTS: this subject has made its entry for this occasion. */
enum err ledger_insert(struct db *db, const struct ledger_entry *e)
    MUST_CHECK;

/* What an order's entries of an occasion posted to an account, summed. */
enum err ledger_of_order(struct db *db, struct arena *a, int64_t *minor,
    struct id order_id, struct str occasion, enum account account)
    MUST_CHECK;

/* The same of a subject's. */
enum err ledger_of_subject(struct db *db, struct arena *a, int64_t *minor,
    struct id subject_id, struct str occasion, enum account account)
    MUST_CHECK;

/*
 * Entries with their postings in the order of their ids, which is that of
 * their making, after the one named (nil: from the first).
 */
enum err ledger_entries(struct db *db, struct arena *a,
    struct ledger_entry **entries, size_t *n, struct id after,
    int64_t limit) MUST_CHECK;

/* Every account and every currency that anything was posted to. */
struct ledger_account {
	enum account account;
	struct id owner;		/* nil: the site */
};
enum err ledger_accounts(struct db *db, struct arena *a,
    struct ledger_account **out, size_t *n) MUST_CHECK;
enum err ledger_currencies(struct db *db, struct arena *a,
    struct currency **out, size_t *n) MUST_CHECK;

enum chain { CHAIN_LEDGER, CHAIN_EVENTS, CHAIN__MAX };
const char *chain_name(enum chain c);

/*
 * A row of a chain in its canonical form, which the hash covers: its
 * columns as netstrings, ids in hexadecimal, numbers in decimal, NULL as
 * "-"; a ledger entry with its postings.
 */
struct chain_row {
	struct id id;
	int64_t seal_no;		/* 0: not sealed */
	struct hash seal_hash;
	struct str canonical;
};

struct chain_head {
	int64_t last_no;
	struct hash last_hash;
};

/* Locks the guard row (made when absent) for the sealing transaction. */
enum err chain_head_lock(struct db *db, struct arena *a,
    struct chain_head *out, enum chain c) MUST_CHECK;
enum err chain_head_get(struct db *db, struct arena *a,
    struct chain_head *out, enum chain c) MUST_CHECK;
/* ERR_STALE when the row is not at from any more. */
enum err chain_head_write(struct db *db, enum chain c, int64_t from,
    const struct chain_head *to) MUST_CHECK;

/* Unsealed rows, oldest first. */
enum err chain_unsealed(struct db *db, struct arena *a,
    struct chain_row **rows, size_t *n, enum chain c, int64_t limit)
    MUST_CHECK;
/* Sealed rows numbered from..from + limit - 1, in order. */
enum err chain_sealed(struct db *db, struct arena *a,
    struct chain_row **rows, size_t *n, enum chain c, int64_t from,
    int64_t limit) MUST_CHECK;
/*
 * What a chain has of an order, sealed rows first, in their order; readings:
 * with those of its bills that operators have read.
 */
enum err chain_of_order(struct db *db, struct arena *a,
    struct chain_row **rows, size_t *n, enum chain c, struct id order_id,
    bool readings) MUST_CHECK;
/* ERR_NOT_FOUND: no row has this number. */
enum err chain_hash_at(struct db *db, struct arena *a, struct hash *out,
    enum chain c, int64_t no) MUST_CHECK;
/* Gives numbers and hashes to rows that have none; ERR_STALE otherwise. */
enum err chain_seal_rows(struct db *db, enum chain c,
    const struct chain_row *rows, size_t n) MUST_CHECK;
/* Rows not sealed although older than before_us. */
enum err chain_unsealed_count(struct db *db, struct arena *a, int64_t *n,
    enum chain c, int64_t before_us) MUST_CHECK;
/* A row with a number outside of 1..last_no, or with a hash and none. */
enum err chain_stray(struct db *db, struct arena *a, bool *found,
    int64_t *no, enum chain c, int64_t last_no) MUST_CHECK;
/* When the first row sealed after that number was made; 0: there is none. */
enum err chain_made_after(struct db *db, struct arena *a, int64_t *us,
    enum chain c, int64_t no) MUST_CHECK;

#endif
