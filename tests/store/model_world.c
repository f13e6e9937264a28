#include "model_world.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "act/credit.h"
#include "base/sys.h"
#include "domain/days.h"
#include "offering.h"

static const struct id nobody = { { 0 } };

struct id
world_company(int company)
{
	return (struct id){ { 0xc2, (uint8_t)(company + 1) } };
}

struct id
world_user(int company)
{
	return (struct id){ { 0xa2, (uint8_t)(company + 1) } };
}

struct id
world_seller(int seller)
{
	return (struct id){ { 0x5e, (uint8_t)(seller + 1) } };
}

static enum err
company_make(int i)
{
	static const char company_sql[] =
	    "INSERT INTO companies (company_id, name, country, currency, "
	    "postpaid, created_at) VALUES (?, ?, 'DE', 'USD', ?, "
	    "'2026-01-01')";
	static const char user_sql[] =
	    "INSERT INTO users (user_id, company_id, user_name, email, "
	    "password_phc, role, locale, created_at) VALUES (?, ?, ?, ?, "
	    "'-', 'owner', 'en', '2026-01-01')";
	char name[32], email[48];
	enum err e;

	snprintf(name, sizeof(name), "buyer%d", i);
	snprintf(email, sizeof(email), "buyer%d@example.org", i);
	e = db_exec(fixture_db(), NULL, company_sql,
	    DB_ARGS(db_id(world_company(i)), db_cstr(name), db_bool(false)));
	return e == OK
	    ? db_exec(fixture_db(), NULL, user_sql,
		  DB_ARGS(db_id(world_user(i)), db_id(world_company(i)),
		      db_cstr(name), db_cstr(email)))
	    : e;
}

int
world_open(void **state)
{
	int failed = offering_open(state);

	if (failed)
		return failed;
	fixture_exec("INSERT INTO sellers (seller_id, company_id, slug, name, "
		     "state, created_at) VALUES "
		     "(x'5e020000000000000000000000000000', "
		     "x'c0010000000000000000000000000000', 'halo', 'Halo', "
		     "'ACTIVE', '2026-01-01')");
	for (int i = 0; i < M_COMPANIES; i++)
		assert_int_equal(company_make(i), OK);
	return 0;
}

int
world_close(void **state)
{
	return offering_close(state);
}

struct act
world_act(enum actor actor, struct id user_id)
{
	struct act act = shop_act(actor);

	act.user_id = actor == ACTOR_USER ? user_id : nobody;
	return act;
}

static int64_t bill_days;

struct sale_terms
world_terms(void)
{
	int64_t today = calendar_day(NULL, shop_now_us);
	struct sale_terms t = shop_terms;

	t.bill_year = ymd_from_days(today).year;
	t.bill_due_at_us = (today + bill_days + 1) * DAY_US;
	t.credit_stop_at_us = (today - M_GRACE_DAYS) * DAY_US;
	t.grace_days = M_GRACE_DAYS;
	return t;
}

static bool is_begun;

void
world_tx_begin(void)
{
	if (!is_begun)
		assert_int_equal(db_begin(fixture_db()), OK);
	is_begun = true;
	assert_int_equal(db_script(fixture_db(), STR("SAVEPOINT act")), OK);
}

/* Once the server has rolled all of it back, there is no going on. */
enum err
world_tx_end(enum err e)
{
	if (e != OK)
		assert_int_equal(
		    db_script(fixture_db(), STR("ROLLBACK TO SAVEPOINT act")),
		    OK);
	return e;
}

void
world_commit(void)
{
	if (is_begun)
		assert_int_equal(db_commit(fixture_db()), OK);
	is_begun = false;
}

int64_t
world_draw(struct world *w, int64_t n)
{
	uint64_t z = w->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (int64_t)((z ^ (z >> 31)) % (uint64_t)n);
}

bool
world_chance(struct world *w, int64_t n)
{
	return world_draw(w, n) == 0;
}

static void
pool_open(struct world *w, int company, int pool)
{
	int64_t limit = 20000000 + world_draw(w, 100000000);
	struct act act = world_act(ACTOR_OPERATOR, nobody);

	model_limit(&w->model, company, pool, limit);
	assert_int_equal(
	    SHOP_TX(credit_limit_set(&act, world_company(company),
		pool == M_GENERAL ? CREDIT_GENERAL : CREDIT_MILESTONE,
		shop_money(limit))),
	    OK);
}

/*
 * The last company is not postpaid; the one before it has one pool alone.  In
 * every fifth world bills are due so soon that a reminder would come first.
 */
void
world_begin(struct world *w, uint64_t seed)
{
	static const char postpaid_sql[] =
	    "UPDATE companies SET postpaid = ? WHERE company_id = ?";

	world_commit();
	assert_int_equal(shop_clear(NULL), 0);
	memset(w, 0, sizeof(*w));
	w->seed = w->random = seed;
	bill_days = seed % 5 == 0 ? 6 : 30;
	model_open(&w->model, shop_now_us, bill_days);
	for (int i = 0; i < M_COMPANIES; i++) {
		w->model.companies[i].postpaid = i + 1 < M_COMPANIES;
		assert_int_equal(db_exec(fixture_db(), NULL, postpaid_sql,
				     DB_ARGS(db_bool(i + 1 < M_COMPANIES),
					 db_id(world_company(i)))),
		    OK);
		pool_open(w, i, M_MILESTONE);
		if (i + 2 != M_COMPANIES)
			pool_open(w, i, M_GENERAL);
	}
}

void
world_tell(struct world *w, const char *format, ...)
{
	char *line = w->told[w->ntold++ % WORLD_TOLD];
	int n = snprintf(line, WORLD_LINE, "%" PRId64 ": ", w->step);
	va_list ap;

	w->act = format;
	va_start(ap, format);
	vsnprintf(line + n, (size_t)(WORLD_LINE - n), format, ap);
	va_end(ap);
}

void
world_fail(struct world *w, const char *format, ...)
{
	char why[512];
	int64_t from = w->ntold < WORLD_TOLD ? 0 : w->ntold - WORLD_TOLD;
	va_list ap;

	va_start(ap, format);
	vsnprintf(why, sizeof(why), format, ap);
	va_end(ap);
	print_error("SOUK_MODEL_SEED=%" PRIu64 " SOUK_MODEL_STEPS=%" PRId64
		    "; its last steps:\n",
	    w->seed, w->step);
	for (int64_t i = from; i < w->ntold; i++)
		print_error("  %s\n", w->told[i % WORLD_TOLD]);
	fail_msg("%s", why);
	abort();
}
