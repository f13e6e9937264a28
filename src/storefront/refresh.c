#include "storefront/refresh.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/log.h"
#include "base/sys.h"
#include "catalog/load.h"
#include "store/catalogue.h"

enum {
	ASK_MS = 1000,
	ASK_ARENA_MAX = 1024 * 1024,
	RETIRED_MAX = 64,
	DELTA_SHARE = 100, /* the base's part that may differ */
	BUILD_SHARE = 100, /* of the time, at most, goes to bases */
	BUILD_EVERY_S_MAX = 600,
	BUILD_NICE = 10
};

/*
 * Two locks: the builder, whose priority is low, may lose the processor
 * with one in its hands, and no request must wait for it to come back.
 */
struct refresh {
	/* for requests */
	pthread_mutex_t lock;
	pthread_cond_t over; /* the first try, or all */
	struct catalogue *now;
	bool tried;
	/* between the threads */
	pthread_mutex_t work;
	pthread_cond_t changed; /* built, or stop */
	bool built, stop;
	/* the builder's until it has built, then the first thread's */
	pthread_t builder;
	struct db *db;
	struct catalogue *base;
	enum err base_err;
	int64_t build_us, built_at_us;
	bool first;
	/* of the first thread alone */
	pthread_t thread;
	bool building;
	struct catalogue *ready; /* a base that is not shown yet */
	struct db_pool *pool;
	struct catalogue_config config;
	_Atomic bool stop_build;
	struct arena *arena;
	struct catalogue *retired[RETIRED_MAX];
	size_t nretired;
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

/*
 * To free a view takes a while when it is the last one of its base: that
 * is done here, once no request has it any more.
 */
static void
retired_free(struct refresh *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->nretired; i++)
		if (catalogue_is_shared(r->retired[i]))
			r->retired[kept++] = r->retired[i];
		else
			catalogue_unref(r->retired[i]);
	r->nretired = kept;
}

static void
swap_in(struct refresh *r, struct catalogue *new)
{
	struct catalogue *old;

	pthread_mutex_lock(&r->lock);
	old = r->now;
	r->now = new;
	pthread_mutex_unlock(&r->lock);
	retired_free(r);
	if (old && r->nretired < RETIRED_MAX)
		r->retired[r->nretired++] = old;
	else
		catalogue_unref(old);
}

static void *
build_run(void *arg)
{
	struct refresh *r = arg;
	int64_t start_us = clock_mono_us();

	/* The first is waited for; the others step back behind requests. */
	if (!r->first)
		(void)setpriority(PRIO_PROCESS, 0, BUILD_NICE);
	r->base_err = catalogue_load(&r->base, r->db, &r->config);
	r->build_us = clock_mono_us() - start_us;
	/* The first had to be: it puts off none that follows. */
	r->built_at_us = r->first ? 0 : clock_mono_us();
	pthread_mutex_lock(&r->work);
	r->built = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->work);
	return NULL;
}

/* Its connection is taken and given here: the pool's lock is requests', too. */
static enum err
build_start(struct refresh *r)
{
	enum err e = db_pool_take(r->pool, &r->db);

	if (e != OK)
		return e;
	r->first = !r->now;
	r->base = NULL;
	if (pthread_create(&r->builder, NULL, build_run, r) != 0) {
		db_pool_give(r->pool, r->db);
		return ERR_NOMEM;
	}
	r->building = true;
	return OK;
}

static void
build_join(struct refresh *r)
{
	pthread_join(r->builder, NULL);
	db_pool_give(r->pool, r->db);
	r->building = r->built = false;
	if (r->base_err == OK)
		r->ready = r->base;
}

/* What has been built is made ready. */
static enum err
build_take(struct refresh *r)
{
	bool built;

	pthread_mutex_lock(&r->work);
	built = r->built;
	pthread_mutex_unlock(&r->work);
	if (!built)
		return OK;
	build_join(r);
	if (r->base_err != OK)
		return r->base_err;
	log_info("catalogue built",
	    "revision=%lld products=%zu listed=%zu ms=%lld",
	    (long long)r->ready->revision, r->ready->nproducts,
	    r->ready->nlisted, (long long)(r->build_us / 1000));
	return OK;
}

/*
 * A base that is ready takes the place of the view at hand.  What has
 * changed while it was built, and is shown already, goes into its delta
 * first.
 */
static enum err
base_show(struct refresh *r, struct db *db)
{
	struct catalogue *base = r->ready, *new;
	enum err e;

	if (r->now && r->now->revision > base->revision) {
		e = catalogue_renew(&new, db, &r->config, base);
		if (e != OK)
			return e;
		catalogue_unref(base);
		base = new;
	}
	r->ready = NULL;
	swap_in(r, base);
	return OK;
}

static bool
wants_base(const struct refresh *r)
{
	const struct catalogue *c = r->now;
	int64_t every_us = r->build_us * BUILD_SHARE;
	bool differs;

	if (!c)
		return true;
	differs = c->stale ||
	    catalogue_changed_n(c) * DELTA_SHARE > c->parts[0].segment->n;
	if (every_us > BUILD_EVERY_S_MAX * INT64_C(1000000))
		every_us = BUILD_EVERY_S_MAX * INT64_C(1000000);
	return differs &&
	    (r->built_at_us == 0 ||
		clock_mono_us() - r->built_at_us >= every_us);
}

static enum err
renew(struct refresh *r, struct db *db)
{
	struct catalogue *new;
	enum err e = catalogue_renew(&new, db, &r->config, r->now);

	if (e == OK)
		swap_in(r, new);
	return e;
}

static enum err
ask(struct refresh *r, struct db *db)
{
	int64_t revision;
	enum err e;

	arena_reset(r->arena);
	e = catalogue_revision_get(db, r->arena, &revision);
	if (e == OK && r->now->revision != revision)
		e = renew(r, db);
	return e;
}

static enum err
show(struct refresh *r)
{
	struct db *db;
	enum err e = db_pool_take(r->pool, &db);

	if (e != OK)
		return e;
	if (r->ready)
		e = base_show(r, db);
	if (e == OK)
		e = ask(r, db);
	db_pool_give(r->pool, db);
	return e;
}

static enum err
refresh_once(struct refresh *r)
{
	enum err e;

	retired_free(r);
	e = build_take(r);
	if (e == OK && (r->now || r->ready))
		e = show(r);
	if (e == OK && !r->building && wants_base(r))
		e = build_start(r);
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

/* Requests need not wait for the first base any longer. */
static void
end_wait(struct refresh *r)
{
	pthread_mutex_lock(&r->lock);
	r->tried = true;
	pthread_cond_broadcast(&r->over);
	pthread_mutex_unlock(&r->lock);
}

static void *
refresh_run(void *arg)
{
	struct refresh *r = arg;

	pthread_mutex_lock(&r->work);
	while (!r->stop) {
		struct timespec until = in_ms(ASK_MS);

		pthread_mutex_unlock(&r->work);
		say(r, refresh_once(r));
		if (!r->tried && (r->now || !r->building))
			end_wait(r);
		pthread_mutex_lock(&r->work);
		while (!r->stop && !r->built &&
		    pthread_cond_timedwait(&r->changed, &r->work, &until) !=
			ETIMEDOUT)
			continue;
	}
	pthread_mutex_unlock(&r->work);
	end_wait(r);
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
	r->config = *config;
	r->config.stop = &r->stop_build;
	r->arena = arena_open(ASK_ARENA_MAX);
	pthread_mutex_init(&r->lock, NULL);
	pthread_mutex_init(&r->work, NULL);
	cond_open(&r->over);
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
	atomic_store(&r->stop_build, true);
	pthread_mutex_lock(&r->work);
	r->stop = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->work);
	pthread_join(r->thread, NULL);
	if (r->building)
		build_join(r);
	catalogue_unref(r->ready);
	catalogue_unref(r->now);
	for (size_t i = 0; i < r->nretired; i++)
		catalogue_unref(r->retired[i]);
	arena_close(r->arena);
	pthread_cond_destroy(&r->changed);
	pthread_cond_destroy(&r->over);
	pthread_mutex_destroy(&r->work);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

struct catalogue *
refresh_catalogue(struct refresh *r)
{
	struct timespec until = in_ms(REFRESH_WAIT_MS);
	struct catalogue *c = NULL;

	pthread_mutex_lock(&r->lock);
	while (!r->tried &&
	    pthread_cond_timedwait(&r->over, &r->lock, &until) != ETIMEDOUT)
		continue;
	if (r->now)
		c = catalogue_ref(r->now);
	pthread_mutex_unlock(&r->lock);
	return c;
}
