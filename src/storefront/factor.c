#include "storefront/factor.h"

#include <string.h>

#include "base/sys.h"
#include "crypto/base32.h"
#include "crypto/totp.h"
#include "store/factor.h"
#include "store/throttle.h"

static const char purpose[] = "second-factor";

struct str
factor_code(struct call *c, struct str typed)
{
	char *out = arena_alloc(c->arena, typed.n + 1);
	struct str code = { out, 0 };

	if (!out)
		return STR_NONE;
	for (size_t i = 0; i < typed.n; i++) {
		char ch = typed.p[i];

		if (ch == ' ' || ch == '-')
			continue;
		out[code.n++] = ch >= 'A' && ch <= 'Z' ? (char)(ch | 32) : ch;
	}
	out[code.n] = '\0';
	return code;
}

enum err
factor_throttle(struct call *c, struct id user_id)
{
	char text[ID_TEXT_MAX];

	return call_throttle(c, purpose, id_format(text, ID_USER, user_id),
	    FACTOR_TRIES, FACTOR_WINDOW_S);
}

static enum err
totp_take(
    struct call *c, struct id user_id, const struct factor *f, struct str code)
{
	int64_t step;
	enum err e = totp_check(
	    &step, f->secret, code, c->now_us, f->last_step);

	return e == OK ? factor_use(c->db, user_id, step) : e;
}

static enum err
any_take(
    struct call *c, struct id user_id, const struct factor *f, struct str code)
{
	if (code.n == TOTP_DIGITS)
		return totp_take(c, user_id, f, code);
	if (code.n != RECOVERY_CODE_CHARS)
		return ERR_SECOND_FACTOR;
	return recovery_code_use(c->db, user_id,
	    recovery_code_hash(user_id, code, &c->site->keys), c->now_us);
}

/* *in_force says whether there was one to show. */
static enum err
take(struct call *c, struct id user_id, struct str code, bool *in_force)
{
	char text[ID_TEXT_MAX];
	struct factor f;
	enum err e = factor_get(c->db, c->arena, &f, user_id, &c->site->keys);

	*in_force = e == OK && f.confirmed_at_us != 0;
	if (e != OK)
		return e;
	if (*in_force && code.n == 0)
		e = ERR_SECOND_FACTOR;
	else if (*in_force)
		e = any_take(c, user_id, &f, code);
	secret_wipe((void *)(uintptr_t)f.secret.p, f.secret.n);
	if (e == OK && *in_force)
		e = throttle_clear(
		    c->db, purpose, id_format(text, ID_USER, user_id));
	return e;
}

enum err
factor_take(struct call *c, struct id user_id, struct str code)
{
	bool in_force;
	enum err e = take(c, user_id, code, &in_force);

	if (e == OK && !in_force)
		return call_fail(c, ERR_STATE,
		    "No second factor is in force; set one up first.");
	return e;
}

enum err
factor_ask(struct call *c, struct id user_id, struct str code, bool *shown)
{
	enum err e = take(c, user_id, code, shown);

	if (e == ERR_SECOND_FACTOR && code.n > 0)
		return call_fail(c, e,
		    "This code is wrong or was used already; wait for the "
		    "app's next one, or use a recovery code.");
	return e;
}

enum err
factor_recovery(struct call *c, struct id user_id, struct recovery_codes *out)
{
	uint8_t bytes[RECOVERY_CODE_CHARS * 5 / 8 + 1];
	char text[BASE32_CHARS(sizeof(bytes)) + 1];
	struct hash hashes[RECOVERY_CODES];

	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		struct str code = { out->text[i], RECOVERY_CODE_CHARS };

		random_bytes(bytes, sizeof(bytes));
		base32_encode(text, bytes, sizeof(bytes));
		memcpy(out->text[i], text, RECOVERY_CODE_CHARS);
		out->text[i][RECOVERY_CODE_CHARS] = '\0';
		hashes[i] = recovery_code_hash(user_id, code, &c->site->keys);
	}
	secret_wipe(bytes, sizeof(bytes));
	secret_wipe(text, sizeof(text));
	return recovery_codes_set(c->db, user_id, hashes, RECOVERY_CODES);
}
