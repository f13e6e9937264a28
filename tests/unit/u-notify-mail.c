#include "unit.h"

#include <glob.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "base/text.h"
#include "crypto/token.h"
#include "notify/mail.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(64 * 1024 * 1024);
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

static struct mail
mail_of(const char *subject, const char *text)
{
	struct mail m = {
		.from_name = STR("Tom \"the\" Shop"),
		.from = STR("shop@example.org"),
		.to = STR("maria@example.net"),
		.reply_to = STR("help@example.org"),
		.message_id = id_new(),
		.host = STR("example.org"),
	};

	assert_ok(time_parse(&m.date_us, STR("2026-11-23T00:47:58Z")));
	m.text.subject = str_from(subject);
	m.text.text = str_from(text);
	m.text.html = STR("<p>Hello</p>");
	return m;
}

/* Header lines of a name, folded ones joined; only the message's own. */
static struct str
header_of(struct str data, const char *name)
{
	struct str line;
	struct str prefix = arena_printf(arena, "%s: ", name);
	struct str found = STR("");
	bool on = false;

	while (str_cut(&data, '\n', &line) && line.n > 1) {
		line.n--;
		if (on && line.p[0] == ' ')
			found = arena_printf(
			    arena, "%.*s%.*s", STR_FMT(found), STR_FMT(line));
		else if ((on = str_starts(line, prefix)))
			found = str_sub(line, prefix.n, line.n);
	}
	return found;
}

/* RFC 2047 for readers: UTF-8 and base64 alone. */
static struct str
words_decode(struct str s)
{
	struct str out = STR(""), word;

	while (str_cut(&s, ' ', &word)) {
		struct str plain;

		if (!str_starts(word, STR("=?UTF-8?B?"))) {
			out = arena_printf(arena, "%.*s%s%.*s", STR_FMT(out),
			    out.n ? " " : "", STR_FMT(word));
			continue;
		}
		assert_true(word.n <= 75);
		assert_ok(base64_decode(
		    arena, &plain, str_sub(word, 10, word.n - 12)));
		assert_true(text_utf8(plain));
		out = arena_printf(
		    arena, "%.*s%.*s", STR_FMT(out), STR_FMT(plain));
	}
	return out;
}

/* RFC 2045, 6.7, the other way round. */
static struct str
quoted_decode(struct str s)
{
	struct buf b;
	struct str out;

	buf_open(&b, 1024 * 1024);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '=') {
			buf_add_char(&b, s.p[i]);
		} else if (s.p[i + 1] == '\r') {
			i += 2;
		} else {
			char hex[3] = { s.p[i + 1], s.p[i + 2], 0 };

			buf_add_char(&b, (char)strtol(hex, NULL, 16));
			i += 2;
		}
	}
	out = str_copy(arena, buf_str(&b));
	buf_close(&b);
	return out;
}

/* The n-th part's content, decoded. */
static struct str
part_of(struct str data, int n)
{
	const char *p = data.p, *end = data.p + data.n;

	for (int i = 0; i <= n; i++) {
		p = memmem(p, (size_t)(end - p), "\r\n--=_msg", 9);
		assert_non_null(p);
		p += 9;
	}
	p = memmem(p, (size_t)(end - p), "\r\n\r\n", 4);
	assert_non_null(p);
	p += 4;
	const char *stop = memmem(p, (size_t)(end - p), "\r\n--=_msg", 9);
	assert_non_null(stop);
	return quoted_decode((struct str){ p, (size_t)(stop - p) });
}

static void
test_mail__headers_and_parts_decode_to_what_was_put_in(void **state)
{
	struct mail m = mail_of("您的订单 Lumen Gallery, twelve months: "
				"\u00dcberwiesen, vielen Dank \U0001f389",
	    "Gr\u00fc\u00dfe = equals\n.dot\ntrailing space \n"
	    "a line that is certainly longer than the seventy-six columns "
	    "that quoted-printable leaves to it\n");
	struct str data;

	(void)state;
	assert_ok(mail_compose(arena, &data, &m));
	assert_true(
	    str_eq(words_decode(header_of(data, "Subject")), m.text.subject));
	assert_str(header_of(data, "From"),
	    "\"Tom \\\"the\\\" Shop\" <shop@example.org>");
	assert_str(header_of(data, "To"), "<maria@example.net>");
	assert_str(header_of(data, "Date"), "Mon, 23 Nov 2026 00:47:58 +0000");
	assert_str(header_of(data, "MIME-Version"), "1.0");
	assert_str(header_of(data, "Auto-Submitted"), "auto-generated");
	struct str text = part_of(data, 0);
	struct buf expected;
	buf_open(&expected, 4096);
	for (size_t i = 0; i < m.text.text.n; i++) {
		if (m.text.text.p[i] == '\n')
			buf_add_char(&expected, '\r');
		buf_add_char(&expected, m.text.text.p[i]);
	}
	assert_true(str_eq(text, buf_str(&expected)));
	buf_close(&expected);
	assert_str(part_of(data, 1), "<p>Hello</p>\r\n");
}

/* RFC 2387 and 2392: what the HTML shows comes with it. */
static void
test_mail__a_picture_is_related_to_its_html(void **state)
{
	struct mail m = mail_of("x", "y\n");
	char png[2000];
	struct str data, id, related, base64, line, bytes, clean = STR("");

	(void)state;
	for (size_t i = 0; i < sizeof(png); i++)
		png[i] = (char)(i * 7);
	m.picture = (struct str){ png, sizeof(png) };
	m.picture_name = STR("qr");
	id = mail_picture_id(arena, &m);
	assert_ok(mail_compose(arena, &data, &m));
	assert_contains(data, "\r\n--=_msg_");
	related = arena_printf(arena,
	    "Content-Type: multipart/related; type=\"text/html\";\r\n"
	    " boundary=\"=_related_%.*s\"\r\n\r\n",
	    STR_FMT(str_sub(id, 3, str_find(id, '@') - 3)));
	assert_contains(data, related.p);
	assert_contains(
	    data, arena_printf(arena, "Content-ID: <%.*s>\r\n", STR_FMT(id)).p);
	assert_contains(
	    data, "Content-Disposition: inline; filename=\"qr.png\"\r\n");
	base64.p = memmem(data.p, data.n, "base64\r\n\r\n", 10);
	assert_non_null(base64.p);
	base64.p += 10;
	base64.n = (size_t)(data.p + data.n - base64.p);
	while (str_cut(&base64, '\n', &line) && line.p[0] != '-') {
		assert_true(line.n <= 77);
		clean = arena_printf(arena, "%.*s%.*s", STR_FMT(clean),
		    STR_FMT(str_sub(line, 0, line.n - 1)));
	}
	assert_ok(base64_decode(arena, &bytes, clean));
	assert_true(str_eq(bytes, m.picture));
	/* Every boundary is opened, and closed once. */
	assert_contains(data,
	    arena_printf(arena, "\r\n--=_related_%.*s--\r\n--=_",
		STR_FMT(str_sub(id, 3, str_find(id, '@') - 3)))
		.p);
}

static void
test_mail__lines_are_short_and_ascii(void **state)
{
	struct mail m = mail_of("Caf\u00e9 \u00d7 \u00d7 \u00d7",
	    "\u4f60\u597d\u4f60\u597d\u4f60\u597d\u4f60\u597d\u4f60\u597d"
	    "\u4f60\u597d\u4f60\u597d\u4f60\u597d\u4f60\u597d\u4f60\u597d\n");
	struct str data, line;

	(void)state;
	assert_ok(mail_compose(arena, &data, &m));
	for (struct str rest = data; str_cut(&rest, '\n', &line);) {
		assert_true(line.n <= 77);
		if (line.n)
			assert_int_equal(line.p[line.n - 1], '\r');
		for (size_t i = 0; i < line.n; i++)
			assert_true((unsigned char)line.p[i] < 0x7f);
	}
}

/* A resend after a lost answer is the same message. */
/* Whatever people write: it comes out as it went in, and adds no line. */
static void
test_mail__any_text_survives_its_encoding(void **state)
{
	static const char *const pieces[] = { "=?UTF-8?B?eA==?=", "=", "\"",
		"<b>", "\\", " ", "  ", ".", "\u4f60\u597d", "\u0634\u0631",
		"\U0001f381", "\u00e9", "Bcc: eve@example.net", "--=_msg_", ",",
		"a", "Zz", ":" };
	unsigned seed = 20261123;

	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct mail m = mail_of("", "y\n");
		struct str data, line, was = STR("x"), folded;
		int own = 0;

		for (int i = rand_r(&seed) % 24; i >= 0; i--)
			was = arena_printf(arena, "%.*s%s", STR_FMT(was),
			    pieces[(size_t)rand_r(&seed) %
				(sizeof(pieces) / sizeof(*pieces))]);
		was = arena_printf(arena, "%.*sx", STR_FMT(was));
		m.text.subject = was;
		m.text.text = arena_printf(arena, "%.*s\n", STR_FMT(was));
		assert_ok(mail_compose(arena, &data, &m));
		folded = header_of(data, "Subject");
		if (str_starts(folded, STR("=?")))
			folded = words_decode(folded);
		else /* what looks like an encoded word, readers decode */
			assert_null(memmem(folded.p, folded.n, "=?", 2));
		assert_true(str_eq(folded, was));
		assert_true(str_eq(part_of(data, 0),
		    arena_printf(arena, "%.*s\r\n", STR_FMT(was))));
		for (struct str rest = data;
		     str_cut(&rest, '\n', &line) && line.n > 1;)
			own += str_starts(line, STR("Bcc"));
		assert_int_equal(own, 0);
		arena_reset(arena);
	}
}

static void
test_mail__message_id_is_the_outbox_row(void **state)
{
	struct mail m = mail_of("x", "y\n");
	char name[ID_TEXT_MAX];
	struct str one, two;

	(void)state;
	assert_ok(mail_compose(arena, &one, &m));
	assert_ok(mail_compose(arena, &two, &m));
	assert_true(str_eq(one, two));
	id_format(name, ID_MESSAGE, m.message_id);
	assert_str(header_of(one, "Message-ID"),
	    arena_printf(arena, "<%s@example.org>", name).p);
}

static void
test_mail__line_ends_cannot_add_headers(void **state)
{
	struct mail m = mail_of("x\r\nBcc: eve@example.net", "y\n");
	struct str data;

	(void)state;
	assert_err(mail_compose(arena, &data, &m), ERR_INVALID);
	m = mail_of("x", "y\n");
	m.from_name = STR("Shop\nBcc: eve@example.net");
	assert_err(mail_compose(arena, &data, &m), ERR_INVALID);
	m = mail_of("x", "y\n");
	m.to = STR("maria@example.net>, <eve@example.net");
	assert_err(mail_compose(arena, &data, &m), ERR_INVALID);
}

static const struct template_arg values[] = {
	{ "brand", STR("Bazaar") },
	{ "lang", STR("en") },
	{ "dir", STR("ltr") },
	{ "shop_url", STR("https://b.example/") },
	{ "support_email", STR("help@b.example") },
	{ "legal", STR("Bazaar Ltd") },
	{ "user_name", STR("maria") },
	{ "email", STR("maria@example.net") },
	{ "new_email", STR("maria@new.example") },
	{ "link", STR("https://b.example/here/#token") },
	{ "hours", STR("48") },
	{ "minutes", STR("30") },
	{ "reset_link", STR("https://b.example/reset/") },
	{ "at", STR("23 November 2026") },
	{ "order", STR("ord_1") },
	{ "items", STR("Lumen Gallery") },
	{ "seller", STR("Lumen") },
	{ "total", STR("USD 1,299.00") },
	{ "bill_no", STR("2026-000001") },
	{ "is_saas", STR("1") },
	{ "is_license", STR("") },
	{ "is_image", STR("1") },
	{ "is_other", STR("") },
	{ "server", STR("general-2 (2 vCPU, 8 GiB, Frankfurt)") },
	{ "access_url", STR("https://x.example/") },
	{ "note", STR("Ready.") },
	{ "has_secret", STR("1") },
	{ "term_ends", STR("23 November 2027") },
	{ "reason", STR("the card was declined") },
	{ "expires", STR("30 November 2026") },
	{ "company", STR("some company") },
	{ "inviter", STR("some inviter") },
	{ "payout_at", STR("some payout at") },
	{ "payout_hint", STR("some payout hint") },
	{ "product", STR("some product") },
	{ "product_link", STR("https://b.example/here/#token") },
	{ "role", STR("some role") },
	{ "state_reason", STR("some state reason") },
	{ "fault", STR("some fault") },
	{ "amount", STR("USD 10.00") },
	{ "ruling", STR("some ruling") },
	{ "answer", STR("some answer") },
	{ "answer_by", STR("30 November 2026") },
	{ "buyer", STR("some buyer") },
	{ "open", STR("USD 846.00") },
	{ "credited", STR("USD 9.00") },
	{ "due", STR("23 December 2026") },
	{ "bank", STR("some bank") },
	{ "renew_until", STR("9 December 2027") },
	{ "accepted", STR("1") },
	{ "disputed", STR("1") },
	{ "granted", STR("1") },
	{ "refused", STR("1") },
	{ "rework", STR("1") },
	{ "refund_link", STR("https://b.example/here/#token") },
	{ "returned", STR("USD 5.00") },
	{ "service_link", STR("https://b.example/here/#token") },
	{ "work_link", STR("https://b.example/here/#token") },
	{ "capacities", STR("users 25") },
	{ "ends", STR("31 December 2026") },
	{ "host", STR("b.example") },
	{ "list_net", STR("USD 940.00") },
	{ "message", STR("First line.\nSecond line.") },
	{ "milestones", STR("3") },
	{ "net", STR("USD 846.00") },
	{ "offers_link", STR("https://b.example/my/offers/") },
	{ "party", STR("some party") },
	{ "picture", STR("qr.msg_1@b.example") },
	{ "plan", STR("Pro") },
	{ "quantity", STR("20") },
	{ "saved", STR("USD 94.00") },
	{ "starts", STR("1 December 2026") },
	{ "target", STR("USD 39.00") },
	{ "term", STR("12 months") },
	{ "stages", STR("1. Concept 33.33%, 2. Handover 66.67%") },
	{ "deemed_days", STR("5") },
	{ "due_days", STR("30") },
	{ "in_advance", STR("1") },
	{ "in_arrears", STR("1") },
	{ "bill_total", STR("EUR 3,966.27") },
	{ "settlement_no", STR("S-2026-000001") },
	{ "from", STR("1 November 2026") },
	{ "until", STR("30 November 2026") },
	{ "sales", STR("EUR 3,333.00") },
	{ "commission", STR("EUR 333.30") },
	{ "payout", STR("EUR 2,999.70") },
	{ "carried", STR("EUR -12.00") },
	{ "over", STR("1") },
	{ "about", STR("some words about it") },
	{ "url", STR("https://hooks.example/souk") },
	{ "paid_on", STR("3 December 2026") },
	{ "reference", STR("PAY-1") },
	{ "milestone", STR("2: Build") },
	{ "whole", STR("1") },
	{ "cancelled", STR("1") },
	{ "accept_until", STR("30 November 2026") },
	{ "keys", STR("2") },
	{ "keys_link", STR("https://b.example/my/keys/") },
};

/* The names of the installed templates, without what stands below each. */
static glob_t
templates(const char *dir)
{
	struct str pattern = arena_printf(arena, "%s/en/*.txt", dir);
	glob_t found;

	assert_int_equal(glob(pattern.p, 0, NULL, &found), 0);
	return found;
}

/* Every installed template, in every language that has one. */
static void
test_mail__all_templates_render(void **state)
{
	const char *top = getenv("TOP_SRCDIR");
	const struct str locales[] = { STR("en"), STR("zh-CN") };
	struct str dir = arena_printf(arena, "%s/share/mail", top ? top : ".");
	struct template_text t, english;
	struct str why = STR("");
	glob_t all = templates(dir.p);

	(void)state;
	for (size_t at = 0; at < all.gl_pathc; at++) {
		char *name = basename(all.gl_pathv[at]);

		*strrchr(name, '.') = '\0';
		if (strcmp(name, "footer") == 0)
			continue;
		for (size_t i = 0; i < 2; i++) {
			enum err e = mail_render(arena, &t, dir.p, locales[i],
			    STR("en"), name,
			    (struct template_args){
				values, sizeof(values) / sizeof(*values) },
			    &why);
			if (e)
				fail_msg("%s: %.*s", name, STR_FMT(why));
			assert_contains(t.html, "color-scheme");
			/* Who is no longer a user has nowhere to go. */
			if (strcmp(name, MAIL_MEMBER_REMOVED) == 0)
				continue;
			assert_contains(
			    t.text, "https://b.example/here/#token");
			assert_contains(
			    t.html, "href=\"https://b.example/here/#token\"");
			/* What is shown is in the mail itself. */
			assert_null(
			    memmem(t.html.p, t.html.n, "src=\"http", 9));
			if (i == 0)
				english = t;
			else
				assert_false(
				    str_eq(t.subject, english.subject));
		}
	}
	globfree(&all);
	assert_ok(mail_render(arena, &t, dir.p, STR("fr-CA"), STR("zh-CN"),
	    MAIL_RESET,
	    (struct template_args){ values, sizeof(values) / sizeof(*values) },
	    &why));
	assert_contains(t.text, "重设");
	assert_err(mail_render(arena, &t, dir.p, STR("../.."), STR("en"),
		       "../../../etc/passwd",
		       (struct template_args){ values, 1 }, &why),
	    ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_mail__headers_and_parts_decode_to_what_was_put_in),
		cmocka_unit_test(test_mail__a_picture_is_related_to_its_html),
		cmocka_unit_test(test_mail__lines_are_short_and_ascii),
		cmocka_unit_test(test_mail__any_text_survives_its_encoding),
		cmocka_unit_test(test_mail__message_id_is_the_outbox_row),
		cmocka_unit_test(test_mail__line_ends_cannot_add_headers),
		cmocka_unit_test(test_mail__all_templates_render),
	};

	return cmocka_run_group_tests_name(
	    "notify/mail", tests, setup, teardown);
}
