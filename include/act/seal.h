/*
 * Numbers and hashes what was committed unsealed: each row of a chain gets
 * the next number and SHA-256(predecessor's hash, number, canonical row).
 * The guard row in chain_heads is locked and written, so two workers seal
 * one after the other.
 */
#ifndef ACT_SEAL_H
#define ACT_SEAL_H

#include "act/act.h"
#include "store/ledger.h"

enum { SEAL_BATCH = 500, SEAL_LATE_S = 60 };

/* Seals at most SEAL_BATCH rows; *sealed 0: nothing was left. */
enum err seal_chain(struct act *act, size_t *sealed, enum chain c)
    MUST_CHECK;

/* The number is covered too, so that a row cannot change its place. */
struct hash seal_hash(struct hash before, const struct chain_row *row);

struct seal_report {
	int64_t rows;			/* sealed and right */
	int64_t late;			/* unsealed past SEAL_LATE_S: a fault */
	int64_t fault_no;		/* the first row that is wrong */
	struct str fault;		/* and how; .p NULL: none */
	int64_t signed_no;		/* of the heads: the highest number */
};

/*
 * Recomputes a chain from its first row, and looks for rows beside it.
 * Reads only; in a snapshot, when a worker may be sealing meanwhile.
 */
enum err seal_verify(struct db *db, struct arena *a, struct seal_report *out,
    enum chain c, int64_t now_us) MUST_CHECK;

/* "number hash time signature", of whichever row; seed is KEY_CHAIN. */
enum err seal_head_line(struct arena *a, struct str *line, enum chain c,
    const struct chain_head *head, const uint8_t seed[32], int64_t now_us)
    MUST_CHECK;

/* Appends the chain's signed head to dir/<chain>.heads, fsynced. */
enum err seal_head_append(struct db *db, struct arena *a, enum chain c,
    const char *dir, const uint8_t seed[32], int64_t now_us) MUST_CHECK;

/*
 * Checks every signed head in dir against the database: its signature,
 * and that the row of that number still has that hash (so a cut tail and a
 * rewritten chain are found).  rows is how many there are.  No file yet: OK,
 * and nothing checked.
 */
enum err seal_heads_verify(struct db *db, struct arena *a,
    struct seal_report *out, enum chain c, const char *dir,
    const uint8_t seed[32]) MUST_CHECK;

#endif
