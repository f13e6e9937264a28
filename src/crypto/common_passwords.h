/*
 * Texts that people choose most and so try first, in lower case and in
 * the order of their bytes.  Private to crypto/password.
 */
#ifndef CRYPTO_COMMON_PASSWORDS_H
#define CRYPTO_COMMON_PASSWORDS_H

#include <stddef.h>

extern const char *const common_passwords[];
extern const size_t common_passwords_count;

#endif
