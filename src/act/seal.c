#include "act/seal.h"

#include <inttypes.h>
#include <stdio.h>

enum { NO_TEXT_MAX = 24 };

struct hash
seal_hash(struct hash before, const struct chain_row *row)
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
	for (size_t i = 0; i < n; i++) {
		rows[i].seal_no = ++head.last_no;
		rows[i].seal_hash = head.last_hash = seal_hash(
		    head.last_hash, &rows[i]);
	}
	e = chain_seal_rows(act->db, c, rows, n);
	if (e == OK)
		e = chain_head_write(act->db, c, from, &head);
	if (e == OK)
		*sealed = n;
	return e;
}
