#include "hledger.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

extern char **environ;

static void
file_make(char *path, struct str text)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.p, text.n), (ssize_t)text.n);
	assert_int_equal(close(fd), 0);
}

/* Its exit status, -1 when it cannot be run; what it says goes to a file. */
static int
run(char *const argv[], const char *out)
{
	posix_spawn_file_actions_t to;
	int status = -1;
	pid_t pid;

	assert_int_equal(posix_spawn_file_actions_init(&to), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(
			     &to, 1, out, O_WRONLY | O_TRUNC, 0600),
	    0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&to, 1, 2), 0);
	if (posix_spawnp(&pid, "hledger", &to, NULL, argv, environ) == 0)
		assert_int_equal(waitpid(pid, &status, 0), pid);
	posix_spawn_file_actions_destroy(&to);
	return status;
}

bool
hledger_is_installed(void)
{
	char *argv[] = { "hledger", "--version", NULL };

	return run(argv, "/dev/null") == 0;
}

bool
hledger_accepts(struct str journal, char *said, size_t room)
{
	char path[] = "/tmp/souk-journal-XXXXXX";
	char out[] = "/tmp/souk-journal-XXXXXX";
	char *argv[] = { "hledger", "-f", path, "check", "--strict",
		"ordereddates", NULL };
	FILE *f;
	int status;
	size_t n;

	file_make(path, journal);
	file_make(out, (struct str){ "", 0 });
	status = run(argv, out);
	f = fopen(out, "r");
	assert_non_null(f);
	n = fread(said, 1, room - 1, f);
	said[n] = '\0';
	fclose(f);
	unlink(path);
	unlink(out);
	return status == 0;
}
