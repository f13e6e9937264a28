/* R2: what sellers write is shown, and cannot do anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/bounds.h"
#include "base/text.h"
#include "html/markdown.h"

static struct buf out;

static int
setup(void **state)
{
	(void)state;
	buf_open(&out, 4 * MARKDOWN_MAX);
	return text_open() == OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	buf_close(&out);
	text_close();
	return 0;
}

static const char *
html(const char *markdown)
{
	buf_clear(&out);
	assert_int_equal(markdown_html(&out, str_from(markdown), 3), OK);
	buf_add_char(&out, '\0');
	return out.p;
}

static void
test_markdown__blocks_and_spans(void **state)
{
	(void)state;
	assert_string_equal(html("A *b* **c** `d`"),
	    "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>\n");
	assert_string_equal(
	    html("- a\n- b\n"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
	assert_string_equal(html("| a | b |\n|--:|---|\n| 1 | 2 |\n"),
	    "<table>\n<thead>\n<tr><th class=\"num\">a</th><th>b</th></tr>\n"
	    "</thead>\n<tbody>\n<tr><td class=\"num\">1</td><td>2</td></tr>\n"
	    "</tbody>\n</table>\n");
}

static void
test_markdown__headings_stand_lower(void **state)
{
	(void)state;
	assert_string_equal(html("# a\n## b"), "<h3>a</h3>\n<h4>b</h4>\n");
	assert_string_equal(html("# a\n###### b"), "<h3>a</h3>\n<h6>b</h6>\n");
	/* Who begins with "##" skips no level either. */
	assert_string_equal(
	    html("## a\n### b\n## c"), "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n");
}

static void
test_markdown__raw_html_is_text(void **state)
{
	(void)state;
	assert_string_equal(html("<script>alert(1)</script>"),
	    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
	assert_null(strstr(html("a <img src=x onerror=y> b"), "<img"));
	assert_null(strstr(html("<div\n onclick=x>\n\n*a*\n\n</div>"), "<div"));
}

static void
test_markdown__links_carry_rel_and_known_schemes(void **state)
{
	(void)state;
	assert_string_equal(html("[a](https://b.example/?c=d&e)"),
	    "<p><a href=\"https://b.example/?c=d&amp;e\" "
	    "rel=\"nofollow ugc noopener noreferrer\">a</a></p>\n");
	assert_string_equal(html("[a](javascript:x)"), "<p>a</p>\n");
	assert_string_equal(html("[a](java&#115;cript:x)"), "<p>a</p>\n");
	assert_string_equal(html("[a](javascript&colon;x)"), "<p>a</p>\n");
	assert_string_equal(html("[a](data:text/html,x)"), "<p>a</p>\n");
	assert_string_equal(html("[a](/local)"), "<p>a</p>\n");
	assert_string_equal(html("<javascript:x>"), "<p>javascript:x</p>\n");
	assert_null(
	    strstr(html("[a](https://b.example/\"onclick=x)"), "\"onclick"));
}

static void
test_markdown__images_become_their_description(void **state)
{
	(void)state;
	assert_string_equal(
	    html("![a *b*](https://c.example/d.png)"), "<p>a b</p>\n");
	assert_null(strstr(html("[![a](x.png)](https://b.example)"), "<img"));
}

static void
test_markdown__refusals(void **state)
{
	static char big[MARKDOWN_MAX + 1];

	(void)state;
	memset(big, 'a', sizeof(big));
	assert_int_equal(
	    markdown_html(&out, (struct str){ big, sizeof(big) }, 3),
	    ERR_LIMIT);
	assert_int_equal(markdown_html(&out,
			     STR("a\xff"
				 "b"),
			     3),
	    ERR_INVALID);
	assert_int_equal(markdown_html(&out, STR("a\0b"), 3), ERR_INVALID);
}

/* Nested as deep as the largest text can: bounded by the buffer alone. */
static void
test_markdown__deep_nesting_ends(void **state)
{
	static char deep[MARKDOWN_MAX];
	static const char *const pieces[] = { ">", "*a ", "[", "- ", "`" };

	(void)state;
	for (size_t k = 0; k < sizeof(pieces) / sizeof(*pieces); k++) {
		size_t n = strlen(pieces[k]);
		enum err e;

		for (size_t i = 0; i + n <= sizeof(deep); i += n)
			memcpy(deep + i, pieces[k], n);
		buf_clear(&out);
		e = markdown_html(
		    &out, (struct str){ deep, sizeof(deep) / n * n }, 3);
		assert_true(e == OK || e == ERR_LIMIT);
		if (e == ERR_LIMIT) {
			buf_close(&out);
			buf_open(&out, 4 * MARKDOWN_MAX);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_markdown__blocks_and_spans),
		cmocka_unit_test(test_markdown__headings_stand_lower),
		cmocka_unit_test(test_markdown__raw_html_is_text),
		cmocka_unit_test(
		    test_markdown__links_carry_rel_and_known_schemes),
		cmocka_unit_test(
		    test_markdown__images_become_their_description),
		cmocka_unit_test(test_markdown__refusals),
		cmocka_unit_test(test_markdown__deep_nesting_ends),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
