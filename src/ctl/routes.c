#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "ctl/commands.h"
#include "ctl/table.h"

enum { ROUTES_TEXT_MAX = 1024 * 1024 };

static const char *const responders[] = { "souk-storefront",
	"souk-checkout" };

static const struct column columns[] = {
	{ "METHOD", "method", false },
	{ "PATTERN", "pattern", false },
	{ "CALLER", "caller", false },
	{ "TRANSACTION", "tx", false },
	{ "KEY", "idempotent", false },
	{ "BODY", "body", false },
	{ "QUERY", "query", false },
	{ "ANSWER", "answer", false },
	{ "SUMMARY", "summary", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

/* Reads all that the program writes; its exit status must be 0. */
static enum err
program_read(struct buf *out, const char *path)
{
	int ends[2], status;
	pid_t pid;
	ssize_t n;
	char *room;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return ERR_IO;
	pid = fork();
	if (pid == 0) {
		if (dup2(ends[1], STDOUT_FILENO) < 0)
			_exit(127);
		execl(path, path, "--routes", (char *)NULL);
		_exit(errno == ENOENT ? 126 : 127);
	}
	close(ends[1]);
	do {
		room = buf_reserve(out, BUFSIZ);
		n = room ? read(ends[0], room, BUFSIZ) : 0;
		if (n > 0)
			out->n += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return ERR_IO;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 126)
		return ERR_NOT_FOUND;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return ERR_IO;
	return buf_err(out);
}
