/* Where the site's documents lie, and what they are called. */
#include "app/legal.h"
#include "unit.h"

static void
test_legal__a_path_by_locale_and_kind(void **state)
{
	struct arena *a = arena_open(4096);
	struct site_config site = { .legal_dir = STR("/etc/shop") };
	const char *path = NULL;

	(void)state;
	assert_non_null(a);
	assert_ok(
	    legal_path(a, &path, &site, STR("zh-CN"), LEGAL_SELLER_TERMS));
	assert_string_equal(path, "/etc/shop/zh-CN/seller-terms.md");
	site.legal_dir = STR("");
	assert_err(
	    legal_path(a, &path, &site, STR("en"), LEGAL_TERMS), ERR_NOT_FOUND);
	arena_close(a);
}

static void
assert_heading(const char *text, const char *title, const char *left)
{
	struct str rest = str_from(text);

	assert_true(str_is(legal_heading(&rest, LEGAL_TERMS), title));
	assert_true(str_is(rest, left));
}

static void
test_legal__heading_is_the_title(void **state)
{
	char text[LEGAL_TITLE_MAX + 8] = "# ";

	(void)state;
	assert_heading(
	    "# Terms of sale\n\nText.\n", "Terms of sale", "\nText.\n");
	assert_heading("\n\n##  Terms\r\nText.", "Terms", "Text.");
	assert_heading("# Terms", "Terms", "");
	assert_heading("Text.\n# Later", "terms", "Text.\n# Later");
	assert_heading("#\nText.", "terms", "#\nText.");
	assert_heading("", "terms", "");
	memset(text + 2, 'x', LEGAL_TITLE_MAX + 1);
	assert_heading(text, "terms", text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_legal__a_path_by_locale_and_kind),
		cmocka_unit_test(test_legal__heading_is_the_title),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
