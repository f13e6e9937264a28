#include <netinet/in.h>
#include <stdio.h>

#include "app/site.h"
#include "base/buf.h"
#include "base/text.h"
#include "unit.h"

/* What every site must say, and nothing more. */
static const char least[] =
    "fastcgi_param SOUK_SITE demo;\n"
    "fastcgi_param SOUK_PUBLIC_URL http://127.0.0.1:8080;\n"
    "fastcgi_param SOUK_DB_SOCKET /run/db.sock;\n"
    "fastcgi_param SOUK_SECRET_FILE /etc/souk/key;\n"
    "fastcgi_param SOUK_PAYMENT none;\n";

static struct arena *arena;
static struct site_config config;
static struct site_fault faults[SITE_FAULTS_MAX];
static size_t nfaults;

/* Reads the least lines but those that drop names, and more. */
static enum err
reads(const char *drop, const char *more)
{
	struct conf_fault syntax[4];
	size_t nsyntax = 4;
	struct str rest = str_from(least), line;
	struct conf conf;
	struct buf text;
	enum err e;

	arena_reset(arena);
	buf_open(&text, 1 << 16);
	while (str_cut(&rest, '\n', &line))
		if (line.n > 0 &&
		    !(drop && memmem(line.p, line.n, drop, strlen(drop))))
			buf_addf(&text, "%.*s\n", STR_FMT(line));
	buf_add_cstr(&text, more ? more : "");
	e = conf_parse(arena, &conf, "test.conf",
	    str_copy(arena, buf_str(&text)), syntax, &nsyntax);
	assert_ok(e);
	e = site_config_read(arena, &config, &conf, faults, &nfaults);
	buf_close(&text);
	return e;
}

/* Exactly one fault, at that parameter, in that line. */
static void
assert_fault(
    const char *drop, const char *more, const char *param, const char *mend)
{
	if (reads(drop, more) != ERR_CONFIG)
		fail_msg("\"%s\" was accepted", more ? more : drop);
	if (nfaults != 1)
		fail_msg("%zu faults for \"%s\"", nfaults, more ? more : drop);
	assert_str(faults[0].param, param);
	assert_contains(faults[0].what, mend);
}

static void
test_config__defaults(void **state)
{
	(void)state;
	assert_ok(reads(NULL, NULL));
	assert_str(config.site, "demo");
	assert_str(config.name, "Souk");
	assert_str(config.origin, "http://127.0.0.1:8080");
	assert_str(config.base_path, "");
	assert_str(config.data_dir, "/var/lib/souk/demo");
	assert_str(config.cookie_name, "souk-demo");
	assert_false(config.secure_cookie);
	assert_int_equal(config.nlocales, 1);
	assert_str(config.locales[0], "en");
	assert_string_equal(config.currency.code, "USD");
	assert_int_equal(config.ncurrencies, 1);
	assert_int_equal(config.commission_bp, 1000);
	assert_int_equal(config.order_expiry_days, 7);
	assert_int_equal(config.session_idle_min, 30);
	assert_int_equal(config.session_max_h, 12);
	assert_str(config.metrics_allow, "127.0.0.1");
	assert_str(config.provision, "record");
	assert_int_equal(config.payment, PAY_NONE);
}

static void
test_config__public_url_is_split(void **state)
{
	(void)state;
	assert_ok(reads("PUBLIC_URL",
	    "fastcgi_param SOUK_PUBLIC_URL "
	    "https://example.org:8443/shop;\n"));
	assert_str(config.origin, "https://example.org:8443");
	assert_str(config.base_path, "/shop");
	assert_str(config.cookie_name, "__Host-souk-demo");
	assert_true(config.secure_cookie);
}

static void
test_config__lists(void **state)
{
	(void)state;
	assert_ok(reads(NULL,
	    "fastcgi_param SOUK_LOCALES \"en, zh-CN\";\n"
	    "fastcgi_param SOUK_CURRENCIES \"EUR, USD\";\n"));
	assert_int_equal(config.nlocales, 2);
	assert_str(config.locales[1], "zh-CN");
	assert_int_equal(config.ncurrencies, 2);
	assert_string_equal(config.currencies[0].code, "USD");
	assert_string_equal(config.currencies[1].code, "EUR");
}

static void
test_config__each_wrong_value_is_named(void **state)
{
	static const struct {
		const char *drop, *name, *value, *mend;
	} wrong[] = { { "SOUK_SITE", "SOUK_SITE", "Demo", "a-z" },
		{ NULL, "SOUK_CURRENCY", "EURO", "ISO 4217" },
		{ NULL, "SOUK_CURRENCIES", "EUR;USD", "with commas" },
		{ NULL, "SOUK_COUNTRY", "Germany", "two capitals" },
		{ NULL, "SOUK_LOCALES", "en,,de", "with commas" },
		{ NULL, "SOUK_BILL_TERM_DAYS", "soon", "from 1 to 365" },
		{ NULL, "SOUK_BILL_TERM_DAYS", "0", "from 1 to 365" },
		{ NULL, "SOUK_COMMISSION_BP", "10001", "from 0 to 10000" },
		{ NULL, "SOUK_LEGAL_DIR", "legal", "from / on" },
		{ NULL, "SOUK_SUPPORT_EMAIL", "help", "e-mail" },
		{ NULL, "SOUK_SANDBOX", "true", "yes or no" },
		{ NULL, "SOUK_PROVISION", "robot", "one of its values" },
		{ NULL, "SOUK_METRICS_ALLOW", "10.0.0.0/99", "blocks" },
		{ NULL, "SOUK_OUTBOUND_PORTS", "https", "port numbers" },
		{ NULL, "SOUK_TIME_ZONE", "../etc/passwd", "time zone" },
		{ NULL, "SOUK_MAIL_URL", "http://x", "smtp://" },
		{ NULL, "SOUK_COLOUR", "red", "no such parameter" },
		{ NULL, "SOUK_DB_HOST", "db.example", "remove one" },
		{ "PUBLIC_URL", "SOUK_PUBLIC_URL", "http://shop.example",
		    "https" },
		{ "PUBLIC_URL", "SOUK_PUBLIC_URL", "https://h.example/",
		    "slash" },
		{ "PUBLIC_URL", "SOUK_PUBLIC_URL", "https://h.example:443",
		    "default port" },
		{ "PUBLIC_URL", "SOUK_PUBLIC_URL", "https://Shop.example",
		    "small letters" },
		{ "PAYMENT", "SOUK_PAYMENT", "cash", "one of its values" } };
	char more[128];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(more, sizeof(more), "fastcgi_param %s \"%s\";\n",
		    wrong[i].name, wrong[i].value);
		assert_fault(wrong[i].drop, more, wrong[i].name, wrong[i].mend);
		assert_true(faults[0].line >= 5);
	}
}

static void
test_config__required_ones(void **state)
{
	(void)state;
	assert_fault("SOUK_SITE", NULL, "SOUK_SITE", "required");
	assert_fault("PUBLIC_URL", NULL, "SOUK_PUBLIC_URL", "required");
	assert_fault("SECRET_FILE", NULL, "SOUK_SECRET_FILE", "required");
	assert_fault("PAYMENT", NULL, "SOUK_PAYMENT", "required");
	assert_fault("DB_SOCKET", NULL, "SOUK_DB_SOCKET", "SOUK_DB_HOST");
}

#define SANDBOX \
	"fastcgi_param SOUK_PAYMENT sandbox;\n" \
	"fastcgi_param SOUK_SANDBOX_URL http://127.0.0.1:9090;\n" \
	"fastcgi_param SOUK_SANDBOX_SECRET_FILE /etc/souk/sandbox;\n"

static void
test_config__the_sandbox_is_for_loopback_or_said_so(void **state)
{
	static const char public[] =
	    "fastcgi_param SOUK_PAYMENT sandbox;\n"
	    "fastcgi_param SOUK_SANDBOX_URL https://pay.example;\n"
	    "fastcgi_param SOUK_SANDBOX_SECRET_FILE /k;\n"
	    "fastcgi_param SOUK_SITE demo;\n"
	    "fastcgi_param SOUK_DB_SOCKET /s;\n"
	    "fastcgi_param SOUK_SECRET_FILE /k;\n"
	    "fastcgi_param SOUK_PUBLIC_URL https://shop.example;\n";
	char text[1024];

	(void)state;
	assert_ok(reads("PAYMENT", SANDBOX));
	assert_int_equal(config.payment, PAY_SANDBOX);
	assert_str(config.sandbox_secret_file, "/etc/souk/sandbox");
	assert_fault("SOUK_", public, "SOUK_PAYMENT", "SOUK_SANDBOX yes");
	snprintf(
	    text, sizeof(text), "%sfastcgi_param SOUK_SANDBOX yes;\n", public);
	assert_ok(reads("SOUK_", text));
	assert_true(config.sandbox);
}

#define STRIPE \
	"fastcgi_param SOUK_PAYMENT stripe;\n" \
	"fastcgi_param SOUK_STRIPE_KEY_FILE /etc/souk/stripe;\n" \
	"fastcgi_param SOUK_STRIPE_WEBHOOK_SECRET_FILE /etc/souk/events;\n"

static void
test_config__stripe_needs_its_secrets_and_https(void **state)
{
	(void)state;
	assert_ok(reads("SOUK_PAYMENT", STRIPE));
	assert_int_equal(config.payment, PAY_STRIPE);
	assert_str(config.stripe_key_file, "/etc/souk/stripe");
	assert_str(config.stripe_event_secret_file, "/etc/souk/events");
	assert_str(config.stripe_url, "https://api.stripe.com");
	assert_fault("SOUK_PAYMENT",
	    "fastcgi_param SOUK_PAYMENT stripe;\n"
	    "fastcgi_param SOUK_STRIPE_WEBHOOK_SECRET_FILE /etc/s;\n",
	    "SOUK_STRIPE_KEY_FILE", "its key");
	assert_fault("SOUK_PAYMENT",
	    "fastcgi_param SOUK_PAYMENT stripe;\n"
	    "fastcgi_param SOUK_STRIPE_KEY_FILE /etc/souk/stripe;\n",
	    "SOUK_STRIPE_WEBHOOK_SECRET_FILE", "believed");
	assert_fault("SOUK_PAYMENT",
	    STRIPE "fastcgi_param SOUK_STRIPE_API_URL http://h.example;\n",
	    "SOUK_STRIPE_API_URL", "must be https");
	assert_ok(reads("SOUK_PAYMENT",
	    STRIPE "fastcgi_param SOUK_STRIPE_API_URL http://127.0.0.1:9;\n"));
}

#define WEBHOOK "fastcgi_param SOUK_PROVISION webhook;\n"

static void
test_config__a_provisioner_needs_address_and_key(void **state)
{
	(void)state;
	assert_fault(NULL,
	    WEBHOOK "fastcgi_param SOUK_PROVISION_URL https://h.example/;\n",
	    "SOUK_PROVISION_KEY_FILE", "signed");
	assert_fault(NULL,
	    WEBHOOK "fastcgi_param SOUK_PROVISION_KEY_FILE /etc/souk/key;\n",
	    "SOUK_PROVISION_URL", "answers");
}

static void
test_config__exceptions_of_outgoing_calls_are_read(void **state)
{
	struct sockaddr_in inside = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0x0a000001) };

	(void)state;
	assert_ok(reads(NULL,
	    "fastcgi_param SOUK_OUTBOUND_PORTS \"443, 8443\";\n"
	    "fastcgi_param SOUK_OUTBOUND_ALLOW 10.0.0.0/8;\n"));
	assert_true(outbound_port(&config.outbound, 8443));
	assert_false(outbound_port(&config.outbound, 80));
	assert_true(outbound_excepted(
	    &config.outbound, (const struct sockaddr *)&inside));
	assert_ok(reads(NULL, ""));
	assert_true(outbound_port(&config.outbound, 443));
	assert_false(outbound_excepted(
	    &config.outbound, (const struct sockaddr *)&inside));
}

static void
test_config__all_faults_at_once(void **state)
{
	(void)state;
	assert_err(reads("PAYMENT",
		       "fastcgi_param SOUK_CURRENCY X;\n"
		       "fastcgi_param SOUK_LEGAL_DIR x;\n"),
	    ERR_CONFIG);
	assert_int_equal(nfaults, 3);
}

static void
test_config__every_default_is_right_by_its_own_rule(void **state)
{
	size_t n;
	const struct site_param *p = site_params(&n);
	char more[160];

	(void)state;
	assert_true(n > 50);
	for (size_t i = 0; i < n; i++) {
		assert_non_null(p[i].about);
		if (!p[i].initial || strstr(p[i].name, "DB_PORT"))
			continue;
		snprintf(more, sizeof(more), "fastcgi_param %s \"%s\";\n",
		    p[i].name, p[i].initial);
		assert_ok(reads(p[i].name, more));
	}
}

static int
open_all(void **state)
{
	(void)state;
	arena = arena_open(1 << 20);
	return arena && text_open() == OK ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	arena_close(arena);
	text_close();
	return 0;
}

static void
test_config__sms_url_has_its_holes_and_no_others(void **state)
{
	static const char fine[] =
	    "fastcgi_param SOUK_SMS_URL \"http://127.0.0.1:13013/cgi-bin/"
	    "sendsms?user=a&to={to}&text={text}&coding={coding}\";\n";
	static const char *const bad[] = { "http://127.0.0.1/?to={to}",
		"http://127.0.0.1/?text={text}", "smtp://h/?{to}{text}",
		"http://h/?{to}&{text}&{from}", "http://h/?{to}&{text}&{" };
	char line[256];

	(void)state;
	assert_ok(reads(NULL, fine));
	assert_contains(config.sms_url, "{to}");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(line, sizeof(line),
		    "fastcgi_param SOUK_SMS_URL \"%s\";\n", bad[i]);
		assert_fault(NULL, line, "SOUK_SMS_URL", "{to} and {text}");
	}
	assert_fault(NULL,
	    "fastcgi_param SOUK_SMS_URL "
	    "\"http://h/?{to}&{text}&{password}\";\n",
	    "SOUK_SMS_URL", "SOUK_SMS_PASSWORD_FILE");
	assert_fault(NULL,
	    "fastcgi_param SOUK_SMS_URL \"http://h/?{to}&{text}\";\n"
	    "fastcgi_param SOUK_SMS_PASSWORD_FILE /etc/souk/sms;\n",
	    "SOUK_SMS_PASSWORD_FILE", "{password}");
}

static void
test_config__a_second_factor_is_required_unless_it_is_said(void **state)
{
	(void)state;
	assert_ok(reads(NULL, NULL));
	assert_true(config.totp_required);
	assert_ok(reads(NULL, "fastcgi_param SOUK_TOTP optional;\n"));
	assert_false(config.totp_required);
	assert_fault(NULL, "fastcgi_param SOUK_TOTP never;\n", "SOUK_TOTP",
	    "one of its values");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(
						test_config__defaults),
		cmocka_unit_test(test_config__public_url_is_split),
		cmocka_unit_test(test_config__lists),
		cmocka_unit_test(test_config__each_wrong_value_is_named),
		cmocka_unit_test(test_config__required_ones),
		cmocka_unit_test(
		    test_config__the_sandbox_is_for_loopback_or_said_so),
		cmocka_unit_test(
		    test_config__stripe_needs_its_secrets_and_https),
		cmocka_unit_test(
		    test_config__a_provisioner_needs_address_and_key),
		cmocka_unit_test(
		    test_config__exceptions_of_outgoing_calls_are_read),
		cmocka_unit_test(test_config__all_faults_at_once),
		cmocka_unit_test(
		    test_config__sms_url_has_its_holes_and_no_others),
		cmocka_unit_test(
		    test_config__a_second_factor_is_required_unless_it_is_said),
		cmocka_unit_test(
		    test_config__every_default_is_right_by_its_own_rule) };

	return cmocka_run_group_tests(tests, open_all, close_all);
}
