/*
 * Payment providers behind one struct of functions.  Called with no
 * transaction open.  A provider is never believed by its event alone: an
 * event only says which payment to find().
 */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/money.h"

/* Where the provider is and how it proves itself; made by app/settle.c. */
struct gateway_config {
	struct str url;			/* its API, without a final slash */
	struct str secret;		/* what its key file holds */
	struct str ca_file;		/* empty: the system's */
};

enum gateway_state {
	GATEWAY_OPEN,			/* waits for the buyer */
	GATEWAY_ACTION,			/* waits for the buyer's second step */
	GATEWAY_PENDING,		/* with the bank; nobody can hurry it */
	GATEWAY_CAPTURED,
	GATEWAY_FAILED,
	GATEWAY_ABSENT			/* it knows no such payment */
};

struct gateway_payment {
	enum gateway_state state;
	struct str ref;			/* the provider's id */
	struct str reference;		/* ours: the payment's TypeID */
	struct str redirect_url;	/* the provider's page, when OPEN */
	struct str failure;		/* its code, when FAILED */
	struct money amount;
};

struct gateway_start {
	struct str reference;		/* ours: the payment's TypeID */
	struct str idempotency_key;	/* the same at each try */
	struct money amount;
	struct str description;
	struct str return_url;		/* where the browser comes back */
	struct str event_url;		/* where its events go */
};

struct gateway_event {
	struct str event_ref;		/* unique at the provider */
	struct str kind;		/* its word: "session.captured" */
	struct str ref;			/* the payment it is about */
};

/*
 * Results live in the arena.  ERR_UNAVAILABLE: no connection came about,
 * so nothing happened there.  ERR_TIMEOUT, ERR_IO: it may have happened.
 * ERR_INVALID: the provider refused; its reason is logged.
 */
struct gateway {
	const char *name;		/* as in payments.gateway and URLs */
	const char *signature_header;	/* CGI name, "HTTP_..." */

	enum err (*start)(struct arena *a, struct gateway_payment *out,
	    const struct gateway_config *config,
	    const struct gateway_start *in) MUST_CHECK;

	/*
	 * By the provider's id, or by our reference when ref is empty (an
	 * answer was lost).  Not known there: OK and GATEWAY_ABSENT.
	 */
	enum err (*find)(struct arena *a, struct gateway_payment *out,
	    const struct gateway_config *config, struct str ref,
	    struct str reference) MUST_CHECK;

	/*
	 * Checks the signature over the raw bytes before reading any of
	 * them; ERR_SIGNATURE also when it is older than EVENT_SKEW_S.
	 */
	enum err (*event)(struct arena *a, struct gateway_event *out,
	    const struct gateway_config *config, struct str signature,
	    struct str body, int64_t now_us) MUST_CHECK;
};

/* "sandbox"; NULL when there is none of that name. */
const struct gateway *gateway_of(struct str name);

#endif
