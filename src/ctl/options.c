#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "ctl/ctl.h"

enum { PASSWORD_FILE_MAX = 1024 };

static const struct ctl_option *
option_find(
    const struct ctl_option *options, size_t n, const char *arg, size_t length)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strlen(options[i].name) == length &&
		    memcmp(options[i].name, arg, length) == 0)
			return &options[i];
	return NULL;
}

/* Reads the option at argv[*i] and moves past its value. */
static int
option_read(struct ctl *c, int argc, char **argv, int *i,
    const struct ctl_option *options, size_t noptions)
{
	const char *arg = argv[*i], *equals = strchr(arg, '=');
	size_t length = equals ? (size_t)(equals - arg) : strlen(arg);
	const struct ctl_option *o = option_find(
	    options, noptions, arg, length);

	if (!o)
		return ctl_misused(
		    c, "there is no option %.*s", (int)length, arg);
	if (o->flag) {
		if (equals)
			return ctl_misused(c, "%s takes no value", o->name);
		*o->flag = true;
		return CTL_OK;
	}
	if (!equals && *i + 1 >= argc)
		return ctl_misused(c, "%s wants a value", o->name);
	*o->value = equals ? equals + 1 : argv[++*i];
	return CTL_OK;
}

int
ctl_options(struct ctl *c, int argc, char **argv,
    const struct ctl_option *options, size_t noptions, const char **args,
    size_t *nargs)
{
	size_t n = 0;
	int i, status;

	for (i = 0; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) == 0) {
			status = option_read(
			    c, argc, argv, &i, options, noptions);
			if (status != CTL_OK)
				return status;
		} else if (nargs && n < *nargs) {
			args[n++] = argv[i];
		} else {
			return ctl_misused(
			    c, "\"%s\" is one too many", argv[i]);
		}
	}
	if (nargs)
		*nargs = n;
	return CTL_OK;
}

int
ctl_subcommand(struct ctl *c, int argc, char **argv,
    const struct subcommand *subs, size_t n)
{
	size_t i;

	if (argc == 0)
		return ctl_misused(c, "say what to do");
	for (i = 0; i < n; i++)
		if (strcmp(subs[i].name, argv[0]) == 0)
			return subs[i].run(c, argc - 1, argv + 1);
	return ctl_misused(c, "\"%s\" is none of its commands", argv[0]);
}

/*
 * The first line of standard input; a terminal does not show it, and sends
 * no signal meanwhile that would leave it so.
 */
static bool
line_read(char *out, int max)
{
	struct termios shown, hidden;
	bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0, ok;

	if (terminal) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
		fputs("password: ", stderr);
	}
	ok = fgets(out, max, stdin) != NULL;
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputc('\n', stderr);
	}
	return ok;
}

int
ctl_password(struct ctl *c, struct str *out, const char *path)
{
	char *line;
	enum err e;

	if (path) {
		e = file_read(c->arena, out, path, PASSWORD_FILE_MAX, 1);
		if (e == ERR_CONFIG)
			return ctl_fail(c,
			    "%s: others may read it;"
			    " chmod 0600 it",
			    path);
		if (e != OK)
			return ctl_failed(c, e, path);
	} else {
		line = arena_alloc(c->arena, PASSWORD_FILE_MAX);
		if (!line)
			return ctl_failed(c, ERR_NOMEM, "password");
		if (!line_read(line, PASSWORD_FILE_MAX))
			return ctl_misused(c,
			    "a password is wanted on"
			    " standard input, or by --password-file FILE");
		*out = str_from(line);
	}
	if (out->n > 0 && out->p[out->n - 1] == '\n')
		out->n--;
	if (out->n > 0 && out->p[out->n - 1] == '\r')
		out->n--;
	return CTL_OK;
}
