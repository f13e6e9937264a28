#include <stdbool.h>

#include "base/hex.h"
#include "crypto/account.h"
#include "crypto/hash.h"
#include "openssl.h"

enum { SHA1_BYTES = (ACCOUNT_HASH_MAX - 1) / 2 };

struct str
account_hash(char out[ACCOUNT_HASH_MAX], struct str password)
{
	uint8_t once[SHA1_BYTES], twice[SHA1_BYTES];
	bool ok = EVP_Digest(password.p, password.n, once, NULL, EVP_sha1(),
		      NULL) == 1 &&
	    EVP_Digest(once, sizeof(once), twice, NULL, EVP_sha1(), NULL) == 1;

	secret_wipe(once, sizeof(once));
	if (!ok)
		return STR_NONE;
	out[0] = '*';
	hex_encode(out + 1, twice, sizeof(twice));
	for (size_t i = 1; i <= 2 * sizeof(twice); i++)
		if (out[i] >= 'a')
			out[i] = (char)(out[i] - 'a' + 'A');
	return (struct str){ out, 1 + 2 * sizeof(twice) };
}
