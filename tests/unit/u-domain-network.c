#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/network.h"

static struct network
network_of(const char *text)
{
	struct network n;

	assert_int_equal(network_parse(&n, str_from(text)), OK);
	return n;
}

static void
test_network__is_written_as_it_is_read(void **state)
{
	static const char *const texts[] = { "10.0.0.0/8", "10.1.0.0/16",
		"172.16.0.0/12", "192.168.255.240/28", "0.0.0.0/0",
		"255.255.255.254/31" };
	char text[NETWORK_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_true(
		    str_is(network_text(text, network_of(texts[i])), texts[i]));
	assert_int_equal(network_of("10.1.0.0/16").first, 0x0a010000u);
	assert_int_equal(network_of("10.1.0.0/16").last, 0x0a01ffffu);
	assert_int_equal(network_bits(network_of("10.1.0.0/16")), 16);
}

static void
test_network__one_way_to_write_it(void **state)
{
	static const char *const bad[] = { "", "/", "10.0.0.0", "10.0.0.0/",
		"10.0.0/16", "10.0.0.0.0/16", "10.0.0.256/32", "010.0.0.0/8",
		"10.0.0.0/08", "10.0.0.0/32", "10.0.0.0/-1", " 10.0.0.0/8",
		"10.0.0.0/8 ", "10..0.0/8", "0x0a.0.0.0/8", "10.0.0.0/8/8",
		"10.0.0.+1/8", "::1/64" };
	struct network n;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
		    network_parse(&n, str_from(bad[i])), ERR_SYNTAX);
}

static void
test_network__a_block_begins_where_its_size_does(void **state)
{
	char text[NETWORK_TEXT_MAX];
	struct network n;

	(void)state;
	assert_int_equal(network_parse(&n, STR("10.1.2.3/16")), ERR_RANGE);
	assert_true(str_is(network_text(text, n), "10.1.0.0/16"));
}

static void
test_network__private_blocks(void **state)
{
	(void)state;
	assert_true(network_is_private(network_of("10.0.0.0/8")));
	assert_true(network_is_private(network_of("172.31.0.0/16")));
	assert_true(network_is_private(network_of("192.168.0.0/16")));
	assert_false(network_is_private(network_of("172.0.0.0/8")));
	assert_false(network_is_private(network_of("172.32.0.0/16")));
	assert_false(network_is_private(network_of("11.0.0.0/8")));
	assert_false(network_is_private(network_of("0.0.0.0/0")));
}

static void
test_network__overlap_and_part(void **state)
{
	const struct network whole = network_of("10.0.0.0/16");
	const struct network part = network_of("10.0.255.240/28");
	const struct network next = network_of("10.1.0.0/16");

	(void)state;
	assert_true(network_overlaps(whole, part));
	assert_true(network_overlaps(part, whole));
	assert_false(network_overlaps(whole, next));
	assert_false(network_overlaps(next, whole));
	assert_true(network_within(part, whole));
	assert_false(network_within(whole, part));
	assert_true(network_within(whole, whole));
	assert_false(network_within(next, whole));
}

static void
test_network__the_first_free_block(void **state)
{
	const struct network whole = network_of("10.0.0.0/8");
	const struct network taken[] = { network_of("10.1.128.0/20"),
		network_of("10.0.0.0/16"), network_of("10.3.0.0/28") };
	char text[NETWORK_TEXT_MAX];
	struct network n;

	(void)state;
	assert_int_equal(network_free(&n, whole, 16, NULL, 0), OK);
	assert_true(str_is(network_text(text, n), "10.0.0.0/16"));
	assert_int_equal(network_free(&n, whole, 16, taken, 3), OK);
	assert_true(str_is(network_text(text, n), "10.2.0.0/16"));
	assert_int_equal(network_free(&n, whole, 24, taken, 3), OK);
	assert_true(str_is(network_text(text, n), "10.1.0.0/24"));
	assert_int_equal(network_free(&n, whole, 8, taken, 3), ERR_LIMIT);
	assert_int_equal(network_free(&n, whole, 7, NULL, 0), ERR_LIMIT);
	assert_int_equal(
	    network_free(&n, network_of("10.0.0.0/16"), 16, taken, 3),
	    ERR_LIMIT);
}

/* Whatever is free meets nothing, and nothing free comes before it. */
static void
test_network__all_are_given_before_none_is(void **state)
{
	const struct network whole = network_of("192.168.0.0/16");
	struct network taken[256];

	(void)state;
	for (size_t i = 0; i < 256; i++) {
		assert_int_equal(
		    network_free(&taken[i], whole, 24, taken, i), OK);
		assert_int_equal(taken[i].first, whole.first + (i << 8));
	}
	assert_int_equal(
	    network_free(&taken[0], whole, 24, taken, 256), ERR_LIMIT);
}

#define TEST(name) cmocka_unit_test(test_network__##name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_written_as_it_is_read),
		TEST(one_way_to_write_it),
		TEST(a_block_begins_where_its_size_does),
		TEST(private_blocks),
		TEST(overlap_and_part),
		TEST(the_first_free_block),
		TEST(all_are_given_before_none_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
