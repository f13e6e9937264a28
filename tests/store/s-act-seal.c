/* X7: the chains find every change to what they sealed. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "act/seal.h"
#include "base/sys.h"
#include "shop.h"

static const uint8_t seed[32] = { 1, 2, 3 };

static void
seal_all(enum chain c)
{
	struct act act = shop_act(ACTOR_WORKER);
	size_t sealed = 0;

	do {
		assert_int_equal(SHOP_TX(seal_chain(&act, &sealed, c)), OK);
	} while (sealed > 0);
}

static struct seal_report
verify(enum chain c)
{
	struct seal_report report;

	assert_int_equal(
	    seal_verify(fixture_db(), shop_arena(), &report, c, shop_now_us),
	    OK);
	return report;
}

/* Three paid orders, sealed in two goes. */
static void
history_make(void)
{
	enum capture_outcome outcome;

	assert_int_equal(shop_capture(shop_redirect(shop_place(100), "ses_1"),
			     100, &outcome),
	    OK);
	seal_all(CHAIN_LEDGER);
	seal_all(CHAIN_EVENTS);
	for (int i = 2; i <= 3; i++) {
		struct act act = shop_act(ACTOR_GATEWAY);
		char ref[16];
		struct id id;

		snprintf(ref, sizeof(ref), "ses_%d", i);
		id = shop_redirect(shop_place(200), ref);
		assert_int_equal(
		    SHOP_TX(payment_captured(&act, &outcome, id, str_from(ref),
			shop_money(200), &shop_terms)),
		    OK);
	}
	seal_all(CHAIN_LEDGER);
	seal_all(CHAIN_EVENTS);
}

static void
test_seal__a_whole_history_verifies(void **state)
{
	(void)state;
	assert_null(verify(CHAIN_EVENTS).fault.p);
	history_make();
	assert_int_equal(verify(CHAIN_LEDGER).rows, 3);
	assert_int_equal(verify(CHAIN_EVENTS).rows,
	    fixture_i64("SELECT COUNT(*) FROM events"));
	assert_null(verify(CHAIN_LEDGER).fault.p);
	assert_null(verify(CHAIN_EVENTS).fault.p);
	assert_int_equal(fixture_i64("SELECT MAX(seal_no) FROM events"),
	    fixture_i64("SELECT COUNT(*) FROM events"));
}

static void
test_seal__batches_go_on_where_the_last_ended(void **state)
{
	int64_t rows = 2 * SEAL_BATCH + 7;

	(void)state;
	for (int64_t i = 0; i < rows; i++)
		shop_place(100);
	seal_all(CHAIN_EVENTS);
	assert_int_equal(verify(CHAIN_EVENTS).rows, rows);
	assert_null(verify(CHAIN_EVENTS).fault.p);
}

/* A worker of its own, with its own connection. */
struct sealer {
	pthread_t thread;
	pthread_barrier_t *start;
	struct act act;
	size_t sealed;
	enum err e;
};

static enum err
sealer_run(struct db *db, void *arg)
{
	struct sealer *s = arg;

	s->act.db = db;
	return seal_chain(&s->act, &s->sealed, CHAIN_EVENTS);
}

static void *
sealer_work(void *arg)
{
	struct sealer *s = arg;

	pthread_barrier_wait(s->start);
	do {
		s->e = tx_run(fixture_pool(), s->act.arena, sealer_run, s);
		arena_reset(s->act.arena);
	} while (s->e == OK && s->sealed > 0);
	return NULL;
}

static void
test_seal__two_workers_seal_one_chain(void **state)
{
	enum { WORKERS = 2, ROWS = SEAL_BATCH + 60 };
	struct sealer workers[WORKERS];
	pthread_barrier_t start;

	(void)state;
	for (int i = 0; i < ROWS; i++)
		shop_place(100);
	assert_int_equal(pthread_barrier_init(&start, NULL, WORKERS), 0);
	for (int i = 0; i < WORKERS; i++) {
		workers[i] = (struct sealer){ .start = &start,
			.act = shop_act(ACTOR_WORKER) };
		workers[i].act.arena = arena_open(16 * 1024 * 1024);
		assert_non_null(workers[i].act.arena);
		assert_int_equal(pthread_create(&workers[i].thread, NULL,
				     sealer_work, &workers[i]),
		    0);
	}
	for (int i = 0; i < WORKERS; i++) {
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
		assert_int_equal(workers[i].e, OK);
		arena_close(workers[i].act.arena);
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(verify(CHAIN_EVENTS).rows, ROWS);
	assert_null(verify(CHAIN_EVENTS).fault.p);
}

static void
test_seal__every_change_is_found(void **state)
{
	static const struct {
		enum chain chain;
		const char *change;
	} cases[] = {
		{ CHAIN_EVENTS,
		    "UPDATE events SET actor = 'worker' "
		    "WHERE seal_no = 3" },
		{ CHAIN_EVENTS,
		    "UPDATE events SET reason = '' "
		    "WHERE seal_no = 2" },
		{ CHAIN_EVENTS,
		    "UPDATE events SET created_at = "
		    "'2026-11-23 00:00:00.000001' WHERE seal_no = 1" },
		{ CHAIN_EVENTS, "DELETE FROM events WHERE seal_no = 4" },
		{ CHAIN_EVENTS,
		    "DELETE FROM events ORDER BY seal_no DESC "
		    "LIMIT 1" },
		{ CHAIN_EVENTS,
		    "UPDATE events SET seal_no = 5000 - seal_no "
		    "WHERE seal_no IN (2, 3)" },
		{ CHAIN_EVENTS,
		    "UPDATE chain_heads SET last_no = last_no - 1 "
		    "WHERE chain = 'events'" },
		{ CHAIN_EVENTS,
		    "UPDATE chain_heads SET last_no = last_no + 1 "
		    "WHERE chain = 'events'" },
		{ CHAIN_EVENTS,
		    "DELETE FROM chain_heads WHERE chain = 'events'" },
		{ CHAIN_EVENTS,
		    "UPDATE events SET seal_no = -1 "
		    "ORDER BY seal_no DESC LIMIT 1" },
		{ CHAIN_LEDGER,
		    "UPDATE ledger_postings SET amount_minor = "
		    "amount_minor * 2" },
		{ CHAIN_LEDGER,
		    "UPDATE ledger_postings SET account = 'bank' "
		    "WHERE account = 'gateway_clearing'" },
		{ CHAIN_LEDGER,
		    "DELETE FROM ledger_postings "
		    "WHERE position = 1" },
		{ CHAIN_LEDGER,
		    "UPDATE ledger_entries SET occasion = "
		    "'refund' WHERE seal_no = 2" },
		{ CHAIN_LEDGER,
		    "UPDATE ledger_entries SET order_id = NULL "
		    "WHERE seal_no = 3" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		shop_clear(state);
		history_make();
		fixture_exec(cases[i].change);
		assert_non_null(verify(cases[i].chain).fault.p);
		assert_true(verify(cases[i].chain).fault_no > 0);
	}
}

/*
 * Servers may keep days that no calendar has, if they are asked to; each
 * would be the same instant as a real one.
 */
static void
test_seal__another_name_of_the_same_day_is_found(void **state)
{
	static const char *const days[][2] = {
		{ "2026-12-01", "2026-11-31" },
		{ "2026-03-02", "2026-02-30" },
		{ "2026-02-28", "2026-03-00" },
		{ "2025-12-15", "2026-00-15" },
	};

	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		char sql[160];

		shop_clear(state);
		shop_place(100);
		for (int k = 0; k < 2; k++) {
			snprintf(sql, sizeof(sql),
			    "SET STATEMENT sql_mode = 'ALLOW_INVALID_DATES' "
			    "FOR UPDATE events SET created_at = "
			    "'%s 12:00:00.000001'",
			    days[i][k]);
			fixture_exec(sql);
			if (k == 0) {
				seal_all(CHAIN_EVENTS);
				assert_null(verify(CHAIN_EVENTS).fault.p);
			}
		}
		assert_non_null(verify(CHAIN_EVENTS).fault.p);
	}
}

static void
test_seal__rows_left_unsealed_are_late(void **state)
{
	(void)state;
	shop_place(100);
	assert_int_equal(verify(CHAIN_EVENTS).late, 0);
	shop_now_us += (SEAL_LATE_S + 1) * SEC_US;
	assert_int_equal(verify(CHAIN_EVENTS).late, 1);
}

static struct seal_report
heads_verify(const char *dir, const uint8_t key[32])
{
	struct seal_report report;

	assert_int_equal(seal_heads_verify(fixture_db(), shop_arena(), &report,
			     CHAIN_EVENTS, dir, key),
	    OK);
	return report;
}

/* A disk that is full takes half a line. */
static void
test_seal__a_head_is_written_whole_or_not_at_all(void **state)
{
	char dir[] = "/tmp/s-seal-XXXXXX", file[64];
	struct rlimit before, small;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/events.heads", dir);
	history_make();
	assert_int_equal(seal_head_append(fixture_db(), shop_arena(),
			     CHAIN_EVENTS, dir, seed, shop_now_us),
	    OK);
	assert_int_equal(stat(file, &st), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = (rlim_t)st.st_size + 10;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(seal_head_append(fixture_db(), shop_arena(),
			     CHAIN_EVENTS, dir, seed, shop_now_us),
	    ERR_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(seal_head_append(fixture_db(), shop_arena(),
			     CHAIN_EVENTS, dir, seed, shop_now_us),
	    OK);
	assert_int_equal(heads_verify(dir, seed).rows, 2);
	assert_null(heads_verify(dir, seed).fault.p);
	unlink(file);
	rmdir(dir);
}

/* A chain that was rewritten from its first row on verifies by itself. */
static void
test_seal__signed_heads_find_a_rewritten_chain(void **state)
{
	char dir[] = "/tmp/souk-seals-XXXXXX", file[64];
	const uint8_t other[32] = { 9 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/events.heads", dir);
	history_make();
	assert_int_equal(heads_verify(dir, seed).rows, 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(seal_head_append(fixture_db(), shop_arena(),
				     CHAIN_EVENTS, dir, seed, shop_now_us),
		    OK);
	assert_int_equal(heads_verify(dir, seed).rows, 2);
	assert_null(heads_verify(dir, seed).fault.p);
	assert_non_null(heads_verify(dir, other).fault.p);

	fixture_exec("UPDATE events SET seal_no = NULL, seal_hash = NULL");
	fixture_exec("DELETE FROM chain_heads");
	fixture_exec("UPDATE events SET actor = 'worker'");
	seal_all(CHAIN_EVENTS);
	assert_null(verify(CHAIN_EVENTS).fault.p);
	assert_non_null(heads_verify(dir, seed).fault.p);
	unlink(file);
	rmdir(dir);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, shop_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(seal__a_whole_history_verifies),
		TEST(seal__batches_go_on_where_the_last_ended),
		TEST(seal__two_workers_seal_one_chain),
		TEST(seal__every_change_is_found),
		TEST(seal__another_name_of_the_same_day_is_found),
		TEST(seal__rows_left_unsealed_are_late),
		TEST(seal__a_head_is_written_whole_or_not_at_all),
		TEST(seal__signed_heads_find_a_rewritten_chain),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
