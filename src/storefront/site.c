#include "base/hex.h"
#include "crypto/sign.h"
#include "gateway/stripe.h"
#include "storefront/legal.h"
#include "storefront/routes.h"
#include "storefront/shop.h"

static const char *
payment_name(enum payment_provider p)
{
	switch (p) {
	case PAY_SANDBOX:
		return "sandbox";
	case PAY_STRIPE:
		return "stripe";
	default:
		return "none";
	}
}

/* "http://127.0.0.1:9090/x" -> "http://127.0.0.1:9090" */
static struct str
origin_of(struct str url)
{
	size_t i = 0, slashes = 0;

	for (; i < url.n; i++)
		if (url.p[i] == '/' && ++slashes == 3)
			break;
	return str_sub(url, 0, i);
}

static void
put_currencies(struct json *j, const struct site_config *config)
{
	json_key(j, "currencies");
	json_array(j);
	for (size_t i = 0; i < config->ncurrencies; i++)
		json_cstr(j, config->currencies[i].code);
	json_end_array(j);
}

static void
put_locales(struct json *j, const struct site_config *config)
{
	json_key(j, "locales");
	json_array(j);
	for (size_t i = 0; i < config->nlocales; i++)
		json_str(j, config->locales[i]);
	json_end_array(j);
}

/* The hosts to which a payment may send the browser. */
static void
put_origins(struct json *j, const struct site_config *config)
{
	json_key(j, "gateway_origins");
	json_array(j);
	if (config->payment == PAY_SANDBOX) {
		json_str(j, origin_of(config->sandbox_url));
	} else if (config->payment == PAY_STRIPE) {
		/* Its hosted page, and the banks' pages that it wraps. */
		json_cstr(j, "https://checkout.stripe.com");
		json_cstr(j, "https://hooks.stripe.com");
		if (!str_is(config->stripe_url, STRIPE_URL))
			json_str(j, origin_of(config->stripe_url));
	}
	json_end_array(j);
}

static enum err
put_legal(struct call *c, struct json *j, size_t locale)
{
	json_key(j, "legal");
	json_array(j);
	for (enum legal_kind k = 0; k < LEGAL__MAX; k++) {
		struct str title;
		enum err e = legal_title_read(c, &title, k, locale);

		if (e == ERR_NOMEM)
			return e;
		if (e != OK)
			continue;
		json_object(j);
		json_put_cstr(j, "kind", legal_name(k));
		json_put_str(j, "title", title);
		json_put_str(j, "url",
		    arena_printf(c->arena, "/legal/%s", legal_name(k)));
		json_end_object(j);
	}
	json_end_array(j);
	return OK;
}

/* Of what the answer says: it depends on no catalogue. */
static enum err
cached(struct call *c, bool *done)
{
	char hex[HASH_HEX + 1];

	hash_hex(hex, hash_sha256(buf_str(&c->reply->body)));
	reply_header(c->reply, "Cache-Control", STR("no-cache"));
	return call_not_modified(c, (struct str){ hex, 16 }, done);
}

/* What heads of the chains and evidence bundles are signed with. */
static enum err
put_seal_key(struct call *c, struct json *j)
{
	uint8_t key[PUBLIC_KEY_BYTES];
	char hex[2 * PUBLIC_KEY_BYTES];
	struct str seed = keys_get(&c->site->keys, KEY_CHAIN);
	enum err e = sign_ed25519_public(key, (const uint8_t *)seed.p);

	hex_encode(hex, key, sizeof(key));
	json_put_str(j, "seal_key", (struct str){ hex, sizeof(hex) });
	return e;
}

static enum err
site_get(struct call *c)
{
	const struct site_config *config = &c->site->config;
	size_t locale = shop_locale(c);
	struct json *j = reply_json(c, 200);
	bool done;
	enum err e;

	json_object(j);
	json_put_str(j, "site", config->site);
	json_put_str(j, "name", config->name);
	json_put_str(j, "lang", config->locales[locale]);
	put_locales(j, config);
	json_put_cstr(j, "currency", config->currency.code);
	put_currencies(j, config);
	json_put_str(j, "country", config->country);
	json_put_str(j, "time_zone", config->time_zone);
	json_put_i64(j, "order_expiry_days", config->order_expiry_days);
	json_put_str(j, "support_email", config->support_email);
	json_put_cstr(j, "payment", payment_name(config->payment));
	json_put_bool(j, "test_payments", config->payment == PAY_SANDBOX);
	put_origins(j, config);
	e = put_legal(c, j, locale);
	if (e == OK)
		e = put_seal_key(c, j);
	json_put_str(j, "base", config->base_path);
	json_put_cstr(j, "version", PACKAGE_VERSION);
	json_end_object(j);
	if (e == OK)
		e = cached(c, &done);
	if (e == OK && done)
		buf_clear(&c->reply->body);
	return e;
}

static const char *const lang_query[] = { "lang", NULL };

const struct route site_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/site",
	    .handler = site_get,
	    .query = lang_query,
	    .answer = "Site",
	    .status = 200,
	    .summary = "What a page must know of the site" },
	{ .method = NULL }
};
