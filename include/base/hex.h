/* Lower-case hexadecimal (RFC 4648 section 8; the lower case is ours). */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Writes 2 n characters, no NUL. */
void hex_encode(char *out, const uint8_t *bytes, size_t n);

/* Exactly n bytes from 2 n lower-case digits, else ERR_SYNTAX. */
enum err hex_decode(uint8_t *out, size_t n, struct str hex) MUST_CHECK;

#endif
