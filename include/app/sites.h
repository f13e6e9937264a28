/*
 * The sites that a process serves: those it was told of by --site and
 * --sites, or, told of none, the first whose parameters it sees (a process
 * that mod_fcgid started for one site).  Thread-safe.
 */
#ifndef APP_SITES_H
#define APP_SITES_H

#include <stdbool.h>

#include "app/site.h"
#include "http/fcgi.h"

struct sites_hooks {
	enum err (*open)(struct site *site);	/* each may be NULL */
	void (*close)(struct site *site);
};

void sites_open(const struct sites_hooks *hooks);
void sites_close(void);

/* ERR_LIMIT: past SITES_MAX.  Faults are logged and kept in the site. */
enum err sites_add_file(const char *path) MUST_CHECK;
enum err sites_add_dir(const char *path) MUST_CHECK;

/*
 * The site whose parameters equal the request's, with a reference; it may
 * be faulty (site->fault).  ERR_SITE: none; a log line names the first
 * parameter that differs.  Once a file has changed, the parameters it had
 * are still served for SITE_OLD_S, until the web server has reloaded too.
 */
enum err sites_find(struct site **out, const struct fcgi *request) MUST_CHECK;

/* Once a second: reads again what has changed on disk. */
void sites_tick(void);

/* Calls fn for each site that can be served. */
void sites_each(void (*fn)(struct site *site, void *arg), void *arg);
size_t sites_count(void);

#endif
