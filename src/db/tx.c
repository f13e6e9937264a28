#include <time.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "db/pool.h"

static void
jitter_sleep(void)
{
	uint64_t ms = TX_JITTER_MIN_MS +
	    random_below(TX_JITTER_MAX_MS - TX_JITTER_MIN_MS);
	struct timespec t = { .tv_nsec = (long)ms * 1000000 };

	nanosleep(&t, NULL);
}

static enum err
in_transaction(struct db *db, tx_fn fn, void *arg)
{
	enum err e = db_in_tx(db) ? OK : db_begin(db);

	if (e == OK)
		e = fn(db, arg);
	if (e == OK)
		e = db_commit(db);
	else
		db_rollback(db);
	return e;
}

/* One try, on held if there is one; *again when it may be run once more. */
static enum err
unit_try(struct db_pool *pool, struct db *held, tx_fn fn, void *arg,
    bool writes, bool *again)
{
	struct db *db = held;
	enum err e = held ? OK : db_pool_take(pool, &db);

	*again = false;
	if (e != OK)
		return e;
	e = writes ? in_transaction(db, fn, arg) : fn(db, arg);
	*again = e == ERR_RETRY || (e == ERR_UNAVAILABLE && db_dead(db));
	db_pool_give(pool, db);
	return e;
}

static enum err
unit_run(struct db_pool *pool, struct db *held, struct arena *a, tx_fn fn,
    void *arg, bool writes)
{
	struct arena_mark mark = { 0 };
	bool again = true;
	enum err e = OK;
	int i;

	if (a)
		mark = arena_mark(a);
	for (i = 0; i < TX_TRIES && again; i++) {
		if (i > 0)
			jitter_sleep();
		if (a)
			arena_rewind(a, mark);
		e = unit_try(pool, held, fn, arg, writes, &again);
		held = NULL;
	}
	return again ? ERR_BUSY : e;
}

enum err
tx_run(struct db_pool *pool, struct arena *a, tx_fn fn, void *arg)
{
	return unit_run(pool, NULL, a, fn, arg, true);
}

enum err
tx_run_on(
    struct db_pool *pool, struct db *held, struct arena *a, tx_fn fn, void *arg)
{
	return unit_run(pool, held, a, fn, arg, true);
}

enum err
tx_read(struct db_pool *pool, struct arena *a, tx_fn fn, void *arg)
{
	return unit_run(pool, NULL, a, fn, arg, false);
}
