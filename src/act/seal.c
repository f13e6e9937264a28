#include "act/seal.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/sys.h"

enum { NO_TEXT_MAX = 24 };

/* The number is covered too, so that a row cannot change its place. */
static struct hash
row_hash(struct hash before, const struct chain_row *row)
{
	char no[NO_TEXT_MAX];
	int n = snprintf(no, sizeof(no), "#%" PRId64 ",", row->seal_no);
	struct str parts[] = {
		{ (const char *)before.b, sizeof(before.b) },
		{ no, (size_t)n },
		row->canonical,
	};

	return hash_sha256_parts(parts, sizeof(parts) / sizeof(parts[0]));
}

enum err
seal_chain(struct act *act, size_t *sealed, enum chain c)
{
	struct chain_row *rows;
	struct chain_head head;
	int64_t from;
	size_t n = 0;
	enum err e = chain_head_lock(act->db, act->arena, &head, c);

	*sealed = 0;
	if (e == OK)
		e = chain_unsealed(
		    act->db, act->arena, &rows, &n, c, SEAL_BATCH);
	if (e != OK || n == 0)
		return e;
	from = head.last_no;
	for (size_t i = 0; e == OK && i < n; i++) {
		rows[i].seal_no = ++head.last_no;
		rows[i].seal_hash = head.last_hash = row_hash(
		    head.last_hash, &rows[i]);
		e = chain_seal_row(act->db, c, &rows[i]);
	}
	if (e == OK)
		e = chain_head_write(act->db, c, from, &head);
	if (e == OK)
		*sealed = n;
	return e;
}

enum fault { FAULT_NONE, FAULT_GAP, FAULT_HASH, FAULT_HEAD };

static struct str
fault_text(enum fault fault)
{
	switch (fault) {
	case FAULT_GAP:
		return STR("a row of this number is missing");
	case FAULT_HASH:
		return STR("the row does not have the hash it was sealed "
			   "with: it, or one before it, was changed");
	case FAULT_HEAD:
		return STR("the chain does not end where its head says");
	default:
		return STR_NONE;
	}
}

/* Checks a batch that must go on from *at; stops at the first fault. */
static enum fault
rows_check(struct chain_head *at, const struct chain_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (rows[i].seal_no != at->last_no + 1)
			return FAULT_GAP;
		if (!hash_eq(
			rows[i].seal_hash, row_hash(at->last_hash, &rows[i])))
			return FAULT_HASH;
		at->last_no = rows[i].seal_no;
		at->last_hash = rows[i].seal_hash;
	}
	return FAULT_NONE;
}

/*
 * The head is read first: what the worker seals meanwhile lies beyond it
 * and is left for the next time.
 */
enum err
seal_verify(struct db *db, struct arena *a, struct seal_report *out,
    enum chain c, int64_t now_us)
{
	struct chain_head head, at = { .last_no = 0 };
	enum fault fault = FAULT_NONE;
	enum err e = chain_head_get(db, a, &head, c);

	*out = (struct seal_report){ .rows = 0 };
	while (e == OK && fault == FAULT_NONE && at.last_no < head.last_no) {
		struct arena_mark mark = arena_mark(a);
		int64_t left = head.last_no - at.last_no;
		struct chain_row *rows;
		size_t n = 0;

		e = chain_sealed(db, a, &rows, &n, c, at.last_no + 1,
		    left < SEAL_BATCH ? left : SEAL_BATCH);
		if (e == OK)
			fault = n == 0 ? FAULT_GAP : rows_check(&at, rows, n);
		arena_rewind(a, mark);
	}
	if (e != OK)
		return e;
	out->rows = at.last_no;
	if (fault == FAULT_NONE && !hash_eq(at.last_hash, head.last_hash))
		fault = FAULT_HEAD;
	if (fault != FAULT_NONE) {
		out->fault_no = fault == FAULT_HEAD ? at.last_no
						    : at.last_no + 1;
		out->fault = fault_text(fault);
	}
	return chain_unsealed_count(
	    db, a, &out->late, c, now_us - SEAL_LATE_S * SEC_US);
}
