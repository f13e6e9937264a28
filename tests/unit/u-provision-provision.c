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
	.demo_range = STR("192.0.2.0/24"),
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
test_provision__demo_gives_an_address_in_its_range(void **state)
{
	struct provision_line l = line(DELIVERY_SAAS, 1);
	enum provision_outcome outcome;
	struct delivered d;

	(void)state;
	assert_ok(provision_run(arena, &outcome, &d, &demo, &l, NULL));
	assert_int_equal(outcome, PROVISION_DELIVERED);
	assert_true(str_starts(d.access_url, STR("https://192.0.2.")));
	assert_true(str_ends(d.access_url, STR("/")));
	assert_contains(d.secret, "Password: ");
	assert_contains(d.note, "Lumen Gallery");
}

static void
test_provision__demo_takes_every_kind_of_range(void **state)
{
	static const struct {
		struct str range;
		const char *url; /* NULL: refused */
	} rows[] = {
		{ STR("192.0.2.7"), "https://192.0.2.7/" },
		{ STR("192.0.2.8/30, 198.51.100.0/24"), "https://192.0.2.9/" },
		{ STR("2001:db8::5/128"), "https://[2001:db8::5]/" },
		{ STR("192.0.2.0/33"), NULL },
		{ STR("apps.example"), NULL },
	};
	struct provision_line l = line(DELIVERY_SAAS, 1);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct provision_config config = demo;
		enum provision_outcome outcome;
		struct delivered d;
		enum err e;

		config.demo_range = rows[i].range;
		e = provision_run(arena, &outcome, &d, &config, &l, NULL);
		assert_int_equal(e, rows[i].url ? OK : ERR_CONFIG);
		if (rows[i].url)
			assert_str(d.access_url, rows[i].url);
	}
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
		    test_provision__demo_gives_an_address_in_its_range),
		cmocka_unit_test(
		    test_provision__demo_takes_every_kind_of_range),
		cmocka_unit_test(test_provision__demo_repeats_itself),
		cmocka_unit_test(test_provision__many_licences_share_one_key),
		cmocka_unit_test(test_provision__faulty_settings_are_named),
	};

	return cmocka_run_group_tests_name("provision", tests, setup, teardown);
}
