#include "roster.h"

#include <time.h>

#include "base/log.h"
#include "base/sys.h"

enum {
	STEP_ARENA_MAX = 64 * 1024 * 1024,
	/* After a failure: the database or a file is away for a while. */
	FAILED_PAUSE_S = 5,
	/* A job with ever more to do lets the others have their turn. */
	STEPS_AT_ONCE = 50
};

void
stopper_open(struct stopper *s)
{
	pthread_condattr_t monotonic;

	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&s->told, &monotonic);
	pthread_condattr_destroy(&monotonic);
	s->stop = false;
}

void
stopper_stop(struct stopper *s)
{
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_broadcast(&s->told);
	pthread_mutex_unlock(&s->lock);
}

static bool
stopped(void *arg)
{
	struct stopper *s = arg;

	pthread_mutex_lock(&s->lock);
	bool stop = s->stop;
	pthread_mutex_unlock(&s->lock);
	return stop;
}

/* True when it is time to stop. */
static bool
wait_until(struct stopper *s, int64_t mono_us)
{
	struct timespec t = { .tv_sec = mono_us / SEC_US,
		.tv_nsec = mono_us % SEC_US * 1000 };

	pthread_mutex_lock(&s->lock);
	while (!s->stop && clock_mono_us() < mono_us)
		pthread_cond_timedwait(&s->told, &s->lock, &t);
	bool stop = s->stop;
	pthread_mutex_unlock(&s->lock);
	return stop;
}

static enum err
job_do(const struct roster *r, const struct job *job, struct arena *a)
{
	enum err e = OK;
	bool more = true;

	for (int i = 0; !e && more && i < STEPS_AT_ONCE; i++) {
		struct step s = {
			.shop = r->shop,
			.arena = a,
			.now_us = clock_now_us(),
			.stopping = stopped,
			.stopping_arg = r->stopper,
		};

		e = job->run(&s);
		more = s.more && !stopped(r->stopper);
		arena_reset(a);
	}
	if (e)
		log_error("job failed", "site=%.*s job=%s error=%s",
		    STR_FMT(r->shop->site->config.site), job->name,
		    err_name(e));
	return e;
}

void *
roster_run(void *roster)
{
	struct roster *r = roster;
	struct arena *a = arena_open(STEP_ARENA_MAX);
	int64_t next_us = 0;

	while (a && !wait_until(r->stopper, next_us)) {
		next_us = clock_mono_us() + DAY_US;
		for (size_t i = 0; i < r->n; i++) {
			if (r->due_us[i] <= clock_mono_us()) {
				enum err e = job_do(r, &r->jobs[i], a);

				r->due_us[i] = clock_mono_us() +
				    (e ? FAILED_PAUSE_S * SEC_US
				       : r->jobs[i].every_ms * 1000);
			}
			if (r->due_us[i] < next_us)
				next_us = r->due_us[i];
		}
		db_pool_tick(r->shop->site->pool);
	}
	if (a)
		arena_close(a);
	else
		log_error("out of memory", "site=%.*s",
		    STR_FMT(r->shop->site->config.site));
	papers_end();
	return NULL;
}

enum err
roster_once(struct roster *r)
{
	struct arena *a = arena_open(STEP_ARENA_MAX);
	enum err first = a ? OK : ERR_NOMEM;

	for (size_t i = 0; a && i < r->n && !stopped(r->stopper); i++) {
		enum err e = job_do(r, &r->jobs[i], a);

		if (!first)
			first = e;
	}
	if (a)
		arena_close(a);
	return first;
}
