#include "app/endpoint.h"

#include "app/limits.h"
#include "crypto/hash.h"
#include "crypto/token.h"

static enum err
config_fill(struct arena *a, struct endpoint_config *out,
    const struct site *site, const struct endpoint *at)
{
	const struct str aad = { (const char *)at->product_id.b,
		sizeof(at->product_id.b) };

	*out = (struct endpoint_config){
		.url = at->url,
		.version = ENDPOINT_V2,
		.signs = at->signs,
		.outbound = &site->config.outbound,
	};
	if (site->config.ca_file.n > 0) {
		out->ca_file = str_cstr(a, site->config.ca_file);
		if (!out->ca_file)
			return ERR_NOMEM;
	}
	return unseal(
	    a, &out->key, keys_get(&site->keys, KEY_SEAL), aad, at->key_sealed);
}

enum err
endpoint_ask(struct arena *a, struct endpoint_instance *out,
    struct endpoint_trace *trace, const struct site *site,
    const struct endpoint *at, bool test, enum endpoint_activity activity,
    const struct endpoint_order *order)
{
	struct endpoint_config config;
	enum err e = limits_wait_enter();

	*trace = (struct endpoint_trace){ .why = STR("") };
	if (e != OK)
		return e;
	e = config_fill(a, &config, site, at);
	if (e == OK) {
		config.test = test;
		e = endpoint_call(a, out, trace, &config, activity, order);
		secret_wipe((void *)(uintptr_t)config.key.p, config.key.n);
	}
	limits_wait_leave();
	return e;
}
