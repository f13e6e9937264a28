#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "ctl/commands.h"
#include "ctl/table.h"
#include "wire/tree.h"

enum { ROUTES_TEXT_MAX = 1024 * 1024 };

static const char *const responders[] = { "souk-storefront", "souk-checkout",
	"souk-offers", "souk-billing" };

static const struct column columns[] = {
	{ "METHOD", "method", false },
	{ "PATTERN", "pattern", false },
	{ "RESPONDER", "responder", false },
	{ "CALLER", "caller", false },
	{ "TRANSACTION", "tx", false },
	{ "KEY", "idempotent", false },
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

/* Each line is a JSON object; see app/routes.h. */
static enum err
text_member(struct str *out, const struct node *row, const char *key)
{
	enum err e = node_str(out, node_get(row, key));

	if (e == ERR_NOT_FOUND || node_type(node_get(row, key)) == NODE_NULL) {
		*out = STR_NONE;
		e = OK;
	}
	return e;
}

static enum err
row_add(struct ctl *c, struct table *t, struct str line)
{
	struct str cells[COLUMNS];
	bool key = false;
	struct tree *tree;
	size_t i;
	enum err e = tree_parse(
	    &tree, c->arena, line, JSON_FOREIGN_DEPTH_MAX, NULL);

	if (e != OK)
		return e;
	for (i = 0; e == OK && i < COLUMNS; i++) {
		if (strcmp(columns[i].key, "idempotent") != 0) {
			e = text_member(
			    &cells[i], tree_root(tree), columns[i].key);
			cells[i] = cells[i].p ? str_copy(c->arena, cells[i])
					      : STR_NONE;
			continue;
		}
		e = node_bool(&key, node_get(tree_root(tree), "idempotent"));
		cells[i] = key ? STR("key") : STR_NONE;
	}
	if (e == OK)
		e = table_add(t, cells);
	tree_close(tree);
	return e;
}

static enum err
rows_add(struct ctl *c, struct table *t, struct str text)
{
	struct str line;
	enum err e = OK;

	while (e == OK && str_cut(&text, '\n', &line))
		if (line.n > 0)
			e = row_add(c, t, line);
	return e;
}

static void
json_print(struct str text)
{
	struct str line;
	bool first = true;

	fputs("{\"items\":[", stdout);
	while (str_cut(&text, '\n', &line)) {
		if (line.n == 0)
			continue;
		printf("%s%.*s", first ? "" : ",", STR_FMT(line));
		first = false;
	}
	puts("]}");
}

static int
routes_print(struct ctl *c, struct str text)
{
	struct table *t = table_open(c->arena, columns, COLUMNS);
	enum err e = OK;

	if (c->json) {
		json_print(text);
		return CTL_OK;
	}
	e = t ? rows_add(c, t, text) : ERR_NOMEM;
	if (e == OK)
		e = table_print(t, false);
	return ctl_failed(c, e, "routes");
}

int
command_routes(struct ctl *c, int argc, char **argv)
{
	const char *dir = SOUK_SBIN_DIR;
	const struct ctl_option options[] = { { "--bin", &dir, NULL } };
	struct buf text;
	struct str path;
	size_t i;
	int status = ctl_options(c, argc, argv, options, 1, NULL, NULL);
	enum err e;

	buf_open(&text, ROUTES_TEXT_MAX);
	for (i = 0;
	     status == CTL_OK && i < sizeof(responders) / sizeof(responders[0]);
	     i++) {
		path = arena_printf(c->arena, "%s/%s", dir, responders[i]);
		e = path.p ? program_read(&text, path.p) : ERR_NOMEM;
		if (e == ERR_NOT_FOUND)
			status = ctl_fail(c,
			    "%s is not there; name the"
			    " responders' folder by --bin DIR",
			    path.p);
		else if (e != OK)
			status = ctl_failed(c, e, path.p);
	}
	if (status == CTL_OK)
		status = routes_print(c, buf_str(&text));
	buf_close(&text);
	return status;
}
