#include "unit.h"

#include <stdlib.h>

#include "base/sys.h"
#include "base/text.h"
#include "notify/sms.h"

enum { ARENA_MAX = 4 << 20 };

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(ARENA_MAX);
	return arena && text_open() == OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	text_close();
	arena_close(arena);
	return 0;
}

static void
test_sms__septets_of_the_gsm_alphabet(void **state)
{
	static const struct {
		const char *text;
		size_t septets;
	} in[] = { { "", 0 }, { "abc", 3 }, { "Grüße, Ø Åse", 12 },
		{ "5 €", 4 }, { "[a]{b}", 10 }, { "~\\^|", 8 },
		{ "ΔΦΓΛΩΠΨΣΘΞ", 10 }, { "a\nb\r", 4 } };
	static const char *const out[] = { "中", "a`b", "ç", "Ă", "😀", "\t" };
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(in) / sizeof(*in); i++) {
		assert_true(sms_gsm(str_from(in[i].text), &n));
		assert_int_equal(n, in[i].septets);
	}
	for (size_t i = 0; i < sizeof(out) / sizeof(*out); i++)
		assert_false(sms_gsm(str_from(out[i]), &n));
}

static struct str
url_of(const char *url, const char *to, const char *text)
{
	const struct sms_gateway gateway = { .url = str_from(url),
		.password = STR("p&s s"),
		.report = STR("http://s/r?key=1&status=%d") };
	struct str out;

	assert_ok(sms_url(arena, &out, &gateway, str_from(to), str_from(text)));
	return out;
}

/* R23: Kannel's sendsms works as it is. */
static void
test_sms__values_cannot_leave_their_place_in_the_url(void **state)
{
	static const char kannel[] =
	    "http://127.0.0.1:13013/cgi-bin/sendsms?username=souk"
	    "&password={password}&to={to}&text={text}&coding={coding}";

	(void)state;
	assert_str(url_of(kannel, "+4915123456789", "a&to=+1 #x=50%é"),
	    "http://127.0.0.1:13013/cgi-bin/sendsms?username=souk"
	    "&password=p%26s%20s&to=%2B4915123456789"
	    "&text=a%26to%3D%2B1%20%23x%3D50%25%C3%A9&coding=0");
	assert_contains(url_of(kannel, "+1", "验证码"), "&coding=2");
	assert_contains(url_of(kannel, "+1", "{to}"), "text=%7Bto%7D");
	assert_str(url_of("http://h/?t={text}&u={report}", "+1", "a"),
	    "http://h/?t=a&u=http%3A%2F%2Fs%2Fr%3Fkey%3D1%26status%3D%25d");
}

/* Every text in every language, with the longest values that it may get. */
static void
test_sms__templates_fit_one_message(void **state)
{
	static const struct template_arg args[] = {
		{ "brand", { "A Marketplace of Springfield", 28 } },
		{ "code", { "123456", 6 } }, { "minutes", { "10", 2 } }
	};
	const struct template_args all = { args, 3 };
	struct str text, why = STR("");
	const char *top = getenv("TOP_SRCDIR");
	struct str dir = arena_printf(arena, "%s/share/mail", top ? top : ".");
	size_t n;

	(void)state;
	assert_ok(sms_render(arena, &text, dir.p, STR("en"), STR("en"),
	    "mobile_code", all, &why));
	assert_contains(text, "123456");
	assert_true(sms_gsm(text, &n));
	assert_true(n <= SMS_SEPTETS);
	assert_ok(sms_render(arena, &text, dir.p, STR("zh-CN"), STR("en"),
	    "mobile_code", all, &why));
	assert_false(sms_gsm(text, &n));
	assert_true(text_length(text) <= SMS_UCS2);
	/* A language without texts speaks the site's first one. */
	assert_ok(sms_render(arena, &text, dir.p, STR("fr"), STR("en"),
	    "mobile_code", all, &why));
	assert_contains(text, "is your code");
	assert_err(sms_render(arena, &text, dir.p, STR("en"), STR("en"),
		       "mobile_code", (struct template_args){ args, 1 }, &why),
	    ERR_SYNTAX);
	assert_contains(why, "sms/mobile_code");
}

/* R23: one message, or UCS-2 parts as the gateway will make them. */
static void
test_sms__parts_are_counted(void **state)
{
	char text[400];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(sms_parts((struct str){ text, 160 }), 1);
	assert_int_equal(sms_parts((struct str){ text, 161 }), 2);
	assert_int_equal(sms_parts((struct str){ text, 306 }), 2);
	assert_int_equal(sms_parts((struct str){ text, 307 }), 3);
	memcpy(text, "\u20ac", 3); /* of two septets */
	assert_int_equal(sms_parts((struct str){ text, 161 }), 1);
	assert_int_equal(sms_parts((struct str){ text, 162 }), 2);
	memcpy(text, "\u4e2d", 3); /* no GSM character */
	assert_int_equal(sms_parts((struct str){ text, 72 }), 1);
	assert_int_equal(sms_parts((struct str){ text, 73 }), 2);
	assert_int_equal(sms_parts((struct str){ text, 136 }), 2);
	assert_int_equal(sms_parts((struct str){ text, 137 }), 3);
	memcpy(text, "\U0001f381", 4); /* a pair of surrogates */
	assert_int_equal(sms_parts((struct str){ text, 72 }), 1);
	assert_int_equal(sms_parts((struct str){ text, 73 }), 2);
}

static void
test_sms__names_are_cut_between_characters(void **state)
{
	(void)state;
	assert_str(sms_name(arena, STR(" Lumen "), 8), "Lumen");
	assert_str(sms_name(arena, STR("Lumen Gallery"), 13), "Lumen Gallery");
	assert_str(sms_name(arena, STR("Lumen Gallery"), 12), "Lumen Gall..");
	assert_str(sms_name(arena, STR("Lumen Gallery"), 8), "Lumen..");
	assert_str(
	    sms_name(arena, STR("\u56fe\u50cf\u5904\u7406"), 3), "\u56fe..");
	/* A woman who paints is one sign of three, a bear of two, e' of two. */
	assert_str(
	    sms_name(arena, STR("Ph \U0001f469\u200d\U0001f3a8 Company"), 7),
	    "Ph..");
	assert_str(
	    sms_name(arena, STR("Ph \U0001f469\u200d\U0001f3a8 Company"), 8),
	    "Ph \U0001f469\u200d\U0001f3a8..");
	assert_str(sms_name(arena, STR("abcde\u0301fghi"), 7), "abcd..");
	assert_str(sms_name(arena, STR("a\nb\rc\x7f"), 9), "a b c ");
	assert_str(sms_name(arena, STR(""), 9), "");
}

/* Of any bytes that a name may have: valid UTF-8, in one line, no longer. */
static void
test_sms__any_name_is_cut_well(void **state)
{
	static const char *const pieces[] = { "a", "\u00e9", "\u4e2d",
		"\U0001f381", "\n", "\r", "\t", " ", "." };
	unsigned seed = 20261123;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		size_t max = 3 + (size_t)rand_r(&seed) % 30;
		struct str name = STR(""), cut;

		for (int i = rand_r(&seed) % 40; i > 0; i--)
			name = arena_printf(arena, "%.*s%s", STR_FMT(name),
			    pieces[(size_t)rand_r(&seed) %
				(sizeof(pieces) / sizeof(*pieces))]);
		cut = sms_name(arena, name, max);
		assert_true(text_plain(cut, false));
		assert_true(text_length(cut) <= max);
		arena_reset(arena);
	}
}

/* The link whole, whatever names people choose, and never too many parts. */
static void
test_sms__offers_fit_with_any_names(void **state)
{
	static const char *const names[] = { "offer", "offer_revised",
		"offer_extended", "offer_ending" };
	static const struct str locales[] = { STR("en"), STR("zh-CN") };
	const char *top = getenv("TOP_SRCDIR");
	struct str dir = arena_printf(arena, "%s/share/mail", top ? top : ".");
	struct template_arg args[] = {
		{ "seller", STR("Lumen Ltd") },
		{ "product", STR("Gallery Pro") },
		{ "ends", STR("30 September 2026") },
		{ "link",
		    STR("https://marketplace.example/o/#"
			"mfrggzdfmztwq2lknnwg23tpobyxe43u") },
	};
	struct str text, why = STR("");
	size_t septets;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (size_t l = 0; l < 2; l++) {
			assert_ok(sms_render(arena, &text, dir.p, locales[l],
			    STR("en"), names[i],
			    (struct template_args){ args, 4 }, &why));
			assert_contains(
			    text, "mfrggzdfmztwq2lknnwg23tpobyxe43u");
			assert_int_equal(sms_gsm(text, &septets), l == 0);
			assert_true(l == 1 || septets <= SMS_SEPTETS);
			assert_true(sms_parts(text) <= SMS_PARTS_MAX);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sms__septets_of_the_gsm_alphabet),
		cmocka_unit_test(
		    test_sms__values_cannot_leave_their_place_in_the_url),
		cmocka_unit_test(test_sms__templates_fit_one_message),
		cmocka_unit_test(test_sms__parts_are_counted),
		cmocka_unit_test(test_sms__names_are_cut_between_characters),
		cmocka_unit_test(test_sms__any_name_is_cut_well),
		cmocka_unit_test(test_sms__offers_fit_with_any_names),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
