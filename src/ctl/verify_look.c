#include <inttypes.h>

#include "act/seal.h"
#include "base/sys.h"
#include "ctl/invariant.h"
#include "verify.h"

/* The chains of src/act/seal.c: each is walked, with its signed heads. */
struct chain_look {
	const struct look *look;
	struct finds *finds;
	enum chain chain;
	struct str name;
};

static enum err
find(const struct look *l, struct finds *finds, const char *check, bool warns,
    struct str subject, struct str text)
{
	struct found *f = ARENA_NEW(l->arena, struct found);

	if (!f || !text.p)
		return ERR_NOMEM;
	*f = (struct found){ check, warns, subject, text, NULL };
	if (finds->last)
		finds->last->next = f;
	else
		finds->first = f;
	finds->last = f;
	return OK;
}

static struct str
subject_text(
    const struct look *l, const char *prefix, const struct db_result *r)
{
	char text[ID_TEXT_MAX];

	if (!prefix || db_is_null(r, 0))
		return STR_NONE;
	return str_copy(l->arena, id_format(text, prefix, db_get_id(r, 0)));
}

static enum err
look_at_invariant(
    const struct look *l, const struct invariant *it, struct finds *out)
{
	struct db_arg before = db_us(l->now_us - it->age_us);
	struct db_result r;
	enum err e = db_query(
	    l->db, l->arena, &r, it->sql, &before, it->age_us > 0 ? 1 : 0);

	while (e == OK && db_next(&r))
		e = find(l, out, it->name, it->warns,
		    subject_text(l, it->prefix, &r), db_get_str(&r, 1));
	return e;
}

static enum err
look_at_moves(const struct look *l, struct finds *out)
{
	struct str fault;
	enum err e = invariant_moves(l->db, l->arena, &fault);

	if (e != OK || !fault.p)
		return e;
	return find(l, out, "moves-are-legal", false, STR_NONE, fault);
}

static enum err
report_find(const struct chain_look *c, const char *check,
    const struct seal_report *report)
{
	const struct look *l = c->look;
	enum err e = OK;

	if (report->fault.p)
		e = find(l, c->finds, check, false,
		    arena_printf(l->arena, "%.*s #%" PRId64, STR_FMT(c->name),
			report->fault_no),
		    report->fault);
	if (e == OK && report->late > 0)
		e = find(l, c->finds, check, l->unsealed, c->name,
		    arena_printf(l->arena,
			"%" PRId64 " rows unsealed after %d s: is souk-worker"
			" running?",
			report->late, SEAL_LATE_S));
	return e;
}

/* Signed each hour; half of another is for a worker that was away. */
enum { HEAD_LATE_MIN = 90 };

/*
 * Without one signed head there is nothing that a rewritten chain would
 * contradict, so that is a fault; a late one is what strict looks for.
 */
static enum err
look_at_signing(const struct chain_look *c, const struct seal_report *heads)
{
	const struct look *l = c->look;
	int64_t made_us = 0;
	enum err e = chain_made_after(
	    l->db, l->arena, &made_us, c->chain, heads->signed_no);

	if (e != OK || made_us == 0 ||
	    made_us > l->now_us - HEAD_LATE_MIN * MIN_US)
		return e;
	return find(l, c->finds, "heads-are-signed", heads->rows > 0, c->name,
	    arena_printf(l->arena,
		"no signed head since #%" PRId64 ": can souk-worker write"
		" DATA_DIR/seals?",
		heads->signed_no));
}

/* What was just found right is signed for, when it is news. */
static enum err
head_sign(
    const struct chain_look *c, const struct seal_report *heads, int64_t rows)
{
	const struct look *l = c->look;
	enum err e;

	if (rows <= heads->signed_no)
		return OK;
	e = seal_head_append(l->db, l->arena, c->chain, l->seals_dir.p,
	    l->keys->key[KEY_CHAIN], l->now_us);
	if (e != ERR_IO)
		return e;
	return find(l, c->finds, "heads-are-signed", true, c->name,
	    STR("the head cannot be appended: may this user write"
		" DATA_DIR/seals?"));
}

static bool
has_fault(const struct finds *finds)
{
	for (const struct found *f = finds->first; f; f = f->next)
		if (!f->warns)
			return true;
	return false;
}

static enum err
look_at_chain(const struct look *l, enum chain chain, struct finds *out)
{
	const struct chain_look c = { l, out, chain,
		str_from(chain_name(chain)) };
	struct seal_report rows = { 0 }, heads = { 0 };
	enum err e = seal_verify(l->db, l->arena, &rows, chain, l->now_us);

	if (e == OK)
		e = report_find(&c, "chain-verifies", &rows);
	if (e == OK)
		e = seal_heads_verify(l->db, l->arena, &heads, chain,
		    l->seals_dir.p, l->keys->key[KEY_CHAIN]);
	if (e == OK)
		e = report_find(&c, "heads-verify", &heads);
	if (e == OK && !has_fault(out))
		e = look_at_signing(&c, &heads);
	if (e == OK && !has_fault(out))
		e = head_sign(&c, &heads, rows.rows);
	return e;
}

static size_t
invariants(void)
{
	size_t n = 0;

	while (invariant_at(n))
		n++;
	return n;
}

size_t
look_checks(void)
{
	return invariants() + 1 + CHAIN__MAX;
}

enum err
look_at(const struct look *l, size_t i, struct finds *out)
{
	const struct invariant *it = invariant_at(i);
	size_t moves = invariants();

	if (it)
		return look_at_invariant(l, it, out);
	if (i == moves)
		return look_at_moves(l, out);
	return look_at_chain(l, (enum chain)(i - moves - 1), out);
}
