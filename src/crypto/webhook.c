#include "crypto/webhook.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/sys.h"
#include "crypto/hash.h"
#include "crypto/token.h"

enum {
	KEY_MIN = 24,
	KEY_MAX = 64,
	ID_MAX = 255,
	ENTRIES_MAX = 16,
	HEAD_MAX = 300
};

static const char blanks[] = " \t\r\n";

/* The next run of what is not white space; empty at the end. */
static struct str
word_cut(struct str *rest)
{
	struct str word;
	size_t n = 0;

	*rest = str_trim(*rest);
	while (
	    n < rest->n && str_find((struct str){ blanks, 4 }, rest->p[n]) == 4)
		n++;
	word = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return word;
}

enum err
webhook_keys_read(struct arena *a, struct webhook_keys *out, struct str text)
{
	const struct str prefix = STR("whsec_");
	struct str word;

	out->n = 0;
	while (!str_empty(word = word_cut(&text))) {
		struct str key;

		if (out->n == WEBHOOK_KEYS_MAX || !str_starts(word, prefix))
			return ERR_CONFIG;
		enum err e = base64_decode(
		    a, &key, str_sub(word, prefix.n, word.n));
		if (e)
			return e == ERR_NOMEM ? e : ERR_CONFIG;
		if (key.n < KEY_MIN || key.n > KEY_MAX)
			return ERR_CONFIG;
		out->key[out->n++] = key;
	}
	return out->n ? OK : ERR_CONFIG;
}

void
webhook_keys_wipe(struct webhook_keys *k)
{
	for (size_t i = 0; i < k->n; i++)
		secret_wipe((void *)(uintptr_t)k->key[i].p, k->key[i].n);
	k->n = 0;
}

static enum err
signed_text(struct buf *out, struct str id, int64_t at_s, struct str body)
{
	buf_open(out, body.n + HEAD_MAX);
	buf_add(out, id);
	buf_add_char(out, '.');
	buf_add_i64(out, at_s);
	buf_add_char(out, '.');
	buf_add(out, body);
	return buf_err(out);
}

/* What is signed may hold a server's password. */
static void
signed_text_close(struct buf *text)
{
	if (text->p)
		secret_wipe(text->p, text->n);
	buf_close(text);
}

/* With a dot in it, an id and a timestamp could pass for others. */
static bool
id_fits(struct str id)
{
	return id.n > 0 && id.n <= ID_MAX && str_find(id, '.') == id.n;
}

/* Entries of other versions, of which there are none yet, pass by. */
static bool
entries_have(struct str entries, struct str right)
{
	bool found = false;

	for (int i = 0; i < ENTRIES_MAX; i++) {
		struct str word = word_cut(&entries);

		found |= str_starts(word, STR("v1,")) &&
		    secret_eq(str_sub(word, 3, word.n), right);
	}
	return found;
}

static enum err
entry_of(struct arena *a, struct str *out, struct str key, struct str text)
{
	struct hash h = hash_hmac(key, text);

	return base64_encode(
	    a, out, (struct str){ (const char *)h.b, sizeof(h.b) });
}

enum err
webhook_sign(struct arena *a, struct str *out, const struct webhook_keys *keys,
    struct str id, int64_t at_s, struct str body)
{
	struct buf text;

	if (!id_fits(id))
		return ERR_INVALID;
	enum err e = signed_text(&text, id, at_s, body);
	*out = STR("");
	for (size_t i = 0; !e && i < keys->n; i++) {
		struct str entry;

		e = entry_of(a, &entry, keys->key[i], buf_str(&text));
		if (!e)
			*out = arena_printf(a, "%.*s%sv1,%.*s", STR_FMT(*out),
			    i ? " " : "", STR_FMT(entry));
		if (!e && !out->p)
			e = ERR_NOMEM;
	}
	signed_text_close(&text);
	return e;
}

enum err
webhook_check(struct arena *a, const struct webhook_keys *keys, struct str id,
    struct str timestamp, struct str signature, struct str body, int64_t now_us)
{
	int64_t at_s, now_s = now_us / SEC_US;
	struct buf text;
	bool found = false;

	if (!id_fits(id) || num_parse_i64(&at_s, timestamp) ||
	    at_s < now_s - WEBHOOK_SKEW_S || at_s > now_s + WEBHOOK_SKEW_S)
		return ERR_SIGNATURE;
	enum err e = signed_text(&text, id, at_s, body);
	for (size_t i = 0; !e && i < keys->n; i++) {
		struct str right;

		e = entry_of(a, &right, keys->key[i], buf_str(&text));
		found |= !e && entries_have(signature, right);
	}
	signed_text_close(&text);
	return e ? e : found ? OK : ERR_SIGNATURE;
}
