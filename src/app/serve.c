#include <malloc.h>
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
#include "base/scrub.h"
#include "base/sys.h"
#include "base/text.h"
#include "http/server.h"
#include "serve_flags.h"

enum { SOCKET_MODE = 0660, MALLOC_ARENAS = 4 };

static struct {
	const struct program *program;
	struct serve_flags flags;
	struct router router;
	struct lane *lanes;
} self = { .flags = { .level = LOG_INFO,
	       .rate_per_s = MUTATIONS_PER_S,
	       .connections = POOL_PER_SITE,
	       .www = SOUK_WWW_DIR,
	       .server = { .threads = THREADS_DEFAULT } } };

const char *
serve_www(void)
{
	return self.flags.www;
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
serve(void *arg, unsigned thread, const struct fcgi *in, struct sending *out)
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
	for (size_t i = 0; e == OK && i < self.flags.nsites; i++)
		e = sites_add_file(self.flags.sites[i]);
	if (e == OK && self.flags.sites_dir)
		e = sites_add_dir(self.flags.sites_dir);
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

	self.lanes = calloc(self.flags.server.threads, sizeof(*self.lanes));
	if (!self.lanes)
		return ERR_NOMEM;
	for (unsigned i = 0; e == OK && i < self.flags.server.threads; i++)
		e = lane_open(&self.lanes[i]);
	return e;
}

static void
lanes_close(void)
{
	for (unsigned i = 0; self.lanes && i < self.flags.server.threads; i++)
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
	self.flags.server.body_max = self.router.body_max;
	limits_open(self.flags.server.threads, self.flags.rate_per_s);
	e = server_listen(
	    &self.flags.server.listen_fd, self.flags.listen, SOCKET_MODE);
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
	    PACKAGE_VERSION, self.flags.server.threads, sites_count(),
	    self.router.n);
	return server_run(&self.flags.server, &hooks);
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
	close(self.flags.server.listen_fd);
}

int
serve_main(int argc, char **argv, const struct program *program)
{
	int status;
	enum err e;

	self.program = program;
	process_guard();
	process_limits();
	status = serve_flags_read(&self.flags, program->name, argc, argv);
	if (status >= 0)
		return status;
	db_pool_process_max(POOL_PER_PROCESS);
	db_pool_site_max(self.flags.connections);
	e = log_open(program->name, self.flags.log, self.flags.level);
	if (e != OK) {
		fprintf(stderr, "%s: --log %s: cannot be written\n",
		    program->name, self.flags.log);
		return EXIT_USAGE;
	}
	e = routes_collect();
	if (e != OK) {
		log_error("a route row is wrong", "row=%zu", self.router.n);
		return EXIT_FAILURE;
	}
	if (self.flags.print_routes)
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
