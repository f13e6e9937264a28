/*
 * A site's connections: at most POOL_PER_SITE of them, and at most
 * POOL_PER_PROCESS in the process; opened on demand, closed when idle for
 * POOL_IDLE_MS.  Thread-safe.
 */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct db_pool;

enum err db_pool_open(struct db_pool **out, const struct db_config *config,
    unsigned per_site) MUST_CHECK;
void db_pool_close(struct db_pool *pool);

/* For all pools of the process; before the first take. */
void db_pool_process_max(unsigned connections);

/* What db_pool_open() takes 0 a site for; before the first pool. */
void db_pool_site_max(unsigned connections);

/*
 * Waits at most POOL_WAIT_MS, then ERR_BUSY; ERR_UNAVAILABLE when the
 * server refuses.  What was taken is given back exactly once.
 */
enum err db_pool_take(struct db_pool *pool, struct db **out) MUST_CHECK;
void db_pool_give(struct db_pool *pool, struct db *db);

/* Closes what has been idle too long; called once a second. */
void db_pool_tick(struct db_pool *pool);

struct db_pool_stats {
	unsigned open, taken;
	uint64_t waits, timeouts, opened, lost;
};
void db_pool_stats(struct db_pool *pool, struct db_pool_stats *out);

/* A unit of work: whole or not at all, and safe to run again. */
typedef enum err (*tx_fn)(struct db *db, void *arg);

/*
 * Takes a connection, BEGIN, fn, COMMIT.  ERR_RETRY, or a connection lost
 * before COMMIT, rolls back, rewinds the arena and runs fn again, at most
 * TX_TRIES times with jitter, then ERR_BUSY.  ERR_UNKNOWN: COMMIT was
 * sent and not answered; the caller looks its key up on a new connection.
 * Any other error of fn rolls back and is returned.
 */
enum err tx_run(struct db_pool *pool, struct arena *a, tx_fn fn, void *arg)
    MUST_CHECK;

/*
 * The same for who has taken a connection already: held, or NULL, is given
 * back in any case.  A transaction that is begun on it is gone on with.
 */
enum err tx_run_on(struct db_pool *pool, struct db *held, struct arena *a,
    tx_fn fn, void *arg) MUST_CHECK;

/*
 * The same for a unit that only reads and whose statements need not see one
 * state: no BEGIN and no COMMIT, each a round trip less.
 */
enum err tx_read(struct db_pool *pool, struct arena *a, tx_fn fn, void *arg)
    MUST_CHECK;

#endif
