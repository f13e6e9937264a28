/*
 * The test provider's signature, made by souk-sandbox and checked by its
 * driver: header "Souk-Sandbox-Signature: t=<unix>,v1=<hex>", where v1 is
 * HMAC-SHA-256 of "<t>.<body>" under a key derived from the shared secret.
 */
#ifndef GATEWAY_SANDBOX_H
#define GATEWAY_SANDBOX_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/gateway.h"

extern const struct gateway gateway_sandbox;

/*
 * The header's value, in the arena; .p NULL: out of memory, or a body
 * beyond EVENT_BODY_MAX.
 */
struct str sandbox_sign(
    struct arena *a, struct str secret, struct str body, int64_t now_us);

/* ERR_SIGNATURE: malformed, made with another secret, or too old. */
enum err sandbox_signed(struct str secret, struct str body,
    struct str signature, int64_t now_us) MUST_CHECK;

#endif
