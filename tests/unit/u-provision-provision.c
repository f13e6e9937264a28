#include "unit.h"

#include "provision/provision.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(1024 * 1024);
	return arena ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static const struct provision_config demo = {
	.driver = STR("demo"),
	.demo_range = STR("apps.demo.example"),
	.key = STR("0123456789abcdef0123456789abcdef"),
};

static struct provision_line
line(enum delivery_type delivery, int64_t quantity)
{
	return (struct provision_line){ .order_id = id_new(),
		.line_id = id_new(),
		.product_name = STR("Lumen Gallery"),
		.delivery = delivery,
		.quantity = quantity };
}

static void
test_provision__record_waits_for_an_operator(void **state)
{
	const struct provision_config config = { .driver = STR("record") };
	struct provision_line l = line(DELIVERY_SAAS, 1);
	enum provision_outcome outcome;
	struct delivered d;

	(void)state;
	assert_ok(provision_run(arena, &outcome, &d, &config, &l, NULL));
	assert_int_equal(outcome, PROVISION_PENDING);
}

static void
test_provision__demo_gives_an_address_below_its_range(void **state)
{
	struct provision_line l = line(DELIVERY_SAAS, 1);
	enum provision_outcome outcome;
	struct delivered d;

	(void)state;
	assert_ok(provision_run(arena, &outcome, &d, &demo, &l, NULL));
	assert_int_equal(outcome, PROVISION_DELIVERED);
	assert_true(str_starts(d.access_url, STR("https://")));
	assert_true(str_ends(d.access_url, STR(".apps.demo.example/")));
	assert_int_equal(str_find(d.access_url, '_'), d.access_url.n);
	assert_contains(d.secret, "Password: ");
	assert_contains(d.note, "Lumen Gallery");
}

/* A second run after a lost COMMIT must not hand out other keys. */
static void
test_provision__demo_repeats_itself(void **state)
{
	struct provision_line l = line(DELIVERY_LICENSE, 3);
	enum provision_outcome outcome;
	struct delivered one, two, other;

	(void)state;
	assert_ok(provision_run(arena, &outcome, &one, &demo, &l, NULL));
	assert_ok(provision_run(arena, &outcome, &two, &demo, &l, NULL));
	assert_true(str_eq(one.secret, two.secret));
	assert_int_equal(one.secret.n, 3 * 29 + 2);
	l = line(DELIVERY_LICENSE, 3);
	assert_ok(provision_run(arena, &outcome, &other, &demo, &l, NULL));
	assert_false(str_eq(one.secret, other.secret));
}

static void
test_provision__many_licences_share_one_key(void **state)
{
	struct provision_line l = line(DELIVERY_LICENSE, 10000);
	enum provision_outcome outcome;
	struct delivered d;

	(void)state;
	assert_ok(provision_run(arena, &outcome, &d, &demo, &l, NULL));
	assert_int_equal(d.secret.n, 29);
	assert_contains(d.note, "10000");
}

static void
test_provision__faulty_settings_are_named(void **state)
{
	struct provision_config config = { .driver = STR("magic") };
	struct provision_line l = line(DELIVERY_SAAS, 1);
	enum provision_outcome outcome;
	struct delivered d;
	struct str why;

	(void)state;
	assert_err(
	    provision_run(arena, &outcome, &d, &config, &l, &why), ERR_CONFIG);
	assert_contains(why, "SOUK_PROVISION");
	config.driver = STR("demo");
	assert_err(
	    provision_run(arena, &outcome, &d, &config, &l, &why), ERR_CONFIG);
	assert_contains(why, "SOUK_DEMO_RANGE");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_provision__record_waits_for_an_operator),
		cmocka_unit_test(
		    test_provision__demo_gives_an_address_below_its_range),
		cmocka_unit_test(test_provision__demo_repeats_itself),
		cmocka_unit_test(test_provision__many_licences_share_one_key),
		cmocka_unit_test(test_provision__faulty_settings_are_named),
	};

	return cmocka_run_group_tests_name("provision", tests, setup, teardown);
}
