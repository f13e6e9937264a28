/*
 * What a host's provisioner says later, by a signed POST to the callback_url
 * that it was given: souk-provision(7).
 */
#ifndef PROVISION_CALLBACK_H
#define PROVISION_CALLBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "crypto/webhook.h"
#include "provision/provision.h"

struct provision_callback {
	struct str event_id;  /* webhook-id: unique at the provisioner */
	struct id line_id;
	bool failed;
	struct delivered what; /* unless it failed; the secret to be wiped */
	struct str reason;     /* when it failed; for the operator */
};

/* The headers webhook-id, webhook-timestamp, webhook-signature. */
struct callback_headers {
	struct str id, timestamp, signature;
};

/*
 * Checks the signature over the raw bytes before reading any of them.
 * ERR_SIGNATURE; ERR_SYNTAX: not JSON; ERR_INVALID: not of the form.  *why
 * (may be NULL): a sentence, without secrets.
 */
enum err provision_callback_read(struct arena *a,
    struct provision_callback *out, const struct webhook_keys *keys,
    const struct callback_headers *headers, struct str body, int64_t now_us,
    struct str *why) MUST_CHECK;

#endif
