/* What both providers' event signatures share: HMAC over "<t>.<body>". */
#ifndef GATEWAY_TIMED_H
#define GATEWAY_TIMED_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/hash.h"

/* ERR_LIMIT: a body beyond EVENT_BODY_MAX. */
enum err timed_hmac(
    struct hash *out, struct str key, struct str t, struct str body) MUST_CHECK;

/* t is a Unix time in seconds, no further from now than EVENT_SKEW_S. */
bool timed_fresh(struct str t, int64_t now_us);

#endif
