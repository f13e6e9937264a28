#include "unit.h"

#include "notify/template.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(4 * 1024 * 1024);
	return arena ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

#define LAYOUT \
	STR("<html lang=\"{{lang}}\"><title>{{title}}</title>" \
	    "<b>{{brand}}</b>{{body}}<i>{{footer}}</i></html>")

static const struct template_arg values[] = {
	{ "brand", STR("Tom & Co") },
	{ "lang", STR("en") },
	{ "dir", STR("ltr") },
	{ "name", STR("<b>Eve</b> [x](http://evil.example)") },
	{ "link", STR("https://shop.example/verify/#abc") },
	{ "empty", STR("") },
	{ "lines", STR("one\ntwo") },
	{ "script", STR("javascript:alert(1)") },
};

static enum err
render(struct template_text *out, const char *source, struct str *why)
{
	const struct template_source s = { str_from(source), STR("By {brand}"),
		LAYOUT };
	const struct template_args args = { values,
		sizeof(values) / sizeof(*values) };

	*why = STR("");
	return template_render(arena, out, &s, args, why);
}

static void
test_template__text_and_html_say_the_same(void **state)
{
	struct template_text t;
	struct str why;

	(void)state;
	assert_ok(render(&t,
	    "Subject: Mail of {brand}\n"
	    "# Hello\n\n"
	    "First line\nof a paragraph.\n\n"
	    "| Label | {brand} |\n| Second | row |\n\n"
	    "[Press here]({link})\n\n"
	    "-- Small words.\n",
	    &why));
	assert_str(t.subject, "Mail of Tom & Co");
	assert_str(t.text,
	    "Hello\n\nFirst line of a paragraph.\n\n"
	    "Label: Tom & Co\nSecond: row\n\n"
	    "Press here:\nhttps://shop.example/verify/#abc\n\n"
	    "Small words.\n\n-- \nBy Tom & Co\n");
	assert_contains(t.html, "<title>Mail of Tom &amp; Co</title>");
	assert_contains(t.html, "<h1>Hello</h1>");
	assert_contains(t.html, "<p>First line of a paragraph.</p>");
	assert_contains(
	    t.html, "<th scope=\"row\">Label</th><td>Tom &amp; Co</td>");
	assert_contains(
	    t.html, "href=\"https://shop.example/verify/#abc\">Press here</a>");
	assert_contains(t.html, "<p class=\"small\">Small words.</p>");
	assert_contains(t.html, "<i><p>By Tom &amp; Co</p>");
}

static void
test_template__values_never_become_markup(void **state)
{
	struct template_text t;
	struct str why;

	(void)state;
	assert_ok(render(
	    &t, "Subject: x\n{name}\n\n# {name}\n| {name} | {name}\n", &why));
	assert_null(memmem(t.html.p, t.html.n, "<b>Eve", 6));
	assert_null(memmem(t.html.p, t.html.n, "href=\"http://evil", 17));
	assert_contains(t.html, "&lt;b&gt;Eve&lt;/b&gt;");
}

/* Somebody's own words: every line of them marked, none of them markup. */
static void
test_template__quotations_keep_their_lines(void **state)
{
	struct template_text t;
	struct str why;

	(void)state;
	assert_ok(render(&t,
	    "Subject: x\nBefore.\n> {lines}\nAfter.\n\n?empty > {empty}\n"
	    "> {name}\n",
	    &why));
	assert_str(t.text,
	    "Before.\n\n> one\n> two\n\nAfter.\n\n"
	    "> <b>Eve</b> [x](http://evil.example)\n\n-- \nBy Tom & Co\n");
	assert_contains(t.html, "<blockquote>one<br>\ntwo</blockquote>");
	assert_contains(t.html, "<blockquote>&lt;b&gt;Eve&lt;/b&gt;");
}

/* Of the mail itself: nothing is fetched from anywhere. */
static void
test_template__pictures_are_named_by_their_content_id(void **state)
{
	struct template_text t;
	struct str why;

	(void)state;
	assert_ok(render(&t,
	    "Subject: x\nBefore.\n\n![Code of {brand}](qr.{brand})\n", &why));
	assert_str(t.text, "Before.\n\n-- \nBy Tom & Co\n");
	assert_contains(t.html,
	    "<img src=\"cid:qr.Tom &amp; Co\" alt=\"Code of Tom &amp; Co\">");
	assert_err(render(&t, "Subject: x\n! no picture\n", &why), ERR_SYNTAX);
	assert_str(why, "line 2 is not ![words]({picture})");
}

static void
test_template__conditions(void **state)
{
	struct template_text t;
	struct str why;

	(void)state;
	assert_ok(render(&t,
	    "Subject: x\n?empty Not this.\n?brand But this.\n"
	    "?empty | Not | {empty} |\n",
	    &why));
	assert_str(t.text, "But this.\n\n-- \nBy Tom & Co\n");
}

static void
test_template__faults_say_which_line(void **state)
{
	static const struct {
		const char *source, *why;
		enum err err;
	} rows[] = {
		{ "Hello\n", "line 1", ERR_SYNTAX },
		{ "Subject: x\n\n{nobody}\n", "line", ERR_SYNTAX },
		{ "Subject: x\n{name\n", "line", ERR_SYNTAX },
		{ "Subject: x\n?nobody y\n", "line 2", ERR_SYNTAX },
		{ "Subject: x\n[words]\n", "line 2", ERR_SYNTAX },
		{ "Subject: x\n| one\n", "line 2", ERR_SYNTAX },
		{ "Subject: x\n[go]({script})\n", "line 2", ERR_INVALID },
		{ "Subject: {lines}\n", "line 1", ERR_INVALID },
	};
	struct template_text t;
	struct str why;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_err(render(&t, rows[i].source, &why), rows[i].err);
		assert_contains(why, rows[i].why);
	}
}

static void
test_template__long_paragraphs_are_wrapped(void **state)
{
	struct template_text t;
	struct str why, line;

	(void)state;
	assert_ok(render(&t,
	    "Subject: x\nThis is a paragraph that is a good deal longer than "
	    "the seventy-two columns of a line and so is broken at spaces, "
	    "twice or more, depending on its words.\n",
	    &why));
	struct str rest = t.text;
	while (str_cut(&rest, '\n', &line))
		assert_true(line.n <= 72);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_template__text_and_html_say_the_same),
		cmocka_unit_test(test_template__values_never_become_markup),
		cmocka_unit_test(test_template__quotations_keep_their_lines),
		cmocka_unit_test(
		    test_template__pictures_are_named_by_their_content_id),
		cmocka_unit_test(test_template__conditions),
		cmocka_unit_test(test_template__faults_say_which_line),
		cmocka_unit_test(test_template__long_paragraphs_are_wrapped),
	};

	return cmocka_run_group_tests_name(
	    "notify/template", tests, setup, teardown);
}
