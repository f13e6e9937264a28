#include "base/arena.h"
#include "base/text.h"
#include "unit.h"

struct example {
	enum text_kind kind;
	const char *text;
};

static int
text_up(void **state)
{
	(void)state;
	return text_open() != OK;
}

static int
text_down(void **state)
{
	(void)state;
	text_close();
	return 0;
}

static void
test_text__what_is_accepted(void **state)
{
	static const struct example good[] = {
		{ TEXT_EMAIL, "maria@example.org" },
		{ TEXT_EMAIL, "a.b+c_d-e@mail.example.co.uk" },
		{ TEXT_EMAIL, "o'neil@xn--bcher-kva.example" },
		{ TEXT_MOBILE, "+4915112345678" },
		{ TEXT_MOBILE, "+1234567" },
		{ TEXT_SLUG, "lumen-gallery2" },
		{ TEXT_SLUG, "a" },
		{ TEXT_SITE, "demo" },
		{ TEXT_SITE, "-a-" },
		{ TEXT_LOCALE, "en" },
		{ TEXT_LOCALE, "zh-CN" },
		{ TEXT_LOCALE, "zh-Hant-TW" },
		{ TEXT_CURRENCY, "EUR" },
		{ TEXT_COUNTRY, "DE" },
		{ TEXT_CODE, "users_2" },
		{ TEXT_URL, "https://example.org" },
		{ TEXT_URL, "http://127.0.0.1:8080/a/b%20c?x=1&y=?#z" },
		{ TEXT_URL, "http://localhost:9090" },
		{ TEXT_URL, "https://[2001:db8::1]/" },
		{ TEXT_KEY, "01890a5d-ac96-774b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!text_is(good[i].kind, str_from(good[i].text)))
			fail_msg("refused: %s", good[i].text);
	}
}

static void
test_text__what_is_refused(void **state)
{
	static const struct example bad[] = {
		{ TEXT_EMAIL, "" },
		{ TEXT_EMAIL, "maria" },
		{ TEXT_EMAIL, "maria@" },
		{ TEXT_EMAIL, "@example.org" },
		{ TEXT_EMAIL, "maria@localhost" },
		{ TEXT_EMAIL, "maria@@example.org" },
		{ TEXT_EMAIL, "maria@example..org" },
		{ TEXT_EMAIL, "maria@-example.org" },
		{ TEXT_EMAIL, ".maria@example.org" },
		{ TEXT_EMAIL, "maria.@example.org" },
		{ TEXT_EMAIL, "maria@example.org\n" },
		{ TEXT_EMAIL, "maria@example.org\r\nBcc: x@example.org" },
		{ TEXT_EMAIL, "Maria <maria@example.org>" },
		{ TEXT_EMAIL, "maria@10.0.0.1" },
		{ TEXT_MOBILE, "4915112345678" },
		{ TEXT_MOBILE, "+0151123456" },
		{ TEXT_MOBILE, "+123456" },
		{ TEXT_MOBILE, "+1234567890123456" },
		{ TEXT_SLUG, "-a" },
		{ TEXT_SLUG, "a-" },
		{ TEXT_SLUG, "A" },
		{ TEXT_SLUG, "a/b" },
		{ TEXT_SLUG, "../etc" },
		{ TEXT_SITE, "demo.site" },
		{ TEXT_SITE, "123456789012345678901234567890123" },
		{ TEXT_LOCALE, "EN" },
		{ TEXT_LOCALE, "en_US" },
		{ TEXT_LOCALE, "../en" },
		{ TEXT_CURRENCY, "eur" },
		{ TEXT_CURRENCY, "EURO" },
		{ TEXT_COUNTRY, "de" },
		{ TEXT_CODE, "2users" },
		{ TEXT_CODE, "users-2" },
		{ TEXT_URL, "javascript:alert(1)" },
		{ TEXT_URL, "ftp://example.org" },
		{ TEXT_URL, "//example.org" },
		{ TEXT_URL, "https://user:pass@example.org/" },
		{ TEXT_URL, "https://example.org/ x" },
		{ TEXT_URL, "https://example.org/\"><script>" },
		{ TEXT_URL, "https://" },
		{ TEXT_URL, "http://2130706433/" },
		{ TEXT_URL, "https://exa\\mple.org" },
		{ TEXT_KEY, "short" },
		{ TEXT_KEY, "with a space" },
		{ TEXT_KEY, "caf\xc3\xa9-12345678" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (text_is(bad[i].kind, str_from(bad[i].text)))
			fail_msg("accepted: %s", bad[i].text);
	}
	assert_false(text_is(TEXT_SITE, STR("demo\0")));
	assert_false(text_is(TEXT_URL, STR("http://a\xc3")));
}

static void
test_text__long_hostile_input_ends_soon(void **state)
{
	static char input[4096];

	(void)state;
	for (int kind = 0; kind < TEXT__MAX; kind++) {
		static const char fills[] = "a.-@1%/:";

		for (size_t f = 0; f < sizeof(fills) - 1; f++) {
			memset(input, fills[f], sizeof(input));
			(void)text_is((enum text_kind)kind,
			    (struct str){ input, sizeof(input) });
		}
	}
	for (size_t i = 0; i < sizeof(input); i += 2)
		memcpy(input + i, "a-", 2);
	assert_false(
	    text_is(TEXT_SLUG, (struct str){ input, sizeof(input) - 1 }));
	memcpy(input, "a@", 2);
	assert_false(
	    text_is(TEXT_EMAIL, (struct str){ input, sizeof(input) - 1 }));
}

static void
test_text__utf8_is_valid(void **state)
{
	static const char *const good[] = { "",
		"plain ascii text of some length", "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x8e\x89", "12345678\xe4\xb8\xad", "\xed\x9f\xbf",
		"\xee\x80\x80", "\xf4\x8f\xbf\xbf" };
	static const char *const bad[] = { "\x80", "\xc3", "\xc3(", "\xc0\xaf",
		"\xc1\xbf", "\xe0\x80\xaf", "\xe2\x82", "\xed\xa0\x80",
		"\xed\xbf\xbf", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80\x80", "\xff", "1234567\x80",
		"12345678\xe4\xb8" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_utf8(str_from(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_utf8(str_from(bad[i])));
	for (size_t at = 0; at < 20; at++) {
		char text[20];

		memset(text, 'a', sizeof(text));
		text[at] = '\0';
		assert_int_equal(
		    text_utf8_prefix((struct str){ text, sizeof(text) }), at);
	}
}

static void
test_text__is_cut_where_a_character_ends(void **state)
{
	(void)state;
	assert_int_equal(text_cut(STR("ab\u4e2dd"), 6).n, 6);
	assert_int_equal(text_cut(STR("ab\u4e2dd"), 5).n, 5);
	assert_int_equal(text_cut(STR("ab\u4e2dd"), 4).n, 2);
	assert_int_equal(text_cut(STR("ab"), 0).n, 0);
	assert_int_equal(text_cut(STR_NONE, 4).n, 0);
}

static void
test_text__plain_has_no_control_characters(void **state)
{
	(void)state;
	assert_true(text_plain(STR("Caf\xc3\xa9 \xc2\xa0"), false));
	assert_false(text_plain(STR("a\nb"), false));
	assert_true(text_plain(STR("a\n\tb"), true));
	assert_false(text_plain(STR("a\rb"), true));
	assert_false(text_plain(STR("a\x1b[31m"), true));
	assert_false(text_plain(STR("a\x7f"), false));
	assert_false(text_plain(STR("a\xc2\x85"), false));
	assert_false(text_plain(STR("a\0"), false));
}

static void
test_text__a_name_is_seen_and_steers_nothing(void **state)
{
	static const char *const good[] = { "Maria Keller", "O'Neill & Co. <3",
		"\xe7\x8e\x8b\xe4\xbc\x9f", " Ana ",
		/* Persian with ZWNJ, Sinhala with ZWJ, an Arabic number sign */
		"\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae",
		"\xe0\xb7\x81\xe0\xb7\x8a\xe2\x80\x8d\xe0\xb6\xbb",
		"\xd8\x80\xd9\xa1",
		/* a family and a heart: joined, and a variation selector */
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
		"\xe2\x9d\xa4\xef\xb8\x8f" };
	static const char *const bad[] = { "", "  ", "a\nb", "a\x1b[31m",
		"a\xc3", "\xe2\x80\x8d\xe2\x80\x8c", "\xe3\x85\xa4",
		"a\xe2\x80\xaa", "a\xe2\x80\xae gnp.exe", "a\xe2\x80\xac",
		"a\xe2\x81\xa6", "a\xe2\x81\xa9", "a\xe2\x80\x8b",
		"a\xe2\x80\x8f", "a\xef\xbb\xbf", "a\xc2\xad", "a\xe2\x80\xa8",
		"a\xf3\xa0\x81\xa7", "a\xd8\x9c" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!text_name(str_from(good[i]), 64))
			fail_msg("refused: %zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (text_name(str_from(bad[i]), 64))
			fail_msg("accepted: %zu", i);
	assert_false(text_name(STR("a\0b"), 64));
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_visible(str_from(good[i])));
	assert_true(text_visible(STR("\n\tx")));
	assert_false(text_visible(STR("")));
	assert_false(text_visible(STR(" \n\t\xc2\xa0\xe2\x80\x8b")));
	assert_true(text_name(STR("\xe7\x8e\x8b\xe4\xbc\x9f"), 2));
	assert_false(text_name(STR("\xe7\x8e\x8b\xe4\xbc\x9f"), 1));
}

static void
test_text__shown_steers_no_terminal(void **state)
{
	struct arena *a = arena_open(100000);

	(void)state;
	assert_str(text_shown(a, STR("Caf\xc3\xa9"), 99), "Caf\xc3\xa9");
	assert_str(text_shown(a, STR("\x1b[2J\n\xc2\x9b"), 99),
	    "\\u001b[2J\\u000a\\u009b");
	assert_str(text_shown(a, STR("\0\xff\xe2\x80\xae\xf3\xa0\x80\x81"), 99),
	    "\\x00\\xff\\u202e\\U000e0001");
	assert_str(text_shown(a, STR("abcdef"), 3), "abc...");
	assert_str(text_shown(a, STR("\xff\xff"), 1), "\\xff...");
	assert_str(text_shown(a, STR(""), 1), "");
	assert_str(text_shown(a, STR("abcdef"), 0), "...");
	arena_close(a);
}

static void
test_text__length_lower_mask(void **state)
{
	struct arena *a = arena_open(1000);

	(void)state;
	assert_int_equal(text_length(STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e"
					 "\x89")),
	    4);
	assert_str(
	    text_lower(a, STR("MARIA@Ex.ORG\xc3\x89")), "maria@ex.org\xc3\x89");
	assert_str(
	    text_mask_email(a, STR("maria@example.org")), "ma***@example.org");
	assert_str(
	    text_mask_email(a, STR("ab@example.org")), "a***@example.org");
	assert_str(text_mask_email(a, STR("a@example.org")), "***@example.org");
	arena_close(a);
}

static void
test_text__untitled_cuts_that_title_alone(void **state)
{
	(void)state;
	assert_str(
	    text_untitled(STR("# Terms \n\nOne."), STR("Terms")), "\nOne.");
	assert_str(
	    text_untitled(STR("# Other\nOne."), STR("Terms")), "# Other\nOne.");
	assert_str(text_untitled(STR("One."), STR("Terms")), "One.");
	assert_str(text_untitled(STR(""), STR("")), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text__what_is_accepted),
		cmocka_unit_test(test_text__what_is_refused),
		cmocka_unit_test(test_text__long_hostile_input_ends_soon),
		cmocka_unit_test(test_text__utf8_is_valid),
		cmocka_unit_test(test_text__is_cut_where_a_character_ends),
		cmocka_unit_test(test_text__plain_has_no_control_characters),
		cmocka_unit_test(test_text__a_name_is_seen_and_steers_nothing),
		cmocka_unit_test(test_text__shown_steers_no_terminal),
		cmocka_unit_test(test_text__untitled_cuts_that_title_alone),
		cmocka_unit_test(test_text__length_lower_mask),
	};

	return cmocka_run_group_tests(tests, text_up, text_down);
}
