/*
 * Payment providers behind one struct of functions.  Called with no
 * transaction open.  A provider is never believed by its event alone: an
 * event only says what to look up.
 */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/money.h"

enum { GATEWAY_EVENT_SECRETS_MAX = 2 };	/* the new one and the old */

/* Where the provider is and how it proves itself; made by app/settle_gateway.c. */
struct gateway_config {
	struct str url;			/* its API, without a final slash */
	struct str secret;		/* what its key file holds */
	struct str ca_file;		/* empty: the system's */
	/* What signs stripe's events; the sandbox has .secret for that. */
	struct str event_secret[GATEWAY_EVENT_SECRETS_MAX];
	struct str api_version;		/* empty: the driver's own */
};

/*
 * Fills .event_secret from a file's text, one secret a line; borrowed.
 * ERR_CONFIG: none, too many, or one that is shorter than 16 characters.
 */
enum err gateway_event_secrets(struct gateway_config *config,
    struct str text) MUST_CHECK;

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
	struct str redirect_url;	/* its page, when OPEN or ACTION */
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

/* A payment without the buyer, by a method that is on file. */
struct gateway_charge {
	struct str reference;		/* ours: the payment's TypeID */
	struct str idempotency_key;	/* the same at each try */
	struct money amount;
	struct str description;
	struct str customer_ref;	/* both as setup_find() gave them */
	struct str method_ref;
	/* Where the bank's page leads back; empty: the buyer is not asked. */
	struct str return_url;
	struct str event_url;
};

enum gateway_refund_state {
	GATEWAY_REFUND_PENDING,
	GATEWAY_REFUND_DONE,
	GATEWAY_REFUND_FAILED,
	GATEWAY_REFUND_ABSENT
};

struct gateway_refund_start {
	struct str reference;		/* ours: its TypeID; the key as well */
	struct str payment_ref;		/* the provider's id of the payment */
	struct money amount;
	struct str event_url;
};

struct gateway_refund {
	enum gateway_refund_state state;
	struct str ref;			/* empty when refused at once */
	struct str reference;
	struct str failure;		/* its code, when FAILED */
	struct money amount;
};

enum gateway_setup_state {
	GATEWAY_SETUP_OPEN,		/* waits for the buyer */
	GATEWAY_SETUP_DONE,
	GATEWAY_SETUP_FAILED,
	GATEWAY_SETUP_ABSENT
};

/* A card is put on file on the provider's page. */
struct gateway_setup_start {
	struct str reference;		/* ours: the TypeID of this set-up */
	struct str customer;		/* ours: whose card it is */
	struct str customer_ref;	/* the provider's id; empty at first */
	struct str name, email;		/* of the customer, when it is made */
	struct str return_url;
	struct str event_url;
};

struct gateway_setup {
	enum gateway_setup_state state;
	struct str ref;
	struct str reference;
	struct str redirect_url;	/* when OPEN */
	struct str failure;		/* when FAILED */
	struct str customer_ref;	/* keep it: charges need it */
	/* when DONE */
	struct str method_ref;
	struct str brand, last4;	/* "visa", "4242" */
	int64_t expires_month, expires_year;	/* 1 to 12; 2030 */
};

enum gateway_subject {
	GATEWAY_ABOUT_PAYMENT,
	GATEWAY_ABOUT_REFUND,
	GATEWAY_ABOUT_SETUP,
	GATEWAY_ABOUT_NOTHING		/* of ours: take it and forget it */
};

struct gateway_event {
	struct str event_ref;		/* unique at the provider */
	struct str kind;		/* its word: "session.captured" */
	enum gateway_subject about;
	struct str ref;			/* of its subject; NOTHING: empty */
};

/*
 * Results live in the arena.  ERR_UNAVAILABLE: no connection came about,
 * or we are to be slower: nothing happened there.  ERR_TIMEOUT, ERR_IO: it
 * may have happened; try again, or ask.  ERR_INVALID: the provider refused
 * for good; its reason is logged.  ERR_CONFIG: it does not know our key.
 */
struct gateway {
	const char *name;		/* as in payments.gateway and URLs */
	const char *signature_header;	/* CGI name, "HTTP_..." */

	/*
	 * Can it take this amount?  ERR_CURRENCY or ERR_RANGE, and *why (may
	 * be NULL) is a sentence for the buyer.
	 */
	enum err (*takes)(struct money amount, struct str *why) MUST_CHECK;

	enum err (*start)(struct arena *a, struct gateway_payment *out,
	    const struct gateway_config *config,
	    const struct gateway_start *in) MUST_CHECK;

	/*
	 * By the provider's id, or by our reference when ref is empty (an
	 * answer was lost); payments of start() and charge() alike.  Not
	 * known there: OK and GATEWAY_ABSENT.  Among too many to be sure of
	 * that: ERR_IO; a charge is then asked for again by charge().
	 */
	enum err (*find)(struct arena *a, struct gateway_payment *out,
	    const struct gateway_config *config, struct str ref,
	    struct str reference) MUST_CHECK;

	/*
	 * FAILED when the card is refused.  ACTION when the bank wants the
	 * buyer: redirect_url leads to it, and find() says how it ended.
	 * Repeated at any time, it charges once.
	 */
	enum err (*charge)(struct arena *a, struct gateway_payment *out,
	    const struct gateway_config *config,
	    const struct gateway_charge *in) MUST_CHECK;

	/*
	 * Repeated at any time, it refunds once.  FAILED also when there is
	 * not so much left to refund.
	 */
	enum err (*refund)(struct arena *a, struct gateway_refund *out,
	    const struct gateway_config *config,
	    const struct gateway_refund_start *in) MUST_CHECK;

	/* By its id, or by payment and our reference when ref is empty. */
	enum err (*refund_find)(struct arena *a, struct gateway_refund *out,
	    const struct gateway_config *config, struct str ref,
	    struct str payment_ref, struct str reference) MUST_CHECK;

	enum err (*setup)(struct arena *a, struct gateway_setup *out,
	    const struct gateway_config *config,
	    const struct gateway_setup_start *in) MUST_CHECK;
	enum err (*setup_find)(struct arena *a, struct gateway_setup *out,
	    const struct gateway_config *config, struct str ref,
	    struct str reference) MUST_CHECK;

	/* Takes a method off file there; OK when it is off already. */
	enum err (*forget)(struct arena *a,
	    const struct gateway_config *config,
	    struct str method_ref) MUST_CHECK;

	/*
	 * Checks the signature over the raw bytes before reading any of
	 * them; ERR_SIGNATURE also when it is older than EVENT_SKEW_S.
	 */
	enum err (*event)(struct arena *a, struct gateway_event *out,
	    const struct gateway_config *config, struct str signature,
	    struct str body, int64_t now_us) MUST_CHECK;
};

/* "sandbox", "stripe"; NULL when there is none of that name. */
const struct gateway *gateway_of(struct str name);

#endif
