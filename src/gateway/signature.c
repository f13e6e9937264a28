#include "base/sys.h"
#include "gateway/sandbox.h"
#include "timed.h"

/* A key of its own: the secret may serve other purposes one day. */
static enum err
signature_of(struct hash *out, struct str secret, struct str t, struct str body)
{
	struct hash key = hash_hmac(
	    secret, STR("souk-sandbox event signature v1"));
	enum err e = timed_hmac(
	    out, (struct str){ (const char *)key.b, sizeof(key.b) }, t, body);

	secret_wipe(&key, sizeof(key));
	return e;
}

struct str
sandbox_sign(
    struct arena *a, struct str secret, struct str body, int64_t now_us)
{
	char hex[HASH_HEX + 1];
	struct str t = arena_printf(a, "%lld", (long long)(now_us / SEC_US));
	struct hash v1;

	if (!t.p || signature_of(&v1, secret, t, body))
		return STR_NONE;
	hash_hex(hex, v1);
	return arena_printf(a, "t=%s,v1=%s", t.p, hex);
}

enum err
sandbox_signed(
    struct str secret, struct str body, struct str signature, int64_t now_us)
{
	struct str t = STR_NONE, v1 = STR_NONE, piece;
	struct hash claimed, right;

	while (str_cut(&signature, ',', &piece)) {
		struct str *into = str_starts(piece, STR("t=")) ? &t
		    : str_starts(piece, STR("v1="))		? &v1
								: NULL;

		if (!into || into->p)
			return ERR_SIGNATURE;
		*into = str_sub(piece, str_find(piece, '=') + 1, piece.n);
	}
	if (!timed_fresh(t, now_us) || hash_from_hex(&claimed, v1))
		return ERR_SIGNATURE;
	enum err e = signature_of(&right, secret, t, body);
	if (e)
		return e;
	return hash_eq(claimed, right) ? OK : ERR_SIGNATURE;
}
