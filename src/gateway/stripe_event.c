#include <string.h>

#include "base/bounds.h"
#include "base/log.h"
#include "stripe_api.h"
#include "timed.h"

enum { EVENT_KIND_MAX = 64 };

/* Every pair is compared, so that time tells nothing of either secret. */
static bool
signature_among(struct str claims, const struct hash *right, size_t n)
{
	struct str piece;
	bool found = false;

	while (str_cut(&claims, ',', &piece)) {
		struct hash claimed;

		if (!str_starts(piece, STR("v1=")) ||
		    hash_from_hex(&claimed, str_sub(piece, 3, piece.n)))
			continue;
		for (size_t i = 0; i < n; i++)
			found |= hash_eq(claimed, right[i]);
	}
	return found;
}

static struct str
time_of(struct str signature)
{
	struct str t = STR_NONE, piece;

	while (str_cut(&signature, ',', &piece)) {
		if (!str_starts(piece, STR("t=")))
			continue;
		if (t.p)
			return STR("");
		t = str_sub(piece, 2, piece.n);
	}
	return t;
}

enum err
stripe_signed(const struct str *secrets, size_t n, struct str body,
    struct str signature, int64_t now_us)
{
	struct hash right[GATEWAY_EVENT_SECRETS_MAX];
	struct str t = time_of(signature);
	size_t known = 0;

	for (size_t i = 0; i < n && known < GATEWAY_EVENT_SECRETS_MAX; i++) {
		if (str_empty(secrets[i]))
			continue;
		enum err e = timed_hmac(&right[known], secrets[i], t, body);
		if (e)
			return e == ERR_NOMEM ? e : ERR_SIGNATURE;
		known++;
	}
	if (known == 0)
		return ERR_CONFIG;
	bool right_one = signature_among(signature, right, known);
	secret_wipe(right, sizeof(right));
	return right_one && timed_fresh(t, now_us) ? OK : ERR_SIGNATURE;
}

/* What of ours the event's object is; nothing, when another made it. */
static enum gateway_subject
subject_of(const struct node *object)
{
	struct str type, mode;
	bool ours = !str_empty(stripe_metadata(object, STRIPE_REFERENCE));

	if (!ours || node_str(&type, node_get(object, "object")))
		return GATEWAY_ABOUT_NOTHING;
	if (str_is(type, "refund"))
		return GATEWAY_ABOUT_REFUND;
	/* A session's own events say all that those of its intent do. */
	if (str_is(type, "payment_intent"))
		return str_is(stripe_metadata(object, STRIPE_FLOW), "charge")
		    ? GATEWAY_ABOUT_PAYMENT
		    : GATEWAY_ABOUT_NOTHING;
	if (!str_is(type, "checkout.session") ||
	    node_str(&mode, node_get(object, "mode")))
		return GATEWAY_ABOUT_NOTHING;
	return str_is(mode, "payment") ? GATEWAY_ABOUT_PAYMENT
	    : str_is(mode, "setup")    ? GATEWAY_ABOUT_SETUP
				       : GATEWAY_ABOUT_NOTHING;
}

static enum err
event_read(struct arena *a, struct gateway_event *out, const struct node *event)
{
	const struct node *object = node_get(node_get(event, "data"), "object");
	enum err e = field_text(a, &out->event_ref, event, "id");

	if (!e)
		e = field_text(a, &out->kind, event, "type");
	if (e)
		return e;
	out->about = subject_of(object);
	if (out->about == GATEWAY_ABOUT_NOTHING)
		out->ref = STR("");
	else
		e = field_text(a, &out->ref, object, "id");
	/* Refused, it would come again for three days. */
	if (out->kind.n > EVENT_KIND_MAX && out->about == GATEWAY_ABOUT_NOTHING)
		out->kind = str_sub(out->kind, 0, EVENT_KIND_MAX);
	return e;
}

static bool
event_fits(const struct gateway_event *event)
{
	return field_is_id(event->event_ref) && event->kind.n > 0 &&
	    event->kind.n <= EVENT_KIND_MAX &&
	    (event->about == GATEWAY_ABOUT_NOTHING || field_is_id(event->ref));
}

enum err
stripe_event(struct arena *a, struct gateway_event *out,
    const struct gateway_config *config, struct str signature, struct str body,
    int64_t now_us)
{
	struct tree *tree;
	enum err e = stripe_signed(config->event_secret,
	    GATEWAY_EVENT_SECRETS_MAX, body, signature, now_us);

	memset(out, 0, sizeof(*out));
	if (e == ERR_CONFIG)
		log_error("event without a secret", "gateway=stripe");
	if (!e)
		e = tree_parse(&tree, a, body, JSON_FOREIGN_DEPTH_MAX, NULL);
	if (e)
		return e;
	e = event_read(a, out, tree_root(tree));
	tree_close(tree);
	if (!e && !event_fits(out))
		e = ERR_INVALID;
	return e == ERR_NOT_FOUND ? ERR_INVALID : e;
}
