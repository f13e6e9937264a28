/* R16: what is secret of a delivery is shown by its own request alone. */
#include "checkout.h"
#include "crypto/token.h"

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
	if (service.secret_sealed.n == 0)
		return call_fail(c, ERR_NOT_FOUND,
		    "Nothing secret was "
		    "delivered with this service.");
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
