#include <stdint.h>

#include "base/sys.h"
#include "crypto/base32.h"
#include "crypto/hash.h"
#include "crypto/token.h"

struct str
token_new(char out[TOKEN_CHARS + 1])
{
	uint8_t bytes[TOKEN_CHARS * 5 / 8];
	struct str token;

	random_bytes(bytes, sizeof(bytes));
	token = base32_encode(out, bytes, sizeof(bytes));
	secret_wipe(bytes, sizeof(bytes));
	return token;
}

enum err
token_sign(struct arena *a, struct str *out, struct str key, struct str payload)
{
	struct hash mac = hash_hmac(key, payload);
	struct str body, tag;
	enum err err = base64url_encode(a, &body, payload);

	if (err != OK)
		return err;
	err = base64url_encode(
	    a, &tag, (struct str){ (const char *)mac.b, sizeof(mac.b) });
	if (err != OK)
		return err;
	*out = arena_printf(a, "%.*s.%.*s", STR_FMT(body), STR_FMT(tag));
	return out->p == NULL ? ERR_NOMEM : OK;
}

static enum err
decode_part(struct arena *a, struct str *out, struct str part)
{
	enum err err = base64url_decode(a, out, part);

	return err == ERR_SYNTAX ? ERR_SIGNATURE : err;
}

enum err
token_verify(
    struct arena *a, struct str *payload, struct str key, struct str token)
{
	size_t dot = str_find(token, '.');
	struct str body, tag;
	struct hash mac;
	enum err err;

	if (dot == token.n)
		return ERR_SIGNATURE;
	err = decode_part(a, &body, str_sub(token, 0, dot));
	if (err != OK)
		return err;
	err = decode_part(a, &tag, str_sub(token, dot + 1, token.n));
	if (err != OK)
		return err;
	mac = hash_hmac(key, body);
	if (!secret_eq(tag, (struct str){ (const char *)mac.b, sizeof(mac.b) }))
		return ERR_SIGNATURE;
	*payload = body;
	return OK;
}
