/* What the handlers of webhooks and of their messages share. */
#ifndef SRC_BILLING_WEBHOOK_H
#define SRC_BILLING_WEBHOOK_H

#include "act/webhook.h"
#include "billing.h"

/* The caller's webhook that the path names.  ERR_NOT_FOUND. */
enum err webhook_of_path(struct call *c, struct webhook *out) MUST_CHECK;

/* Writes a message as lists show it; the object stays open. */
void webhook_message_open(struct json *j, const struct webhook_message *m);

/* Answers with a message, its body and its attempts. */
enum err webhook_message_answer(struct call *c,
    const struct webhook_message *m, int status) MUST_CHECK;

#endif
