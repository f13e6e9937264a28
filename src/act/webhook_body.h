/* The body of a webhook's message, souk-webhooks(7). */
#ifndef SRC_ACT_WEBHOOK_BODY_H
#define SRC_ACT_WEBHOOK_BODY_H

#include "act/act.h"
#include "domain/webhook.h"
#include "store/webhook_subject.h"

/* To that side; in the arena. */
enum err webhook_body(struct arena *a, struct str *out,
    enum webhook_kind kind, enum webhook_side side, const struct event *event,
    const struct webhook_subject *s) MUST_CHECK;

/* Of a test. */
enum err webhook_test_body(struct arena *a, struct str *out,
    struct id webhook_id, int64_t now_us) MUST_CHECK;

#endif
