/* API keys: made and shown once, listed, revoked. */
#include "app/api_key.h"
#include "app/auth.h"
#include "app/paging.h"
#include "base/sys.h"
#include "storefront/mailing.h"
#include "storefront/member.h"
#include "storefront/routes.h"
#include "store/api_key.h"

enum { HINT_CHARS = 4, SCOPES_MAX = 16, EXPIRY_YEARS_MAX = 10 };

static void
scopes_write(struct json *j, struct str scopes)
{
	struct str scope;

	json_key(j, "scopes");
	json_array(j);
	while (str_cut(&scopes, ',', &scope))
		json_str(j, scope);
	json_end_array(j);
}

static void
key_write(struct call *c, struct json *j, const struct api_key *k)
{
	json_object(j);
	json_put_id(j, "id", ID_API_KEY, k->key_id);
	json_put_str(j, "name", k->name);
	json_put_str(j, "hint", k->hint);
	scopes_write(j, k->scopes);
	json_put_str(j, "user_name", k->user_name);
	json_put_bool(j, "yours", id_eq(k->user_id, c->who.user_id));
	json_put_bool(j, "expired",
	    k->expires_at_us != 0 && k->expires_at_us <= c->now_us);
	json_put_time(j, "created_at", k->created_at_us);
	json_put_time(j, "expires_at", k->expires_at_us);
	json_put_time(j, "used_at", k->used_at_us);
	json_end_object(j);
}

/* An owner sees and ends the keys of all, the others their own. */
static struct id
whose(const struct call *c)
{
	return c->who.role == ROLE_OWNER ? (struct id){ { 0 } }
					 : c->who.user_id;
}

static enum err
api_keys_get(struct call *c)
{
	struct api_key *keys;
	struct json *j;
	size_t n = 0;
	enum err e = api_keys_of(c->db, c->arena, &keys, &n, c->who.company_id,
	    whose(c), API_KEYS_SHOWN_MAX);

	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		key_write(c, j, &keys[i]);
	paging_close_all(c);
	return OK;
}

struct key_request {
	struct str name, expires_at;
	struct wire_list scopes;
};

static const struct field key_request_fields[] = {
	{ .name = "name",
	    .type = FIELD_NAME,
	    .required = true,
	    .min = 1,
	    .max = API_KEY_NAME_MAX,
	    .offset = offsetof(struct key_request, name),
	    .about = "what the key is for" },
	{ .name = "scopes",
	    .type = FIELD_LIST,
	    .required = true,
	    .min = 1,
	    .max = SCOPES_MAX,
	    .offset = offsetof(struct key_request, scopes),
	    .about = "what it may do, at most what its user may: "
		     "account:read, catalogue:read, orders:read, "
		     "orders:write, listings:read, listings:write, "
		     "webhooks:read, webhooks:write" },
	{ .name = "expires_at",
	    .type = FIELD_TEXT,
	    .max = 40,
	    .offset = offsetof(struct key_request, expires_at),
	    .about = "RFC 3339; without it the key has no end" },
};
static const struct shape key_request_shape = SHAPE(
    "ApiKeyRequest", struct key_request, key_request_fields);

static bool
listed(const struct wire_list *scopes, const char *name)
{
	const struct str *items = scopes->items;

	for (size_t i = 0; i < scopes->n; i++)
		if (str_is(items[i], name))
			return true;
	return false;
}

static enum err
scopes_known(struct call *c, const struct wire_list *scopes)
{
	const struct str *items = scopes->items;
	enum err e = OK;

	for (size_t i = 0; i < scopes->n; i++) {
		const char *const *known = auth_scopes;

		while (*known && !str_is(items[i], *known))
			known++;
		if (!*known)
			e = call_fault(c,
			    arena_printf(c->arena, "/scopes/%zu", i).p,
			    "choice", "There is no such scope.");
	}
	return e;
}

/* Each once, in our own order. */
static enum err
scopes_read(struct call *c, struct str *out, const struct wire_list *scopes)
{
	enum err e = scopes_known(c, scopes);

	*out = STR("");
	for (const char *const *s = auth_scopes; e == OK && *s; s++) {
		if (!listed(scopes, *s))
			continue;
		*out = arena_printf(c->arena, "%.*s%s%s", STR_FMT(*out),
		    out->n > 0 ? "," : "", *s);
		if (!out->p)
			e = ERR_NOMEM;
	}
	return e;
}

static enum err
expiry_read(struct call *c, int64_t *us, struct str text)
{
	*us = 0;
	if (text.n == 0)
		return OK;
	if (time_parse(us, text) != OK)
		return call_fault(c, "/expires_at", "format",
		    "Write a time such as 2030-01-31T00:00:00Z.");
	if (*us <= c->now_us)
		return call_fault(
		    c, "/expires_at", "range", "This time has passed already.");
	if (*us > c->now_us + EXPIRY_YEARS_MAX * 366 * DAY_US)
		return call_fault(c, "/expires_at", "range",
		    "Choose a time within %d years, or none.",
		    EXPIRY_YEARS_MAX);
	return OK;
}

/* A key for what wants a second factor is made where one was shown. */
static enum err
factor_wanted(const struct call *c, struct str scopes)
{
	bool sells = auth_scope_listed(scopes, "listings:read") ||
	    auth_scope_listed(scopes, "listings:write");

	return sells && c->site->config.totp_required && !c->who.factor
	    ? ERR_FACTOR_REQUIRED
	    : OK;
}

static enum err
key_store(struct call *c, const struct api_key *k)
{
	enum err e = company_hold(c->db, k->company_id);

	if (e == OK)
		e = api_key_insert(c->db, c->arena, k, API_KEYS_MAX);
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "Your company has %d API keys in force; revoke one that "
		    "is not used any more.",
		    API_KEYS_MAX);
	if (e == OK)
		e = member_note(c, "api_key", k->key_id, "made");
	return e == OK ? mailing_notice(c, c->who.user_id, "api_key_created")
		       : e;
}

static enum err
key_create(struct call *c)
{
	const struct key_request *body = c->body;
	char text[API_KEY_CHARS + 1];
	struct str secret = api_key_new(text);
	struct api_key k = { .key_id = id_new(),
		.company_id = c->who.company_id,
		.user_id = c->who.user_id,
		.user_name = c->who.user_name,
		.name = str_trim(body->name),
		.key_hash = hash_sha256(secret),
		.hint = str_sub(secret, API_KEY_CHARS - HINT_CHARS, HINT_CHARS),
		.created_at_us = c->now_us };
	struct json *j;
	enum err e = scopes_read(c, &k.scopes, &body->scopes);

	if (e == OK)
		e = expiry_read(
		    c, &k.expires_at_us, str_trim(body->expires_at));
	if (e == OK)
		e = factor_wanted(c, k.scopes);
	if (e == OK)
		e = key_store(c, &k);
	if (e == OK) {
		j = reply_json(c, 201);
		json_object(j);
		json_put_str(j, "secret", secret);
		json_key(j, "key");
		key_write(c, j, &k);
		json_end_object(j);
	}
	secret_wipe(text, sizeof(text));
	return e;
}

static enum err
key_delete(struct call *c)
{
	struct id id;
	enum err e = path_id(&id, c, ID_API_KEY);

	c->reply->status = 204;
	if (e == OK)
		e = api_key_revoke(
		    c->db, id, c->who.company_id, whose(c), c->now_us);
	return e == OK ? member_note(c, "api_key", id, "revoked") : e;
}

const struct route api_key_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/api-keys",
	    .handler = api_keys_get,
	    .caller = CALLER_MEMBER,
	    .tx = TX_READ,
	    .answer = "ApiKeyList",
	    .status = 200,
	    .summary = "One's own API keys; an owner sees the company's" },
	{ .method = "POST",
	    .pattern = "/api/storefront/api-keys",
	    .handler = key_create,
	    .caller = CALLER_MEMBER,
	    .tx = TX_WRITE,
	    .body = &key_request_shape,
	    .answer = "ApiKeyMade",
	    .status = 201,
	    .summary = "Make an API key; it is shown this once" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/api-keys/{key}",
	    .handler = key_delete,
	    .caller = CALLER_MEMBER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Revoke an API key" },
	{ .method = NULL }
};
