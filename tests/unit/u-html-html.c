/* A value is written for the place in which it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html/html.h"

static struct buf out;

static int
each(void **state)
{
	(void)state;
	buf_open(&out, 4096);
	return 0;
}

static int
after(void **state)
{
	(void)state;
	buf_close(&out);
	return 0;
}

static void
is(const char *expected)
{
	assert_int_equal(buf_err(&out), OK);
	buf_add_char(&out, '\0');
	assert_string_equal(out.p, expected);
}

static void
test_html__text_and_attributes_are_escaped(void **state)
{
	(void)state;
	HTML(&out, "<a title=\"{a}\">{t}</a>", STR("a\"b'c&<d>"),
	    STR("<script>\"&'"));
	is("<a title=\"a&quot;b&#39;c&amp;&lt;d&gt;\">"
	   "&lt;script&gt;\"&amp;'</a>");
}

static void
test_html__a_url_component_is_percent_encoded(void **state)
{
	(void)state;
	HTML(&out, "/search?q={u}", STR("a b&c=d/\xe7\x94\xb5~-._"));
	is("/search?q=a%20b%26c%3Dd%2F%E7%94%B5~-._");
}

static void
test_html__a_hole_is_not_searched_again(void **state)
{
	(void)state;
	HTML(&out, "{t}{t}", STR("{t}"), STR("x"));
	is("{t}x");
}

static void
test_html__hrefs_of_other_schemes_lead_nowhere(void **state)
{
	static const char *const bad[] = {
		"javascript:alert(1)",
		"JaVaScRiPt:alert(1)",
		"java\tscript:alert(1)",
		" javascript:alert(1)",
		"\njavascript:alert(1)",
		"data:text/html,x",
		"vbscript:x",
		"//evil.example/",
		"x:y",
		"http://a b",
		"/\\evil.example",
	};
	static const char *const good[] = {
		"https://a.example/b?c=d#e",
		"HTTP://a.example",
		"mailto:a@b.example",
		"/p/x",
		"p/x",
		"#top",
		"?q=a:b",
		"/search?q=a:b",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(html_href_ok(str_from(bad[i])));
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(html_href_ok(str_from(good[i])));
	HTML(&out, "<a href=\"{h}\">", STR("javascript:1"));
	is("<a href=\"#\">");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_html__text_and_attributes_are_escaped, each, after),
		cmocka_unit_test_setup_teardown(
		    test_html__a_url_component_is_percent_encoded, each, after),
		cmocka_unit_test_setup_teardown(
		    test_html__a_hole_is_not_searched_again, each, after),
		cmocka_unit_test_setup_teardown(
		    test_html__hrefs_of_other_schemes_lead_nowhere, each,
		    after),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
