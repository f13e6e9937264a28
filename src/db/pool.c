/*
 * One mutex for all pools of the process: it is held for list work only,
 * never while the server is asked, and the cap spans them all.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "db/pool.h"

enum {
	FRESH_MS = 1000, /* idle for less: trusted without a ping */
	REFUSED_MS = 100 /* after a refusal the server is left alone */
};

struct idle {
	struct db *db;
	int64_t since_us;
};

struct db_pool {
	struct db_config config;
	unsigned max;
	unsigned open; /* idle, taken and being opened */
	unsigned nidle;
	unsigned waiting;
	struct idle *idle; /* the last one was used last */
	int64_t refused_us;
	struct db_pool_stats stats;
	pthread_cond_t given;
	struct db_pool *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct db_pool *pools;
static unsigned process_max = POOL_PER_PROCESS;
static unsigned site_max = POOL_PER_SITE;
static unsigned process_open;

static void
config_free(struct db_config *c)
{
	if (c->password)
		explicit_bzero(
		    (void *)(uintptr_t)c->password, strlen(c->password));
	free((void *)(uintptr_t)c->socket);
	free((void *)(uintptr_t)c->host);
	free((void *)(uintptr_t)c->name);
	free((void *)(uintptr_t)c->user);
	free((void *)(uintptr_t)c->password);
	free((void *)(uintptr_t)c->tls_ca);
}

static bool
text_copy(const char **out, const char *s)
{
	*out = s ? strdup(s) : NULL;
	return !s || *out;
}

static enum err
config_copy(struct db_config *out, const struct db_config *c)
{
	bool ok;

	*out = (struct db_config){ .port = c->port, .answer_s = c->answer_s };
	ok = text_copy(&out->socket, c->socket) &&
	    text_copy(&out->host, c->host) && text_copy(&out->name, c->name) &&
	    text_copy(&out->user, c->user) &&
	    text_copy(&out->password, c->password) &&
	    text_copy(&out->tls_ca, c->tls_ca);
	return ok ? OK : ERR_NOMEM;
}

static void
given_open(pthread_cond_t *given)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(given, &monotonic);
	pthread_condattr_destroy(&monotonic);
}

static void
pool_free(struct db_pool *pool)
{
	config_free(&pool->config);
	free(pool->idle);
	free(pool);
}

enum err
db_pool_open(
    struct db_pool **out, const struct db_config *config, unsigned per_site)
{
	struct db_pool *pool = calloc(1, sizeof(*pool));

	*out = NULL;
	if (!pool)
		return ERR_NOMEM;
	pool->max = per_site == 0	  ? site_max
	    : per_site > POOL_PER_PROCESS ? POOL_PER_PROCESS
					  : per_site;
	pool->idle = calloc(pool->max, sizeof(*pool->idle));
	if (config_copy(&pool->config, config) != OK || !pool->idle) {
		pool_free(pool);
		return ERR_NOMEM;
	}
	given_open(&pool->given);
	pthread_mutex_lock(&lock);
	pool->next = pools;
	pools = pool;
	pthread_mutex_unlock(&lock);
	*out = pool;
	return OK;
}

void
db_pool_process_max(unsigned connections)
{
	pthread_mutex_lock(&lock);
	process_max = connections;
	pthread_mutex_unlock(&lock);
}

void
db_pool_site_max(unsigned connections)
{
	site_max = connections;
}

/* Someone whom the cap of the process holds may go on. */
static void
capped_wake(void)
{
	for (struct db_pool *p = pools; p; p = p->next)
		if (p->waiting > 0 && p->open < p->max) {
			pthread_cond_signal(&p->given);
			return;
		}
}

/*
 * Gives up the lock; someone may go on: of this pool first.  Who is woken
 * finds the lock free, where the pool is the caller's and stays.
 */
static void
unlock_and_wake(struct db_pool *pool)
{
	bool own = pool->waiting > 0;

	if (!own)
		capped_wake();
	pthread_mutex_unlock(&lock);
	if (own)
		pthread_cond_signal(&pool->given);
}

/* Takes the longest idle connection out of the pool; it is the caller's. */
static struct db *
oldest_remove(struct db_pool *pool)
{
	struct db *db = pool->idle[0].db;

	pool->nidle--;
	memmove(pool->idle, pool->idle + 1, pool->nidle * sizeof(*pool->idle));
	pool->open--;
	process_open--;
	return db;
}

/* Under the cap another site's idle connection gives way. */
static struct db *
other_remove(const struct db_pool *pool)
{
	struct db_pool *p, *oldest = NULL;

	for (p = pools; p; p = p->next)
		if (p != pool && p->nidle > 0 &&
		    (!oldest || p->idle[0].since_us < oldest->idle[0].since_us))
			oldest = p;
	return oldest ? oldest_remove(oldest) : NULL;
}

/* All idle connections are suspect once one of them was lost. */
static void
idle_remove_all(struct db_pool *pool, struct db **out, unsigned *n)
{
	for (*n = 0; pool->nidle > 0; (*n)++)
		out[*n] = oldest_remove(pool);
}

void
db_pool_close(struct db_pool *pool)
{
	struct db_pool **at;
	unsigned i;

	if (!pool)
		return;
	pthread_mutex_lock(&lock);
	for (at = &pools; *at != pool; at = &(*at)->next)
		;
	*at = pool->next;
	process_open -= pool->nidle;
	pthread_mutex_unlock(&lock);
	for (i = 0; i < pool->nidle; i++)
		db_close(pool->idle[i].db);
	pthread_cond_destroy(&pool->given);
	pool_free(pool);
}

static struct timespec
deadline_at(int64_t us)
{
	return (struct timespec){ .tv_sec = us / SEC_US,
		.tv_nsec = us % SEC_US * 1000 };
}

/* Called with the lock held, which it gives up while connecting. */
static enum err
connection_open(struct db_pool *pool, struct db **out, struct db *instead)
{
	enum err e;

	pool->open++;
	process_open++;
	pthread_mutex_unlock(&lock);
	db_close(instead);
	e = db_open(out, &pool->config);
	pthread_mutex_lock(&lock);
	if (e == OK) {
		pool->stats.opened++;
		return OK;
	}
	pool->open--;
	process_open--;
	if (e == ERR_UNAVAILABLE)
		pool->refused_us = clock_mono_us();
	if (pool->waiting > 0)
		pthread_cond_signal(&pool->given);
	else
		capped_wake();
	return e;
}

/* One look: *out, or ERR_BUSY when one has to wait. */
static enum err
connection_get(struct db_pool *pool, struct db **out, int64_t *idle_us)
{
	struct db *instead = NULL;
	int64_t now_us = clock_mono_us();

	*idle_us = 0;
	if (pool->nidle > 0) {
		pool->nidle--;
		*out = pool->idle[pool->nidle].db;
		*idle_us = now_us - pool->idle[pool->nidle].since_us;
		return OK;
	}
	if (pool->open >= pool->max)
		return ERR_BUSY;
	if (pool->refused_us > 0 &&
	    now_us - pool->refused_us < REFUSED_MS * 1000)
		return ERR_UNAVAILABLE;
	if (process_open >= process_max) {
		instead = other_remove(pool);
		if (!instead)
			return ERR_BUSY;
	}
	return connection_open(pool, out, instead);
}

static enum err
connection_wait(struct db_pool *pool, struct db **out, int64_t *idle_us)
{
	struct timespec until = deadline_at(
	    clock_mono_us() + POOL_WAIT_MS * 1000);
	enum err e;
	int rc = 0;

	pool->stats.waits++;
	do {
		pool->waiting++;
		rc = pthread_cond_timedwait(&pool->given, &lock, &until);
		pool->waiting--;
		e = connection_get(pool, out, idle_us);
	} while (e == ERR_BUSY && rc == 0);
	if (e == ERR_BUSY)
		pool->stats.timeouts++;
	return e;
}

enum err
db_pool_take(struct db_pool *pool, struct db **out)
{
	int64_t idle_us;
	enum err e;

	do {
		*out = NULL;
		pthread_mutex_lock(&lock);
		e = connection_get(pool, out, &idle_us);
		if (e == ERR_BUSY)
			e = connection_wait(pool, out, &idle_us);
		if (e == OK)
			pool->stats.taken++;
		pthread_mutex_unlock(&lock);
		if (e != OK)
			return e;
		if (idle_us < FRESH_MS * 1000 || db_ping(*out))
			return OK;
		db_pool_give(pool, *out);
	} while (true);
}

void
db_pool_give(struct db_pool *pool, struct db *db)
{
	struct db *lost[POOL_PER_PROCESS + 1];
	unsigned n = 0;

	db_rollback(db);
	pthread_mutex_lock(&lock);
	pool->stats.taken--;
	if (db_dead(db)) {
		pool->stats.lost++;
		pool->open--;
		process_open--;
		idle_remove_all(pool, lost, &n);
		lost[n++] = db;
	} else {
		pool->idle[pool->nidle++] = (struct idle){ db,
			clock_mono_us() };
	}
	unlock_and_wake(pool);
	while (n > 0)
		db_close(lost[--n]);
}

void
db_pool_tick(struct db_pool *pool)
{
	struct db *old;
	int64_t limit_us = clock_mono_us() - POOL_IDLE_MS * 1000;

	do {
		old = NULL;
		pthread_mutex_lock(&lock);
		if (pool->nidle > 0 && pool->idle[0].since_us < limit_us)
			old = oldest_remove(pool);
		pthread_mutex_unlock(&lock);
		db_close(old);
	} while (old);
}

void
db_pool_stats(struct db_pool *pool, struct db_pool_stats *out)
{
	pthread_mutex_lock(&lock);
	*out = pool->stats;
	out->open = pool->open;
	pthread_mutex_unlock(&lock);
}
