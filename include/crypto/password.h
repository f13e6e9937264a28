/*
 * Passwords at rest: argon2id (RFC 9106), 19 MiB, t=2, p=1, 16 bytes of
 * salt, PHC string form.  At most two are computed at once a process; who
 * waits too long for a turn gets ERR_BUSY.
 */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * ERR_INVALID: not PASSWORD_MIN to PASSWORD_MAX characters, not plain text,
 * or easily guessed: a common password, with or without digits around it,
 * or a short piece repeated.
 */
enum err password_acceptable(struct str password) MUST_CHECK;

enum err password_hash(struct arena *a, struct str *phc, struct str password)
    MUST_CHECK;

/*
 * phc empty (no such user): the same work is done and the answer is false.
 */
enum err password_verify(bool *same, struct str phc, struct str password)
    MUST_CHECK;

#endif
