#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/sys.h"
#include "unit.h"

static char path[] = "/tmp/u-base-log.XXXXXX";

static int
log_up(void **state)
{
	int fd = mkstemp(path);

	*state = arena_open(8 << 20);
	return fd < 0 || close(fd) != 0 || *state == NULL ||
	    log_open("souk-test", path, LOG_INFO) != OK;
}

static int
log_down(void **state)
{
	log_close();
	arena_close(*state);
	return unlink(path);
}

/* What was logged since the last call, without the times. */
static struct str
logged(struct arena *a)
{
	static size_t seen;
	struct str text;

	assert_ok(file_read(a, &text, path, 4 << 20, 0));
	text = str_sub(text, seen, text.n);
	seen += text.n;
	return text;
}

static struct str
logged_tail(struct arena *a)
{
	struct str line = logged(a);
	size_t head = sizeof("time=2026-11-23T00:47:58.123Z ") - 1;

	assert_true(str_starts(line, STR("time=20")));
	assert_int_equal(line.p[head - 2], 'Z');
	return str_sub(line, head, line.n);
}

static void
test_log__one_line_of_pairs(void **state)
{
	log_info("import done", "rows=%zu file=%s", (size_t)1348, "c.json");
	assert_str(logged_tail(*state),
	    "level=info program=souk-test "
	    "message=\"import done\" rows=1348 file=c.json\n");
	log_warn("quiet", NULL);
	assert_str(logged_tail(*state),
	    "level=warn program=souk-test message=quiet\n");
}

static void
test_log__conversions(void **state)
{
	log_error("x",
	    "a=%d b=%lld c=%.*s d=%08x e=%.2f f=%c g=100%% "
	    "h=%lu",
	    -5, (long long)1 << 40, 3, "abcdef", 255U, 1.5, 'q', 9UL);
	assert_str(logged_tail(*state),
	    "level=error program=souk-test "
	    "message=x a=-5 b=1099511627776 c=abc d=000000ff e=1.50 f=q "
	    "g=100% h=9\n");
}

static void
test_log__values_cannot_forge(void **state)
{
	log_info("x", "name=%s after=%d", "a b=c\nlevel=error \"\x1b[0m\\", 1);
	assert_str(logged_tail(*state),
	    "level=info program=souk-test "
	    "message=x name=\"a b=c\\nlevel=error \\\"\\x1b[0m\\\\\" "
	    "after=1\n");
	log_info("x", "empty=%s at=%s line %d", "", "c.json", 7);
	assert_str(logged_tail(*state),
	    "level=info program=souk-test "
	    "message=x empty=\"\" at=\"c.json line 7\"\n");
}

static void
test_log__too_long_is_cut_to_one_line(void **state)
{
	static char big[100000];
	struct str line;

	memset(big, 'x', sizeof(big) - 1);
	log_info("long", "a=%s b=%s c=%s", big, big, big);
	line = logged(*state);
	assert_true(line.n <= 4096);
	assert_int_equal(str_find(line, '\n'), line.n - 1);
}

static void
test_log__below_the_level_is_silent(void **state)
{
	log_debug("hidden", "a=%d", 1);
	assert_int_equal(logged(*state).n, 0);
}

static void *
write_many(void *name)
{
	for (int i = 0; i < 500; i++)
		log_info("thread", "name=%s i=%d", (const char *)name, i);
	return NULL;
}

static void
test_log__threads_do_not_mix_lines(void **state)
{
	pthread_t threads[4];
	struct str rest, line;
	size_t lines = 0;

	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_many,
				     "aaaaaaaaaaaaaaaaaaaaaaaa"),
		    0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	rest = logged(*state);
	while (str_cut(&rest, '\n', &line) && line.n > 0) {
		assert_true(str_starts(line, STR("time=")));
		assert_contains(line, " name=aaaaaaaaaaaaaaaaaaaaaaaa i=");
		lines++;
	}
	assert_int_equal(lines, 2000);
}

static void
test_log__reopen_follows_the_name(void **state)
{
	char old[64];
	struct str text;

	snprintf(old, sizeof(old), "%s.1", path);
	assert_int_equal(rename(path, old), 0);
	log_info("into the old one", NULL);
	log_reopen();
	log_info("into the new one", NULL);
	assert_ok(file_read(*state, &text, old, 4 << 20, 0));
	assert_contains(text, "into the old one");
	assert_ok(file_read(*state, &text, path, 4 << 20, 0));
	assert_contains(text, "into the new one");
	assert_int_equal(unlink(old), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log__one_line_of_pairs),
		cmocka_unit_test(test_log__conversions),
		cmocka_unit_test(test_log__values_cannot_forge),
		cmocka_unit_test(test_log__too_long_is_cut_to_one_line),
		cmocka_unit_test(test_log__below_the_level_is_silent),
		cmocka_unit_test(test_log__threads_do_not_mix_lines),
		cmocka_unit_test(test_log__reopen_follows_the_name),
	};

	return cmocka_run_group_tests(tests, log_up, log_down);
}
