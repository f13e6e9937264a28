#include <pthread.h>
#include <stdatomic.h>

#include "base/sys.h"
#include "ctl/commands.h"
#include "ctl/table.h"
#include "verify.h"
#include "store/ledger.h"

/*
 * Connections at once: a check is mostly one processor's work of the server,
 * and one that sells has others to do.
 */
enum { LOOKERS = 2, LOOK_ARENA_MAX = 256 * 1024 * 1024 };

struct verify;

/* A thread with its connection. */
struct looker {
	struct verify *verify;
	struct look look;
	pthread_t thread;
	enum err err;
};

/* One run: what is still to be looked at, and what was found. */
struct verify {
	struct ctl *c;
	struct keys keys;
	struct looker lookers[LOOKERS];
	size_t open; /* lookers that have a connection */
	size_t checks;
	atomic_size_t left;  /* checks that nobody has taken */
	struct finds *finds; /* of each check, by whoever took it */
	bool strict;
	bool unsealed; /* no worker seals between its runs */
	size_t faults;
};

static const struct column columns[] = {
	{ "RESULT", "result", false },
	{ "CHECK", "check", false },
	{ "SUBJECT", "subject", false },
	{ "FOUND", "found", false },
};

/* From the last check to the first: so a dear one is not begun at the end. */
static void *
looker_run(void *arg)
{
	struct looker *self = arg;
	struct verify *v = self->verify;
	size_t left = atomic_load(&v->left);

	while (self->err == OK && left > 0)
		if (atomic_compare_exchange_weak(&v->left, &left, left - 1)) {
			self->err = look_at(
			    &self->look, left - 1, &v->finds[left - 1]);
			left = atomic_load(&v->left);
		}
	if (self->err != OK)
		atomic_store(&v->left, 0);
	return NULL;
}

static enum err
looker_open(struct verify *v, const struct look *of)
{
	struct looker *k = &v->lookers[v->open];
	enum err e = db_pool_take(v->c->pool, &k->look.db);

	if (e != OK)
		return e;
	k->verify = v;
	k->look.seals_dir = of->seals_dir;
	k->look.keys = of->keys;
	k->look.now_us = of->now_us;
	k->look.unsealed = of->unsealed;
	k->look.arena = arena_open(LOOK_ARENA_MAX);
	v->open++;
	return k->look.arena ? db_begin_snapshot(k->look.db) : ERR_NOMEM;
}

/* What was found stays in the lookers' arenas until it is told. */
static void
lookers_close(struct verify *v)
{
	while (v->open > 0) {
		struct looker *k = &v->lookers[--v->open];

		arena_close(k->look.arena);
		db_rollback(k->look.db);
		db_pool_give(v->c->pool, k->look.db);
	}
}

/* All snapshots are begun before the first check is. */
static enum err
look_all(struct verify *v)
{
	struct arena *a = v->c->arena;
	struct look of = { .keys = &v->keys,
		.seals_dir = arena_printf(
		    a, "%.*s/seals", STR_FMT(v->c->config.data_dir)),
		.now_us = clock_now_us(),
		.unsealed = v->unsealed };
	size_t started = 0;
	enum err e = OK;

	v->checks = look_checks();
	v->finds = ARENA_NEWS(a, struct finds, v->checks);
	if (!of.seals_dir.p || !v->finds)
		return ERR_NOMEM;
	atomic_init(&v->left, v->checks);
	while (e == OK && v->open < LOOKERS)
		e = looker_open(v, &of);
	while (e == OK && started < v->open - 1 &&
	    pthread_create(&v->lookers[started].thread, NULL, looker_run,
		&v->lookers[started]) == 0)
		started++;
	/* The last is this thread; it does all when others were refused. */
	if (e == OK) {
		looker_run(&v->lookers[v->open - 1]);
		e = v->lookers[v->open - 1].err;
	}
	for (size_t i = 0; i < started; i++) {
		pthread_join(v->lookers[i].thread, NULL);
		e = e == OK ? v->lookers[i].err : e;
	}
	return e;
}

static enum err
tell(struct verify *v, struct table *table)
{
	enum err e = OK;

	for (size_t i = 0; i < v->checks; i++)
		for (const struct found *f = v->finds[i].first; e == OK && f;
		     f = f->next) {
			bool warns = f->warns && !v->strict;

			v->faults += !warns;
			e = table_add(table,
			    (const struct str[]){
				warns ? STR("warning") : STR("FAULT"),
				str_from(f->check), f->subject, f->text });
		}
	return e;
}

static int
verify_end(struct verify *v)
{
	struct ctl *c = v->c;
	struct table *table = table_open(c->arena, columns, 4);
	enum err e = table ? tell(v, table) : ERR_NOMEM;

	if (e != OK)
		return ctl_failed(c, e, "verify");
	if (table_rows(table) > 0 || c->json)
		if (table_print(table, c->json) != OK)
			return ctl_fail(c, "cannot write the report");
	if (v->faults > 0)
		return ctl_fail(
		    c, "%zu fault%s", v->faults, v->faults == 1 ? "" : "s");
	/* Of a chain the rows, the heads and their signing are looked at. */
	if (!c->json)
		ctl_done(c, "all %zu checks hold", v->checks + 2 * CHAIN__MAX);
	return CTL_OK;
}

int
command_verify(struct ctl *c, int argc, char **argv)
{
	struct verify v = { .c = c };
	const struct ctl_option options[] = {
		{ "--strict", NULL, &v.strict },
		{ "--unsealed", NULL, &v.unsealed },
	};
	struct db_pool *pool;
	int status = ctl_options(c, argc, argv, options, 2, NULL, NULL);

	if (status == CTL_OK)
		status = ctl_keys(c, &v.keys);
	if (status != CTL_OK)
		return status;
	status = ctl_pool(c, &pool);
	if (status == CTL_OK)
		status = ctl_failed(c, look_all(&v), "verify");
	if (status == CTL_OK)
		status = verify_end(&v);
	lookers_close(&v);
	keys_wipe(&v.keys);
	return status;
}
