#include <stdlib.h>

#include "base/scrub.h"
#include "crypto/hash.h"
#include "openssl.h"

void
secret_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

static void *
take(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return malloc(n);
}

static void *
move(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return scrub_realloc(p, n);
}

static void
give(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	scrub_free(p);
}

/*
 * TLS leaves what it has read in buffers that OpenSSL frees as they are.
 * Once it has allocated it takes no other functions: hence before main().
 */
__attribute__((constructor)) static void
memory_scrub(void)
{
	(void)CRYPTO_set_mem_functions(take, move, give);
}
