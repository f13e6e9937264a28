#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sys.h"
#include "locale/locale.h"

static struct arena *arena;
static char dir[] = "/tmp/u-locale-XXXXXX";

static void
catalogue(const char *name, const char *json)
{
	struct str path = arena_printf(arena, "%s/%s.json", dir, name);

	assert_ok(file_write(path.p, str_from(json), 0644));
}

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(8 * 1024 * 1024);
	if (!arena || !mkdtemp(dir))
		return -1;
	catalogue("en",
	    "{\"plain\":\"Hello\",\"deep\":{\"er\":{\"text\":\"Inside\"}},"
	    "\"only_en\":\"English\","
	    "\"count\":{\"one\":\"{n} application\","
	    "\"other\":\"{n} applications\"}}");
	catalogue("zh-CN",
	    "{\"plain\":\"您好\",\"count\":{\"other\":\"{n} 个应用\"}}");
	catalogue("bad", "{\"a\": \"b\",}");
	catalogue("wrong", "{\"a\": {\"b\": 7}}");
	return 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "en", "zh-CN", "bad", "wrong" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(arena_printf(arena, "%s/%s.json", dir, names[i]).p);
	rmdir(dir);
	arena_close(arena);
	return 0;
}

static struct locales *
open_both(void)
{
	const struct str names[] = { STR("en"), STR("zh-CN") };
	struct locales *all;
	struct str why;

	assert_ok(locales_open(&all, dir, names, 2, arena, &why));
	return all;
}

static void
test_locale__texts_by_key_and_fallback(void **state)
{
	struct locales *all = open_both();
	const struct locale *en = locale_find(all, STR("en"));
	const struct locale *zh = locale_find(all, STR("zh-CN"));

	(void)state;
	assert_str(locale_text(en, "plain"), "Hello");
	assert_str(locale_text(en, "deep.er.text"), "Inside");
	assert_str(locale_text(zh, "plain"), "您好");
	assert_str(locale_text(zh, "only_en"), "English");
	assert_str(locale_text(zh, "nowhere"), "nowhere");
	assert_true(locale_has(zh, "only_en"));
	assert_false(locale_has(zh, "nowhere"));
	locales_close(all);
}

static void
test_locale__found_by_name_language_or_first(void **state)
{
	struct locales *all = open_both();

	(void)state;
	assert_str(locale_name(locale_find(all, STR("zh-cn"))), "zh-CN");
	assert_str(locale_name(locale_find(all, STR("zh-TW"))), "zh-CN");
	assert_str(locale_name(locale_find(all, STR("en-GB"))), "en");
	assert_str(locale_name(locale_find(all, STR("fr"))), "en");
	assert_string_equal(
	    locale_direction(locale_find(all, STR("en"))), "ltr");
	locales_close(all);
}

static void
test_locale__plural_forms(void **state)
{
	struct locales *all = open_both();
	const struct locale *en = locale_find(all, STR("en"));
	const struct locale *zh = locale_find(all, STR("zh-CN"));

	(void)state;
	assert_str(locale_plural(en, "count", 1), "{n} application");
	assert_str(locale_plural(en, "count", 0), "{n} applications");
	assert_str(locale_plural(en, "count", 2), "{n} applications");
	assert_str(locale_plural(zh, "count", 1), "{n} 个应用");
	locales_close(all);
}

static void
test_locale__names_are_replaced_once(void **state)
{
	const struct locale_arg args[] = {
		{ "a", STR("{b}") },
		{ "b", STR("two") },
	};
	struct buf b;

	(void)state;
	buf_open(&b, 256);
	locale_fill(&b, STR("{a} and {b}, {c} {"), args, 2);
	assert_str(buf_str(&b), "{b} and two, {c} {");
	buf_close(&b);
}

static void
test_locale__faults_name_the_file(void **state)
{
	static const char *const names[] = { "bad", "wrong", "absent" };
	static const enum err errors[] = { ERR_SYNTAX, ERR_INVALID,
		ERR_NOT_FOUND };
	struct locales *all;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct str name = str_from(names[i]);
		struct str why;

		assert_err(
		    locales_open(&all, dir, &name, 1, arena, &why), errors[i]);
		assert_contains(why, names[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_locale__texts_by_key_and_fallback),
		cmocka_unit_test(test_locale__found_by_name_language_or_first),
		cmocka_unit_test(test_locale__plural_forms),
		cmocka_unit_test(test_locale__names_are_replaced_once),
		cmocka_unit_test(test_locale__faults_name_the_file),
	};

	return cmocka_run_group_tests_name(
	    "locale/locale", tests, setup, teardown);
}
