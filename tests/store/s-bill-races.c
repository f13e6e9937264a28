/*
 * What happens to one bill at once (issue 6, done 4): two dunning runs, two
 * monthly runs, money from a card and the bank against a write-off and a
 * dispute.  Each reminder and each bill comes once, no money twice.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "act/bill_dispute.h"
#include "act/credit.h"
#include "base/sys.h"
#include "shop.h"
#include "verified.h"

enum {
	RACERS = 8,
	TRIES_MAX = 1000,
	RACER_BYTES = 4 * 1024 * 1024,
	OWED = 4000,
};

static const struct id anybody = { { 0 } };

struct racer;
typedef enum err (*racer_fn)(struct act *act, struct racer *r);

struct racer {
	pthread_barrier_t *start;
	struct arena *arena;
	pthread_t thread;
	racer_fn run;
	enum actor actor;
	struct id id;	      /* what it is done to */
	struct str reference; /* of a transfer */
	int64_t minor;
	size_t n; /* what it did */
	enum err e;
};

/* As often in the long suite as it takes for rare orders of steps. */
static int
rounds(void)
{
	return getenv("SOUK_LONG") != NULL ? 100 : 4;
}

static enum err
racer_tx(struct db *db, void *arg)
{
	struct racer *r = arg;
	struct act act = { .db = db,
		.arena = r->arena,
		.now_us = shop_now_us,
		.actor = r->actor,
		.user_id = r->actor == ACTOR_USER ? shop_user : anybody,
		.calendar = shop_act(r->actor).calendar };

	return r->run(&act, r);
}

/* What is too busy is tried again, as workers and browsers do. */
static void *
racer_run(void *arg)
{
	struct racer *r = arg;
	int tries = 0;

	(void)pthread_barrier_wait(r->start);
	do {
		arena_reset(r->arena);
		r->e = tx_run(fixture_pool(), r->arena, racer_tx, r);
	} while (r->e == ERR_BUSY && ++tries < TRIES_MAX);
	return NULL;
}

static void
race(struct racer *racers, size_t n)
{
	pthread_barrier_t start;

	assert_int_equal(pthread_barrier_init(&start, NULL, (unsigned)n), 0);
	for (size_t i = 0; i < n; i++) {
		racers[i].start = &start;
		racers[i].arena = arena_open(RACER_BYTES);
		assert_non_null(racers[i].arena);
		assert_int_equal(pthread_create(&racers[i].thread, NULL,
				     racer_run, &racers[i]),
		    0);
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
		arena_close(racers[i].arena);
	}
	assert_int_equal(pthread_barrier_destroy(&start), 0);
}

static enum err
run_remind(struct act *act, struct racer *r)
{
	return bill_remind_due(act, &r->n);
}

static enum err
run_overdue(struct act *act, struct racer *r)
{
	return bill_overdue_due(act, &r->n);
}

static enum err
run_statement(struct act *act, struct racer *r)
{
	struct bill b;
	bool made = false;
	enum err e = bill_statement(act, &made, &b, shop_company, SHOP_NOW_US,
	    shop_now_us, &shop_terms);

	r->n = made;
	return e;
}

static enum err
run_transfer(struct act *act, struct racer *r)
{
	const struct receipt receipt = { .bill_id = r->id,
		.method = STR(RECEIPT_BANK_TRANSFER),
		.amount = shop_money(r->minor),
		.reference = r->reference,
		.received_at_us = shop_now_us };
	struct receipt_outcome out;

	return bill_receive(act, &out, &receipt, &shop_terms);
}

static enum err
run_pay(struct act *act, struct racer *r)
{
	struct payment p;

	return payment_create_for_bill(act, &p, id_new(), r->id, shop_company,
	    r->minor, STR("sandbox"), SHOP_NO_CARD);
}

static enum err
run_capture(struct act *act, struct racer *r)
{
	enum capture_outcome outcome;

	return payment_captured(act, &outcome, r->id, STR("ses_1"),
	    shop_money(r->minor), &shop_terms);
}

static enum err
run_write_off(struct act *act, struct racer *r)
{
	struct bill b;

	return bill_write_off(act, &b, r->id, STR("Bankrupt."));
}

static enum err
run_dispute(struct act *act, struct racer *r)
{
	struct bill_dispute d;

	return bill_dispute_open(
	    act, &d, r->id, shop_company, r->minor, STR("Not mine."));
}

/* An order on credit that is not billed yet. */
static void
order_on_credit(int64_t minor)
{
	struct id order_id = shop_place(minor);
	struct act act = shop_act(ACTOR_USER);
	enum credit_refusal why;

	assert_int_equal(SHOP_TX(credit_pay_order(&act, &why, order_id,
			     shop_company, CREDIT_GENERAL, &shop_terms)),
	    OK);
	shop_now_us += SEC_US;
}

static void
credit_open(void)
{
	struct act act = shop_act(ACTOR_OPERATOR);

	shop_clear(NULL);
	fixture_exec("UPDATE companies SET postpaid = TRUE "
		     "WHERE company_id = x'c0010000000000000000000000000000'");
	assert_int_equal(SHOP_TX(credit_limit_set(&act, shop_company,
			     CREDIT_GENERAL, shop_money(100000))),
	    OK);
}

/* One bill over an order, of which OWED are open. */
static struct bill
bill_owed(void)
{
	struct act act;
	struct bill b;
	bool made;

	credit_open();
	order_on_credit(OWED);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(bill_statement(&act, &made, &b, shop_company,
			     SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	assert_true(made);
	return b;
}

static struct bill
bill_late(void)
{
	struct bill b = bill_owed();
	struct act act;
	size_t n;

	shop_now_us = b.due_at_us + SEC_US;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(bill_overdue_due(&act, &n)), OK);
	assert_int_equal(n, 1);
	return b;
}

static struct bill
bill_now(struct id bill_id)
{
	struct bill b;

	assert_int_equal(
	    bill_get(fixture_db(), shop_arena(), &b, bill_id, anybody), OK);
	return b;
}

static int64_t
open_of(struct id bill_id)
{
	struct bill b = bill_now(bill_id);
	struct money open;

	assert_int_equal(bill_open(&open, &b.sums), OK);
	return open.minor;
}

/* Every one of them ended well, or with what is named. */
static size_t
all_but(const struct racer *racers, size_t n, enum err but)
{
	size_t well = 0;

	for (size_t i = 0; i < n; i++) {
		if (racers[i].e != OK && racers[i].e != but)
			fail_msg("racer %zu: %s", i, err_name(racers[i].e));
		well += racers[i].e == OK;
	}
	return well;
}

static void
racers_alike(struct racer *racers, size_t n, struct racer like)
{
	for (size_t i = 0; i < n; i++)
		racers[i] = like;
}

/* X6: however many dunning runs there are, each person gets a mail a step. */
static void
test_bill_races__each_reminder_comes_once(void **state)
{
	struct racer racers[RACERS];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		struct bill b = bill_owed();
		int64_t people = fixture_i64(
		    "SELECT COUNT(DISTINCT user_id) FROM outbox "
		    "WHERE template = 'bill_issued'");

		assert_true(people > 0);
		for (int64_t step = 1; step <= BILL_REMINDERS; step++) {
			size_t counted = 0;

			shop_now_us = b.due_at_us - SEC_US +
			    bill_reminder_days(step) * DAY_US;
			racers_alike(racers, RACERS,
			    (struct racer){
				.run = run_remind, .actor = ACTOR_WORKER });
			race(racers, RACERS);
			assert_int_equal(
			    all_but(racers, RACERS, ERR_RETRY), RACERS);
			for (size_t i = 0; i < RACERS; i++)
				counted += racers[i].n;
			assert_int_equal(counted, 1);
			assert_int_equal(bill_now(b.bill_id).reminders, step);
			assert_int_equal(
			    fixture_i64("SELECT COUNT(*) FROM outbox WHERE "
					"template IN ('bill_due', "
					"'bill_overdue', 'bill_reminder')"),
			    step * people);
			assert_int_equal(
			    fixture_i64("SELECT COUNT(*) FROM events WHERE "
					"kind = 'reminded'"),
			    step);
		}
		verified();
	}
}

/* Nobody is reminded of what was paid a moment before, or both happen. */
static void
test_bill_races__a_reminder_against_the_last_money(void **state)
{
	struct racer racers[3];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		struct bill b = bill_owed();
		int64_t mails;

		shop_now_us = b.due_at_us + DAY_US;
		racers[0] = racers[1] = (struct racer){ .run = run_remind,
			.actor = ACTOR_WORKER };
		racers[2] = (struct racer){ .run = run_transfer,
			.actor = ACTOR_OPERATOR,
			.id = b.bill_id,
			.reference = STR("KTO 1"),
			.minor = OWED };
		race(racers, 3);
		assert_int_equal(all_but(racers, 3, OK), 3);
		assert_string_equal(
		    bill_state_name(bill_now(b.bill_id).state), "PAID");
		mails = fixture_i64("SELECT COUNT(DISTINCT template) "
				    "FROM outbox WHERE template IN "
				    "('bill_due', 'bill_overdue', "
				    "'bill_reminder')");
		assert_int_equal(mails, racers[0].n + racers[1].n);
		verified();
	}
}

/* A month is billed once, whoever bills it. */
static void
test_bill_races__a_month_is_billed_once(void **state)
{
	struct racer racers[RACERS];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		size_t made = 0;

		credit_open();
		order_on_credit(OWED);
		order_on_credit(OWED / 2);
		racers_alike(racers, RACERS,
		    (struct racer){
			.run = run_statement, .actor = ACTOR_WORKER });
		race(racers, RACERS);
		assert_int_equal(all_but(racers, RACERS, OK), RACERS);
		for (size_t i = 0; i < RACERS; i++)
			made += racers[i].n;
		assert_int_equal(made, 1);
		assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 1);
		verified();
	}
}

/* It becomes overdue once, with one event, however many look. */
static void
test_bill_races__a_bill_is_late_once(void **state)
{
	struct racer racers[RACERS];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		struct bill b = bill_owed();

		shop_now_us = b.due_at_us;
		racers_alike(racers, RACERS,
		    (struct racer){
			.run = run_overdue, .actor = ACTOR_WORKER });
		race(racers, RACERS);
		(void)all_but(racers, RACERS, ERR_STALE);
		assert_string_equal(
		    bill_state_name(bill_now(b.bill_id).state), "OVERDUE");
		assert_int_equal(
		    fixture_i64(
			"SELECT COUNT(*) FROM events WHERE kind = 'overdue'"),
		    1);
		verified();
	}
}

/* Of many who begin to pay it, one attempt holds the bill. */
static void
test_bill_races__one_attempt_holds_a_bill(void **state)
{
	struct racer racers[RACERS];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		struct bill b = bill_owed();

		racers_alike(racers, RACERS,
		    (struct racer){ .run = run_pay,
			.actor = ACTOR_USER,
			.id = b.bill_id,
			.minor = 500 });
		race(racers, RACERS);
		assert_int_equal(all_but(racers, RACERS, ERR_PAYMENT_OPEN), 1);
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM payments"), 1);
		verified();
	}
}

/* An attempt on the provider's page, for all of the bill. */
static struct id
attempt_begun(struct id bill_id)
{
	struct act act = shop_act(ACTOR_USER);
	struct payment p;

	assert_int_equal(
	    SHOP_TX(payment_create_for_bill(&act, &p, id_new(), bill_id,
		shop_company, OWED, STR("sandbox"), SHOP_NO_CARD)),
	    OK);
	assert_int_equal(SHOP_TX(payment_redirected(&act, &p, STR("ses_1"),
			     STR("http://127.0.0.1/pay"))),
	    OK);
	return p.payment_id;
}

/*
 * R40, X7: a card's money, told of many times, and a transfer, told of
 * twice: all is counted once, and what is too much goes back.
 */
static void
test_bill_races__money_from_two_sides(void **state)
{
	struct racer racers[RACERS];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		struct bill b = bill_owed();

		racers_alike(racers, RACERS,
		    (struct racer){ .run = run_capture,
			.actor = ACTOR_GATEWAY,
			.id = attempt_begun(b.bill_id),
			.minor = OWED });
		racers[0] = racers[1] = (struct racer){ .run = run_transfer,
			.actor = ACTOR_OPERATOR,
			.id = b.bill_id,
			.reference = STR("KTO 1"),
			.minor = OWED - 100 };
		race(racers, RACERS);
		assert_int_equal(all_but(racers, RACERS, OK), RACERS);
		assert_int_equal(open_of(b.bill_id), 0);
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM bill_receipts"), 2);
		assert_int_equal(
		    fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) "
				"FROM refunds WHERE kind = 'surplus'"),
		    OWED - 100);
		verified();
	}
}

/* Written off while its money comes: PAID in the end, and so say the books. */
static void
test_bill_races__a_write_off_against_its_money(void **state)
{
	struct racer racers[4];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		struct bill b = bill_late();

		racers[0] = racers[1] = (struct racer){ .run = run_write_off,
			.actor = ACTOR_OPERATOR,
			.id = b.bill_id };
		racers[2] = racers[3] = (struct racer){ .run = run_transfer,
			.actor = ACTOR_OPERATOR,
			.id = b.bill_id,
			.reference = STR("KTO 1"),
			.minor = OWED };
		race(racers, 4);
		(void)all_but(racers, 4, ERR_STATE);
		assert_int_equal(racers[2].e, OK);
		assert_int_equal(racers[3].e, OK);
		assert_string_equal(
		    bill_state_name(bill_now(b.bill_id).state), "PAID");
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM ledger_entries "
				"WHERE occasion = 'written_off'"),
		    fixture_i64("SELECT COUNT(*) FROM ledger_entries "
				"WHERE occasion = 'recovered'"));
		assert_int_equal(
		    fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) FROM "
				"ledger_postings WHERE account = 'receivable'"),
		    0);
		verified();
	}
}

/* A dispute is open or the bill is written off: never both. */
static void
test_bill_races__a_write_off_against_a_dispute(void **state)
{
	struct racer racers[4];

	(void)state;
	for (int round = 0; round < rounds(); round++) {
		struct bill b = bill_late();
		size_t disputed;

		racers[0] = racers[1] = (struct racer){ .run = run_write_off,
			.actor = ACTOR_OPERATOR,
			.id = b.bill_id };
		racers[2] = racers[3] = (struct racer){ .run = run_dispute,
			.actor = ACTOR_USER,
			.id = b.bill_id,
			.minor = 700 };
		race(racers, 4);
		disputed = (size_t)fixture_i64(
		    "SELECT COUNT(*) FROM bill_disputes");
		assert_true(disputed <= 1);
		assert_string_equal(bill_state_name(bill_now(b.bill_id).state),
		    disputed == 1 ? "DISPUTED" : "UNCOLLECTIBLE");
		for (size_t i = 0; i < 4; i++)
			assert_true(racers[i].e == OK ||
			    racers[i].e == ERR_STATE ||
			    racers[i].e == ERR_EXISTS);
		verified();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bill_races__each_reminder_comes_once),
		cmocka_unit_test(
		    test_bill_races__a_reminder_against_the_last_money),
		cmocka_unit_test(test_bill_races__a_month_is_billed_once),
		cmocka_unit_test(test_bill_races__a_bill_is_late_once),
		cmocka_unit_test(test_bill_races__one_attempt_holds_a_bill),
		cmocka_unit_test(test_bill_races__money_from_two_sides),
		cmocka_unit_test(
		    test_bill_races__a_write_off_against_its_money),
		cmocka_unit_test(
		    test_bill_races__a_write_off_against_a_dispute),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
