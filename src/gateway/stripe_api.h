/* One exchange with Stripe's API; private to the driver's files. */
#ifndef GATEWAY_STRIPE_API_H
#define GATEWAY_STRIPE_API_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fields.h"
#include "gateway/stripe.h"
#include "wire/tree.h"

/* Our reference, in the metadata of everything that is ours there. */
#define STRIPE_REFERENCE "souk_reference"
/* On payment intents: "checkout" or "charge", whose id we keep. */
#define STRIPE_FLOW "souk_flow"

enum { STRIPE_FORM_MAX = 16 * 1024 };

/* application/x-www-form-urlencoded; keys as "line_items[0][quantity]". */
void stripe_put(struct buf *form, const char *key, struct str value);
void stripe_put_units(struct buf *form, const char *key, int64_t units);
void stripe_put_currency(
    struct buf *form, const char *key, struct currency c);

/* stripe_units() for those who have nobody to tell why not. */
enum err stripe_units_or_log(int64_t *out, struct money amount) MUST_CHECK;

struct stripe_call {
	struct str path;	/* "/v1/refunds", a query included */
	const struct buf *form; /* NULL: a GET */
	struct str key;		/* Idempotency-Key of a POST */
};

struct stripe_reply {
	struct tree *tree;
	const struct node *root; /* the object; when refused, its "error" */
	struct str refusal;	 /* decline_code, code or type */
};

/*
 * As struct gateway says, and ERR_NOT_FOUND: 404.  ERR_INVALID: refused for
 * good, root and refusal say why.  With OK and with ERR_INVALID the reply is
 * to be closed; with any other error there is nothing to close.
 */
enum err stripe_exchange(struct arena *a, struct stripe_reply *out,
    const struct gateway_config *config,
    const struct stripe_call *call) MUST_CHECK;
void stripe_close(struct stripe_reply *r);

/* GET of "/v1/<kind>/<id><query>"; an id that is none: ERR_INVALID. */
enum err stripe_get(struct arena *a, struct stripe_reply *out,
    const struct gateway_config *config, const char *kind, struct str id,
    const char *query) MUST_CHECK;

/* What could not be understood was lost on the way: ERR_IO, logged. */
enum err stripe_understood(enum err e, const char *what) MUST_CHECK;

/* The object's metadata of that name; "" when it has none. */
struct str stripe_metadata(const struct node *object, const char *name);

/* Expanded or not: the id in a field that names another object. */
enum err stripe_id_at(struct arena *a, struct str *out,
    const struct node *object, const char *key) MUST_CHECK;

/* The integer and "currency" of the object. */
enum err stripe_money_at(struct money *out, const struct node *object,
    const char *key) MUST_CHECK;

/* Does the object carry our reference?  arg is the reference. */
typedef bool (*stripe_is_fn)(const struct node *object, struct str reference);

/*
 * Looks for the one object that is() holds of, in a list ("checkout/sessions")
 * of what was made since the reference, a TypeID, was.  Lists show at once
 * what was created; the search API does not.  filter is more of the query, ""
 * or "&customer=...".  ERR_NOT_FOUND; ERR_IO: too many to say.
 */
enum err stripe_look(struct arena *a, struct stripe_reply *out,
    const struct node **found, const struct gateway_config *config,
    const char *list, const char *filter, struct str reference,
    stripe_is_fn is) MUST_CHECK;

/* The functions of struct gateway, file by file. */
enum err stripe_start(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config,
    const struct gateway_start *in) MUST_CHECK;
enum err stripe_find(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str ref,
    struct str reference) MUST_CHECK;
enum err stripe_charge(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config,
    const struct gateway_charge *in) MUST_CHECK;
enum err stripe_refund(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config,
    const struct gateway_refund_start *in) MUST_CHECK;
enum err stripe_refund_find(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, struct str ref,
    struct str payment_ref, struct str reference) MUST_CHECK;
enum err stripe_setup(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config,
    const struct gateway_setup_start *in) MUST_CHECK;
enum err stripe_setup_find(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, struct str ref,
    struct str reference) MUST_CHECK;
enum err stripe_forget(struct arena *a, const struct gateway_config *config,
    struct str method_ref) MUST_CHECK;
enum err stripe_event(struct arena *a, struct gateway_event *out,
    const struct gateway_config *config, struct str signature, struct str body,
    int64_t now_us) MUST_CHECK;

/* A payment intent as a payment; charge and find share it. */
enum err stripe_intent_read(struct arena *a, struct gateway_payment *out,
    const struct node *intent) MUST_CHECK;

/* A payment intent that stripe_charge() made for the reference. */
bool stripe_is_charge_of(const struct node *intent, struct str reference);

/* "cs_...": a Checkout session; else a payment intent. */
bool stripe_is_session(struct str ref);

#endif
