#include "storefront/refresh.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "base/sys.h"
#include "catalog/load.h"
#include "store/catalogue.h"

enum { ASK_MS = 1000, ASK_ARENA_MAX = 1024 * 1024 };

struct refresh {
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a try is over, or stop was set */
	pthread_t thread;
	struct catalogue *now;
	bool tried, stop;
	/* of the thread alone */
	struct db_pool *pool;
	const struct catalogue_config *config;
	struct arena *arena;
	enum err said; /* the failure that was logged */
};

static struct timespec
in_ms(int64_t ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	return t;
}

static void
swap_in(struct refresh *r, struct catalogue *new)
{
	struct catalogue *old;

	pthread_mutex_lock(&r->lock);
	old = r->now;
	r->now = new;
	pthread_mutex_unlock(&r->lock);
	catalogue_unref(old);
}

static enum err
renew(struct refresh *r, struct db *db, int64_t revision)
{
	int64_t start_us = clock_mono_us();
	struct catalogue *new;
	enum err e = catalogue_load(&new, db, r->config);

	if (e != OK)
		return e;
	log_info("catalogue built",
	    "revision=%lld products=%zu listed=%zu "
	    "ms=%lld",
	    (long long)revision, new->nproducts, new->nlisted,
	    (long long)((clock_mono_us() - start_us) / 1000));
	swap_in(r, new);
	return OK;
}

static enum err
ask(struct refresh *r)
{
	struct db *db;
	int64_t revision;
	enum err e = db_pool_take(r->pool, &db);

	if (e != OK)
		return e;
	arena_reset(r->arena);
	e = catalogue_revision_get(db, r->arena, &revision);
	if (e == OK && (!r->now || r->now->revision != revision))
		e = renew(r, db, revision);
	db_pool_give(r->pool, db);
	return e;
}

/* Says a failure once, not every second, and its end. */
static void
say(struct refresh *r, enum err e)
{
	if (e != r->said && e != OK)
		log_warn("catalogue not renewed", "why=%s", err_name(e));
	else if (e != r->said)
		log_info("catalogue is renewed again", "after=%s",
		    err_name(r->said));
	r->said = e;
}

static void *
refresh_run(void *arg)
{
	struct refresh *r = arg;

	pthread_mutex_lock(&r->lock);
	while (!r->stop) {
		struct timespec until = in_ms(ASK_MS);

		pthread_mutex_unlock(&r->lock);
		say(r, ask(r));
		pthread_mutex_lock(&r->lock);
		r->tried = true;
		pthread_cond_broadcast(&r->changed);
		while (!r->stop &&
		    pthread_cond_timedwait(&r->changed, &r->lock, &until) !=
			ETIMEDOUT)
			continue;
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

static void
cond_open(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}

enum err
refresh_open(struct refresh **out, struct db_pool *pool,
    const struct catalogue_config *config)
{
	struct refresh *r = calloc(1, sizeof(*r));

	if (!r)
		return ERR_NOMEM;
	r->pool = pool;
	r->config = config;
	r->arena = arena_open(ASK_ARENA_MAX);
	pthread_mutex_init(&r->lock, NULL);
	cond_open(&r->changed);
	if (!r->arena ||
	    pthread_create(&r->thread, NULL, refresh_run, r) != 0) {
		if (r->arena)
			arena_close(r->arena);
		free(r);
		return ERR_NOMEM;
	}
	*out = r;
	return OK;
}

void
refresh_close(struct refresh *r)
{
	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	catalogue_unref(r->now);
	arena_close(r->arena);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

struct catalogue *
refresh_catalogue(struct refresh *r)
{
	struct timespec until = in_ms(REFRESH_WAIT_MS);
	struct catalogue *c = NULL;

	pthread_mutex_lock(&r->lock);
	while (!r->tried && !r->stop &&
	    pthread_cond_timedwait(&r->changed, &r->lock, &until) != ETIMEDOUT)
		continue;
	if (r->now)
		c = catalogue_ref(r->now);
	pthread_mutex_unlock(&r->lock);
	return c;
}
