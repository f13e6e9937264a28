/*
 * One try to tell a company's server, by Standard Webhooks 1.0.0: headers
 * webhook-id, webhook-timestamp, webhook-signature.  Not longer than
 * NET_WEBHOOK_MS, no redirects, by the outbound rules.
 */
#ifndef NOTIFY_WEBHOOK_H
#define NOTIFY_WEBHOOK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "crypto/webhook.h"
#include "net/outbound.h"

struct webhook_call {
	struct str url;
	struct str id;			/* the same at each try */
	struct str body;
	const struct webhook_keys *keys;
	const struct outbound *outbound;
	const char *ca_file;		/* NULL: the system's */
	size_t answer_max;		/* of its body, what is kept */
};

struct webhook_answer {
	int status;			/* 0: none came */
	struct str body;		/* its first bytes, made valid UTF-8 */
	struct str why;			/* what went wrong; .n 0: nothing */
};

/*
 * OK whatever the other side did: *out says it.  ERR_NOMEM and the like are
 * of our own.
 */
enum err webhook_send(struct arena *a, struct webhook_answer *out,
    const struct webhook_call *call, int64_t now_us) MUST_CHECK;

#endif
