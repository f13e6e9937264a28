/* A responder's flags. */
#ifndef APP_PRIVATE_SERVE_FLAGS_H
#define APP_PRIVATE_SERVE_FLAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bounds.h"
#include "base/log.h"
#include "http/server.h"

enum { EXIT_USAGE = 2 };

/* What is not given stays as it was. */
struct serve_flags {
	const char *listen, *log, *www;
	enum log_level level;
	const char *sites_dir;
	const char *sites[SITES_MAX];
	size_t nsites;
	unsigned rate_per_s, connections;
	bool print_routes;
	struct server_config server;
};

/* name: the program's.  -1: go on; else the exit status. */
int serve_flags_read(struct serve_flags *f, const char *name, int argc,
    char **argv);

#endif
