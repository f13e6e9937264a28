/*
 * The skeleton of every responder: flags, sites, accept, limits, session,
 * CSRF, idempotency, transaction, reply, log line, metrics, retirement.
 */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "app/call.h"

struct program {
	const char *name;		/* "souk-checkout" */
	const char *responder;		/* "checkout": /api/checkout/... */
	const struct route *const *routes;	/* NULL-terminated tables, */
						/* each ended by .method NULL */
	/* Hooks, each may be NULL. */
	enum err (*open)(void);
	enum err (*site_open)(struct site *site);
	void (*site_close)(struct site *site);
	void (*tick)(struct site *site);	/* once a second, no request */
	void (*metrics)(struct site *site, struct buf *out);
	enum err (*ready)(struct site *site, struct str *why);
	void (*close)(void);
	/*
	 * Writes a problem of a page route as a page of the site's own look;
	 * text is for people.  Not OK: the plain page is sent.
	 */
	enum err (*problem_page)(struct call *c, int status,
	    struct str title, struct str text);
};

/*
 * Flags: --listen ADDR, --site FILE (repeatable), --sites DIR, --threads N,
 * --peer-uid UID (or user name), --rate N (changing requests a second and
 * address; 0: no limit), --www DIR, --log FILE, --log-level L, --routes (print and
 * exit), --version; debug builds also --clock FILE, --crash-at NAME.
 * Returns the exit status.
 */
int serve_main(int argc, char **argv, const struct program *program);

/* --www, or the installed folder. */
const char *serve_www(void);

#endif
