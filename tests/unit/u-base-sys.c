#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sys.h"
#include "unit.h"

static char folder[] = "/tmp/u-base-sys.XXXXXX";

static const char *
in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int
folder_up(void **state)
{
	*state = arena_open(1 << 20);
	return *state == NULL || mkdtemp(folder) == NULL;
}

static int
folder_down(void **state)
{
	char command[64];

	arena_close(*state);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static void
test_time__format_and_parse_agree(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} times[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "2000-02-29T12:00:00Z", 951825600 },
		{ "2026-11-23T00:47:58Z", 1795394878 },
		{ "2038-01-19T03:14:08Z", INT64_C(2147483648) },
		{ "9999-12-31T23:59:59Z", INT64_C(253402300799) },
	};
	char text[TIME_TEXT_MAX];
	int64_t us;

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		assert_str(time_format(text, times[i].seconds * SEC_US),
		    times[i].text);
		assert_ok(time_parse(&us, str_from(times[i].text)));
		assert_true(us == times[i].seconds * SEC_US);
	}
	assert_str(time_format(text, -1), "1969-12-31T23:59:59Z");
	assert_null(time_format(text, INT64_MAX).p);
}

/* The examples of RFC 3339, 5.8, but for the leap second. */
static void
test_time__offsets_and_fractions(void **state)
{
	int64_t us, same;

	(void)state;
	assert_ok(time_parse(&us, STR("1985-04-12T23:20:50.52Z")));
	assert_true(us == INT64_C(482196050520000));
	assert_ok(time_parse(&us, STR("1996-12-19T16:39:57-08:00")));
	assert_ok(time_parse(&same, STR("1996-12-20T00:39:57Z")));
	assert_true(us == same);
	assert_ok(time_parse(&us, STR("1937-01-01T12:00:27.87+00:20")));
	assert_ok(time_parse(&same, STR("1937-01-01T11:40:27.87Z")));
	assert_true(us == same);
	assert_ok(time_parse(&us, STR("1970-01-01T00:00:00.1234567899Z")));
	assert_int_equal(us, 123456);
}

static void
test_time__malformed_is_refused(void **state)
{
	static const char *const syntax[] = { "", "2026", "2026-11-23",
		"2026-11-23T00:47Z", "2026-11-23 00:47:58Z",
		"2026-11-23T00:47:58", "2026-11-23T00:47:58z",
		"2026-11-23T00:47:58.Z", "2026-11-23T00:47:58Zx",
		"2026-11-23T00:47:58+0100", "02026-11-23T00:47:58Z",
		"2026-1-23T00:47:58Z", "-026-11-23T00:47:58Z",
		"2026-11-23T0a:47:58Z" };
	static const char *const range[] = { "2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
		"2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
		"2026-04-00T00:00:00Z", "2026-04-01T24:00:00Z",
		"2026-04-01T23:60:00Z", "2026-04-01T23:59:60Z",
		"2026-04-01T23:59:00+24:00" };
	int64_t us;

	(void)state;
	for (size_t i = 0; i < sizeof(syntax) / sizeof(syntax[0]); i++)
		assert_err(time_parse(&us, str_from(syntax[i])), ERR_SYNTAX);
	for (size_t i = 0; i < sizeof(range) / sizeof(range[0]); i++)
		assert_err(time_parse(&us, str_from(range[i])), ERR_RANGE);
}

static void
test_clock__does_not_go_back(void **state)
{
	int64_t last = clock_mono_us();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_mono_us();

		assert_true(now >= last);
		last = now;
	}
	assert_true(clock_now_us() > INT64_C(1600000000) * SEC_US);
}

static void
set_offset(const char *text, int64_t mtime)
{
	const struct timespec times[2] = { { mtime, 0 }, { mtime, 0 } };

	assert_ok(file_write(in_folder("clock"), str_from(text), 0600));
	assert_int_equal(utimensat(AT_FDCWD, in_folder("clock"), times, 0), 0);
}

static void
test_clock__offset_is_read_again(void **state)
{
	int64_t real_us = clock_now_us();

	(void)state;
#ifdef SOUK_DEBUG
	static char path[128];

	set_offset("86400\n", 1000);
	snprintf(path, sizeof(path), "%s", in_folder("clock"));
	assert_ok(clock_offset_file(path));
	assert_in_range(clock_now_us() - real_us, DAY_US, DAY_US + MIN_US);
	set_offset("-3600", 2000);
	assert_true(clock_now_us() - real_us < MIN_US - HOUR_US);
	set_offset("soon", 3000);
	assert_true(clock_now_us() - real_us < MIN_US - HOUR_US);
	set_offset("0", 4000);
	assert_err(clock_offset_file(in_folder("absent")), ERR_IO);
#else
	set_offset("86400\n", 1000);
	assert_err(clock_offset_file(in_folder("clock")), ERR_CONFIG);
#endif
	assert_in_range(clock_now_us() - real_us, 0, MIN_US);
}

static void
test_random__bytes_and_bounds(void **state)
{
	unsigned seen[10] = { 0 };
	uint8_t a[32], b[32];

	(void)state;
	random_bytes(a, sizeof(a));
	random_bytes(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	for (int i = 0; i < 10000; i++)
		seen[random_below(10)]++;
	for (int i = 0; i < 10; i++)
		assert_in_range(seen[i], 800, 1200);
	assert_int_equal(random_below(1), 0);
}

static void
test_crash__only_the_chosen_point(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		enum err err = crash_at("after_commit");

		crash_point("before_commit");
		crash_point("after_commit");
		_exit(err == ERR_CONFIG ? 7 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
#ifdef SOUK_DEBUG
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
#else
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
#endif
}

static void
test_file__written_and_read_back(void **state)
{
	struct stat st;
	struct str s;

	assert_ok(file_write(in_folder("f"), STR("one\0two"), 0640));
	assert_int_equal(stat(in_folder("f"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_ok(file_read(*state, &s, in_folder("f"), 7, 0));
	assert_int_equal(s.n, 7);
	assert_memory_equal(s.p, "one\0two", 7);
	assert_ok(file_write(in_folder("f"), STR(""), 0600));
	assert_ok(file_read(*state, &s, in_folder("f"), 7, 0));
	assert_int_equal(s.n, 0);
	assert_err(file_write(in_folder("absent/f"), STR("x"), 0600), ERR_IO);
}

static void
test_file__what_is_not_read(void **state)
{
	struct str s;

	assert_ok(file_write(in_folder("g"), STR("12345678"), 0600));
	assert_err(file_read(*state, &s, in_folder("g"), 7, 0), ERR_LIMIT);
	assert_err(file_read(*state, &s, in_folder("no"), 7, 0), ERR_NOT_FOUND);
	assert_err(
	    file_read(*state, &s, in_folder("g/x"), 7, 0), ERR_NOT_FOUND);
	assert_err(file_read(*state, &s, folder, 7, 0), ERR_IO);
	assert_int_equal(mkfifo(in_folder("fifo"), 0600), 0);
	assert_err(file_read(*state, &s, in_folder("fifo"), 7, 0), ERR_IO);
}

static void
test_file__secrets_are_not_for_others(void **state)
{
	static const struct {
		mode_t mode;
		enum err err;
	} modes[] = {
		{ 0600, OK },
		{ 0400, OK },
		{ 0640, OK },
		{ 0644, ERR_CONFIG },
		{ 0604, ERR_CONFIG },
		{ 0660, ERR_CONFIG },
		{ 0601, ERR_CONFIG },
	};
	struct str s;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_ok(file_write(in_folder("s"), STR("x"), modes[i].mode));
		assert_err(
		    file_read(*state, &s, in_folder("s"), 9, 1), modes[i].err);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time__format_and_parse_agree),
		cmocka_unit_test(test_time__offsets_and_fractions),
		cmocka_unit_test(test_time__malformed_is_refused),
		cmocka_unit_test(test_clock__does_not_go_back),
		cmocka_unit_test(test_clock__offset_is_read_again),
		cmocka_unit_test(test_random__bytes_and_bounds),
		cmocka_unit_test(test_crash__only_the_chosen_point),
		cmocka_unit_test(test_file__written_and_read_back),
		cmocka_unit_test(test_file__what_is_not_read),
		cmocka_unit_test(test_file__secrets_are_not_for_others),
	};

	return cmocka_run_group_tests(tests, folder_up, folder_down);
}
