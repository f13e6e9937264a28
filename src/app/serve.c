#include <getopt.h>
#include <malloc.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/health.h"
#include "app/limits.h"
#include "app/routes.h"
#include "app/serve.h"
#include "app/serve_call.h"
#include "app/sites.h"
#include "base/log.h"
#include "base/num.h"
#include "base/scrub.h"
#include "base/sys.h"
#include "base/text.h"
#include "http/server.h"

enum { EXIT_USAGE = 2, SOCKET_MODE = 0660, MALLOC_ARENAS = 4 };

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

static struct {
	const struct program *program;
	const char *listen, *log;
	enum log_level level;
	const char *sites_dir;
	const char *sites[SITES_MAX];
	size_t nsites;
	unsigned rate_per_s, connections;
	bool print_routes;
	struct server_config server;
	struct router router;
	struct lane *lanes;
} self = { .level = LOG_INFO,
	.rate_per_s = MUTATIONS_PER_S,
	.connections = POOL_PER_SITE,
	.server = { .threads = THREADS_DEFAULT } };

static const char *www_dir = SOUK_WWW_DIR;

const char *
serve_www(void)
{
	return www_dir;
}

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
peer_flag(const char *text)
{
	struct server_config *s = &self.server;
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
level_flag(const char *text)
{
	static const char *const names[] = { [LOG_DEBUG] = "debug",
		[LOG_INFO] = "info",
		[LOG_WARN] = "warn",
		[LOG_ERROR] = "error" };

	for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
		if (strcmp(names[i], text) == 0) {
			self.level = (enum log_level)i;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

static enum err
site_flag(const char *path)
{
	if (self.nsites == SITES_MAX)
		return ERR_LIMIT;
	self.sites[self.nsites++] = path;
	return OK;
}

static enum err
flag_take(int flag, const char *value)
{
	switch (flag) {
	case FLAG_LISTEN:
		self.listen = value;
		return OK;
	case FLAG_SITE:
		return site_flag(value);
	case FLAG_SITES:
		self.sites_dir = value;
		return OK;
	case FLAG_THREADS:
		return number_flag(&self.server.threads, value, 1, THREADS_MAX);
	case FLAG_CONNECTIONS:
		return number_flag(
		    &self.connections, value, 1, POOL_PER_PROCESS);
	case FLAG_PEER_UID:
		return peer_flag(value);
	case FLAG_RATE:
		return number_flag(&self.rate_per_s, value, 0, 1000000);
	case FLAG_WWW:
		www_dir = value;
		return OK;
	case FLAG_LOG:
		self.log = value;
		return OK;
	case FLAG_LOG_LEVEL:
		return level_flag(value);
	case FLAG_ROUTES:
		self.print_routes = true;
		return OK;
	case FLAG_CLOCK:
		return clock_offset_file(value);
	case FLAG_CRASH_AT:
		return crash_at(value);
	default:
		return ERR_BUG;
	}
}

/* -1: go on; else the exit status. */
static int
flags_read(int argc, char **argv)
{
	const char *name = self.program->name;
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
		if (flag_take(flag, optarg) != OK) {
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

static enum err
routes_collect(void)
{
	enum err e = router_add(&self.router, health_routes(self.program));

	for (const struct route *const *t = self.program->routes; e == OK && *t;
	     t++)
		e = router_add(&self.router, *t);
	return e == OK ? metrics_open(self.program->responder,
			     self.router.labels, self.router.n)
		       : e;
}

static int
routes_print(void)
{
	struct buf out;
	enum err e;

	buf_open(&out, REPLY_MAX);
	routes_write(&out, &self.router, self.program->responder);
	e = buf_err(&out);
	if (e == OK && fwrite(out.p, 1, out.n, stdout) != out.n)
		e = ERR_IO;
	buf_close(&out);
	return e == OK && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool
begin(void *arg, unsigned thread, struct fcgi *in, struct buf *out)
{
	(void)arg;
	return call_begin(
	    self.program, &self.router, &self.lanes[thread], in, out);
}

static void
serve(void *arg, unsigned thread, const struct fcgi *in, struct buf *out)
{
	(void)arg;
	call_serve(self.program, &self.router, &self.lanes[thread], in, out);
}

static void
site_tick(struct site *site, void *arg)
{
	(void)arg;
	db_pool_tick(site->pool);
	if (self.program->tick)
		self.program->tick(site);
}

static void
tick(void *arg)
{
	(void)arg;
	sites_tick();
	sites_each(site_tick, NULL);
}

static enum err
sites_load(void)
{
	const struct sites_hooks hooks = { self.program->site_open,
		self.program->site_close };
	enum err e = OK;

	sites_open(&hooks);
	for (size_t i = 0; e == OK && i < self.nsites; i++)
		e = sites_add_file(self.sites[i]);
	if (e == OK && self.sites_dir)
		e = sites_add_dir(self.sites_dir);
	if (e != OK)
		log_error("sites not read", "why=%s", err_name(e));
	return e;
}

static void
process_limits(void)
{
	struct rlimit files;

	/* A file that may not grow is an error to report, not an end. */
	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 &&
	    files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max < CONNECTIONS_MAX * 2
		    ? files.rlim_max
		    : CONNECTIONS_MAX * 2;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	/* One malloc arena a thread would cost more memory than it saves
	 * waiting: requests live in arenas of their own. */
	mallopt(M_ARENA_MAX, MALLOC_ARENAS);
}

static enum err
lanes_open(void)
{
	enum err e = OK;

	self.lanes = calloc(self.server.threads, sizeof(*self.lanes));
	if (!self.lanes)
		return ERR_NOMEM;
	for (unsigned i = 0; e == OK && i < self.server.threads; i++)
		e = lane_open(&self.lanes[i]);
	return e;
}

static void
lanes_close(void)
{
	for (unsigned i = 0; self.lanes && i < self.server.threads; i++)
		lane_close(&self.lanes[i]);
	free(self.lanes);
}

static enum err
start_and_run(void)
{
	const struct server_hooks hooks = { .begin = self.router.uploads ? begin
									 : NULL,
		.serve = serve,
		.tick = tick };
	enum err e;

	/* The sites that are loaded below start threads of their own. */
	server_signals_block();
	self.server.body_max = self.router.body_max;
	limits_open(self.server.threads, self.rate_per_s);
	e = server_listen(&self.server.listen_fd, self.listen, SOCKET_MODE);
	if (e == OK)
		e = text_open();
	if (e == OK)
		e = lanes_open();
	if (e == OK && self.program->open)
		e = self.program->open();
	if (e == OK)
		e = sites_load();
	if (e != OK)
		return e;
	log_info("ready", "version=%s threads=%u sites=%zu routes=%zu",
	    PACKAGE_VERSION, self.server.threads, sites_count(), self.router.n);
	return server_run(&self.server, &hooks);
}

static void
stop(void)
{
	sites_close();
	if (self.program->close)
		self.program->close();
	metrics_close();
	lanes_close();
	text_close();
	close(self.server.listen_fd);
}

int
serve_main(int argc, char **argv, const struct program *program)
{
	int status;
	enum err e;

	self.program = program;
	process_guard();
	process_limits();
	db_pool_process_max(POOL_PER_PROCESS);
	db_pool_site_max(self.connections);
	status = flags_read(argc, argv);
	if (status >= 0)
		return status;
	e = log_open(program->name, self.log, self.level);
	if (e != OK) {
		fprintf(stderr, "%s: --log %s: cannot be written\n",
		    program->name, self.log);
		return EXIT_USAGE;
	}
	e = routes_collect();
	if (e != OK) {
		log_error("a route row is wrong", "row=%zu", self.router.n);
		return EXIT_FAILURE;
	}
	if (self.print_routes)
		return routes_print();
	e = start_and_run();
	log_info("stopped", "why=%s", err_name(e));
	/* A thread that would not end still uses what stop() frees. */
	if (e == ERR_TIMEOUT)
		_exit(EXIT_FAILURE);
	stop();
	log_close();
	return e == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
