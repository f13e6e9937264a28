#include <stdio.h>

#include "base/arena.h"
#include "base/conf.h"
#include "unit.h"

enum { FAULTS_MAX = 8 };

static struct conf conf;
static struct conf_fault faults[FAULTS_MAX];
static size_t nfaults;

static int
arena_up(void **state)
{
	*state = arena_open(4 << 20);
	return *state == NULL;
}

static int
arena_down(void **state)
{
	arena_close(*state);
	return 0;
}

static enum err
parse(struct arena *a, const char *text)
{
	nfaults = FAULTS_MAX;
	return conf_parse(
	    a, &conf, "site.conf", str_from(text), faults, &nfaults);
}

static void
assert_value(const char *name, const char *value, int line)
{
	const struct conf_param *p = conf_find(&conf, name);

	assert_non_null(p);
	assert_str(p->value, value);
	assert_int_equal(p->line, line);
}

/* The text has one fault, in this line, and it says this. */
static void
assert_fault(struct arena *a, const char *text, int line, const char *what)
{
	assert_err(parse(a, text), ERR_CONFIG);
	assert_int_equal(nfaults, 1);
	assert_int_equal(faults[0].line, line);
	assert_contains(faults[0].what, what);
}

static void
test_conf__nginx_words(void **state)
{
	assert_ok(parse(*state,
	    "# the demo site\n"
	    "fastcgi_param SOUK_SITE demo;\n"
	    "\n"
	    "  fastcgi_param\tSOUK_NAME \"Demo \\\"Souk\\\" \\\\ 'x'\" ; # c\n"
	    "fastcgi_param SOUK_A 'it\\'s; {here}';fastcgi_param SOUK_B a#b;\n"
	    "fastcgi_param SOUK_C\n"
	    "    # between\n"
	    "    \"\";\n"
	    "fastcgi_param SOUK_D a\\\"b\\.c\"d;\r\n"
	    "fastcgi_param SOUK_E \"caf\xc3\xa9\";"));
	assert_int_equal(conf.count, 7);
	assert_string_equal(conf.path, "site.conf");
	assert_value("SOUK_SITE", "demo", 2);
	assert_value("SOUK_NAME", "Demo \"Souk\" \\ 'x'", 4);
	assert_value("SOUK_A", "it's; {here}", 5);
	assert_value("SOUK_B", "a#b", 5);
	assert_value("SOUK_C", "", 6);
	assert_value("SOUK_D", "a\"b\\.c\"d", 9);
	assert_value("SOUK_E", "caf\xc3\xa9", 10);
	assert_null(conf_find(&conf, "SOUK_Z"));
}

static void
test_conf__apache_words(void **state)
{
	assert_ok(parse(*state,
	    "# the demo site\n"
	    "SetEnv SOUK_SITE demo\n"
	    "# a comment \\\nstill the comment\n"
	    "  setenv SOUK_NAME \"Demo \\\"Souk\\\" \\\\ \\x\"  \r\n"
	    "SetEnv SOUK_A 'it\\'s'\n"
	    "SetEnv SOUK_B \\\n"
	    "  a#b\\\\c\n"
	    "SetEnv SOUK_C\n"
	    "SetEnv SOUK_D \"\"\n"
	    "SetEnv \"SOUK_E\" a;"));
	assert_int_equal(conf.count, 7);
	assert_value("SOUK_SITE", "demo", 2);
	assert_value("SOUK_NAME", "Demo \"Souk\" \\ \\x", 5);
	assert_value("SOUK_A", "it's", 6);
	assert_value("SOUK_B", "a#b\\c", 7);
	assert_value("SOUK_C", "", 9);
	assert_value("SOUK_D", "", 10);
	assert_value("SOUK_E", "a;", 11);
}

static void
test_conf__names_are_sorted(void **state)
{
	assert_ok(parse(*state,
	    "SetEnv SOUK_B 1\nSetEnv SOUK_AB 2\n"
	    "SetEnv SOUK_A 3\n"));
	assert_str(conf.params[0].name, "SOUK_A");
	assert_str(conf.params[1].name, "SOUK_AB");
	assert_str(conf.params[2].name, "SOUK_B");
}

static void
test_conf__nginx_faults(void **state)
{
	struct arena *a = *state;

	assert_fault(a, "fastcgi_param SOUK_A 1\nfastcgi_param SOUK_B 2;\n", 1,
	    "\";\" is missing");
	assert_fault(a, "fastcgi_param SOUK_A 1", 1, "\";\" is missing");
	assert_fault(a, "fastcgi_param SOUK_A;\n", 1, "a name and a value");
	assert_fault(a, "fastcgi_param SOUK_A a b;\n", 1, "quotes");
	assert_fault(
	    a, "\nfastcgi_param SOUK_A a if_not_empty;\n", 2, "only one value");
	assert_fault(a, "fastcgi_param SOUK_A \"a;\n", 1, "not closed");
	assert_fault(
	    a, "fastcgi_param SOUK_A \"a\"b;\n", 1, "must follow the closing");
	assert_fault(a, "fastcgi_param SOUK_A 1;;\n", 1, "stands alone");
	assert_fault(a, "fastcgi_param SOUK_A 1;\ninclude x;\n", 2,
	    "\"include\" does not belong");
	assert_fault(a, "fastcgi_param SOUK_A {a};\n", 1, "braces");
	assert_fault(a, "fastcgi_param SOUK_A \"a\\nb\";\n", 1, "control");
}

static void
test_conf__apache_faults(void **state)
{
	struct arena *a = *state;

	assert_fault(a, "SetEnv SOUK_A \"a\n", 1, "not closed");
	assert_fault(a, "SetEnv SOUK_A a b\n", 1, "only one value");
	assert_fault(a, "SetEnv SOUK_A a # comment\n", 1, "line of its own");
	assert_fault(a, "SetEnv\n", 1, "a name and a value");
	assert_fault(
	    a, "SetEnv SOUK_A 1\n<IfModule x>\n", 2, "does not belong");
}

static void
test_conf__faults_of_both(void **state)
{
	struct arena *a = *state;

	assert_fault(a, "", 0, "sets no parameter");
	assert_fault(a, "# nothing\n\n", 0, "sets no parameter");
	assert_fault(a, "\nserver {\n", 2, "does not belong");
	assert_fault(a, "SetEnv SOUK_A $x\n", 1, "variable");
	assert_fault(a, "fastcgi_param SOUK_A \"${x}\";\n", 1, "variable");
	assert_fault(a, "SetEnv SOUK_A 1\nSetEnv SOUK_A 1\n", 2,
	    "set in line 1 already");
	assert_fault(a, "SetEnv HTTPS on\n", 1, "not the name");
	assert_fault(a, "SetEnv SOUK_ on\n", 1, "not the name");
	assert_fault(a, "fastcgi_param souk_a on;\n", 1, "not the name");
	assert_fault(a, "SetEnv SOUK_A \xff\n", 0, "UTF-8");
}

static void
test_conf__syntaxes_do_not_mix(void **state)
{
	assert_fault(*state, "SetEnv SOUK_A 1\nfastcgi_param SOUK_B 2;\n", 2,
	    "lines like: SetEnv");
	assert_fault(*state,
	    "fastcgi_param SOUK_B 2;\nSetEnv SOUK_A 1\n"
	    "fastcgi_param SOUK_C 2;\n",
	    2, "lines like: fastcgi_param");
}

static void
test_conf__every_fault_is_listed(void **state)
{
	char many[2048] = "";

	assert_err(
	    parse(*state,
		"fastcgi_param SOUK_A $a;\n"
		"fastcgi_param B 1;\nfoo bar;\nfastcgi_param SOUK_C 1 2;\n"),
	    ERR_CONFIG);
	assert_int_equal(nfaults, 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(faults[i].line, i + 1);
	for (int i = 0; i < 20; i++)
		strcat(many, "SetEnv X 1\n");
	assert_err(parse(*state, many), ERR_CONFIG);
	assert_int_equal(nfaults, FAULTS_MAX);
}

static void
test_conf__too_much_is_refused(void **state)
{
	static char text[80 * 1024];
	size_t n = 0;

	for (int i = 0; i < 97; i++)
		n += (size_t)sprintf(text + n, "SetEnv SOUK_P%d 1\n", i);
	assert_fault(*state, text, 97, "more than 96");
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "SetEnv SOUK_A ", 14);
	assert_fault(*state, text, 0, "longer than");
	text[20000] = '\0';
	assert_fault(*state, text, 1, "longer than");
}

static void
test_conf__absent_file(void **state)
{
	nfaults = FAULTS_MAX;
	assert_err(
	    conf_read(*state, &conf, "/nonexistent/site", faults, &nfaults),
	    ERR_CONFIG);
	assert_int_equal(nfaults, 1);
	assert_contains(faults[0].what, "no such file");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_up, arena_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_conf__nginx_words),
		TEST(test_conf__apache_words),
		TEST(test_conf__names_are_sorted),
		TEST(test_conf__nginx_faults),
		TEST(test_conf__apache_faults),
		TEST(test_conf__faults_of_both),
		TEST(test_conf__syntaxes_do_not_mix),
		TEST(test_conf__every_fault_is_listed),
		TEST(test_conf__too_much_is_refused),
		TEST(test_conf__absent_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
