/*
 * Issue 6, done 3: random sequences of order, deliver, accept, reject, pay,
 * part-pay, refund, dispute, stop and clock jumps, against a model written
 * apart from the code (tests/lib/model.h).  States, amounts, credit and
 * ledger agree after every step; after every thousand all that there is,
 * and what soukctl verify asks; at the end of a sequence hledger balances
 * the export.  SOUK_MODEL_SEED=n runs that sequence alone, for as many
 * steps as SOUK_MODEL_STEPS says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../lib/hledger.h"
#include "act/seal.h"
#include "base/sys.h"
#include "model_run.h"
#include "model_steps.h"
#include "paper/journal.h"
#include "store/ledger.h"
#include "verified.h"

enum {
	SEQUENCES = 20, /* half of them in each program */
	STEPS = 5000,	/* 100,000 in all */
	COMMIT_EVERY = 100,
	LOOK_EVERY = 1000,
	SEED = 20261124,
	ENTRIES_AT_ONCE = 500,
	JOURNAL_MAX = 64 * 1024 * 1024
};

static const struct world_kind *const kinds[] = { world_sales, world_pays,
	world_stages, world_refunds, world_settles, world_disputes,
	world_bills };

static int64_t
weights(void)
{
	int64_t sum = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		for (const struct world_kind *k = kinds[i]; k->step; k++)
			sum += k->weight;
	return sum;
}

/* False: there was nothing to do it with. */
static bool
step_of(struct world *w, int64_t at)
{
	int64_t told = w->ntold;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		for (const struct world_kind *k = kinds[i]; k->step; k++) {
			if (at >= 0 && at < k->weight)
				k->step(w);
			at -= k->weight;
		}
	return w->ntold > told;
}

void
world_step(struct world *w)
{
	shop_now_us += SEC_US;
	w->step++;
	model_begin(&w->model);
	w->model.now_us = shop_now_us;
	while (!step_of(w, world_draw(w, weights())))
		;
	world_look(w);
}

/* As soukctl verify does it: the invariants, then both chains. */
static void
chains_verify(struct world *w)
{
	for (enum chain c = 0; c < CHAIN__MAX; c++) {
		struct act act = world_act(ACTOR_WORKER, (struct id){ { 0 } });
		struct seal_report report;
		size_t n = 1;

		while (n > 0)
			assert_int_equal(WORLD_TX(seal_chain(&act, &n, c)), OK);
		assert_int_equal(seal_verify(fixture_db(), shop_arena(),
				     &report, c, shop_now_us),
		    OK);
		if (report.fault.p != NULL || report.late > 0)
			world_fail(w, "the chain of %s does not verify",
			    chain_name(c));
	}
}

static void
look_at_all(struct world *w)
{
	world_look_at_all(w);
	arena_reset(shop_arena());
	verified();
	chains_verify(w);
	arena_reset(shop_arena());
}

static void
entries_write(struct buf *b)
{
	struct id after = { { 0 } };
	struct ledger_entry *entries;
	size_t n = ENTRIES_AT_ONCE;

	while (n == ENTRIES_AT_ONCE) {
		assert_int_equal(ledger_entries(fixture_db(), shop_arena(),
				     &entries, &n, after, ENTRIES_AT_ONCE),
		    OK);
		for (size_t i = 0; i < n; i++) {
			const struct ledger_entry *e = &entries[i];
			const struct journal_entry j = { e->entry_id,
				e->order_id, e->created_at_us / DAY_US,
				e->occasion, &e->entry };

			assert_int_equal(journal_entry(b, &j), OK);
			after = e->entry_id;
		}
		arena_reset(shop_arena());
	}
}

/* What soukctl export ledger writes. */
static void
journal_write(struct buf *b)
{
	struct ledger_account *accounts;
	struct currency *currencies;
	size_t n, ncurrencies;

	assert_int_equal(
	    ledger_accounts(fixture_db(), shop_arena(), &accounts, &n), OK);
	assert_int_equal(ledger_currencies(fixture_db(), shop_arena(),
			     &currencies, &ncurrencies),
	    OK);
	journal_head(b, currencies, ncurrencies);
	for (size_t i = 0; i < n; i++)
		journal_account(b, accounts[i].account, accounts[i].owner);
	entries_write(b);
}

/* The last balances by the model, for hledger to find them so. */
static void
balances_write(struct buf *b, const struct model *m)
{
	static const enum account accounts[] = {
		[MA_RECEIVABLE] = ACCOUNT_RECEIVABLE,
		[MA_GENERAL_RESERVE] = ACCOUNT_GENERAL_RESERVE,
		[MA_MILESTONE_RESERVE] = ACCOUNT_MILESTONE_RESERVE,
		[MA_CLEARING] = ACCOUNT_GATEWAY_CLEARING,
		[MA_BANK] = ACCOUNT_BANK,
		[MA_COMMISSION] = ACCOUNT_REVENUE_COMMISSION,
		[MA_PAYABLE] = ACCOUNT_SELLER_PAYABLE,
		[MA_TAX] = ACCOUNT_TAX_PAYABLE,
		[MA_DEPOSITS] = ACCOUNT_CUSTOMER_DEPOSITS,
	};
	char text[MONEY_TEXT_MAX];

	buf_add_cstr(b, "\n2999-12-31 balances\n");
	for (int a = 0; a <= MA_DEPOSITS; a++)
		for (int k = 0; k <= M_COMPANIES; k++) {
			struct id owner = k == M_COMPANIES
			    ? (struct id){ { 0 } }
			    : a == MA_PAYABLE ? world_seller(k)
					      : world_company(k);

			if (m->balances[a][k] == 0)
				continue;
			buf_add_cstr(b, "    ");
			journal_account_name(b, accounts[a], owner);
			buf_addf(b, "  USD 0 = USD %.*s\n",
			    STR_FMT(money_decimal(
				text, shop_money(m->balances[a][k]))));
		}
	assert_int_equal(buf_err(b), OK);
}

static void
hledger_balances(struct world *w)
{
	char said[4096];
	struct buf b;

	buf_open(&b, JOURNAL_MAX);
	journal_write(&b);
	balances_write(&b, &w->model);
	if (!hledger_accepts(buf_str(&b), said, sizeof(said)))
		world_fail(w, "hledger: %s", said);
	buf_close(&b);
	arena_reset(shop_arena());
}

static void
sequence_run(struct world *w, uint64_t seed, int64_t steps)
{
	world_begin(w, seed);
	while (w->step < steps && model_has_room(&w->model)) {
		world_step(w);
		arena_reset(shop_arena());
		if (w->step % COMMIT_EVERY == 0)
			world_commit();
		if (w->step % LOOK_EVERY == 0 || w->step == steps)
			look_at_all(w);
	}
	hledger_balances(w);
}

static int64_t
asked_for(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : (int64_t)strtoll(text, NULL, 10);
}

/* Of all sequences, line by line of the story. */
static void
counts_add(struct world_count *all, const struct world_count *c)
{
	for (; c->act != NULL; c++) {
		struct world_count *sum = all;

		while (sum->act != NULL && sum->act != c->act)
			sum++;
		sum->act = c->act;
		sum->done += c->done;
		sum->refused += c->refused;
	}
}

static void
counts_print(const struct world_count *c)
{
	int64_t done = 0, refused = 0;

	for (; c->act != NULL; c++) {
		print_message("# %6lld done, %5lld refused by both: %s\n",
		    (long long)c->done, (long long)c->refused, c->act);
		done += c->done;
		refused += c->refused;
	}
	print_message("# acts done: %lld, refused by both: %lld\n",
	    (long long)done, (long long)refused);
}

static uint64_t first;

static void
test_model__the_product_does_what_the_model_does(void **state)
{
	static struct world w;
	static struct world_count counts[WORLD_ACTS];
	int64_t only = asked_for("SOUK_MODEL_SEED", 0);
	int64_t steps = asked_for("SOUK_MODEL_STEPS", STEPS);

	(void)state;
	if (!hledger_is_installed())
		fail_msg("hledger is missing: apt-get install hledger");
	for (uint64_t i = first; i < SEQUENCES; i += MODEL_PROGRAMS) {
		sequence_run(&w, only ? (uint64_t)only : SEED + i, steps);
		if (w.step != steps)
			world_fail(&w, "the model has too little room");
		counts_add(counts, w.counts);
		if (only)
			break;
	}
	counts_print(counts);
	for (const struct world_count *c = counts; !only && c->act != NULL; c++)
		if (c->done == 0)
			fail_msg("never done: %s", c->act);
}

int
model_run(int program)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_model__the_product_does_what_the_model_does),
	};

	first = (uint64_t)program;
	return cmocka_run_group_tests(tests, world_open, world_close);
}
