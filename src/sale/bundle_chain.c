/* The order's rows of both chains, each signed for by itself. */
#include <string.h>

#include "act/seal.h"
#include "bundle.h"
#include "wire/json.h"

enum { CHAIN_JSON_MAX = 16 * 1024 * 1024 };

/*
 * What a seller gets, and the site of it, is between the two: the hash is
 * signed all the same, for whoever may read the row.
 */
static bool
is_withheld(const struct evidence *x, const struct chain_row *row)
{
	return !x->whole &&
	    (memmem(row->canonical.p, row->canonical.n, "14:seller_payable,",
		 18) != NULL ||
		memmem(row->canonical.p, row->canonical.n,
		    "18:revenue_commission,", 22) != NULL);
}

static enum err
before_json(struct json *j, const struct evidence *x, enum chain c,
    const struct chain_row *row)
{
	struct hash before = { { 0 } };
	char hex[HASH_HEX + 1];
	enum err e = row->seal_no == 1
	    ? OK
	    : chain_hash_at(x->db, x->arena, &before, c, row->seal_no - 1);

	if (e == OK)
		json_put_str(j, "before", hash_hex(hex, before));
	return e == ERR_NOT_FOUND ? ERR_BUG : e;
}

static enum err
sealed_json(struct json *j, const struct evidence *x, enum chain c,
    const struct chain_row *row)
{
	struct chain_head head = { row->seal_no, row->seal_hash };
	char hex[HASH_HEX + 1];
	struct str line;
	enum err e = before_json(j, x, c, row);

	if (e == OK)
		e = seal_head_line(
		    x->arena, &line, c, &head, x->seed, x->now_us);
	if (e != OK)
		return e;
	json_put_str(j, "hash", hash_hex(hex, row->seal_hash));
	json_put_str(j, "head", line);
	return OK;
}

static enum err
row_json(struct json *j, const struct evidence *x, enum chain c,
    const struct chain_row *row)
{
	enum err e = OK;

	json_object(j);
	json_put_id(j, "id", c == CHAIN_LEDGER ? ID_ENTRY : ID_EVENT, row->id);
	json_key(j, "no");
	if (row->seal_no == 0)
		json_null(j);
	else
		json_i64(j, row->seal_no);
	json_put_str(
	    j, "canonical", is_withheld(x, row) ? STR_NONE : row->canonical);
	if (row->seal_no != 0)
		e = sealed_json(j, x, c, row);
	json_end_object(j);
	return e;
}

static enum err
chain_add(struct bundle *b, enum chain c)
{
	const struct evidence *x = b->of;
	struct chain_row *rows;
	struct buf text;
	struct json j;
	size_t n = 0;
	enum err e = chain_of_order(
	    x->db, x->arena, &rows, &n, c, x->order_id, x->whole);

	buf_open(&text, CHAIN_JSON_MAX);
	json_start(&j, &text);
	json_object(&j);
	json_put_cstr(&j, "chain", chain_name(c));
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; e == OK && i < n; i++)
		e = row_json(&j, x, c, &rows[i]);
	json_end_array(&j);
	json_end_object(&j);
	if (e == OK)
		e = buf_err(&text);
	if (e == OK)
		e = bundle_add(b,
		    arena_printf(x->arena, "chains/%s.json", chain_name(c)),
		    buf_str(&text), ZIP_DEFLATE);
	buf_close(&text);
	return e;
}

enum err
bundle_chains_add(struct bundle *b)
{
	enum err e = OK;

	for (int c = 0; e == OK && c < CHAIN__MAX; c++)
		e = chain_add(b, (enum chain)c);
	return e;
}
