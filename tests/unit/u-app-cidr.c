#include "app/cidr.h"
#include "unit.h"

static bool
holds(const char *list, const char *address)
{
	return cidr_contains(str_from(list), str_from(address));
}

static void
test_cidr__addresses_and_blocks(void **state)
{
	static const char list[] = "127.0.0.1, 10.0.0.0/8 2001:db8::/33,::1";

	(void)state;
	assert_true(holds(list, "127.0.0.1"));
	assert_false(holds(list, "127.0.0.2"));
	assert_true(holds(list, "10.255.0.1"));
	assert_false(holds(list, "11.0.0.1"));
	assert_true(holds(list, "2001:db8:7fff::1"));
	assert_false(holds(list, "2001:db8:8000::1"));
	assert_true(holds(list, "::1"));
	assert_true(holds(list, "::ffff:10.1.2.3"));
	assert_false(holds(list, "unix:"));
	assert_false(holds(list, ""));
	assert_false(holds("", "127.0.0.1"));
	assert_true(holds("0.0.0.0/0", "203.0.113.9"));
	assert_false(holds("0.0.0.0/0", "2001:db8::1"));
}

static void
test_cidr__the_first_bad_item_is_named(void **state)
{
	(void)state;
	assert_null(cidr_first_bad(STR("127.0.0.1, ::1/128")).p);
	assert_null(cidr_first_bad(STR("")).p);
	assert_str(
	    cidr_first_bad(STR("127.0.0.1, 10.0.0.0/33")), "10.0.0.0/33");
	assert_str(cidr_first_bad(STR("localhost")), "localhost");
	assert_str(cidr_first_bad(STR("10.0.0")), "10.0.0");
	assert_str(cidr_first_bad(STR("10.0.0.0/-1")), "10.0.0.0/-1");
}

static void
test_cidr__a_bucket_is_an_address_or_a_64(void **state)
{
	(void)state;
	assert_true(
	    cidr_bucket(STR("192.0.2.1")) != cidr_bucket(STR("192.0.2.2")));
	assert_true(
	    cidr_bucket(STR("2001:db8::1")) == cidr_bucket(STR("2001:db8::2")));
	assert_true(cidr_bucket(STR("2001:db8::1")) !=
	    cidr_bucket(STR("2001:db8:0:1::1")));
	assert_true(cidr_bucket(STR("x")) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cidr__addresses_and_blocks),
		cmocka_unit_test(test_cidr__the_first_bad_item_is_named),
		cmocka_unit_test(test_cidr__a_bucket_is_an_address_or_a_64)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
