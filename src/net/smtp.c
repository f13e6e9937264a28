#include "net/smtp.h"

#include <stdint.h>
#include <string.h>

#include "base/bounds.h"
#include "base/text.h"
#include "transfer.h"

struct upload {
	struct str rest;
};

static size_t
upload_read(char *out, size_t one, size_t n, void *arg)
{
	struct upload *u = arg;
	struct str piece = str_sub(u->rest, 0, one * n);

	if (piece.n)
		memcpy(out, piece.p, piece.n);
	u->rest = str_sub(u->rest, piece.n, u->rest.n);
	return piece.n;
}

static bool
is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	    strncmp(host, "127.", 4) == 0;
}

/*
 * A password goes over TLS or not at all.  Without one, TLS is taken when
 * offered, but not within this machine, where the usual server offers it
 * with a certificate that no authority has signed.
 */
static enum err
tls_of(long *level, CURLU *u, bool password)
{
	char *host = NULL;

	if (curl_url_get(u, CURLUPART_HOST, &host, 0))
		return ERR_INVALID;
	if (password)
		*level = CURLUSESSL_ALL;
	else
		*level = is_loopback(host) ? CURLUSESSL_NONE : CURLUSESSL_TRY;
	curl_free(host);
	return OK;
}

static enum err
server_set(struct arena *a, CURL *c, const struct smtp *s)
{
	CURLU *u = curl_url();
	const char *url = str_cstr(a, s->url);
	const char *password = str_cstr(a, s->password);
	char *scheme = NULL, *whole = NULL;
	long level = CURLUSESSL_ALL;
	CURLcode bad = CURLE_OK;
	enum err e = ERR_INVALID;

	if (!u || !url || curl_url_set(u, CURLUPART_URL, url, 0) ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0))
		goto out;
	if (strcmp(scheme, "smtp") != 0 && strcmp(scheme, "smtps") != 0)
		goto out;
	/* The path is what curl says in EHLO. */
	const char *helo = str_cstr(a, s->helo);
	if (helo && *helo && curl_url_set(u, CURLUPART_PATH, helo, 0))
		goto out;
	e = tls_of(&level, u, s->password.n > 0);
	if (e || curl_url_get(u, CURLUPART_URL, &whole, 0))
		goto out;
	bad |= curl_easy_setopt(c, CURLOPT_URL, whole);
	bad |= curl_easy_setopt(c, CURLOPT_USE_SSL, level);
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	if (s->password.n && password)
		bad |= curl_easy_setopt(c, CURLOPT_PASSWORD, password);
	e = bad == CURLE_OK ? OK : ERR_NOMEM;
out:
	curl_free(scheme);
	curl_free(whole);
	curl_url_cleanup(u);
	return e;
}

/* The server's 5xx is final, its 4xx is not (RFC 5321, 4.2.1). */
static enum err
smtp_err(CURL *c, CURLcode code)
{
	long status = 0;
	curl_off_t began = 0;

	if (code == CURLE_OK)
		return OK;
	if (curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK &&
	    (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
		code == CURLE_RECV_ERROR) &&
	    status >= 500)
		return ERR_INVALID;
	if (curl_easy_getinfo(c, CURLINFO_PRETRANSFER_TIME_T, &began))
		began = 1;
	return transfer_err(code, began > 0);
}

static enum err
message_send(struct arena *a, CURL *c, const struct smtp_message *m,
    char *error, struct str *why)
{
	struct upload up = { m->data };
	struct str from = arena_printf(a, "<%.*s>", STR_FMT(m->from));
	struct str to = arena_printf(a, "<%.*s>", STR_FMT(m->to));
	CURLcode bad = CURLE_OK;
	struct curl_slist *rcpt;

	if (!from.p || !to.p)
		return ERR_NOMEM;
	rcpt = curl_slist_append(NULL, to.p);
	if (!rcpt)
		return ERR_NOMEM;
	bad |= curl_easy_setopt(c, CURLOPT_MAIL_FROM, from.p);
	bad |= curl_easy_setopt(c, CURLOPT_MAIL_RCPT, rcpt);
	bad |= curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_READFUNCTION, upload_read);
	bad |= curl_easy_setopt(c, CURLOPT_READDATA, &up);
	bad |= curl_easy_setopt(
	    c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->data.n);
	enum err e = ERR_NOMEM;
	if (bad == CURLE_OK) {
		CURLcode code = curl_easy_perform(c);

		e = smtp_err(c, code);
		if (e)
			transfer_why(a, why, code, error);
	}
	curl_slist_free_all(rcpt);
	return e;
}

enum err
smtp_send(struct arena *a, const struct smtp *server,
    const struct smtp_message *message, struct str *why)
{
	char error[CURL_ERROR_SIZE];

	if (why)
		*why = STR("");
	if (!text_is(TEXT_EMAIL, message->from) ||
	    !text_is(TEXT_EMAIL, message->to)) {
		if (why)
			*why = STR("sender or recipient is not an address");
		return ERR_INVALID;
	}
	CURL *c = transfer_open(NET_TOTAL_MS, server->ca_file, error);
	if (!c)
		return ERR_NOMEM;
	enum err e = server_set(a, c, server);
	if (e == ERR_INVALID) {
		if (why)
			*why = STR("SOUK_MAIL_URL is not an smtp URL");
		e = ERR_CONFIG;
	}
	if (!e)
		e = message_send(a, c, message, error, why);
	curl_easy_cleanup(c);
	return e;
}
