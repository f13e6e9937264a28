/* Hands one message to the site's mail server (RFC 5321). */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct smtp {
	/*
	 * smtp://host:port or smtps://host:port, with user@ where the
	 * server wants a sign-in.  A password is only sent over TLS; to
	 * another machine TLS is used when it is offered.
	 */
	struct str url;
	struct str password; /* empty: no sign-in */
	const char *ca_file; /* NULL: the system's */
	struct str helo;     /* our host's name */
};

struct smtp_message {
	struct str from, to; /* bare addresses */
	struct str data;     /* RFC 5322, CRLF line ends */
};

/*
 * ERR_INVALID: the server refuses this message for good (5xx), or an
 * address is not one: trying again is no use.  ERR_UNAVAILABLE, ERR_TIMEOUT,
 * ERR_IO: try later.  ERR_CONFIG: url is not one.  *why (may be NULL): the
 * server's words, for the log.
 */
enum err smtp_send(struct arena *a, const struct smtp *server,
    const struct smtp_message *message, struct str *why) MUST_CHECK;

#endif
