#include <argon2.h>
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "common_passwords.h"
#include "crypto/hash.h"
#include "crypto/password.h"

enum {
	MEMORY_KIB = 19 * 1024,
	PASSES = 2,
	LANES = 1,
	SALT_BYTES = 16,
	TAG_BYTES = 32,
	PHC_MAX = 256
};

/* Verified when there is no such user, so that the time tells nothing. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1"
			     "$c291ayBub2JvZHkncyBzYQ"
			     "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* Each computation takes 19 MiB and a core: this bounds both. */
static sem_t turns;

__attribute__((constructor)) static void
turns_open(void)
{
	if (sem_init(&turns, 0, PASSWORD_HASHES_AT_ONCE) != 0)
		abort();
}

static enum err
turn_take(void)
{
	int64_t until_us = clock_mono_us() + PASSWORD_WAIT_MS * INT64_C(1000);
	const struct timespec until = {
		.tv_sec = (time_t)(until_us / SEC_US),
		.tv_nsec = (long)(until_us % SEC_US * 1000),
	};

	while (sem_clockwait(&turns, CLOCK_MONOTONIC, &until) != 0) {
		if (errno != EINTR)
			return ERR_BUSY;
	}
	return OK;
}

static void
turn_give(void)
{
	sem_post(&turns);
}

static int
order_by_text(const void *key, const void *member)
{
	return str_cmp(
	    *(const struct str *)key, str_from(*(const char *const *)member));
}

static bool
is_common(struct str s)
{
	return bsearch(&s, common_passwords, common_passwords_count,
		   sizeof(common_passwords[0]), order_by_text) != NULL;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* "password2026!" is as easily guessed as what is left of it. */
static struct str
strip_ends(struct str s)
{
	while (s.n > 0 && !is_letter(s.p[0]))
		s = str_sub(s, 1, s.n);
	while (s.n > 0 && !is_letter(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* The shortest piece that makes all of s when repeated. */
static struct str
repeated_piece(struct str s)
{
	for (size_t n = 1; n <= s.n / 2; n++) {
		if (memcmp(s.p, s.p + n, s.n - n) == 0)
			return str_sub(s, 0, n);
	}
	return s;
}

static bool
is_guessed(struct str folded)
{
	enum { PIECE_MIN = 5 };
	struct str piece = repeated_piece(folded);

	return piece.n < PIECE_MIN || is_common(piece) || is_common(folded) ||
	    is_common(strip_ends(folded));
}

enum err
password_acceptable(struct str password)
{
	char folded[PASSWORD_MAX * 4];
	size_t n = text_length(password);
	bool guessed;

	if (n < PASSWORD_MIN || n > PASSWORD_MAX ||
	    password.n > sizeof(folded) || !text_plain(password, false))
		return ERR_INVALID;
	for (size_t i = 0; i < password.n; i++) {
		char c = password.p[i];

		folded[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	guessed = is_guessed((struct str){ folded, password.n });
	secret_wipe(folded, sizeof(folded));
	return guessed ? ERR_INVALID : OK;
}

enum err
password_hash(struct arena *a, struct str *phc, struct str password)
{
	char text[PHC_MAX];
	uint8_t salt[SALT_BYTES];
	enum err err;
	int code;

	random_bytes(salt, sizeof(salt));
	err = turn_take();
	if (err != OK)
		return err;
	code = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password.p,
	    password.n, salt, sizeof(salt), TAG_BYTES, text, sizeof(text));
	turn_give();
	if (code != ARGON2_OK)
		return code == ARGON2_MEMORY_ALLOCATION_ERROR ? ERR_NOMEM
							      : ERR_BUG;
	*phc = str_copy(a, str_from(text));
	return phc->p == NULL ? ERR_NOMEM : OK;
}

enum err
password_verify(bool *same, struct str phc, struct str password)
{
	char text[PHC_MAX];
	enum err err;
	int code;

	*same = false;
	if (str_empty(phc))
		phc = str_from(nobody);
	if (phc.n >= sizeof(text))
		return ERR_BUG;
	memcpy(text, phc.p, phc.n);
	text[phc.n] = '\0';
	err = turn_take();
	if (err != OK)
		return err;
	code = argon2id_verify(text, password.p, password.n);
	turn_give();
	*same = code == ARGON2_OK;
	if (code == ARGON2_OK || code == ARGON2_VERIFY_MISMATCH)
		return OK;
	return code == ARGON2_MEMORY_ALLOCATION_ERROR ? ERR_NOMEM : ERR_BUG;
}
