#include "offer_race.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "offering.h"
#include "verified.h"

enum {
	RACERS_MAX = 200,
	NODES_MAX = 2,
	CONNECTIONS = 32,
	TRIES_MAX = 1000,
	RACER_BYTES = 4 * 1024 * 1024
};

/* In the long suite as the issue has it; short, to be run each time. */
static int
scaled(int in_short, int in_long)
{
	return getenv("SOUK_LONG") != NULL ? in_long : in_short;
}

static struct db_pool *pools[NODES_MAX];
static size_t nnodes;

/* A cluster has taken its time to start already, and takes it to commit. */
static int
rounds_of(int in_short)
{
	return scaled(nnodes > 1 ? 2 : in_short, 100);
}

struct race {
	struct offer_sending sending;  /* what the redeemers have seen */
	struct offer_sending revision; /* its next version, not sent yet */
	struct id order_id;	       /* that holds the offer; nil: none */
	pthread_barrier_t start;
};

struct racer {
	struct race *race;
	struct db_pool *pool;
	struct arena *arena;
	tx_fn run;
	pthread_t thread;
	enum err e;
	enum offer_standing standing;
};

static struct act
racer_act(const struct racer *r, struct db *db, struct id user_id)
{
	return (struct act){ .db = db,
		.arena = r->arena,
		.now_us = shop_now_us,
		.actor = ACTOR_USER,
		.user_id = user_id };
}

static enum err
redeem(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, shop_user);
	struct placement p;
	enum err e;

	offering_placement(&p, &r->race->sending);
	e = order_place(&act, &p, &shop_terms);
	r->standing = p.offer.standing;
	return e;
}

static enum err
withdraw(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, offering_seller_user);

	return offer_withdraw(&act, r->race->sending.offer_id, shop_seller, 0,
	    STR("Not any more."));
}

static enum err
revise(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, offering_seller_user);
	struct offer_sending s = r->race->revision;

	return offer_send(&act, &s);
}

/* A worker whose clock is ahead by the offer's whole time. */
static enum err
expire(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, offering_seller_user);
	size_t n;

	act.now_us = r->race->sending.version.ends_at_us;
	return offering_due(&act, OFFER_DUE_END, &n);
}

static enum err
cancel(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, shop_user);

	return order_cancel(
	    &act, r->race->order_id, shop_company, STR("Changed my mind."));
}

/* As a browser would: what is too busy is asked again. */
static void *
racer_run(void *arg)
{
	struct racer *r = arg;
	int tries = 0;

	(void)pthread_barrier_wait(&r->race->start);
	do {
		arena_reset(r->arena);
		r->e = tx_run(r->pool, r->arena, r->run, r);
	} while (r->e == ERR_BUSY && ++tries < TRIES_MAX);
	return NULL;
}

/* The first n - 1 redeem; the last does what is given, or redeems too. */
static void
race_run(struct race *race, struct racer *racers, size_t n, tx_fn other)
{
	assert_int_equal(
	    pthread_barrier_init(&race->start, NULL, (unsigned)n), 0);
	for (size_t i = 0; i < n; i++) {
		struct racer *r = &racers[i];

		*r = (struct racer){ .race = race,
			.pool = pools[i % nnodes],
			.arena = arena_open(RACER_BYTES),
			.run = i + 1 == n && other != NULL ? other : redeem };
		assert_non_null(r->arena);
		assert_int_equal(
		    pthread_create(&r->thread, NULL, racer_run, r), 0);
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
		arena_close(racers[i].arena);
	}
	assert_int_equal(pthread_barrier_destroy(&race->start), 0);
}

/* What a node has applied, as a number of the cluster's; 0: it is in none. */
static int64_t
applied_at(size_t node)
{
	static const char applied_sql[] =
	    "SELECT CAST(VARIABLE_VALUE AS SIGNED) "
	    "FROM information_schema.GLOBAL_STATUS "
	    "WHERE VARIABLE_NAME = 'wsrep_last_committed'";
	struct arena_mark mark = arena_mark(shop_arena());
	int64_t applied = 0;
	struct db_result r;
	struct db *db;

	assert_int_equal(db_pool_take(pools[node], &db), OK);
	assert_int_equal(
	    db_query(db, shop_arena(), &r, applied_sql, DB_NO_ARGS), OK);
	if (db_next(&r))
		applied = db_get_i64(&r, 0);
	db_pool_give(pools[node], db);
	arena_rewind(shop_arena(), mark);
	/* A node that has left the cluster says -1, and would never catch up. */
	assert_true(applied >= 0);
	return applied;
}

/* What was committed on any node has come to all. */
static void
nodes_await(void)
{
	int64_t last = 0;

	if (nnodes == 1)
		return;
	for (size_t i = 0; i < nnodes; i++) {
		int64_t applied = applied_at(i);

		last = applied > last ? applied : last;
	}
	for (size_t i = 0; i < nnodes; i++) {
		while (applied_at(i) < last)
			sched_yield();
	}
}

static void
race_make(struct race *race)
{
	shop_clear(NULL);
	*race = (struct race){ .order_id = { { 0 } } };
	offering_make(&race->sending);
	offering_send(&race->sending);
}

static size_t
redeemed(const struct racer *racers, size_t n)
{
	size_t won = 0;

	for (size_t i = 0; i < n; i++)
		won += racers[i].run == redeem && racers[i].e == OK;
	return won;
}

/* Each that has lost was told so by name. */
static void
losers_check(const struct racer *racers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum err e = racers[i].e;

		if (racers[i].run == redeem && e != OK &&
		    e != ERR_OFFER_STATE && e != ERR_OFFER_STALE)
			fail_msg("redeemer %zu: %s", i, err_name(e));
	}
}

static size_t
live_orders(struct id offer_id)
{
	struct db_result r;
	static const char live_orders_sql[] =
	    "SELECT COUNT(*) FROM orders WHERE offer_id = ? "
	    "AND state <> 'CANCELLED'";

	assert_int_equal(db_query(fixture_db(), shop_arena(), &r,
			     live_orders_sql, DB_ARGS(db_id(offer_id))),
	    OK);
	assert_true(db_next(&r));
	return (size_t)db_get_i64(&r, 0);
}

/* What the answers said is what the rows say. */
static void
outcome_check(const struct race *race, size_t won)
{
	struct id offer_id = race->sending.offer_id;
	struct offer o;

	nodes_await();
	o = offering_get(offer_id);
	assert_int_equal(live_orders(offer_id), won);
	assert_int_equal(o.state == OFFER_REDEEMED, won == 1);
	assert_true(id_is_nil(o.order_id) == (won == 0));
	verified();
}

void
test_race__one_of_many_redeems(void **state)
{
	static struct racer racers[RACERS_MAX];
	size_t n = (size_t)scaled(40, RACERS_MAX);

	(void)state;
	for (int round = 0; round < rounds_of(4); round++) {
		struct race race;

		race_make(&race);
		nodes_await();
		race_run(&race, racers, n, NULL);
		losers_check(racers, n);
		assert_int_equal(redeemed(racers, n), 1);
		for (size_t i = 0; i < n; i++) {
			if (racers[i].e == ERR_OFFER_STATE)
				assert_int_equal(
				    racers[i].standing, OFFER_USED);
		}
		outcome_check(&race, 1);
	}
}

/* Of the redeemers and the other one wins, and the other one says so. */
static void
against(tx_fn other, enum err lost, enum offer_state closed)
{
	static struct racer racers[RACERS_MAX];
	size_t n = (size_t)scaled(4, 20);

	for (int round = 0; round < rounds_of(6); round++) {
		struct race race;
		size_t won;

		race_make(&race);
		race.revision = race.sending;
		race.revision.version.terms.unit = shop_money(3500);
		if (other == revise)
			offering_draft(&race.revision);
		nodes_await();
		race_run(&race, racers, n, other);
		losers_check(racers, n);
		won = redeemed(racers, n);
		assert_true(won <= 1);
		assert_int_equal(racers[n - 1].e, won == 1 ? lost : OK);
		outcome_check(&race, won);
		if (won == 0)
			assert_offer_state(race.sending.offer_id, closed);
	}
}

void
test_race__redeem_against_withdraw(void **state)
{
	(void)state;
	against(withdraw, ERR_STATE, OFFER_WITHDRAWN);
}

void
test_race__redeem_against_revise(void **state)
{
	(void)state;
	against(revise, ERR_STATE, OFFER_SENT);
}

/* The worker that comes too late finds nothing to do. */
void
test_race__redeem_against_expire(void **state)
{
	(void)state;
	against(expire, OK, OFFER_EXPIRED);
}

/* The order that goes frees the offer for one of those that wait. */
void
test_race__redeem_against_cancel(void **state)
{
	static struct racer racers[RACERS_MAX];
	size_t n = (size_t)scaled(4, 20);

	(void)state;
	for (int round = 0; round < rounds_of(6); round++) {
		struct race race;
		struct placement p;
		size_t won;

		race_make(&race);
		offering_placement(&p, &race.sending);
		assert_int_equal(offering_try_redeem(&p), OK);
		race.order_id = p.order.order_id;
		nodes_await();
		race_run(&race, racers, n, cancel);
		losers_check(racers, n);
		won = redeemed(racers, n);
		assert_true(won <= 1);
		assert_int_equal(racers[n - 1].e, OK);
		outcome_check(&race, won);
		if (won == 0)
			assert_offer_state(
			    race.sending.offer_id, OFFER_EFFECTIVE);
	}
}

static int
nodes_open(void **state)
{
	int failed = offering_open(state);

	db_pool_process_max(NODES_MAX * CONNECTIONS);
	for (nnodes = 0; !failed && nnodes < fixture_nodes(); nnodes++)
		assert_int_equal(db_pool_open(&pools[nnodes],
				     fixture_node(nnodes), CONNECTIONS),
		    OK);
	return failed;
}

int
race_open(void **state)
{
	return nodes_open(state);
}

int
race_open_cluster(void **state)
{
	fixture_cluster();
	return nodes_open(state);
}

int
race_close(void **state)
{
	while (nnodes > 0)
		db_pool_close(pools[--nnodes]);
	return offering_close(state);
}
