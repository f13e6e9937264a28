/* Pool and transactions: bounds, reruns, and what a lost COMMIT is. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "fixture.h"

static const char row_add_sql[] = "UPDATE pair SET n = n + 1 WHERE id = ?";

static int
setup(void **state)
{
	fixture_open(state);
	fixture_exec("CREATE TABLE pair (id INT NOT NULL, n BIGINT NOT NULL,"
		     " CONSTRAINT pair_pk PRIMARY KEY (id)) ENGINE=InnoDB");
	return 0;
}

static int
each(void **state)
{
	(void)state;
	db_fail_at(0, OK);
	fixture_exec("DELETE FROM pair");
	fixture_exec("INSERT INTO pair (id, n) VALUES (1, 0), (2, 0)");
	return 0;
}

struct unit {
	int runs;
	int first, second;
	pthread_barrier_t *between; /* both units hold one row each here */
	enum err end;		    /* what fn returns after its work */
};

static enum err
unit_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	uint64_t n;
	enum err e;

	u->runs++;
	e = db_exec(db, &n, row_add_sql, DB_ARGS(db_i64(u->first)));
	if (e != OK)
		return e;
	assert_int_equal(n, 1);
	if (u->between && u->runs == 1)
		pthread_barrier_wait(u->between);
	e = db_exec(db, &n, row_add_sql, DB_ARGS(db_i64(u->second)));
	return e == OK ? u->end : e;
}

static int64_t
sum(void)
{
	return fixture_i64("SELECT SUM(n) FROM pair");
}

static void
test_tx__commits_a_whole_unit(void **state)
{
	struct unit u = { .first = 1, .second = 2 };

	(void)state;
	assert_int_equal(tx_run(fixture_pool(), NULL, unit_run, &u), OK);
	assert_int_equal(u.runs, 1);
	assert_int_equal(sum(), 2);
}

static void
test_tx__any_other_error_rolls_back_and_is_returned(void **state)
{
	struct unit u = { .first = 1, .second = 2, .end = ERR_STATE };

	(void)state;
	assert_int_equal(tx_run(fixture_pool(), NULL, unit_run, &u), ERR_STATE);
	assert_int_equal(u.runs, 1);
	assert_int_equal(sum(), 0);
}

static void *
unit_thread(void *arg)
{
	return tx_run(fixture_pool(), NULL, unit_run, arg) == OK ? arg : NULL;
}

/* the server kills one of two crossing units; it runs again. */
static void
test_tx__a_deadlock_is_run_again(void **state)
{
	pthread_barrier_t both;
	struct unit one = { .first = 1, .second = 2, .between = &both };
	struct unit two = { .first = 2, .second = 1, .between = &both };
	pthread_t thread;
	void *ok;

	(void)state;
	pthread_barrier_init(&both, NULL, 2);
	assert_int_equal(pthread_create(&thread, NULL, unit_thread, &one), 0);
	assert_non_null(unit_thread(&two));
	pthread_join(thread, &ok);
	pthread_barrier_destroy(&both);
	assert_non_null(ok);
	assert_true(one.runs + two.runs >= 3);
	assert_int_equal(sum(), 4);
}

static enum err
unit_swallows(struct db *db, void *arg)
{
	struct unit *u = arg;
	uint64_t n;

	u->runs++;
	if (db_exec(db, &n, row_add_sql, DB_ARGS(db_i64(1))) != OK)
		return ERR_BUG;
	/* The second statement is refused once, and nobody looks. */
	(void)!db_exec(db, &n, row_add_sql, DB_ARGS(db_i64(2)));
	return OK;
}

static void
test_tx__a_swallowed_retry_commits_no_half(void **state)
{
	struct unit u = { 0 };

	(void)state;
	fixture_wants_faults();
	db_fail_at(2, ERR_RETRY);
	assert_int_equal(tx_run(fixture_pool(), NULL, unit_swallows, &u), OK);
	assert_int_equal(u.runs, 2);
	assert_int_equal(sum(), 2);
}

static void
test_tx__lost_before_commit_is_run_again(void **state)
{
	struct unit u = { .first = 1, .second = 2 };

	(void)state;
	fixture_wants_faults();
	db_fail_at(2, ERR_UNAVAILABLE);
	assert_int_equal(tx_run(fixture_pool(), NULL, unit_run, &u), OK);
	assert_int_equal(u.runs, 2);
	assert_int_equal(sum(), 2);
}

/* Both halves of the ambiguity look alike to the caller. */
static void
test_tx__lost_in_commit_is_unknown(void **state)
{
	struct unit u = { .first = 1, .second = 2 };

	(void)state;
	fixture_wants_faults();
	db_fail_at(3, ERR_UNAVAILABLE);
	assert_int_equal(
	    tx_run(fixture_pool(), NULL, unit_run, &u), ERR_UNKNOWN);
	assert_int_equal(u.runs, 1);
	assert_int_equal(sum(), 0);

	db_fail_at(3, ERR_UNKNOWN);
	assert_int_equal(
	    tx_run(fixture_pool(), NULL, unit_run, &u), ERR_UNKNOWN);
	assert_int_equal(u.runs, 2);
	assert_int_equal(sum(), 2);
}

static enum err
unit_is_killed(struct db *db, void *arg)
{
	struct unit *u = arg;
	struct db_result r;
	char sql[64];
	enum err e;

	e = db_query(
	    db, fixture_arena(), &r, "SELECT CONNECTION_ID()", DB_NO_ARGS);
	if (e != OK || !db_next(&r))
		return ERR_BUG;
	snprintf(sql, sizeof(sql), "KILL CONNECTION %lld",
	    (long long)db_get_i64(&r, 0));
	e = unit_run(db, u);
	assert_int_equal(db_script(fixture_db(), str_from(sql)), OK);
	return e;
}

/* The real thing: killed by the server between the work and COMMIT. */
static void
test_tx__killed_at_commit_is_unknown_and_nothing_is_half(void **state)
{
	struct unit u = { .first = 1, .second = 2 };

	(void)state;
	assert_int_equal(
	    tx_run(fixture_pool(), NULL, unit_is_killed, &u), ERR_UNKNOWN);
	assert_int_equal(u.runs, 1);
	assert_int_equal(sum(), 0);
	assert_int_equal(tx_run(fixture_pool(), NULL, unit_run, &u), OK);
}

static void
test_tx__gives_up_as_busy(void **state)
{
	struct unit u = { .first = 1, .second = 2, .end = ERR_RETRY };

	(void)state;
	assert_int_equal(tx_run(fixture_pool(), NULL, unit_run, &u), ERR_BUSY);
	assert_int_equal(u.runs, TX_TRIES);
	assert_int_equal(sum(), 0);
}

static enum err
unit_allocates(struct db *db, void *arg)
{
	struct arena *a = arg;

	(void)db;
	return arena_alloc(a, 1000) ? ERR_RETRY : ERR_NOMEM;
}

static void
test_tx__a_rerun_rewinds_the_arena(void **state)
{
	struct arena *a = fixture_arena();
	size_t before = arena_used(a);

	(void)state;
	assert_int_equal(
	    tx_run(fixture_pool(), a, unit_allocates, a), ERR_BUSY);
	assert_true(arena_used(a) - before < 2000);
}

/* Fail the n-th statement for each n: whole or not at all. */
static void
test_tx__each_failing_statement_moves_nothing(void **state)
{
	unsigned long n;

	(void)state;
	fixture_wants_faults();
	for (n = 1; n <= 3; n++) {
		struct unit u = { .first = 1, .second = 2 };

		each(NULL);
		db_fail_at(n, ERR_BUG);
		assert_int_equal(
		    tx_run(fixture_pool(), NULL, unit_run, &u), ERR_BUG);
		assert_int_equal(sum(), 0);
	}
	db_fail_at(0, OK);
}

static void
test_pool__never_opens_more_than_its_share(void **state)
{
	struct db *taken[POOL_PER_SITE], *more;
	struct db_pool *pool;
	struct db_pool_stats stats;
	int64_t start_us;
	int i;

	(void)state;
	assert_int_equal(db_pool_open(&pool, fixture_config(), 0), OK);
	for (i = 0; i < POOL_PER_SITE; i++)
		assert_int_equal(db_pool_take(pool, &taken[i]), OK);
	start_us = clock_mono_us();
	assert_int_equal(db_pool_take(pool, &more), ERR_BUSY);
	assert_true(clock_mono_us() - start_us >= POOL_WAIT_MS * 1000);
	db_pool_stats(pool, &stats);
	assert_int_equal(stats.open, POOL_PER_SITE);
	assert_int_equal(stats.taken, POOL_PER_SITE);
	assert_int_equal(stats.timeouts, 1);
	for (i = 0; i < POOL_PER_SITE; i++)
		db_pool_give(pool, taken[i]);
	assert_int_equal(db_pool_take(pool, &more), OK);
	db_pool_stats(pool, &stats);
	assert_int_equal(stats.opened, POOL_PER_SITE);
	db_pool_give(pool, more);
	db_pool_close(pool);
}

static unsigned
connections(struct db_pool *pool)
{
	struct db_pool_stats stats;

	db_pool_stats(pool, &stats);
	return stats.open;
}

/* Under the process's cap the longest idle connection gives way. */
static void
test_pool__the_cap_spans_all_sites(void **state)
{
	struct db_pool *one, *two;
	struct db *a, *b, *more, *held[POOL_PER_SITE];
	unsigned cap, n;

	(void)state;
	assert_int_equal(db_pool_open(&one, fixture_config(), 0), OK);
	assert_int_equal(db_pool_open(&two, fixture_config(), 0), OK);
	assert_int_equal(tx_run(fixture_pool(), NULL, unit_run,
			     &(struct unit){ .first = 1, .second = 2 }),
	    OK);
	cap = connections(fixture_pool()) + 1;
	db_pool_process_max(cap);
	assert_int_equal(db_pool_take(one, &a), OK);
	assert_int_equal(db_pool_take(two, &b), OK);
	assert_int_equal(connections(fixture_pool()), cap - 2);
	for (n = 0; connections(fixture_pool()) > 0; n++)
		assert_int_equal(db_pool_take(two, &held[n]), OK);
	/* What is in use is taken from nobody. */
	assert_int_equal(db_pool_take(one, &more), ERR_BUSY);
	while (n > 0)
		db_pool_give(two, held[--n]);
	db_pool_give(one, a);
	db_pool_give(two, b);
	db_pool_process_max(POOL_PER_PROCESS);
	db_pool_close(one);
	db_pool_close(two);
}

static void *
give_back(void *arg)
{
	void **both = arg;

	db_pool_give(both[0], both[1]);
	return NULL;
}

static void
test_pool__a_waiter_gets_what_is_given_back(void **state)
{
	struct db_pool *pool;
	struct db *first, *second;
	pthread_t thread;
	void *both[2];

	(void)state;
	assert_int_equal(db_pool_open(&pool, fixture_config(), 1), OK);
	assert_int_equal(db_pool_take(pool, &first), OK);
	both[0] = pool;
	both[1] = first;
	assert_int_equal(pthread_create(&thread, NULL, give_back, both), 0);
	assert_int_equal(db_pool_take(pool, &second), OK);
	assert_ptr_equal(second, first);
	pthread_join(thread, NULL);
	db_pool_give(pool, second);
	db_pool_close(pool);
}

static void
test_pool__a_dead_connection_is_replaced(void **state)
{
	struct db_pool *pool;
	struct db_pool_stats stats;
	struct db *db;
	struct db_result r;

	(void)state;
	fixture_wants_faults();
	assert_int_equal(db_pool_open(&pool, fixture_config(), 1), OK);
	assert_int_equal(db_pool_take(pool, &db), OK);
	db_fail_at(1, ERR_UNAVAILABLE);
	assert_int_equal(
	    db_exec(db, NULL, "DELETE FROM pair", DB_NO_ARGS), ERR_UNAVAILABLE);
	db_pool_give(pool, db);
	assert_int_equal(db_pool_take(pool, &db), OK);
	assert_int_equal(
	    db_query(db, fixture_arena(), &r, "SELECT 1", DB_NO_ARGS), OK);
	db_pool_stats(pool, &stats);
	assert_int_equal(stats.lost, 1);
	assert_int_equal(stats.open, 1);
	db_pool_give(pool, db);
	db_pool_close(pool);
}

static void
test_pool__an_open_transaction_does_not_leak(void **state)
{
	struct db_pool *pool;
	struct db *db;

	(void)state;
	assert_int_equal(db_pool_open(&pool, fixture_config(), 1), OK);
	assert_int_equal(db_pool_take(pool, &db), OK);
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(
	    db_exec(db, NULL, row_add_sql, DB_ARGS(db_i64(1))), OK);
	db_pool_give(pool, db);
	assert_int_equal(db_pool_take(pool, &db), OK);
	assert_int_equal(
	    db_exec(db, NULL, row_add_sql, DB_ARGS(db_i64(1))), OK);
	db_pool_give(pool, db);
	assert_int_equal(sum(), 1);
	db_pool_close(pool);
}

/* A connection that has written lies without autocommit in its pool. */
static void
test_pool__after_a_write_queries_leave_nothing_open(void **state)
{
	struct unit u = { .first = 1, .second = 2 };
	struct db_pool *pool;
	struct db_result r;
	struct db *db;

	(void)state;
	assert_int_equal(db_pool_open(&pool, fixture_config(), 1), OK);
	assert_int_equal(tx_run(pool, NULL, unit_run, &u), OK);
	assert_int_equal(db_pool_take(pool, &db), OK);
	assert_int_equal(db_query(db, fixture_arena(), &r,
			     "SELECT n FROM pair WHERE id = 1", DB_NO_ARGS),
	    OK);
	assert_true(db_next(&r));
	assert_int_equal(db_get_i64(&r, 0), 1);
	db_pool_give(pool, db);
	/* A transaction left open would keep the table's metadata. */
	fixture_exec("SET SESSION lock_wait_timeout = 1");
	fixture_exec("ALTER TABLE pair COMMENT = 'altered'");

	/* Outside a transaction a change is its own. */
	assert_int_equal(tx_run(pool, NULL, unit_run, &u), OK);
	assert_int_equal(db_pool_take(pool, &db), OK);
	assert_int_equal(
	    db_query(db, fixture_arena(), &r, "SELECT 1", DB_NO_ARGS), OK);
	assert_int_equal(
	    db_exec(db, NULL, row_add_sql, DB_ARGS(db_i64(1))), OK);
	assert_int_equal(sum(), 5);
	db_pool_give(pool, db);
	assert_int_equal(sum(), 5);
	db_pool_close(pool);
}

static void
test_pool__a_held_connection_is_given_back(void **state)
{
	struct unit good = { .first = 1, .second = 2 };
	struct unit bad = { .first = 1, .second = 2, .end = ERR_STATE };
	struct db_pool_stats stats;
	struct db_pool *pool;
	struct db *db;

	(void)state;
	assert_int_equal(db_pool_open(&pool, fixture_config(), 1), OK);
	assert_int_equal(db_pool_take(pool, &db), OK);
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(
	    db_exec(db, NULL, row_add_sql, DB_ARGS(db_i64(1))), OK);
	assert_int_equal(tx_run_on(pool, db, NULL, unit_run, &good), OK);
	assert_int_equal(sum(), 3);
	assert_int_equal(db_pool_take(pool, &db), OK);
	assert_int_equal(tx_run_on(pool, db, NULL, unit_run, &bad), ERR_STATE);
	assert_int_equal(sum(), 3);
	db_pool_stats(pool, &stats);
	assert_int_equal(stats.taken, 0);
	db_pool_close(pool);
}

static void
test_pool__a_refusing_server_is_unavailable(void **state)
{
	struct db_config away = { .socket = "/nonexistent/socket",
		.user = "souk" };
	struct db_pool *pool;
	struct db_pool_stats stats;
	struct db *db;

	(void)state;
	assert_int_equal(db_pool_open(&pool, &away, 0), OK);
	assert_int_equal(db_pool_take(pool, &db), ERR_UNAVAILABLE);
	assert_int_equal(db_pool_take(pool, &db), ERR_UNAVAILABLE);
	db_pool_stats(pool, &stats);
	assert_int_equal(stats.open, 0);
	assert_int_equal(stats.taken, 0);
	db_pool_close(pool);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, each)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tx__commits_a_whole_unit),
		TEST(tx__any_other_error_rolls_back_and_is_returned),
		TEST(tx__a_deadlock_is_run_again),
		TEST(tx__a_swallowed_retry_commits_no_half),
		TEST(tx__lost_before_commit_is_run_again),
		TEST(tx__lost_in_commit_is_unknown),
		TEST(tx__killed_at_commit_is_unknown_and_nothing_is_half),
		TEST(tx__gives_up_as_busy),
		TEST(tx__a_rerun_rewinds_the_arena),
		TEST(tx__each_failing_statement_moves_nothing),
		TEST(pool__never_opens_more_than_its_share),
		TEST(pool__the_cap_spans_all_sites),
		TEST(pool__a_waiter_gets_what_is_given_back),
		TEST(pool__a_dead_connection_is_replaced),
		TEST(pool__an_open_transaction_does_not_leak),
		TEST(pool__after_a_write_queries_leave_nothing_open),
		TEST(pool__a_held_connection_is_given_back),
		TEST(pool__a_refusing_server_is_unavailable),
	};

	return cmocka_run_group_tests(tests, setup, fixture_close);
}
