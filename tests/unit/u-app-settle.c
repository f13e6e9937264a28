/* What a sale is subject to: commission, the bill's year, its due date. */
#include <stdlib.h>
#include <unistd.h>

#include "app/settle.h"
#include "base/log.h"
#include "base/sys.h"
#include "base/text.h"
#include "net/fetch.h"
#include "unit.h"

static struct arena *arena;

static struct site
site_in(const char *zone)
{
	struct site site = {
		.config = { .commission_bp = 1000, .bill_term_days = 30 },
	};

	assert_ok(zone_open(&site.zone, arena, str_from(zone)));
	return site;
}

static int64_t
at(const char *text)
{
	int64_t us;

	assert_ok(time_parse(&us, str_from(text)));
	return us;
}

/* Half past midnight of the new year in Berlin is still last year in UTC. */
static void
test_settle__year_and_due_date_are_the_sites(void **state)
{
	struct site berlin = site_in("Europe/Berlin"), utc = site_in("UTC");
	int64_t now = at("2026-12-31T23:30:00Z");

	(void)state;
	assert_int_equal(settle_terms(&berlin, now).bill_year, 2027);
	assert_int_equal(settle_terms(&berlin, now).bill_due_at_us,
	    at("2027-01-31T23:00:00Z"));
	assert_int_equal(settle_terms(&utc, now).bill_year, 2026);
	assert_int_equal(
	    settle_terms(&utc, now).bill_due_at_us, at("2027-01-31T00:00:00Z"));
}

/* Issued in winter, due in summer time: midnight comes an hour earlier. */
static void
test_settle__due_date_crosses_the_change_of_clocks(void **state)
{
	struct site berlin = site_in("Europe/Berlin");

	(void)state;
	assert_int_equal(
	    settle_terms(&berlin, at("2026-03-10T12:00:00Z")).bill_due_at_us,
	    at("2026-04-09T22:00:00Z"));
}

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 20);
	return arena == NULL || text_open() != OK || net_open() != OK;
}

static int
teardown(void **state)
{
	(void)state;
	net_close();
	text_close();
	arena_close(arena);
	return 0;
}

/* Who asks how a payment went is not told its old state as if it were new. */
static void
test_settle__our_database_away_is_no_word_of_the_gateway(void **state)
{
	const struct db_config config = { .socket = "/nonexistent/socket",
		.user = "souk" };
	char secret[] = "/tmp/u-app-settle-XXXXXX";
	int fd = mkstemp(secret);
	struct site site = { .pool = NULL,
		.config = { .payment = PAY_SANDBOX,
		    .sandbox_url = STR("http://127.0.0.1:1"),
		    .sandbox_secret_file = str_from(secret) } };
	const struct settle settle = { .site = &site, .arena = arena };
	const struct payment_notice event = { .gateway = STR("sandbox"),
		.gateway_ref = STR("ses_1") };
	struct settled settled;

	(void)state;
	assert_int_equal(write(fd, "secret", 6), 6);
	assert_int_equal(close(fd), 0);
	assert_ok(log_open("test", "/dev/null", LOG_ERROR));
	assert_ok(db_pool_open(&site.pool, &config, 0));
	assert_err(settle_payment(&settle, &settled, id_new()), ERR_BUSY);
	assert_err(settle_event(&settle, &settled, &event), ERR_BUSY);
	db_pool_close(site.pool);
	assert_int_equal(unlink(secret), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_settle__our_database_away_is_no_word_of_the_gateway),
		cmocka_unit_test(test_settle__year_and_due_date_are_the_sites),
		cmocka_unit_test(
		    test_settle__due_date_crosses_the_change_of_clocks),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
