#include "base/hex.h"
#include "base/id.h"
#include "base/sys.h"
#include "unit.h"

static struct id
id_from_hex(const char *hex)
{
	struct id id;

	assert_ok(hex_decode(id.b, sizeof(id.b), str_from(hex)));
	return id;
}

/* valid.json of the TypeID specification, those with a prefix like ours. */
static void
test_id__vectors_of_the_specification(void **state)
{
	static const struct {
		const char *text, *hex;
	} vectors[] = {
		{ "prefix_00000000000000000000000000",
		    "00000000000000000000000000000000" },
		{ "prefix_00000000000000000000000001",
		    "00000000000000000000000000000001" },
		{ "prefix_0000000000000000000000000a",
		    "0000000000000000000000000000000a" },
		{ "prefix_0000000000000000000000000g",
		    "00000000000000000000000000000010" },
		{ "prefix_00000000000000000000000010",
		    "00000000000000000000000000000020" },
		{ "prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz",
		    "ffffffffffffffffffffffffffffffff" },
		{ "prefix_0123456789abcdefghjkmnpqrs",
		    "0110c8531d0952d8d73e1194e95b5f19" },
		{ "prefix_01h455vb4pex5vsknk084sn02q",
		    "01890a5dac96774bbcceb302099a8057" },
	};
	char text[ID_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct id want = id_from_hex(vectors[i].hex), got;

		assert_str(id_format(text, "prefix", want), vectors[i].text);
		assert_ok(id_parse(&got, "prefix", str_from(vectors[i].text)));
		assert_true(id_eq(got, want));
	}
}

/* invalid.json of the same, and what else a URL may hold. */
static void
test_id__malformed_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"ord",
		"ord_",
		"_01h455vb4pex5vsknk084sn02q",
		"01h455vb4pex5vsknk084sn02q",
		"pay_01h455vb4pex5vsknk084sn02q",
		"ORD_01h455vb4pex5vsknk084sn02q",
		"ord_01H455VB4PEX5VSKNK084SN02Q",
		"ord-01h455vb4pex5vsknk084sn02q",
		"ord_81h455vb4pex5vsknk084sn02q",
		"ord_zzzzzzzzzzzzzzzzzzzzzzzzzz",
		"ord_01h455vb4pex5vsknk084sn02",
		"ord_01h455vb4pex5vsknk084sn02qq",
		"ord_01h455vb4pex5vsknk084sn02i",
		"ord_01h455vb4pex5vsknk084sn02l",
		"ord_01h455vb4pex5vsknk084sn02o",
		"ord_01h455vb4pex5vsknk084sn02u",
		"ord_01h455vb4pex5vsknk084sn02 ",
		"ord_01h455vb4pex5vsknk084sn0-q",
		"ord__1h455vb4pex5vsknk084sn02q",
	};
	struct id id;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (id_parse(&id, "ord", str_from(bad[i])) != ERR_SYNTAX)
			fail_msg("accepted: %s", bad[i]);
	}
	assert_err(id_parse(&id, "ord", STR("ord_01h455vb4pex5vsknk084sn02\0")),
	    ERR_SYNTAX);
}

static void
test_id__new_ones_rise_and_are_uuid7(void **state)
{
	int64_t before_ms = clock_now_us() / 1000;
	struct id last = id_new();
	int64_t ms = 0;

	(void)state;
	assert_false(id_is_nil(last));
	assert_true(id_is_nil((struct id){ { 0 } }));
	for (int i = 0; i < 20000; i++) {
		struct id id = id_new();

		assert_true(memcmp(id.b, last.b, sizeof(id.b)) > 0);
		assert_int_equal(id.b[6] >> 4, 7);
		assert_int_equal(id.b[8] >> 6, 2);
		last = id;
	}
	for (int i = 0; i < 6; i++)
		ms = ms << 8 | last.b[i];
	assert_in_range(ms, before_ms, clock_now_us() / 1000 + 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_id__vectors_of_the_specification),
		cmocka_unit_test(test_id__malformed_is_refused),
		cmocka_unit_test(test_id__new_ones_rise_and_are_uuid7),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
