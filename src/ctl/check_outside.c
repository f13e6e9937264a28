#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "app/settle.h"
#include "ctl/finding.h"
#include "net/fetch.h"

enum { ASK_TIMEOUT_S = 3, GREETING_MAX = 512 };

/* It is asked for a payment that is not there, which wants the right key. */
static void
check_stripe(struct findings *f)
{
	struct str where = finding_where(f, "SOUK_PAYMENT");
	const struct gateway *gateway;
	struct gateway_config config;
	struct gateway_payment said;
	enum err e = settle_gateway(
	    f->c->arena, &gateway, &config, &f->c->config);

	if (e != OK) {
		finding_add(f, FINDING_FAULT, where,
		    "the files of SOUK_STRIPE_KEY_FILE and "
		    "SOUK_STRIPE_WEBHOOK_SECRET_FILE want one key, and one or "
		    "two secrets of 16 characters or more, one a line");
		return;
	}
	e = gateway->find(
	    f->c->arena, &said, &config, STR("cs_none"), STR_NONE);
	if (e == OK)
		finding_add(f, FINDING_OK, where, "Stripe at %.*s answers",
		    STR_FMT(config.url));
	else if (e == ERR_CONFIG)
		finding_add(f, FINDING_FAULT, where,
		    "Stripe does not know the key in SOUK_STRIPE_KEY_FILE; "
		    "copy it from the dashboard again");
	else
		finding_add(f, FINDING_FAULT, where,
		    "Stripe at %.*s does not answer (%s); let this machine "
		    "reach it",
		    STR_FMT(config.url), err_name(e));
}

/* Any answer will do: it is there, and speaks HTTP. */
void
check_gateway(struct findings *f)
{
	struct str where = finding_where(f, "SOUK_PAYMENT"), why = STR_NONE;
	struct fetch_answer answer;
	struct fetch request = { .method = "GET",
		.url = f->c->config.sandbox_url,
		.total_ms = ASK_TIMEOUT_S * 1000 };

	if (f->c->config.payment == PAY_NONE) {
		finding_add(f, FINDING_WARNING, where,
		    "none: nothing can be"
		    " paid for here");
		return;
	}
	if (f->c->config.payment == PAY_STRIPE) {
		check_stripe(f);
		return;
	}
	if (fetch(f->c->arena, &answer, &request, &why) == OK)
		finding_add(f, FINDING_OK, where,
		    "test payments; %.*s"
		    " answers",
		    STR_FMT(request.url));
	else
		finding_add(f, FINDING_FAULT, where,
		    "%.*s does not answer"
		    " (%.*s); start souk-sandbox",
		    STR_FMT(request.url), STR_FMT(why));
}

/* host and port of scheme://[user@]host[:port] */
static void
url_host(struct str url, struct str *host, struct str *port)
{
	struct str rest = str_sub(url, str_find(url, ':') + 3, url.n);
	size_t at = str_find(rest, '@'), end;

	if (at < rest.n)
		rest = str_sub(rest, at + 1, rest.n);
	rest = str_sub(rest, 0, str_find(rest, '/'));
	end = rest.n > 0 && rest.p[0] == '[' ? str_find(rest, ']') + 1
					     : str_find(rest, ':');
	*host = str_sub(rest, 0, end);
	*port = str_sub(rest, end + 1, rest.n);
	if (host->n > 1 && host->p[0] == '[')
		*host = str_sub(*host, 1, host->n - 2);
}

static int
connection_open(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *all, *it;
	struct timeval limit = { .tv_sec = ASK_TIMEOUT_S };
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &all) != 0)
		return -1;
	for (it = all; it && fd < 0; it = it->ai_next) {
		fd = socket(it->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd < 0)
			continue;
		/* On Linux the send limit bounds connect() too. */
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
		if (connect(fd, it->ai_addr, it->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(all);
	return fd;
}

/* Its greeting, unless TLS comes first. */
static bool
server_greets(int fd, bool tls)
{
	char greeting[GREETING_MAX];
	ssize_t n;

	if (tls)
		return true;
	n = recv(fd, greeting, sizeof(greeting), 0);
	return n >= 3 && memcmp(greeting, "220", 3) == 0;
}

/* The host and port of an http(s) URL. */
static void
web_host(struct str url, struct str *host, struct str *port)
{
	size_t end;

	url = str_sub(url, 0, str_find(url, '?'));
	end = str_find(str_sub(url, str_find(url, ':') + 3, url.n), '/');
	url_host(str_sub(url, 0, str_find(url, ':') + 3 + end), host, port);
}

void
check_sms(struct findings *f)
{
	struct str where = finding_where(f, "SOUK_SMS_URL"), host, port;
	struct str url = f->c->config.sms_url;
	const char *name, *service;
	int fd;

	if (str_empty(url)) {
		finding_add(f, FINDING_WARNING, where,
		    "not set: mobile numbers cannot be verified here");
		return;
	}
	web_host(url, &host, &port);
	name = str_cstr(f->c->arena, host);
	service = str_cstr(f->c->arena,
	    !str_empty(port)			? port
		: str_starts(url, STR("https")) ? STR("443")
						: STR("80"));
	/* Nothing is asked of it: each question could be a message. */
	fd = name && service ? connection_open(name, service) : -1;
	if (fd >= 0) {
		close(fd);
		finding_add(
		    f, FINDING_OK, where, "%s:%s answers", name, service);
	} else {
		finding_add(f, FINDING_FAULT, where,
		    "no SMS gateway answers at %.*s; start it or name another",
		    STR_FMT(host));
	}
}

void
check_mail(struct findings *f)
{
	struct str where = finding_where(f, "SOUK_MAIL_URL"), host, port;
	struct str url = f->c->config.mail_url;
	bool tls = str_starts(url, STR("smtps://")), greets = false;
	const char *name, *service;
	int fd;

	url_host(url, &host, &port);
	name = str_cstr(f->c->arena, host);
	service = str_empty(port) ? (tls ? "465" : "25")
				  : str_cstr(f->c->arena, port);
	fd = name && service ? connection_open(name, service) : -1;
	if (fd >= 0) {
		greets = server_greets(fd, tls);
		close(fd);
	}
	if (greets)
		finding_add(f, FINDING_OK, where, "%.*s answers", STR_FMT(url));
	else
		finding_add(f, FINDING_FAULT, where,
		    "no mail server answers"
		    " at %.*s; start it or name another",
		    STR_FMT(url));
}
