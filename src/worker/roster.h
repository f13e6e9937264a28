/* Does a shop's jobs, each when it is due, until told to stop. */
#ifndef WORKER_ROSTER_H
#define WORKER_ROSTER_H

#include <pthread.h>
#include <stdatomic.h>

#include "shop.h"

struct job {
	const char *name;
	enum err (*run)(struct step *s);
	int64_t every_ms;
};

/* Shared by all rosters of the process. */
struct stopper {
	pthread_mutex_t lock;
	pthread_cond_t told;
	bool stop;
};
void stopper_open(struct stopper *s);
void stopper_stop(struct stopper *s);

enum { ROSTER_JOBS_MAX = 16 };

/* One thread's jobs in one shop, done one after the other. */
struct roster {
	const struct shop *shop;
	const struct job *jobs;
	size_t n;
	struct stopper *stopper;
	int64_t due_us[ROSTER_JOBS_MAX]; /* monotonic */
	pthread_t thread;
};

/* A thread's body; the argument is a struct roster. */
void *roster_run(void *roster);

/*
 * Each job until it has no more to do, for cron.  The first error is
 * returned when all have been tried.
 */
enum err roster_once(struct roster *r) MUST_CHECK;

#endif
