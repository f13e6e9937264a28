/* R16: what is secret of a delivery is shown by its own request alone. */
#include "base/sys.h"
#include "checkout.h"
#include "crypto/token.h"

/* An answer may be lost on its way, so for so long it is given again. */
static const int64_t AGAIN_US = SERVICE_SHOWN_S * SEC_US;

/* Licence keys are needed again, and others keep no copy of theirs. */
bool
service_shown_once(const struct service *s, bool saas)
{
	return saas && str_is(s->driver, "endpoint");
}

static enum err
is_shown_once(struct call *c, bool *out, const struct service *s)
{
	struct order_line *lines;
	size_t n = 0;
	enum err e = order_lines_of(
	    c->db, c->arena, &lines, &n, &s->order_id, 1);

	*out = false;
	for (size_t i = 0; e == OK && i < n; i++)
		if (id_eq(lines[i].line_id, s->line_id))
			*out = service_shown_once(
			    s, lines[i].delivery == DELIVERY_SAAS);
	return e;
}

static enum err
once_mark(struct call *c, const struct service *s)
{
	bool once = false;
	enum err e = is_shown_once(c, &once, s);

	if (e != OK || !once)
		return e;
	if (s->revealed_at_us != 0 && c->now_us - s->revealed_at_us > AGAIN_US)
		return call_fail(c, ERR_GONE,
		    "The first sign-in was shown once and is not kept; ask "
		    "the seller for a new password.");
	return service_revealed(c->db, s->service_id, c->now_us);
}

static enum err
service_reveal(struct call *c)
{
	struct act act = act_of_call(c);
	struct service service;
	struct event event;
	struct id service_id;
	struct json *j;
	struct str secret, aad;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&service_id, c, ID_SERVICE)) != OK ||
	    (e = service_get(c->db, c->arena, &service, service_id,
		 c->who.company_id)) != OK)
		return e;
	if (service.secret_sealed.n == 0 && service.revealed_at_us == 0)
		return call_fail(c, ERR_NOT_FOUND,
		    "Nothing secret was "
		    "delivered with this service.");
	e = once_mark(c, &service);
	if (e != OK)
		return e;
	aad = (struct str){ (const char *)service_id.b, sizeof(service_id.b) };
	e = unseal(c->arena, &secret, keys_get(&c->site->keys, KEY_SEAL), aad,
	    service.secret_sealed);
	event = act_event(
	    &act, "service", service_id, "revealed", NULL, NULL, STR_NONE);
	if (e == OK)
		e = events_insert(c->db, &event, 1);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_str(j, "secret", secret);
	json_end_object(j);
	secret_wipe((void *)secret.p, secret.n);
	return OK;
}

const struct route service_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/checkout/services/{service}/revelations",
	    .handler = service_reveal,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .answer = "Revelation",
	    .status = 200,
	    .summary = "Show a licence key or first sign-in; recorded" },
	{ .method = NULL },
};
