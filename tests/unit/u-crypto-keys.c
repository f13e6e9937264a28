#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/sys.h"
#include "crypto/keys.h"
#include "unit.h"

static char folder[] = "/tmp/u-crypto-keys.XXXXXX";
static char path[64];

static int
folder_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/secret", folder);
	return 0;
}

static int
folder_down(void **state)
{
	(void)state;
	return unlink(path) != 0 || rmdir(folder) != 0;
}

static void
test_keys__made_once_and_read(void **state)
{
	struct keys k, again;
	struct stat st;

	(void)state;
	assert_ok(keys_create(path));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_err(keys_create(path), ERR_EXISTS);
	assert_ok(keys_load(&k, path));
	assert_ok(keys_load(&again, path));
	assert_memory_equal(&k, &again, sizeof(k));
	for (int i = 0; i < KEY__MAX; i++) {
		for (int j = 0; j < i; j++)
			assert_memory_not_equal(k.key[i], k.key[j], 32);
	}
	assert_int_equal(keys_get(&k, KEY_SEAL).n, 32);
	assert_ptr_equal(keys_get(&k, KEY_SEAL).p, k.key[KEY_SEAL]);
	keys_wipe(&k);
	for (size_t i = 0; i < sizeof(k); i++)
		assert_int_equal(((const uint8_t *)&k)[i], 0);
}

/*
 * A known secret gives known keys, computed apart by HKDF's definition
 * (RFC 5869) over HMAC-SHA-256: what was signed or sealed with an older
 * version must stay readable.
 */
static void
test_keys__derivation_is_fixed(void **state)
{
	uint8_t quote[32], chain[32];
	struct keys k;

	(void)state;
	assert_ok(hex_decode(quote, 32,
	    STR("038657e39b7f3a55f204b64744fb1b6c3f85bbf9bc4748a7dd3dc1a1084138a7")));
	assert_ok(hex_decode(chain, 32,
	    STR("c9c470ede06663fcdc92d45453a36ea0cf11216b03d6b96a59c0cc72cc597592")));
	assert_ok(file_write(path,
	    STR("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"
		"MDEyMzQ1Njc4OTo7PD0+Pw==\n"),
	    0600));
	assert_ok(keys_load(&k, path));
	assert_memory_equal(k.key[KEY_QUOTE], quote, 32);
	assert_memory_equal(k.key[KEY_CHAIN], chain, 32);
}

static void
test_keys__faulty_files_are_refused(void **state)
{
	static const char *const bad[] = { "", "\n", "AAECAwQF\n",
		"not base64 at all!\n",
		("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKiss"
		 "LS4vMDEyMzQ1Njc4OTo7PD0+P0A=\n") };
	struct keys k;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_ok(file_write(path, str_from(bad[i]), 0600));
		assert_err(keys_load(&k, path), ERR_CONFIG);
	}
	assert_err(keys_load(&k, "/nonexistent/secret"), ERR_NOT_FOUND);
	assert_int_equal(unlink(path), 0);
	assert_ok(keys_create(path));
	assert_int_equal(chmod(path, 0644), 0);
	assert_err(keys_load(&k, path), ERR_CONFIG);
	assert_int_equal(chmod(path, 0640), 0);
	assert_ok(keys_load(&k, path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys__made_once_and_read),
		cmocka_unit_test(test_keys__derivation_is_fixed),
		cmocka_unit_test(test_keys__faulty_files_are_refused),
	};

	return cmocka_run_group_tests(tests, folder_up, folder_down);
}
