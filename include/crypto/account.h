/*
 * What MariaDB keeps of an account's password (mysql_native_password):
 * given to it in place of the password, the logs that it writes of its
 * statements do not have that.
 */
#ifndef CRYPTO_ACCOUNT_H
#define CRYPTO_ACCOUNT_H

#include "base/str.h"

enum { ACCOUNT_HASH_MAX = 41 };

/* "*" and 40 capitals of hexadecimal, no NUL; .p NULL: out of memory. */
struct str account_hash(char out[ACCOUNT_HASH_MAX], struct str password);

#endif
