/*
 * What the commands of soukctl share.  A command is a row of the table in
 * ctl/main.c and a function in a file of its own; it answers the exit
 * status, and has said on stderr what was wrong and how to mend it.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>

#include "app/site.h"
#include "base/arena.h"
#include "crypto/keys.h"
#include "db/pool.h"

enum { CTL_OK = 0, CTL_FAULT = 1, CTL_USAGE = 2 };

struct ctl {
	struct arena *arena;
	const struct command *command;
	const char *site_path;		/* --site FILE */
	const char *sql_dir;		/* --sql DIR: the migrations */
	const char *clock; /* --clock FILE: an offset in seconds, debug builds */
	bool json;			/* --json */
	/* of a command that needs the site */
	struct conf conf;
	struct site_config config;
	struct db_pool *pool;		/* ctl_pool() */
};

struct command {
	const char *name;
	const char *summary;
	const char *usage;		/* after "soukctl --site FILE " */
	int (*run)(struct ctl *c, int argc, char **argv);
	bool site;			/* reads a faultless site file first */
};

/* Says "soukctl NAME: ..." on stderr and returns CTL_FAULT. */
int ctl_fail(struct ctl *c, const char *fmt, ...) PRINTF(2, 3);
/* The same for an error of the layers below, put into words. */
int ctl_failed(struct ctl *c, enum err e, const char *doing);
/* What text_name() asks for, after "--name wants ". */
#define CTL_NAME \
	"1 to %d characters in one line, none of them a control character " \
	"or invisible"

/* Says why and how the command is called; CTL_USAGE. */
int ctl_misused(struct ctl *c, const char *fmt, ...) PRINTF(2, 3);

/* An option takes a value ("--role R", "--role=R") or is a flag. */
struct ctl_option {
	const char *name;		/* with its dashes */
	const char **value;
	bool *flag;
};

/*
 * Sorts argv into options and at most *nargs arguments (set to how many
 * there are).  CTL_OK or CTL_USAGE; options may be NULL.
 */
int ctl_options(struct ctl *c, int argc, char **argv,
    const struct ctl_option *options, size_t noptions, const char **args,
    size_t *nargs);

/* Commands of a command: "company add". */
struct subcommand {
	const char *name;
	int (*run)(struct ctl *c, int argc, char **argv);
};
int ctl_subcommand(struct ctl *c, int argc, char **argv,
    const struct subcommand *subs, size_t n);

/*
 * A password: of the file (a secret one) or, path NULL, the first line of
 * standard input, without echo on a terminal.  The caller wipes it.
 */
int ctl_password(struct ctl *c, struct str *out, const char *path);

/* The site's database as DB_USER; lives until the command ends. */
int ctl_pool(struct ctl *c, struct db_pool **out);
/* config filled in from the site's parameters; the password is read. */
int ctl_db_config(struct ctl *c, struct db_config *out);
/* One transaction, rerun by the pool's rules; the failure was said. */
int ctl_tx(struct ctl *c, tx_fn fn, void *arg, const char *doing);
/* A connection in autocommit, for reading; give it back to c->pool. */
int ctl_read(struct ctl *c, struct db **out);

/* CTL_OK when there is that company; text is how it was given. */
int ctl_company(struct ctl *c, struct id id, const char *text);

int ctl_keys(struct ctl *c, struct keys *out);

/*
 * The first day of "2026-10"; NULL: of the month before this one.  CTL_USAGE:
 * it is no month, or has not begun.
 */
struct zone;
struct ymd;
int ctl_month(struct ctl *c, struct ymd *first, const struct zone *zone,
    const char *month);

/* The audit trail of what the operator did, in the same transaction. */
enum err ctl_event(struct db *db, const char *subject, struct id subject_id,
    const char *kind, struct str from, struct str to) MUST_CHECK;

/* One commented line, or with --json {"done": "..."}. */
void ctl_done(struct ctl *c, const char *fmt, ...) PRINTF(2, 3);

#endif
