#include "app/report.h"

#include "crypto/hash.h"

static struct str
key_text(char out[HASH_HEX + 1], const struct site *site, struct id message_id)
{
	struct str id = { (const char *)message_id.b, sizeof(message_id.b) };

	return hash_hex(out, hash_hmac(keys_get(&site->keys, KEY_REPORT), id));
}

struct str
report_url(struct arena *a, const struct site *site, struct id message_id)
{
	char id[ID_TEXT_MAX], key[HASH_HEX + 1];

	return arena_printf(a,
	    "%.*s/api/offers/sms-reports/%.*s?key=%.*s&status=%%d",
	    STR_FMT(site->config.public_url),
	    STR_FMT(id_format(id, ID_MESSAGE, message_id)),
	    STR_FMT(key_text(key, site, message_id)));
}

bool
report_key_is(const struct site *site, struct id message_id, struct str key)
{
	char right[HASH_HEX + 1];

	return secret_eq(key_text(right, site, message_id), key);
}

struct str
report_of_status(struct str status)
{
	static const struct {
		const char *number, *word, *report;
	} known[] = {
		{ "1", "delivered", "DELIVERED" },
		{ "2", "failed", "FAILED" },
		{ "4", "buffered", "BUFFERED" },
		{ "8", "accepted", "ACCEPTED" },
		{ "16", "rejected", "FAILED" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_is(status, known[i].number) ||
		    str_is(status, known[i].word))
			return str_from(known[i].report);
	return STR_NONE;
}
