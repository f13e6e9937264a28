/*
 * The provider's state in memory, changed by records alone; and the
 * provider itself, for provider.c and duty.c.
 */
#ifndef SANDBOX_STATE_H
#define SANDBOX_STATE_H

#include <pthread.h>

#include "book.h"
#include "map.h"
#include "provider.h"
#include "record.h"

enum {
	RECORD_BYTES_MAX = 64 * 1024,
	STATE_BYTES_MAX = 1024 * 1024 * 1024,
	DUTY_THREADS = 4 /* a shop that hangs delays few of the others */
};

/* What is owed at a time: an event to send, or a capture to make. */
struct duty {
	/* One of these is what it is about. */
	struct session *session;
	struct refund *refund;
	struct setup *setup;
	struct str event; /* empty: the capture, or the refund, is due */
	int64_t made_at_us;
	int64_t due_us;
	int64_t copies;
	unsigned tries;
	bool taken; /* by a thread that is sending it */
	struct duty *next;
};

struct state {
	struct arena *arena;
	struct map by_id, by_key, by_reference, by_event;
	struct map refunds, refund_references;
	struct map setups, setup_references, methods;
	struct session *first, *last;
	struct duty *duties;
};

enum err state_open(struct state *s) MUST_CHECK;
void state_close(struct state *s);

/* Texts of the record already live in the state's arena. */
enum err state_apply(struct state *s, const struct record *r) MUST_CHECK;

/* Of those that nobody has taken, the duty due first; NULL: none. */
struct duty *state_next_duty(const struct state *s);
void state_drop_duty(struct state *s, struct duty *d);

struct provider {
	struct provider_config config;
	pthread_mutex_t lock; /* over all below */
	pthread_cond_t duty;  /* duties have changed */
	pthread_cond_t stopped;
	pthread_t threads[DUTY_THREADS];
	size_t nthreads;
	bool stopping;
	struct book book;
	struct state state;
};

/*
 * With the lock held: one idle thread looks at what is to be done next, if
 * anything is.  Called when that may have changed, and by who takes a duty,
 * so that somebody waits for the one after it.
 */
void provider_call_duty(struct provider *p);

/* With the lock held: books the record, then applies it. */
enum err provider_commit(struct provider *p, struct record *r) MUST_CHECK;
enum err provider_capture(
    struct provider *p, const struct session *s) MUST_CHECK;
void provider_wait(
    struct provider *p, pthread_cond_t *c, int64_t until_mono_us);

/* Locks, and gives the session or NULL; then a copy of it, and unlocks. */
struct session *provider_take(struct provider *p, struct str id);
enum err provider_give(struct provider *p, struct session *out,
    const struct session *s, enum err e) MUST_CHECK;

/* provider_create() with the lock held. */
enum err provider_create_locked(struct provider *p, struct session *out,
    bool *repeated, const struct session *wanted) MUST_CHECK;

/* With the lock held: the refund ends as its payment's card has it. */
enum err provider_refund_settle(
    struct provider *p, const struct refund *r) MUST_CHECK;

/* With the lock held: the session is paid by the card. */
enum err provider_session_pay(
    struct provider *p, const struct session *s, enum card card) MUST_CHECK;

/*
 * An id of 16 random bytes in base32 after the prefix; at most 47
 * characters, in out.
 */
struct str provider_id(char out[48], const char *prefix);

/* The thread that does what is due. */
void *duties_run(void *provider);

#endif
