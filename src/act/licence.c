#include "act/licence.h"

#include <string.h>

#include "act/seller.h"
#include "base/buf.h"
#include "crypto/token.h"
#include "store/order.h"
#include "store/outbox.h"

static struct str
id_bytes(const struct id *id)
{
	return (struct str){ (const char *)id->b, sizeof(id->b) };
}

/* Of the whole site: a key is not sold for two plans either. */
static struct hash
key_hash(struct str hash_key, struct str text)
{
	const struct str parts[] = { STR("licence\n"), text };
	struct hash plain = hash_sha256_parts(parts, 2);

	return hash_hmac(
	    hash_key, (struct str){ (const char *)plain.b, sizeof(plain.b) });
}

/* Those of one call that are new; a key given twice counts once. */
static enum err
keys_seal(struct act *act, struct licence_key *keys, size_t *n,
    const struct str *texts, size_t ntexts, const bool *known,
    const struct hash *hashes, struct str seal_key)
{
	*n = 0;
	for (size_t i = 0; i < ntexts; i++) {
		struct licence_key *k = &keys[*n];
		bool again = known[i];
		enum err e;

		for (size_t m = 0; m < *n && !again; m++)
			again = hash_eq(keys[m].hash, hashes[i]);
		if (again)
			continue;
		*k = (struct licence_key){ .key_id = id_new(),
			.hash = hashes[i] };
		e = seal(act->arena, &k->sealed, seal_key, id_bytes(&k->key_id),
		    texts[i]);
		if (e != OK)
			return e;
		++*n;
	}
	return OK;
}

/* At most LIST_MAX of them. */
static enum err
some_add(struct act *act, struct id plan_id, const struct str *texts,
    size_t ntexts, const struct licence_secrets *secrets, size_t *added)
{
	struct licence_key keys[LIST_MAX];
	struct hash hashes[LIST_MAX];
	bool known[LIST_MAX];
	size_t n = 0;
	enum err e;

	memset(keys, 0, sizeof(keys));
	for (size_t i = 0; i < ntexts; i++)
		keys[i].hash = hashes[i] = key_hash(
		    secrets->hash_key, texts[i]);
	e = licence_keys_known(act->db, act->arena, known, keys, ntexts);
	if (e == OK)
		e = keys_seal(act, keys, &n, texts, ntexts, known, hashes,
		    secrets->seal_key);
	if (e == OK && n > 0)
		e = licence_keys_insert(
		    act->db, keys, n, plan_id, act->user_id, act->now_us);
	*added += n;
	/* Somebody adds the same ones: then they are known. */
	return e == ERR_EXISTS ? ERR_RETRY : e;
}

static enum err
pool_event(struct act *act, const struct listing_row *product, const char *kind,
    uint64_t n)
{
	struct event event = act_event(act, "product", product->product_id,
	    kind, NULL, NULL,
	    arena_printf(act->arena, "%llu", (unsigned long long)n));

	return event.reason.p ? events_insert(act->db, &event, 1) : ERR_NOMEM;
}

static enum err
waiting_provision(struct act *act, struct id plan_id)
{
	struct message messages[LIST_MAX];
	struct id *ids;
	size_t n = 0;
	enum err e = licence_orders_waiting(
	    act->db, act->arena, &ids, &n, plan_id, LIST_MAX);

	for (size_t i = 0; e == OK && i < n; i++)
		messages[i] = act_message(act, "provision", "provision",
		    (struct id){ { 0 } }, ids[i]);
	return e == OK && n > 0 ? outbox_insert(act->db, messages, n) : e;
}

enum err
licence_keys_add(struct act *act, const struct listing_row *product,
    struct id plan_id, const struct str *keys, size_t n,
    const struct licence_secrets *secrets, size_t *added)
{
	enum err e = OK;

	*added = 0;
	for (size_t i = 0; e == OK && i < n; i += LIST_MAX)
		e = some_add(act, plan_id, keys + i,
		    n - i < LIST_MAX ? n - i : LIST_MAX, secrets, added);
	if (e != OK || *added == 0)
		return e;
	e = pool_event(act, product, "keys_added", *added);
	return e == OK ? waiting_provision(act, plan_id) : e;
}

enum err
licence_keys_drop(struct act *act, const struct listing_row *product,
    struct id plan_id, uint64_t *dropped)
{
	enum err e = licence_keys_withdraw(act->db, plan_id, dropped);

	return e == OK && *dropped > 0
	    ? pool_event(act, product, "keys_dropped", *dropped)
	    : e;
}

static enum err
keys_unseal(struct act *act, struct str *secret, const struct licence_key *keys,
    size_t n, struct str seal_key)
{
	struct buf all;
	enum err e = OK;

	buf_open(&all, LIST_MAX * 600);
	for (size_t i = 0; e == OK && i < n; i++) {
		struct str text;

		e = unseal(act->arena, &text, seal_key,
		    id_bytes(&keys[i].key_id), keys[i].sealed);
		if (e != OK)
			break;
		if (i > 0)
			buf_add(&all, STR("\n"));
		buf_add(&all, text);
		secret_wipe((void *)(uintptr_t)text.p, text.n);
	}
	if (e == OK)
		e = buf_err(&all);
	if (e == OK) {
		*secret = str_copy(act->arena, buf_str(&all));
		e = secret->p ? OK : ERR_NOMEM;
	}
	if (all.p)
		secret_wipe(all.p, all.n);
	buf_close(&all);
	return e;
}

/* The mail goes out with the sale that passes the mark. */
static enum err
low_tell(struct act *act, const struct order *o, const struct order_line *line,
    int64_t before, int64_t after)
{
	if (after >= LICENCE_KEYS_LOW || before < LICENCE_KEYS_LOW)
		return OK;
	return seller_mail(
	    act, o->seller_id, "licence_keys_low", line->product_id);
}

enum err
licence_line_keys(struct act *act, struct str *secret, const struct order *o,
    const struct order_line *line, struct str seal_key)
{
	struct licence_pool before, after;
	struct licence_key *keys;
	int64_t want = line->choice.quantity;
	size_t n;
	enum err e = licence_pool_count(
	    act->db, act->arena, &before, line->plan_id);

	if (e == OK && before.free + before.taken == 0)
		return ERR_NOT_FOUND;
	if (e == OK && want > LIST_MAX)
		return ERR_LIMIT;
	if (e == OK)
		e = licence_keys_take(act->db, act->arena, &keys, &n,
		    line->plan_id, line->line_id, (size_t)want, act->now_us);
	if (e == OK && n < (size_t)want)
		return ERR_LIMIT;
	if (e == OK)
		e = licence_pool_count(
		    act->db, act->arena, &after, line->plan_id);
	if (e == OK)
		e = low_tell(act, o, line, before.free, after.free);
	return e == OK ? keys_unseal(act, secret, keys, n, seal_key) : e;
}

enum err
licence_keys_missing(
    struct act *act, const struct order *o, const struct order_line *line)
{
	return seller_mail(
	    act, o->seller_id, "licence_keys_missing", line->product_id);
}
