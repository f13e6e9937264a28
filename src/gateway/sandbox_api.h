/* One exchange with souk-sandbox; private to the driver's files. */
#ifndef GATEWAY_SANDBOX_API_H
#define GATEWAY_SANDBOX_API_H

#include "base/arena.h"
#include "base/buf.h"
#include "fields.h"
#include "gateway/sandbox.h"
#include "wire/json.h"
#include "wire/tree.h"

struct sandbox_reply {
	struct tree *tree;
	const struct node *root;
	struct str refusal;	/* its code, with ERR_INVALID */
};

/*
 * body NULL: a GET.  ERR_NOT_FOUND: 404; ERR_INVALID: refused.  Only with OK
 * is there a reply to close.
 */
enum err sandbox_exchange(struct arena *a, struct sandbox_reply *out,
    const struct gateway_config *config, struct str path,
    const struct buf *body, struct str key) MUST_CHECK;
void sandbox_close(struct sandbox_reply *r);

/* GET of "/v1/<kind>/<ref>", or of "?reference=" when ref is empty. */
enum err sandbox_look(struct arena *a, struct sandbox_reply *out,
    const struct gateway_config *config, const char *kind, struct str ref,
    struct str reference) MUST_CHECK;

/* What could not be understood was lost on the way: ERR_IO, logged. */
enum err sandbox_understood(enum err e) MUST_CHECK;

enum err sandbox_money_at(
    struct money *out, const struct node *object) MUST_CHECK;

/* A page of the provider's address, and nothing that could leave it. */
bool sandbox_is_ref(struct str s);

/* The functions of struct gateway, file by file. */
enum err sandbox_refund(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config,
    const struct gateway_refund_start *in) MUST_CHECK;
enum err sandbox_refund_find(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, struct str ref,
    struct str payment_ref, struct str reference) MUST_CHECK;
enum err sandbox_setup(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config,
    const struct gateway_setup_start *in) MUST_CHECK;
enum err sandbox_setup_find(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, struct str ref,
    struct str reference) MUST_CHECK;
enum err sandbox_forget(struct arena *a, const struct gateway_config *config,
    struct str method_ref) MUST_CHECK;
enum err sandbox_event(struct arena *a, struct gateway_event *out,
    const struct gateway_config *config, struct str signature, struct str body,
    int64_t now_us) MUST_CHECK;

#endif
