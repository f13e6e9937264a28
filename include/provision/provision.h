/*
 * Fulfilment drivers.  A driver is told of one order line and says what was
 * delivered, or that it will be entered or called back later; it reads and
 * writes no database.  Running it twice for the same line gives the same
 * answer.
 */
#ifndef PROVISION_PROVISION_H
#define PROVISION_PROVISION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "crypto/webhook.h"
#include "domain/price.h"

enum {
	PROVISION_SECRET_MAX = 2000,	/* bytes; sealed, it fits its column */
	PROVISION_NOTE_MAX = 1000,	/* characters */
	PROVISION_REASON_MAX = 500
};

enum provision_action {
	PROVISION_CREATE,
	PROVISION_RENEW,
	PROVISION_FREEZE,
	PROVISION_UNFREEZE,
	PROVISION_RELEASE,
	PROVISION_ACTION__MAX
};

/*
 * An image's machine, and its first sign-in in clear: whoever unsealed it
 * wipes it when provision_run() is back.
 */
struct provision_server {
	struct str region, flavour, vpc, subnet, image;
	struct str user, password;
};

struct provision_line {
	struct id order_id, line_id;
	struct str product_slug, product_name, plan_code, plan_name;
	enum delivery_type delivery;
	int64_t quantity;
	enum provision_action action;
	struct id request_id;	/* the same at each try; nil: line_id */
	int64_t term_ends_us;	/* 0: bought once */
	const struct provision_server *server; /* NULL but for a new image */
};

struct delivered {
	struct str access_url; /* empty: nothing to open */
	struct str secret;     /* licence keys or first sign-in, one
					   a line; act seals it */
	struct str note;       /* plain text for the buyer */
};

enum provision_outcome {
	PROVISION_DELIVERED,
	PROVISION_PENDING, /* an operator's task is to be opened */
	PROVISION_ACCEPTED /* the provisioner will call back */
};

struct provision_config {
	struct str driver;     /* "record", "demo" or "webhook" */
	struct str demo_range; /* "192.0.2.0/24" */
	struct str key;	       /* derives what demo hands out */
	struct str url;	       /* webhook: the host's provisioner */
	struct str callback_url;
	const struct webhook_keys *webhook_keys;
	const char *ca_file;   /* NULL: the system's */
};

/*
 * ERR_CONFIG: no such driver, or it lacks a setting.  Errors for which
 * provision_again() says true: try later.  Any other: it is refused, and an
 * operator has to look.  *why (may be NULL): a sentence, without secrets.
 */
enum err provision_run(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why) MUST_CHECK;

/*
 * No answer, or one that says later: what was asked may have been done, and
 * asking the same again is right.
 */
bool provision_again(enum err e);

#endif
