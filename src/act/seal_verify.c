#include "act/seal.h"
#include "base/sys.h"

/* Some 2 MB of answer: few round trips, and no more memory for more rows. */
enum { VERIFY_BATCH = 1000 };

enum fault { FAULT_NONE, FAULT_GAP, FAULT_HASH, FAULT_HEAD, FAULT_STRAY };

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
	case FAULT_STRAY:
		return STR("a row is sealed that the chain does not have");
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
			rows[i].seal_hash, seal_hash(at->last_hash, &rows[i])))
			return FAULT_HASH;
		at->last_no = rows[i].seal_no;
		at->last_hash = rows[i].seal_hash;
	}
	return FAULT_NONE;
}

/* From the first row to the head; at: how far it was right. */
static enum err
chain_walk(struct db *db, struct arena *a, struct chain_head *at,
    enum fault *fault, enum chain c, const struct chain_head *head)
{
	enum err e = OK;

	*at = (struct chain_head){ .last_no = 0 };
	*fault = FAULT_NONE;
	while (e == OK && *fault == FAULT_NONE && at->last_no < head->last_no) {
		struct arena_mark mark = arena_mark(a);
		int64_t left = head->last_no - at->last_no;
		struct chain_row *rows;
		size_t n = 0;

		e = chain_sealed(db, a, &rows, &n, c, at->last_no + 1,
		    left < VERIFY_BATCH ? left : VERIFY_BATCH);
		if (e == OK)
			*fault = n == 0 ? FAULT_GAP : rows_check(at, rows, n);
		arena_rewind(a, mark);
	}
	if (e == OK && *fault == FAULT_NONE &&
	    !hash_eq(at->last_hash, head->last_hash))
		*fault = FAULT_HEAD;
	return e;
}

enum err
seal_verify(struct db *db, struct arena *a, struct seal_report *out,
    enum chain c, int64_t now_us)
{
	struct chain_head head, at;
	enum fault fault;
	int64_t stray_no = 0;
	bool stray = false;
	enum err e = chain_head_get(db, a, &head, c);

	*out = (struct seal_report){ .rows = 0 };
	if (e == OK)
		e = chain_walk(db, a, &at, &fault, c, &head);
	if (e == OK && fault == FAULT_NONE)
		e = chain_stray(db, a, &stray, &stray_no, c, head.last_no);
	if (e != OK)
		return e;
	out->rows = at.last_no;
	if (stray)
		fault = FAULT_STRAY;
	if (fault != FAULT_NONE) {
		out->fault_no = fault == FAULT_STRAY ? stray_no
		    : fault == FAULT_HEAD	     ? at.last_no
						     : at.last_no + 1;
		out->fault = fault_text(fault);
	}
	return chain_unsealed_count(
	    db, a, &out->late, c, now_us - SEAL_LATE_S * SEC_US);
}
