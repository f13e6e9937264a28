/* What request.c, answer.c and trace.c do for endpoint.c. */
#ifndef PROVISION_PRIVATE_ENDPOINT_H
#define PROVISION_PRIVATE_ENDPOINT_H

#include "provision/endpoint.h"

struct str endpoint_nonce(char out[ENDPOINT_NONCE_CHARS + 1]);

/*
 * Reads an answer's JSON: resultCode, the instance, the sign-in opened with
 * the key.  *why is set when it is not OK.
 */
enum err endpoint_read(struct arena *a, struct endpoint_instance *out,
    struct str key, enum endpoint_activity activity,
    const struct endpoint_order *order, struct str json, struct str *why)
    MUST_CHECK;

/*
 * JSON, or what was sent in its place, fit to be shown: of members only
 * those that tell nothing keep their texts, URLs end before their query.
 */
struct str endpoint_masked(struct arena *a, struct str json);

#endif
