#include "base/arena.h"
#include "base/hex.h"
#include "unit.h"

static void
test_str__compare(void **state)
{
	(void)state;
	assert_true(str_eq(STR("a"), STR("a")));
	assert_false(str_eq(STR("a"), STR("b")));
	assert_false(str_eq(STR("a"), STR("ab")));
	assert_true(str_eq(STR_NONE, STR("")));
	assert_true(str_eq_nocase(STR("Content-Type"), STR("cONTENT-tYPE")));
	assert_false(str_eq_nocase(STR("["), STR("{")));
	assert_true(str_is(STR("x"), "x"));
	assert_false(str_is(STR("x\0y"), "x"));
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
	assert_int_equal(str_cmp(STR_NONE, STR("")), 0);
	assert_null(str_from(NULL).p);
	assert_true(str_empty(STR_NONE));
}

static void
test_str__prefix_and_suffix(void **state)
{
	(void)state;
	assert_true(str_starts(STR("souk_x"), STR("souk_")));
	assert_false(str_starts(STR("sou"), STR("souk_")));
	assert_true(str_starts(STR("x"), STR("")));
	assert_true(str_ends(STR("a.svg"), STR(".svg")));
	assert_false(str_ends(STR("vg"), STR(".svg")));
}

static void
test_str__trim_and_sub(void **state)
{
	(void)state;
	assert_str(str_trim(STR(" \t a b \r\n")), "a b");
	assert_int_equal(str_trim(STR("  ")).n, 0);
	assert_str(str_sub(STR("abcdef"), 2, 3), "cde");
	assert_str(str_sub(STR("abc"), 1, SIZE_MAX), "bc");
	assert_int_equal(str_sub(STR("abc"), 7, 2).n, 0);
	assert_int_equal(str_find(STR("abc"), 'c'), 2);
	assert_int_equal(str_find(STR("abc"), 'x'), 3);
	assert_int_equal(str_find(STR_NONE, 'x'), 0);
}

static void
test_str__cut_yields_every_piece(void **state)
{
	struct str rest = STR("a,,b"), piece;

	(void)state;
	assert_true(str_cut(&rest, ',', &piece));
	assert_str(piece, "a");
	assert_true(str_cut(&rest, ',', &piece));
	assert_int_equal(piece.n, 0);
	assert_true(str_cut(&rest, ',', &piece));
	assert_str(piece, "b");
	assert_false(str_cut(&rest, ',', &piece));
	rest = STR("a,");
	assert_true(str_cut(&rest, ',', &piece));
	assert_true(str_cut(&rest, ',', &piece));
	assert_int_equal(piece.n, 0);
	assert_false(str_cut(&rest, ',', &piece));
}

static void
test_str__copies_are_terminated(void **state)
{
	struct arena *a = arena_open(1000);

	(void)state;
	assert_string_equal(str_copy(a, STR("abc")).p, "abc");
	assert_string_equal(str_copy(a, STR_NONE).p, "");
	assert_string_equal(str_cstr(a, STR("abc")), "abc");
	assert_null(str_cstr(a, STR("a\0c")));
	assert_null(str_copy(a, (struct str){ "x", SIZE_MAX / 2 }).p);
	arena_close(a);
}

static void
test_hex__both_ways_and_strict(void **state)
{
	uint8_t bytes[3] = { 0x00, 0x9f, 0xff }, back[3];
	char text[6];

	(void)state;
	hex_encode(text, bytes, 3);
	assert_memory_equal(text, "009fff", 6);
	assert_ok(hex_decode(back, 3, STR("009fff")));
	assert_memory_equal(back, bytes, 3);
	assert_err(hex_decode(back, 3, STR("009FFF")), ERR_SYNTAX);
	assert_err(hex_decode(back, 3, STR("009ff")), ERR_SYNTAX);
	assert_err(hex_decode(back, 3, STR("009fff00")), ERR_SYNTAX);
	assert_err(hex_decode(back, 3, STR("009f g")), ERR_SYNTAX);
}

static void
test_err__every_member_has_its_name(void **state)
{
	(void)state;
	for (int i = 0; i < ERR__MAX; i++) {
		assert_true(strlen(err_name((enum err)i)) > 1);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(
			    err_name((enum err)i), err_name((enum err)k));
	}
	assert_string_equal(err_name(ERR_QUOTE_EXPIRED), "quote_expired");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str__compare),
		cmocka_unit_test(test_str__prefix_and_suffix),
		cmocka_unit_test(test_str__trim_and_sub),
		cmocka_unit_test(test_str__cut_yields_every_piece),
		cmocka_unit_test(test_str__copies_are_terminated),
		cmocka_unit_test(test_hex__both_ways_and_strict),
		cmocka_unit_test(test_err__every_member_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
