#include <arpa/inet.h>
#include <string.h>

#include "base/bounds.h"
#include "base/buf.h"
#include "base/num.h"
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

/*
 * An address inside the range's first block, the same for the same line; in
 * IPv4 neither the network's own nor its broadcast address.
 */
static enum err
address_pick(struct buf *out, struct str range, struct hash h)
{
	struct str block = str_sub(range, 0, str_find(range, ','));
	struct str bits_text = str_sub(
	    block, str_find(block, '/') + 1, block.n);
	uint8_t address[16];
	char text[INET6_ADDRSTRLEN];
	int64_t bits, most;
	int family = str_find(block, ':') < block.n ? AF_INET6 : AF_INET;

	block = str_trim(str_sub(block, 0, str_find(block, '/')));
	bits_text = str_trim(bits_text);
	most = family == AF_INET6 ? 128 : 32;
	if (str_empty(bits_text))
		bits = most;
	else if (num_parse_in(&bits, bits_text, 0, most) != OK)
		return ERR_CONFIG;
	if (block.n >= sizeof(text))
		return ERR_CONFIG;
	memcpy(text, block.p, block.n);
	text[block.n] = '\0';
	if (inet_pton(family, text, address) != 1)
		return ERR_CONFIG;
	for (int64_t i = bits; i < most; i++) {
		uint8_t bit = (uint8_t)(0x80 >> (i % 8));

		address[i / 8] &= (uint8_t)~bit;
		address[i / 8] |= h.b[i / 8] & bit;
	}
	if (family == AF_INET && most - bits > 1) {
		address[3] |= 1;
		address[3] &= (uint8_t)~2;
	}
	inet_ntop(family, address, text, sizeof(text));
	buf_addf(out, family == AF_INET6 ? "[%s]" : "%s", text);
	return OK;
}

static enum err
saas_deliver(struct arena *a, struct delivered *out,
    const struct provision_config *config, const struct provision_line *line)
{
	struct buf host, password;
	enum err e;

	buf_open(&host, 64);
	buf_open(&password, 64);
	e = address_pick(&host, config->demo_range,
	    derived(config->key, line->line_id, "address", 0));
	key_text(
	    &password, derived(config->key, line->line_id, "password", 0), 3);
	if (!e)
		e = buf_err(&password);
	if (!e)
		e = buf_err(&host);
	if (!e) {
		out->access_url = arena_printf(
		    a, "https://%.*s/", STR_FMT(buf_str(&host)));
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
	buf_close(&host);
	return e;
}

/* The buyer has the sign-in: it was chosen with the order. */
static enum err
image_deliver(struct arena *a, struct delivered *out,
    const struct provision_config *config, const struct provision_line *line)
{
	struct buf host;
	enum err e;

	buf_open(&host, 64);
	e = address_pick(&host, config->demo_range,
	    derived(config->key, line->line_id, "address", 0));
	if (!e)
		e = buf_err(&host);
	if (!e) {
		out->access_url = arena_printf(
		    a, "https://%.*s/", STR_FMT(buf_str(&host)));
		out->note = arena_printf(a,
		    "%.*s runs on your server. Sign in as %.*s with the "
		    "password that you set with the order.",
		    STR_FMT(line->product_name), STR_FMT(line->server->user));
		if (!out->access_url.p || !out->note.p)
			e = ERR_NOMEM;
	}
	buf_close(&host);
	return e;
}

enum err
driver_demo(struct arena *a, enum provision_outcome *outcome,
    struct delivered *out, const struct provision_config *config,
    const struct provision_line *line, struct str *why)
{
	*outcome = PROVISION_DELIVERED;
	/* Nothing stands behind what was handed out. */
	if (line->action != PROVISION_CREATE)
		return OK;
	switch (line->delivery) {
	case DELIVERY_LICENSE:
		return license_deliver(a, out, config, line);
	case DELIVERY_SAAS:
	case DELIVERY_IMAGE:
		if (!str_empty(config->demo_range))
			return line->server
			    ? image_deliver(a, out, config, line)
			    : saas_deliver(a, out, config, line);
		if (why)
			*why = STR("SOUK_DEMO_RANGE is empty; give a block of "
				   "addresses such as 192.0.2.0/24");
		return ERR_CONFIG;
	default:
		/* Nobody can fake a person's work at once. */
		*outcome = PROVISION_PENDING;
		return OK;
	}
}
