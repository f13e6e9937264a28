/*
 * Time-based one-time passwords (RFC 6238 over RFC 4226): HMAC-SHA-1, six
 * digits, steps of 30 s, as authenticator apps make them.
 */
#ifndef CRYPTO_TOTP_H
#define CRYPTO_TOTP_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_DIGITS = 6, TOTP_STEP_S = 30 };

int64_t totp_step(int64_t now_us);

/* The code of a step, NUL-terminated. */
struct str totp_code(char out[TOTP_DIGITS + 1], struct str secret,
    int64_t step);

/*
 * Which step's code is it: now's, or the one before or after it for clocks
 * that differ.  ERR_SECOND_FACTOR: of none, or of one that is not after
 * last_step, for no code counts twice (RFC 6238, 5.2).
 */
enum err totp_check(int64_t *step, struct str secret, struct str code,
    int64_t now_us, int64_t last_step) MUST_CHECK;

#endif
