/* A seller's licence keys: how many are left, more of them, none at all. */
#include <stddef.h>

#include "act/licence.h"
#include "storefront/routes.h"
#include "storefront/selling.h"

enum { KEYS_MAX = 2000, KEY_CHARS_MAX = 500, KEYS_BODY_MAX = 1024 * 1024 };

struct keys_body {
	struct str plan;
	struct wire_list keys;
};

#define PLAN_FIELD(body) \
	{ \
		.name = "plan", .type = FIELD_KIND, .kind = TEXT_CODE, \
		.required = true, .offset = offsetof(struct body, plan), \
		.about = "the plan's code" \
	}

static const struct field keys_fields[] = {
	PLAN_FIELD(keys_body),
	{ .name = "keys",
	    .type = FIELD_LIST,
	    .required = true,
	    .min = 1,
	    .max = KEYS_MAX,
	    .offset = offsetof(struct keys_body, keys),
	    .about = "a licence key each; one that is kept already is passed "
		     "over" },
};
static const struct shape keys_shape = SHAPE(
    "LicenceKeys", struct keys_body, keys_fields);

struct plan_body {
	struct str plan;
};

static const struct field plan_fields[] = { PLAN_FIELD(plan_body) };
static const struct shape plan_shape = SHAPE(
    "LicencePlan", struct plan_body, plan_fields);

static void
pool_put(struct json *j, const struct licence_pool *p)
{
	json_object(j);
	json_put_str(j, "plan", p->plan);
	json_put_str(j, "name", p->name);
	json_put_i64(j, "free", p->free);
	json_put_i64(j, "sold", p->taken);
	json_put_bool(
	    j, "low", p->free < LICENCE_KEYS_LOW && p->free + p->taken > 0);
	json_end_object(j);
}

/* Only a licence has keys: what is delivered otherwise has no pool. */
static enum err
pools_read(struct call *c, struct listing_row *row, struct licence_pool **pools,
    size_t *n)
{
	enum err e = selling_product(c, row);

	*n = 0;
	return e == OK && row->delivery == DELIVERY_LICENSE
	    ? licence_pools_of(c->db, c->arena, pools, n, row->product_id,
		  c->site->config.locales[0])
	    : e;
}

static enum err
pools_get(struct call *c)
{
	struct licence_pool *pools;
	struct listing_row row;
	struct json *j;
	size_t n = 0;
	enum err e = pools_read(c, &row, &pools, &n);

	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		pool_put(j, &pools[i]);
	json_end_array(j);
	json_key(j, "next");
	json_null(j);
	json_end_object(j);
	return OK;
}

static enum err
pool_named(struct call *c, struct listing_row *row, struct licence_pool *out,
    struct str plan)
{
	struct licence_pool *pools;
	size_t n = 0;
	enum err e = pools_read(c, row, &pools, &n);

	if (e == OK && row->delivery != DELIVERY_LICENSE)
		return call_fail(c, ERR_STATE,
		    "%.*s is not delivered as a licence; it has no keys.",
		    STR_FMT(row->name));
	for (size_t i = 0; e == OK && i < n; i++)
		if (str_eq(pools[i].plan, plan)) {
			*out = pools[i];
			return OK;
		}
	return e != OK ? e
		       : call_fault(c, "/plan", "choice",
			     "No plan on sale has the code %.*s; publish it "
			     "first.",
			     STR_FMT(plan));
}

/* One line of what can be printed, without blanks around it. */
static enum err
keys_check(struct call *c, struct str *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str pointer;

		keys[i] = str_trim(keys[i]);
		if (keys[i].n > 0 && keys[i].n <= KEY_CHARS_MAX &&
		    text_plain(keys[i], false))
			continue;
		pointer = arena_printf(c->arena, "/keys/%zu", i);
		if (!pointer.p)
			return ERR_NOMEM;
		return call_fault(c, pointer.p, "length",
		    "A key is one line of 1 to %d bytes; key %zu is not.",
		    KEY_CHARS_MAX, i + 1);
	}
	return OK;
}

static enum err
pool_reply(struct call *c, struct licence_pool *pool, const char *name,
    int64_t count, const char *rest_name, int64_t rest)
{
	struct licence_pool now;
	struct json *j;
	enum err e = licence_pool_count(c->db, c->arena, &now, pool->plan_id);

	if (e != OK)
		return e;
	pool->free = now.free;
	pool->taken = now.taken;
	j = reply_json(c, 200);
	json_object(j);
	json_put_i64(j, name, count);
	if (rest_name)
		json_put_i64(j, rest_name, rest);
	json_key(j, "pool");
	pool_put(j, pool);
	json_end_object(j);
	return OK;
}

static enum err
keys_post(struct call *c)
{
	const struct keys_body *body = c->body;
	const struct licence_secrets secrets = {
		.seal_key = keys_get(&c->site->keys, KEY_SEAL),
		.hash_key = keys_get(&c->site->keys, KEY_TOKEN),
	};
	struct act act = act_of_call(c);
	struct licence_pool pool;
	struct listing_row row;
	size_t added = 0;
	enum err e = pool_named(c, &row, &pool, body->plan);

	if (e == OK)
		e = keys_check(c, body->keys.items, body->keys.n);
	if (e == OK)
		e = licence_keys_add(&act, &row, pool.plan_id, body->keys.items,
		    body->keys.n, &secrets, &added);
	return e == OK ? pool_reply(c, &pool, "added", (int64_t)added, "known",
			     (int64_t)(body->keys.n - added))
		       : e;
}

static enum err
keys_drop(struct call *c)
{
	const struct plan_body *body = c->body;
	struct act act = act_of_call(c);
	struct licence_pool pool;
	struct listing_row row;
	uint64_t dropped = 0;
	enum err e = pool_named(c, &row, &pool, body->plan);

	if (e == OK)
		e = licence_keys_drop(&act, &row, pool.plan_id, &dropped);
	return e == OK
	    ? pool_reply(c, &pool, "removed", (int64_t)dropped, NULL, 0)
	    : e;
}

const struct route licence_key_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/listings/{product}/licence-keys",
	    .handler = pools_get,
	    .caller = CALLER_SELLER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .answer = "LicencePools",
	    .status = 200,
	    .summary = "How many licence keys each plan has left" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/licence-keys",
	    .handler = keys_post,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .body = &keys_shape,
	    .body_max = KEYS_BODY_MAX,
	    .answer = "LicenceKeysAdded",
	    .status = 200,
	    .summary = "Add licence keys to a plan" },
	{ .method = "POST",
	    .pattern =
		"/api/storefront/listings/{product}/licence-key-removals",
	    .handler = keys_drop,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .body = &plan_shape,
	    .answer = "LicenceKeysRemoved",
	    .status = 200,
	    .summary = "Forget the keys of a plan that nobody has bought" },
	{ .method = NULL }
};
