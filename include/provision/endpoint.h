/*
 * Calls to a seller's SaaS endpoint: version 2.0 of the access guide of
 * Huawei Cloud's KooGallery, as souk-endpoint(7) says it.  A pure client: it
 * keeps nothing, and what it is given as instance_id is what an earlier
 * answer for the same line gave.
 */
#ifndef PROVISION_ENDPOINT_H
#define PROVISION_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/contact.h"
#include "domain/price.h"
#include "net/outbound.h"
#include "provision/provision.h"

enum {
	ENDPOINT_MS = 5000,
	ENDPOINT_ID_MAX = 64, /* order, line, instance, product, plan */
	ENDPOINT_SIGN_IN_MAX = 128,
	ENDPOINT_LICENSE_MAX = 1600,
	ENDPOINT_MEMO_MAX = 1024,
	ENDPOINT_CONTACT_MAX = 254,
	ENDPOINT_NONCE_CHARS = 64
};

enum endpoint_version { ENDPOINT_V2 = 2 };

struct endpoint_config {
	struct str url;			 /* the seller's */
	struct str key;			 /* in clear; the caller wipes it */
	enum endpoint_version version;	 /* no other is spoken */
	bool signs;			 /* it has signed an answer before */
	bool test;			 /* testFlag 1: sells nothing */
	const struct outbound *outbound; /* rules for its address */
	const char *ca_file;		 /* NULL: the system's */
};

enum endpoint_activity {
	ENDPOINT_CREATE,
	ENDPOINT_RENEW,
	ENDPOINT_FREEZE,
	ENDPOINT_UNFREEZE,
	ENDPOINT_RELEASE,
	ENDPOINT_QUERY,
	ENDPOINT__MAX
};

enum endpoint_scene {
	SCENE_RENEWAL,
	SCENE_TRIAL_TO_FORMAL,
	SCENE_RENEWAL_REFUNDED,
	SCENE__MAX
};

/* What is empty, 0 or CONTACT_NONE is not sent. */
struct endpoint_order {
	struct str order_id, line_id; /* TypeIDs */
	struct str instance_id;	      /* empty: none was answered yet */
	struct str product, plan;     /* slug and code */
	int64_t quantity;
	enum billing_mode mode;
	int64_t periods;
	int64_t term_ends_us;
	enum endpoint_scene scene; /* of ENDPOINT_RENEW */
	struct contact contact; /* that the buyer consented to hand over */
};

struct endpoint_instance {
	struct str instance_id;
	/*
	 * Nothing more is to come: what there is to open stands below.  Not
	 * set by ENDPOINT_CREATE: go on with ENDPOINT_QUERY.
	 */
	bool ready;
	bool signs; /* this answer was signed: config.signs from now on */
	struct str app_url, admin_url;	/* empty: none */
	struct str user_name, password; /* secrets, to be sealed and wiped, */
	struct str license;		/* as are licence keys */
	struct str memo;		/* plain text, lines; empty: none */
};

/*
 * For the seller's debug page: no contact, sign-in or key is in it, and it
 * is fit to be shown as text.  Set whatever comes of the call.
 */
struct endpoint_trace {
	struct str request; /* "POST https://...\n...\n\n{...}" */
	struct str answer;  /* the body as it came; empty: none */
	struct str why;	    /* a sentence; empty when all went well */
	int status;	    /* of HTTP; 0: no answer */
	int64_t took_us;
};

/*
 * Texts of *out live in the arena.  Errors for which provision_again() says
 * true: no answer, or one that says later; the call may have had an effect,
 * and repeating it is right.  Any other is a refusal until the seller mends
 * what trace->why says:
 *   ERR_CONFIG	url, key or version of the configuration
 *   ERR_FORBIDDEN	the address is not allowed, or a redirect
 *   ERR_CREDENTIALS	it does not accept our signature
 *   ERR_SIGNATURE	its own is wrong or missing
 *   ERR_LIMIT	the answer is too large
 *   ERR_SYNTAX	the answer is not JSON
 *   ERR_NOT_FOUND	it knows no such instance (not of a release)
 *   ERR_EXISTS	another instance for the same line
 *   ERR_INVALID	any other refusal, or an answer not of the form
 */
enum err endpoint_call(struct arena *a, struct endpoint_instance *out,
    struct endpoint_trace *trace, const struct endpoint_config *config,
    enum endpoint_activity activity, const struct endpoint_order *order)
    MUST_CHECK;

/*
 * What of a ready instance the buyer gets: the sign-in and licence keys as
 * lines of the secret, memo and administration's address as the note.
 */
enum err endpoint_delivered(struct arena *a, struct delivered *out,
    const struct endpoint_instance *i) MUST_CHECK;

/* Overwrites the sign-in and the licence keys where they lie. */
void endpoint_wipe(struct endpoint_instance *i);

/*
 * The body of a call: members in byte order, texts alone, nothing escaped
 * that need not be.  ERR_INVALID: a value is too long, has a control
 * character in it or is no UTF-8; *why names it.
 */
enum err endpoint_body(struct arena *a, struct str *out, bool test,
    enum endpoint_activity activity, const struct endpoint_order *order,
    struct str *why) MUST_CHECK;

/* The query's signature of a body: 64 capitals of hexadecimal. */
struct str endpoint_signature(struct arena *a, struct str key,
    struct str nonce, struct str timestamp_ms, struct str body);

/*
 * Is header, a Body-Sign, the signature of this answer?  *missing: there is
 * none at all.
 */
bool endpoint_signed(struct arena *a, struct str key, struct str header,
    struct str body, bool *missing);

#endif
