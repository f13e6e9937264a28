/* A month's bills leave as one ZIP: read back by unzip, which is another's. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sys.h"
#include "paper/zip.h"
#include "unit.h"

enum { ZIP_MAX = 8 << 20 };

static struct buf out;

/* What a command before the archive's name, and a word after it, print. */
static struct str
told(const char *before, const char *after)
{
	static struct buf answer;
	char path[] = "/tmp/u-zip-XXXXXX", command[256], piece[4096];
	int fd = mkstemp(path);
	FILE *pipe;
	size_t n;

	assert_true(fd >= 0);
	assert_ok(sink_fd(&fd).write(&fd, out.p, out.n));
	close(fd);
	snprintf(command, sizeof(command), "%s %s %s", before, path, after);
	buf_close(&answer);
	buf_open(&answer, ZIP_MAX);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	while ((n = fread(piece, 1, sizeof(piece), pipe)) > 0)
		buf_add(&answer, (struct str){ piece, n });
	assert_int_equal(pclose(pipe), 0);
	unlink(path);
	return buf_str(&answer);
}

static void
test_zip__what_goes_in_comes_out(void **state)
{
	static char noise[300000];
	const int64_t at_us = INT64_C(1795394878000000);
	struct zip z;

	(void)state;
	random_bytes(noise, sizeof(noise));
	buf_clear(&out);
	assert_ok(zip_open(&z, sink_buf(&out)));
	assert_ok(zip_add(&z, STR("a/deflated.txt"), STR("bill\nbill\nbill\n"),
	    ZIP_DEFLATE, at_us));
	assert_ok(zip_add(&z, STR("a/stored.pdf"),
	    (struct str){ noise, sizeof(noise) }, ZIP_STORE, at_us));
	assert_ok(zip_add(&z, STR("empty"), STR(""), ZIP_DEFLATE, at_us));
	assert_ok(zip_add(
	    &z, STR("Prüfung 验收.txt"), STR("ok"), ZIP_DEFLATE, at_us));
	assert_ok(zip_end(&z));
	assert_contains(told("unzip -t", ""), "No errors detected");
	assert_true(
	    str_is(told("unzip -p", "a/deflated.txt"), "bill\nbill\nbill\n"));
	assert_memory_equal(
	    told("unzip -p", "a/stored.pdf").p, noise, sizeof(noise));
	assert_contains(
	    told("LC_ALL=C.UTF-8 unzip -Z1", ""), "Prüfung 验收.txt");
	assert_contains(told("TZ=UTC unzip -l", ""), "2026-11-23");
}

static void
test_zip__no_name_leads_out_of_the_folder(void **state)
{
	static const char *const bad[] = { "", "/etc/passwd", "..", "../x",
		"a/../../x", "a//b", "a/", "./a", "a\\..\\b" };
	struct zip z;

	(void)state;
	buf_clear(&out);
	assert_ok(zip_open(&z, sink_buf(&out)));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
		    zip_add(&z, str_from(bad[i]), STR("x"), ZIP_DEFLATE, 0),
		    ERR_INVALID);
	assert_ok(zip_add(&z, STR("a..b"), STR("x"), ZIP_DEFLATE, 0));
	assert_ok(zip_end(&z));
}

static enum err
full_write(void *arg, const void *p, size_t n)
{
	size_t *left = arg;

	(void)p;
	if (n > *left)
		return ERR_STORAGE;
	*left -= n;
	return OK;
}

static void
test_zip__a_full_disk_is_told(void **state)
{
	static char noise[200000];
	struct zip z;

	(void)state;
	for (size_t room = 0; room <= 200000; room += 50000) {
		size_t left = room;
		struct paper_sink to = { full_write, &left };
		enum err e = zip_open(&z, to);

		if (e == OK)
			e = zip_add(&z, STR("x"),
			    (struct str){ noise, sizeof(noise) }, ZIP_STORE, 0);
		if (e == OK)
			e = zip_end(&z);
		else
			zip_drop(&z);
		assert_int_equal(e, ERR_STORAGE);
	}
}

static void
test_zip__one_that_is_dropped_writes_nothing_more(void **state)
{
	struct zip z;
	size_t n;

	(void)state;
	buf_clear(&out);
	assert_ok(zip_open(&z, sink_buf(&out)));
	assert_ok(zip_add(&z, STR("x"), STR("abc"), ZIP_STORE, 0));
	n = out.n;
	zip_drop(&z);
	assert_int_equal(out.n, n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zip__what_goes_in_comes_out),
		cmocka_unit_test(test_zip__no_name_leads_out_of_the_folder),
		cmocka_unit_test(test_zip__a_full_disk_is_told),
		cmocka_unit_test(
		    test_zip__one_that_is_dropped_writes_nothing_more),
	};
	int failed;

	buf_open(&out, ZIP_MAX);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_close(&out);
	return failed;
}
