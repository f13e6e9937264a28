#include <inttypes.h>

#include "act/seal.h"
#include "base/sys.h"
#include "ctl/commands.h"
#include "ctl/invariant.h"
#include "ctl/table.h"

/* One run: what was looked at, and what was found. */
struct look {
	struct ctl *c;
	struct db *db;
	struct table *found;
	int64_t now_us;
	bool strict;
	bool unsealed; /* no worker seals between its runs */
	size_t invariants, faults, warnings;
};

static const struct column columns[] = {
	{ "RESULT", "result", false },
	{ "CHECK", "check", false },
	{ "SUBJECT", "subject", false },
	{ "FOUND", "found", false },
};

static enum err
look_add(struct look *l, const char *name, bool warns, struct str subject,
    struct str text)
{
	warns = warns && !l->strict;
	if (warns)
		l->warnings++;
	else
		l->faults++;
	return table_add(l->found,
	    (const struct str[]){ warns ? STR("warning") : STR("FAULT"),
		str_from(name), subject, text });
}

static struct str
subject_text(struct look *l, const char *prefix, const struct db_result *r)
{
	char text[ID_TEXT_MAX];

	if (!prefix || db_is_null(r, 0))
		return STR_NONE;
	return str_copy(l->c->arena, id_format(text, prefix, db_get_id(r, 0)));
}

static enum err
look_at(struct look *l, const struct invariant *it)
{
	struct db_arg before = db_us(l->now_us - it->age_us);
	struct db_result r;
	enum err e = db_query(
	    l->db, l->c->arena, &r, it->sql, &before, it->age_us > 0 ? 1 : 0);

	while (e == OK && db_next(&r))
		e = look_add(l, it->name, it->warns,
		    subject_text(l, it->prefix, &r), db_get_str(&r, 1));
	return e;
}

static enum err
look_at_moves(struct look *l)
{
	struct str fault;
	enum err e = invariant_moves(l->db, l->c->arena, &fault);

	if (e != OK || !fault.p)
		return e;
	return look_add(l, "moves-are-legal", false, STR_NONE, fault);
}

static enum err
report_add(struct look *l, const char *name, struct str chain,
    const struct seal_report *report)
{
	enum err e = OK;

	if (report->fault.p)
		e = look_add(l, name, false,
		    arena_printf(l->c->arena, "%.*s #%" PRId64, STR_FMT(chain),
			report->fault_no),
		    report->fault);
	if (e == OK && report->late > 0)
		e = look_add(l, name, l->unsealed, chain,
		    arena_printf(l->c->arena,
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
look_at_signing(struct look *l, struct str chain, enum chain c,
    const struct seal_report *heads)
{
	int64_t made_us = 0;
	enum err e = chain_made_after(
	    l->db, l->c->arena, &made_us, c, heads->signed_no);

	if (e != OK || made_us == 0 ||
	    made_us > l->now_us - HEAD_LATE_MIN * MIN_US)
		return e;
	return look_add(l, "heads-are-signed", heads->rows > 0, chain,
	    arena_printf(l->c->arena,
		"no signed head since #%" PRId64 ": can souk-worker write"
		" DATA_DIR/seals?",
		heads->signed_no));
}

/* What was just found right is signed for, when it is news. */
static enum err
head_sign(struct look *l, struct str chain, enum chain c, const char *dir,
    const struct seal_report *heads, int64_t rows, const struct keys *keys)
{
	enum err e;

	if (rows <= heads->signed_no)
		return OK;
	e = seal_head_append(
	    l->db, l->c->arena, c, dir, keys->key[KEY_CHAIN], l->now_us);
	if (e != ERR_IO)
		return e;
	return look_add(l, "heads-are-signed", true, chain,
	    STR("the head cannot be appended: may this user write"
		" DATA_DIR/seals?"));
}

static enum err
look_at_chain(struct look *l, enum chain c, const struct keys *keys)
{
	struct str name = str_from(chain_name(c));
	struct str dir = arena_printf(
	    l->c->arena, "%.*s/seals", STR_FMT(l->c->config.data_dir));
	struct seal_report chain = { 0 }, heads = { 0 };
	size_t faults = l->faults;
	enum err e;

	if (!dir.p)
		return ERR_NOMEM;
	e = seal_verify(l->db, l->c->arena, &chain, c, l->now_us);
	if (e == OK)
		e = report_add(l, "chain-verifies", name, &chain);
	if (e == OK)
		e = seal_heads_verify(
		    l->db, l->c->arena, &heads, c, dir.p, keys->key[KEY_CHAIN]);
	if (e == OK)
		e = report_add(l, "heads-verify", name, &heads);
	if (e == OK && faults == l->faults)
		e = look_at_signing(l, name, c, &heads);
	if (e == OK && faults == l->faults)
		e = head_sign(l, name, c, dir.p, &heads, chain.rows, keys);
	return e;
}

static enum err
look_all(struct look *l, const struct keys *keys)
{
	enum chain chain;
	const struct invariant *it;
	/* All of it is of one moment, whatever is sold meanwhile. */
	enum err e = db_begin_snapshot(l->db);

	while (e == OK && (it = invariant_at(l->invariants)) != NULL) {
		e = look_at(l, it);
		l->invariants++;
	}
	if (e == OK)
		e = look_at_moves(l);
	for (chain = 0; e == OK && chain < CHAIN__MAX; chain++)
		e = look_at_chain(l, chain, keys);
	db_rollback(l->db);
	return e;
}

static int
look_end(struct look *l)
{
	struct ctl *c = l->c;

	if (table_rows(l->found) > 0 || c->json)
		if (table_print(l->found, c->json) != OK)
			return ctl_fail(c, "cannot write the report");
	if (l->faults > 0)
		return ctl_fail(
		    c, "%zu fault%s", l->faults, l->faults == 1 ? "" : "s");
	if (!c->json)
		ctl_done(c, "all %zu checks hold",
		    l->invariants + 1 + 3 * CHAIN__MAX);
	return CTL_OK;
}

int
command_verify(struct ctl *c, int argc, char **argv)
{
	struct look l = { .c = c, .now_us = clock_now_us() };
	const struct ctl_option options[] = {
		{ "--strict", NULL, &l.strict },
		{ "--unsealed", NULL, &l.unsealed },
	};
	struct keys keys;
	int status = ctl_options(c, argc, argv, options, 2, NULL, NULL);
	enum err e;

	if (status == CTL_OK)
		status = ctl_keys(c, &keys);
	if (status != CTL_OK)
		return status;
	status = ctl_read(c, &l.db);
	if (status == CTL_OK) {
		l.found = table_open(c->arena, columns, 4);
		e = l.found ? look_all(&l, &keys) : ERR_NOMEM;
		db_pool_give(c->pool, l.db);
		status = e == OK ? look_end(&l) : ctl_failed(c, e, "verify");
	}
	keys_wipe(&keys);
	return status;
}
