/*
 * One HTTP exchange with another program, bounded in every direction:
 * NET_CONNECT_MS, NET_TOTAL_MS, an answer of NET_ANSWER_MAX bytes, http and
 * https alone, no redirects, no proxy, TLS verified.  Thread-safe.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "net/outbound.h"

/* Once a process, before the first fetch or smtp_send. */
enum err net_open(void) MUST_CHECK;
void net_close(void);

struct fetch_header {
	struct str name, value;
};

enum { FETCH_HEADERS_MAX = 16 };

struct fetch {
	const char *method; /* "GET", "POST" */
	struct str url;
	const struct fetch_header *headers;
	size_t nheaders;
	struct str body;     /* sent when not a GET */
	const char *ca_file; /* NULL: the system's */
	/*
	 * Not NULL: the URL came from a seller or a company, and its host,
	 * port and address must pass these rules.
	 */
	const struct outbound *foreign;
	int64_t total_ms; /* 0: NET_TOTAL_MS; at most NET_WEBHOOK_MS */
	/*
	 * Not 0: no more of the answer's body is wanted; what is longer is
	 * cut off there, and is no fault.
	 */
	size_t first_bytes;
	/* Its connection is not kept, which keeps the last answer as well. */
	bool secret;
	const char *wanted; /* a header of the answer to be kept, or NULL */
};

struct fetch_answer {
	int status;	 /* any; 5xx is an answer too */
	struct str body; /* in the arena */
	struct str content_type;
	struct str wanted; /* empty: it has none, or more than one */
};

/*
 * Whether the request can have had an effect is in the error:
 *   ERR_UNAVAILABLE	never connected: it had none
 *   ERR_FORBIDDEN	the URL or address is refused: it had none
 *   ERR_INVALID	not an absolute http(s) URL: it had none
 *   ERR_TIMEOUT, ERR_IO, ERR_LIMIT	sent, answer lost: it may have
 * *why (may be NULL) is a sentence for the log, without secrets.
 */
enum err fetch(struct arena *a, struct fetch_answer *out, const struct fetch *f,
    struct str *why) MUST_CHECK;

#endif
