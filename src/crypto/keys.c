#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "crypto/token.h"
#include "openssl.h"

enum { SECRET_BYTES = 64, FILE_BYTES_MAX = 256, ARENA_BYTES = 4096 };

/* A name here is part of every key made from it: never change one. */
static const char *const purposes[KEY__MAX] = {
	[KEY_QUOTE] = "souk quote",
	[KEY_CSRF] = "souk csrf",
	[KEY_TOKEN] = "souk token",
	[KEY_SEAL] = "souk seal",
	[KEY_PAYMENT] = "souk payment",
	[KEY_CHAIN] = "souk chain",
	[KEY_REPORT] = "souk report",
};

static enum err
derive_one(
    EVP_KDF_CTX *c, uint8_t key[32], struct str secret, const char *purpose)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_KDF_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_octet_string(
		    OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)secret.p, secret.n),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
		    (void *)(uintptr_t)purpose, strlen(purpose)),
		OSSL_PARAM_construct_end(),
	};

	EVP_KDF_CTX_reset(c);
	return EVP_KDF_derive(c, key, 32, params) == 1 ? OK : ERR_NOMEM;
}

static enum err
derive_all(struct keys *out, struct str secret)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_HKDF, NULL);
	EVP_KDF_CTX *c = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
	enum err err = c == NULL ? ERR_NOMEM : OK;

	for (int i = 0; i < KEY__MAX && err == OK; i++)
		err = derive_one(c, out->key[i], secret, purposes[i]);
	EVP_KDF_CTX_free(c);
	EVP_KDF_free(kdf);
	return err;
}

static enum err
load(struct arena *a, struct keys *out, const char *path)
{
	struct str text = STR_NONE, secret = STR_NONE;
	enum err err = file_read(a, &text, path, FILE_BYTES_MAX, 1);

	if (err == OK)
		err = base64_decode(a, &secret, str_trim(text));
	if (err == OK && secret.n != SECRET_BYTES)
		err = ERR_CONFIG;
	if (err == OK)
		err = derive_all(out, secret);
	secret_wipe((void *)(uintptr_t)secret.p, secret.n);
	secret_wipe((void *)(uintptr_t)text.p, text.n);
	return err == ERR_SYNTAX || err == ERR_LIMIT ? ERR_CONFIG : err;
}

enum err
keys_load(struct keys *out, const char *path)
{
	struct arena *a = arena_open(ARENA_BYTES);
	enum err err;

	if (a == NULL)
		return ERR_NOMEM;
	err = load(a, out, path);
	if (err != OK)
		keys_wipe(out);
	arena_close(a);
	return err;
}

static enum err
write_new(const char *path, struct str line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return errno == EEXIST ? ERR_EXISTS : ERR_IO;
	ok = write(fd, line.p, line.n) == (ssize_t)line.n && fsync(fd) == 0;
	if (close(fd) != 0)
		ok = false;
	if (!ok)
		unlink(path);
	return ok ? OK : ERR_IO;
}

enum err
keys_create(const char *path)
{
	struct arena *a = arena_open(ARENA_BYTES);
	uint8_t secret[SECRET_BYTES];
	struct str text = STR_NONE, line = STR_NONE;
	enum err err;

	if (a == NULL)
		return ERR_NOMEM;
	random_bytes(secret, sizeof(secret));
	err = base64_encode(
	    a, &text, (struct str){ (const char *)secret, sizeof(secret) });
	secret_wipe(secret, sizeof(secret));
	if (err == OK)
		line = arena_printf(a, "%.*s\n", STR_FMT(text));
	if (err == OK)
		err = line.p == NULL ? ERR_NOMEM : write_new(path, line);
	secret_wipe((void *)(uintptr_t)line.p, line.n);
	secret_wipe((void *)(uintptr_t)text.p, text.n);
	arena_close(a);
	return err;
}

void
keys_wipe(struct keys *k)
{
	secret_wipe(k, sizeof(*k));
}

struct str
keys_get(const struct keys *k, enum key_purpose purpose)
{
	assert((unsigned)purpose < KEY__MAX);
	return (struct str){ (const char *)k->key[purpose],
		sizeof(k->key[purpose]) };
}
