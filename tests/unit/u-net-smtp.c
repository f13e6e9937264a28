#include "peer.h"

#include "base/text.h"
#include "net/fetch.h"
#include "net/smtp.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(8 * 1024 * 1024);
	return arena && net_open() == OK && text_open() == OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	text_close();
	net_close();
	arena_close(arena);
	return 0;
}

/* What the mailbox of this test says to RCPT. */
static const char *rcpt_answer;

static const char *
answer_smtp(int n, const char *heard)
{
	(void)n;
	if (strncmp(heard, "EHLO", 4) == 0)
		return "250-peer\r\n250 SIZE 1000000\r\n";
	if (strncmp(heard, "MAIL", 4) == 0)
		return "250 ok\r\n";
	if (strncmp(heard, "RCPT", 4) == 0)
		return rcpt_answer;
	if (strncmp(heard, "DATA", 4) == 0)
		return "354 go on\r\n";
	if (strncmp(heard, "QUIT", 4) == 0)
		return "221 bye\r\n";
	/* The last line may come by itself. */
	return strstr(heard, "\n.\r\n") || strcmp(heard, ".\r\n") == 0
	    ? "250 kept\r\n"
	    : "";
}

static const struct smtp_message hello = {
	.from = STR("shop@example.org"),
	.to = STR("maria@example.net"),
	.data = STR("Subject: x\r\n\r\nOne\r\n.\r\n..two\r\n"),
};

static enum err
send_to(struct peer *p, const char *rcpt, struct str *why)
{
	struct smtp server = { .helo = STR("shop.example.org") };

	rcpt_answer = rcpt;
	peer_open(p, "220 peer ESMTP\r\n", answer_smtp);
	server.url = arena_printf(arena, "smtp://127.0.0.1:%u", p->port);
	enum err e = smtp_send(arena, &server, &hello, why);
	peer_close(p);
	return e;
}

static void
test_smtp__message_arrives_with_its_dots(void **state)
{
	struct peer p;
	struct str why;

	(void)state;
	assert_ok(send_to(&p, "250 ok\r\n", &why));
	struct str heard = { p.heard, p.n };
	assert_contains(heard, "EHLO shop.example.org\r\n");
	assert_contains(heard, "MAIL FROM:<shop@example.org>");
	assert_contains(heard, "RCPT TO:<maria@example.net>\r\n");
	assert_contains(heard, "One\r\n..\r\n...two\r\n.\r\n");
}

static void
test_smtp__refusal_for_good_is_final(void **state)
{
	struct peer p;
	struct str why;

	(void)state;
	assert_err(send_to(&p, "550 no such mailbox\r\n", &why), ERR_INVALID);
	assert_contains(why, "550");
}

static void
test_smtp__refusal_for_now_is_not(void **state)
{
	struct peer p;
	struct str why;
	enum err e;

	(void)state;
	e = send_to(&p, "451 later\r\n", &why);
	assert_true(e == ERR_IO || e == ERR_UNAVAILABLE);
}

static void
test_smtp__nobody_there_is_tried_later(void **state)
{
	const struct smtp server = { .url = STR("smtp://127.0.0.1:1") };

	(void)state;
	assert_err(smtp_send(arena, &server, &hello, NULL), ERR_UNAVAILABLE);
}

/* A server without STARTTLS never sees the password. */
static void
test_smtp__password_is_not_sent_in_the_clear(void **state)
{
	struct smtp server = { .password = STR("open sesame") };
	struct peer p;
	struct str why;

	(void)state;
	rcpt_answer = "250 ok\r\n";
	peer_open(&p, "220 peer ESMTP\r\n", answer_smtp);
	server.url = arena_printf(arena, "smtp://shop@127.0.0.1:%u", p.port);
	assert_err(smtp_send(arena, &server, &hello, &why), ERR_UNAVAILABLE);
	peer_close(&p);
	assert_null(memmem(p.heard, p.n, "AUTH", 4));
	assert_null(memmem(p.heard, p.n, "MAIL", 4));
}

static void
test_smtp__addresses_and_url_are_checked(void **state)
{
	const struct smtp server = { .url = STR("smtp://127.0.0.1:1") };
	const struct smtp web = { .url = STR("http://127.0.0.1:1") };
	struct smtp_message m = hello;

	(void)state;
	assert_err(smtp_send(arena, &web, &hello, NULL), ERR_CONFIG);
	m.to = STR("maria@example.net>\r\nRCPT TO:<eve@example.net");
	assert_err(smtp_send(arena, &server, &m, NULL), ERR_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smtp__message_arrives_with_its_dots),
		cmocka_unit_test(test_smtp__refusal_for_good_is_final),
		cmocka_unit_test(test_smtp__refusal_for_now_is_not),
		cmocka_unit_test(test_smtp__nobody_there_is_tried_later),
		cmocka_unit_test(test_smtp__password_is_not_sent_in_the_clear),
		cmocka_unit_test(test_smtp__addresses_and_url_are_checked),
	};

	return cmocka_run_group_tests_name("net/smtp", tests, setup, teardown);
}
