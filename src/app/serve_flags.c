#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/sys.h"
#include "serve_flags.h"

enum flag {
	FLAG_LISTEN = 256,
	FLAG_SITE,
	FLAG_SITES,
	FLAG_THREADS,
	FLAG_CONNECTIONS,
	FLAG_PEER_UID,
	FLAG_RATE,
	FLAG_WWW,
	FLAG_LOG,
	FLAG_LOG_LEVEL,
	FLAG_ROUTES,
	FLAG_VERSION,
	FLAG_HELP,
	FLAG_CLOCK,
	FLAG_CRASH_AT
};

static const struct option flags[] = { { "listen", required_argument, NULL,
					   FLAG_LISTEN },
	{ "site", required_argument, NULL, FLAG_SITE },
	{ "sites", required_argument, NULL, FLAG_SITES },
	{ "threads", required_argument, NULL, FLAG_THREADS },
	{ "connections", required_argument, NULL, FLAG_CONNECTIONS },
	{ "peer-uid", required_argument, NULL, FLAG_PEER_UID },
	{ "rate", required_argument, NULL, FLAG_RATE },
	{ "www", required_argument, NULL, FLAG_WWW },
	{ "log", required_argument, NULL, FLAG_LOG },
	{ "log-level", required_argument, NULL, FLAG_LOG_LEVEL },
	{ "routes", no_argument, NULL, FLAG_ROUTES },
	{ "version", no_argument, NULL, FLAG_VERSION },
	{ "help", no_argument, NULL, FLAG_HELP },
#ifdef SOUK_DEBUG
	{ "clock", required_argument, NULL, FLAG_CLOCK },
	{ "crash-at", required_argument, NULL, FLAG_CRASH_AT },
#endif
	{ NULL, 0, NULL, 0 } };

static const char usage[] =
    "Usage: %s [flags]\n"
    "Answers FastCGI requests of a web server; man %s has the whole.\n"
    "  --listen ADDR    unix:PATH or tcp:HOST:PORT; without it: fd 0\n"
    "  --site FILE      a site's parameter file; may be repeated\n"
    "  --sites DIR      a folder of such files (*.conf)\n"
    "  --threads N      1 to 256; 16 without it\n"
    "  --connections N  to the database, a site; 1 to 32; 4 without it\n"
    "  --peer-uid USER  who else may connect: the web server's user\n"
    "  --rate N         changing requests a second and address; 0: any\n"
    "  --www DIR        the folder of the pages\n"
    "  --log FILE       instead of standard error; SIGHUP reopens it\n"
    "  --log-level L    debug, info, warn or error\n"
    "  --routes         print the route rows as JSON and exit\n"
    "  --version        print the version and exit\n";

static enum err
number_flag(unsigned *out, const char *text, int64_t min, int64_t max)
{
	int64_t n;

	if (num_parse_in(&n, str_from(text), min, max) != OK)
		return ERR_RANGE;
	*out = (unsigned)n;
	return OK;
}

/* A number, or a user's name. */
static enum err
peer_flag(struct serve_flags *f, const char *text)
{
	struct server_config *s = &f->server;
	const struct passwd *user;
	unsigned uid = 0;

	if (s->npeer_uids == PEER_UIDS_MAX)
		return ERR_LIMIT;
	if (number_flag(&uid, text, 0, INT32_MAX) != OK) {
		user = getpwnam(text);
		if (!user)
			return ERR_NOT_FOUND;
		uid = user->pw_uid;
	}
	s->peer_uids[s->npeer_uids++] = uid;
	return OK;
}

static enum err
level_flag(struct serve_flags *f, const char *text)
{
	static const char *const names[] = { [LOG_DEBUG] = "debug",
		[LOG_INFO] = "info",
		[LOG_WARN] = "warn",
		[LOG_ERROR] = "error" };

	for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
		if (strcmp(names[i], text) == 0) {
			f->level = (enum log_level)i;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

static enum err
site_flag(struct serve_flags *f, const char *path)
{
	if (f->nsites == SITES_MAX)
		return ERR_LIMIT;
	f->sites[f->nsites++] = path;
	return OK;
}

static enum err
flag_take(struct serve_flags *f, int flag, const char *value)
{
	switch (flag) {
	case FLAG_LISTEN:
		f->listen = value;
		return OK;
	case FLAG_SITE:
		return site_flag(f, value);
	case FLAG_SITES:
		f->sites_dir = value;
		return OK;
	case FLAG_THREADS:
		return number_flag(&f->server.threads, value, 1, THREADS_MAX);
	case FLAG_CONNECTIONS:
		return number_flag(&f->connections, value, 1, POOL_PER_PROCESS);
	case FLAG_PEER_UID:
		return peer_flag(f, value);
	case FLAG_RATE:
		return number_flag(&f->rate_per_s, value, 0, 1000000);
	case FLAG_WWW:
		f->www = value;
		return OK;
	case FLAG_LOG:
		f->log = value;
		return OK;
	case FLAG_LOG_LEVEL:
		return level_flag(f, value);
	case FLAG_ROUTES:
		f->print_routes = true;
		return OK;
	case FLAG_CLOCK:
		return clock_offset_file(value);
	case FLAG_CRASH_AT:
		return crash_at(value);
	default:
		return ERR_BUG;
	}
}

int
serve_flags_read(struct serve_flags *f, const char *name, int argc, char **argv)
{
	int index, flag;

	while ((flag = getopt_long(argc, argv, "", flags, &index)) != -1) {
		if (flag == FLAG_VERSION) {
			printf("%s %s\n", name, PACKAGE_VERSION);
			return EXIT_SUCCESS;
		}
		if (flag == FLAG_HELP) {
			printf(usage, name, name);
			return EXIT_SUCCESS;
		}
		if (flag == '?') {
			fprintf(stderr, usage, name, name);
			return EXIT_USAGE;
		}
		if (flag_take(f, flag, optarg) != OK) {
			fprintf(stderr, "%s: --%s: \"%s\" is refused\n", name,
			    flags[index].name, optarg);
			fprintf(stderr, usage, name, name);
			return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "%s: \"%s\" is no flag\n", name, argv[optind]);
		return EXIT_USAGE;
	}
	return -1;
}
