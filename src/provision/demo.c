#include "base/bounds.h"
#include "base/buf.h"
#include "crypto/hash.h"
#include "drivers.h"

enum {
	KEY_GROUPS = 5,
	KEY_GROUP_CHARS = 5,
	SECRET_LINES_MAX = 20 /* the sealed column holds 2 KiB */
};

/*
 * What is handed out is derived from the line, not drawn: a second run
 * after a lost COMMIT delivers the same.
 */
static struct hash
derived(struct str key, struct id line_id, const char *purpose, int64_t n)
{
	struct buf text;
	char name[ID_TEXT_MAX];

	buf_open(&text, 128);
	buf_addf(&text, "%s %.*s %lld", purpose,
	    STR_FMT(id_format(name, ID_ORDER_LINE, line_id)), (long long)n);
	struct hash h = hash_hmac(key, buf_str(&text));
	buf_close(&text);
	return h;
}

/* Without 0, O, 1, I: keys are read aloud. */
static void
key_text(struct buf *out, struct hash h, int groups)
{
	static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

	for (int i = 0; i < groups * KEY_GROUP_CHARS; i++) {
		if (i > 0 && i % KEY_GROUP_CHARS == 0)
			buf_add_char(out, '-');
		buf_add_char(out, alphabet[h.b[i] % 32]);
	}
}

static enum err
license_deliver(struct arena *a, struct delivered *out,
    const struct provision_config *config, const struct provision_line *line)
{
	int64_t keys = line->quantity < SECRET_LINES_MAX ? line->quantity : 1;
	struct buf text;

	buf_open(&text, 2048);
	for (int64_t i = 0; i < keys; i++) {
		if (i > 0)
			buf_add_char(&text, '\n');
		key_text(&text, derived(config->key, line->line_id, "key", i),
		    KEY_GROUPS);
	}
	enum err e = buf_err(&text);
	if (!e)
		out->secret = str_copy(a, buf_str(&text));
	buf_close(&text);
	if (e)
		return e;
	out->note = keys == line->quantity
	    ? arena_printf(a,
		  "%lld licence %s for %.*s. Enter it in the program's settings.",
		  (long long)keys, keys == 1 ? "key" : "keys",
		  STR_FMT(line->product_name))
	    : arena_printf(a,
		  "One licence key for all %lld installations of "
		  "%.*s.",
		  (long long)line->quantity, STR_FMT(line->product_name));
	return out->secret.p && out->note.p ? OK : ERR_NOMEM;
}

static enum err
saas_deliver(struct arena *a, struct delivered *out,
    const struct provision_config *config, const struct provision_line *line)
{
	char name[ID_TEXT_MAX];
	struct str order = id_format(name, ID_ORDER, line->order_id);
	/* A host name's label has no underscore. */
	struct str label = str_sub(order, str_find(order, '_') + 1, order.n);
	struct buf password;

	buf_open(&password, 64);
	key_text(
	    &password, derived(config->key, line->line_id, "password", 0), 3);
	enum err e = buf_err(&password);
	if (!e) {
		out->access_url = arena_printf(a, "https://%.*s.%.*s/",
		    STR_FMT(label), STR_FMT(config->demo_range));
		out->secret = arena_printf(a, "User: admin\nPassword: %.*s",
		    STR_FMT(buf_str(&password)));
		out->note = arena_printf(a,
		    "Your own %.*s is ready. Sign in with the first "
		    "password and change it.",
		    STR_FMT(line->product_name));
		if (!out->access_url.p || !out->secret.p || !out->note.p)
			e = ERR_NOMEM;
	}
	secret_wipe(password.p, password.n);
	buf_close(&password);
	return e;
}

enum err
driver_demo(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why)
{
	*outcome = PROVISION_DELIVERED;
	switch (line->delivery) {
	case DELIVERY_LICENSE:
		return license_deliver(a, out, config, line);
	case DELIVERY_SAAS:
		if (!str_empty(config->demo_range))
			return saas_deliver(a, out, config, line);
		if (why)
			*why = STR("SOUK_DEMO_RANGE is empty; give a domain "
				   "such as apps.demo.example");
		return ERR_CONFIG;
	default:
		/* Nobody can fake an image or a person's work at once. */
		*outcome = PROVISION_PENDING;
		return OK;
	}
}
