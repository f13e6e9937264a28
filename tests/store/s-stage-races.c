/* One stage, answered by several at the same time (issue 6, done 4): each
 * bill once, and whoever comes second is told so. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "act/plan_change.h"
#include "staged.h"
#include "verified.h"

enum {
	RACERS = 2,
	CONNECTIONS = 4,
	ROUNDS = 8,
	TRIES_MAX = 1000,
	RACER_BYTES = 4 * 1024 * 1024
};

static struct db_pool *pool;
static pthread_barrier_t start;

struct racer {
	struct handover h; /* as it was seen */
	struct id change_id;
	struct hash digest;
	tx_fn run;
	struct arena *arena;
	pthread_t thread;
	enum err e;
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
accept_run(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, shop_user);

	return handover_accept(&act, r->h.handover_id, shop_company,
	    r->h.row_version, &shop_terms);
}

static enum err
recall_run(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, offering_seller_user);

	return handover_recall(
	    &act, r->h.handover_id, shop_seller, r->h.row_version);
}

static enum err
confirm_run(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, offering_seller_user);
	const struct id nobody = { { 0 } };
	enum credit_refusal why;

	return plan_confirm(&act, &why, r->change_id, nobody, shop_seller,
	    &r->digest, &shop_terms);
}

static enum err
deem_run(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = racer_act(r, db, (struct id){ { 0 } });
	enum handover_due done;

	act.actor = ACTOR_WORKER;
	return handover_due(&act, &done, r->h.handover_id, &shop_terms);
}

static void *
racer_run(void *arg)
{
	struct racer *r = arg;
	int tries = 0;

	(void)pthread_barrier_wait(&start);
	do {
		arena_reset(r->arena);
		r->e = tx_run(pool, r->arena, r->run, r);
	} while (r->e == ERR_BUSY && ++tries < TRIES_MAX);
	return NULL;
}

static void
race(struct racer racers[RACERS], tx_fn one, tx_fn other)
{
	assert_int_equal(pthread_barrier_init(&start, NULL, RACERS), 0);
	for (size_t i = 0; i < RACERS; i++) {
		racers[i].run = i == 0 ? one : other;
		racers[i].arena = arena_open(RACER_BYTES);
		assert_non_null(racers[i].arena);
		assert_int_equal(pthread_create(&racers[i].thread, NULL,
				     racer_run, &racers[i]),
		    0);
	}
	for (size_t i = 0; i < RACERS; i++) {
		assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
		arena_close(racers[i].arena);
	}
	assert_int_equal(pthread_barrier_destroy(&start), 0);
}

static struct id
delivered(struct racer racers[RACERS])
{
	struct id order_id;

	staged_credit(2000000);
	order_id = staged_order("advance");
	assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
	staged_deliver(order_id, 1);
	for (size_t i = 0; i < RACERS; i++)
		racers[i] = (struct racer){ .h = staged_handover(order_id, 1) };
	return order_id;
}

static void
test_stage_race__two_users_accept_at_once(void **state)
{
	struct racer racers[RACERS];

	for (int round = 0; round < ROUNDS; round++) {
		assert_int_equal(shop_clear(state), 0);
		delivered(racers);
		race(racers, accept_run, accept_run);
		assert_int_equal(racers[0].e, OK);
		assert_int_equal(racers[1].e, OK);
		assert_int_equal(staged_bills(), 2);
		assert_int_equal(offering_mails("service_accepted"), 1);
		verified();
	}
}

static void
test_stage_race__accept_against_recall(void **state)
{
	struct racer racers[RACERS];

	for (int round = 0; round < ROUNDS; round++) {
		struct id order_id;
		bool accepted;

		assert_int_equal(shop_clear(state), 0);
		order_id = delivered(racers);
		race(racers, accept_run, recall_run);
		accepted = racers[0].e == OK;
		assert_int_equal(racers[accepted ? 1 : 0].e, ERR_STATE);
		assert_int_equal(racers[accepted ? 0 : 1].e, OK);
		assert_stage(
		    order_id, 1, accepted ? HANDOVER_ACCEPTED : HANDOVER_OPEN);
		assert_int_equal(staged_bills(), accepted ? 2 : 1);
		verified();
	}
}

/* The stop was of a stage that is not accepted: one of the two is refused. */
static void
test_stage_race__accept_against_an_agreed_stop(void **state)
{
	const struct id nobody = { { 0 } };
	struct racer racers[RACERS];

	for (int round = 0; round < ROUNDS; round++) {
		struct plan_proposal p = { .company_id = shop_company,
			.seller_id = nobody,
			.stop = true,
			.reason = STR("Enough.") };
		struct plan_change c;
		struct act act;

		assert_int_equal(shop_clear(state), 0);
		p.order_id = delivered(racers);
		act = shop_act(ACTOR_USER);
		assert_int_equal(
		    SHOP_TX(plan_propose(&act, &racers[1].change_id, &p)), OK);
		assert_int_equal(plan_change_get(fixture_db(), shop_arena(), &c,
				     racers[1].change_id),
		    OK);
		racers[1].digest = c.digest;
		race(racers, accept_run, confirm_run);
		if (racers[0].e == OK)
			assert_int_equal(racers[1].e, ERR_PLAN_CHANGED);
		else
			assert_int_equal(racers[0].e, ERR_STATE);
		assert_order_state(p.order_id,
		    racers[0].e == OK ? ORDER_IN_DELIVERY : ORDER_CLOSED_EARLY);
		verified();
	}
}

/* Silence ends with an answer: one of the two accepts, or both workers. */
static void
test_stage_race__accept_against_silence(void **state)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct racer racers[RACERS];
		struct id order_id;

		assert_int_equal(shop_clear(state), 0);
		staged_credit(2000000);
		order_id = staged_order_deemed("advance", 2);
		assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
		staged_deliver(order_id, 1);
		assert_int_equal(fixture_i64("SELECT COUNT(*) FROM handovers "
					     "WHERE accept_by_at IS NOT NULL"),
		    1);
		fixture_exec("UPDATE handovers SET reminders = 2 "
			     "WHERE stage = 1");
		shop_now_us = staged_handover(order_id, 1).accept_by_us;
		for (size_t i = 0; i < RACERS; i++)
			racers[i] = (struct racer){
				.h = staged_handover(order_id, 1),
			};
		race(racers, round % 2 == 0 ? accept_run : deem_run, deem_run);
		assert_stage(order_id, 1, HANDOVER_ACCEPTED);
		assert_int_equal(racers[0].e, OK);
		assert_int_equal(racers[1].e, OK);
		assert_int_equal(staged_bills(), 2);
		verified();
	}
}

static int
races_open(void **state)
{
	int failed = offering_open(state);

	if (failed)
		return failed;
	db_pool_process_max(CONNECTIONS);
	return db_pool_open(&pool, fixture_node(0), CONNECTIONS) == OK ? 0 : -1;
}

static int
races_close(void **state)
{
	db_pool_close(pool);
	return offering_close(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stage_race__two_users_accept_at_once),
		cmocka_unit_test(test_stage_race__accept_against_recall),
		cmocka_unit_test(
		    test_stage_race__accept_against_an_agreed_stop),
		cmocka_unit_test(test_stage_race__accept_against_silence),
	};

	return cmocka_run_group_tests(tests, races_open, races_close);
}
