#include "net/fetch.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/buf.h"
#include "base/num.h"
#include "transfer.h"

struct exchange {
	const struct fetch *f;
	struct buf body;
	bool plain;   /* http, not https */
	bool refused; /* by the outbound rules */
	bool enough;  /* of the body, as much as was wanted */
};

/* A sentence for the log where the caller asked for one. */
static void
say(struct str *why, const char *sentence)
{
	if (why)
		*why = str_from(sentence);
}

static size_t
body_write(char *p, size_t one, size_t n, void *arg)
{
	struct exchange *x = arg;
	size_t first = x->f->first_bytes, all = one * n;

	if (first > 0 && x->body.n + all >= first) {
		all = first - x->body.n;
		x->enough = true;
	}
	buf_add(&x->body, (struct str){ p, all });
	return x->enough || buf_err(&x->body) ? 0 : n;
}

/*
 * The last moment at which the address is known and nothing was sent; a
 * check before the name is resolved could be answered differently here.
 */
static curl_socket_t
socket_open(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *x = arg;
	const struct outbound *o = x->f->foreign;

	(void)purpose;
	if (o && !outbound_excepted(o, &address->addr) &&
	    (x->plain || !outbound_public(&address->addr))) {
		x->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

/* The URL's own faults, and those that need no address to be seen. */
static enum err
url_check(struct exchange *x, CURLU *u, struct str *why)
{
	char *scheme = NULL, *user = NULL, *port = NULL;
	uint64_t number;
	enum err e = ERR_INVALID;

	say(why, "not an absolute URL");
	if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0))
		goto out;
	x->plain = strcmp(scheme, "http") == 0;
	if (!x->plain && strcmp(scheme, "https") != 0) {
		say(why, "not an http or https URL");
		goto out;
	}
	if (curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) ||
	    num_parse_u64(&number, str_from(port)))
		goto out;
	if (curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK) {
		say(why, "a URL with a user name is not taken");
		goto out;
	}
	say(why, "");
	e = OK;
	if (x->f->foreign && !outbound_port(x->f->foreign, (unsigned)number)) {
		say(why, "the port is not in SOUK_OUTBOUND_PORTS");
		e = ERR_FORBIDDEN;
	}
out:
	curl_free(scheme);
	curl_free(user);
	curl_free(port);
	return e;
}

static enum err
headers_make(struct arena *a, struct curl_slist **out, const struct fetch *f)
{
	/* Taken out: with it curl waits a second before a larger body. */
	*out = curl_slist_append(NULL, "Expect:");
	assert(f->nheaders <= FETCH_HEADERS_MAX);
	for (size_t i = 0; *out && i < f->nheaders; i++) {
		const struct fetch_header *h = &f->headers[i];
		struct str line;

		if (str_find(h->name, '\n') != h->name.n ||
		    str_find(h->value, '\n') != h->value.n ||
		    str_find(h->value, '\r') != h->value.n)
			return ERR_BUG;
		line = arena_printf(
		    a, "%.*s: %.*s", STR_FMT(h->name), STR_FMT(h->value));
		struct curl_slist *next = line.p
		    ? curl_slist_append(*out, line.p)
		    : NULL;
		if (!next)
			return ERR_NOMEM;
		*out = next;
	}
	return *out ? OK : ERR_NOMEM;
}

static CURLcode
exchange_set(CURL *c, struct exchange *x, CURLU *u, struct curl_slist *headers)
{
	const struct fetch *f = x->f;
	CURLcode bad = CURLE_OK;

	bad |= curl_easy_setopt(c, CURLOPT_CURLU, u);
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	bad |= curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	bad |= curl_easy_setopt(c, CURLOPT_USERAGENT, "Souk");
	bad |= curl_easy_setopt(
	    c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, body_write);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	if (f->first_bytes == 0)
		bad |= curl_easy_setopt(
		    c, CURLOPT_MAXFILESIZE, (long)NET_ANSWER_MAX);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, socket_open);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x);
	if (strcmp(f->method, "GET") != 0) {
		bad |= curl_easy_setopt(c, CURLOPT_POST, 1L);
		bad |= curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, f->method);
		bad |= curl_easy_setopt(
		    c, CURLOPT_POSTFIELDS, f->body.n ? f->body.p : "");
		bad |= curl_easy_setopt(
		    c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->body.n);
	}
	return bad;
}

/* Of two of a name, which one the sender meant is not for us to choose. */
static const char *
header_find(CURL *c, const char *name)
{
	struct curl_header *h;

	if (!name ||
	    curl_easy_header(c, name, 0, CURLH_HEADER, -1, &h) != CURLHE_OK ||
	    h->amount != 1)
		return "";
	return h->value;
}

static enum err
answer_take(
    struct arena *a, struct fetch_answer *out, CURL *c, struct exchange *x)
{
	const char *type = NULL;
	long status = 0;

	if (curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status) ||
	    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type))
		return ERR_BUG;
	out->status = (int)status;
	out->body = str_copy(a, buf_str(&x->body));
	out->content_type = str_copy(a, type ? str_from(type) : STR(""));
	out->wanted = str_copy(a, str_from(header_find(c, x->f->wanted)));
	return out->body.p && out->content_type.p && out->wanted.p ? OK
								   : ERR_NOMEM;
}

static enum err
exchange_run(struct arena *a, struct fetch_answer *out, struct exchange *x,
    CURLU *u, struct curl_slist *headers, struct str *why)
{
	char error[CURL_ERROR_SIZE];
	bool kept = !x->f->foreign && !x->f->secret;
	CURL *c = (kept ? transfer_kept : transfer_open)(
	    x->f->total_ms, x->f->ca_file, error);
	curl_off_t began = 0;
	enum err e;

	if (!c)
		return ERR_NOMEM;
	CURLcode code = exchange_set(c, x, u, headers);
	if (code == CURLE_OK)
		code = curl_easy_perform(c);
	else
		code = CURLE_OUT_OF_MEMORY;
	if (code == CURLE_WRITE_ERROR && x->enough && !buf_err(&x->body))
		code = CURLE_OK;
	/* Zero until the connection stands and the request is about to go. */
	if (curl_easy_getinfo(c, CURLINFO_PRETRANSFER_TIME_T, &began))
		began = 1;
	if (x->refused) {
		say(why,
		    "the host's address is not public; "
		    "SOUK_OUTBOUND_ALLOW may except its network");
		e = ERR_FORBIDDEN;
	} else if (code != CURLE_OK) {
		transfer_why(a, why, code, error);
		e = transfer_err(code, began > 0);
		if (code == CURLE_OUT_OF_MEMORY && e == ERR_IO)
			say(why, "a header of the answer is too long");
	} else {
		e = answer_take(a, out, c, x);
	}
	if (!kept)
		curl_easy_cleanup(c);
	return e;
}

enum err
fetch(struct arena *a, struct fetch_answer *out, const struct fetch *f,
    struct str *why)
{
	struct exchange x = { .f = f };
	struct curl_slist *headers = NULL;
	const char *url = str_cstr(a, f->url);
	CURLU *u = curl_url();
	enum err e;

	memset(out, 0, sizeof(*out));
	say(why, "");
	if (!url || !u) {
		curl_url_cleanup(u);
		/* A copy is refused for a NUL in it, or there is no memory. */
		return str_find(f->url, '\0') < f->url.n ? ERR_INVALID
							 : ERR_NOMEM;
	}
	buf_open(&x.body, NET_ANSWER_MAX);
	if (curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME)) {
		say(why, "not an absolute URL");
		e = ERR_INVALID;
	} else {
		e = url_check(&x, u, why);
	}
	if (!e)
		e = headers_make(a, &headers, f);
	if (!e)
		e = exchange_run(a, out, &x, u, headers, why);
	/* An answer may hold a first sign-in. */
	if (x.body.p)
		explicit_bzero(x.body.p, x.body.n);
	buf_close(&x.body);
	curl_slist_free_all(headers);
	curl_url_cleanup(u);
	return e;
}
