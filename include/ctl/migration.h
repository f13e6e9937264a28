/*
 * The migrations in the folder of --sql: forward-only files NNNN-name.sql,
 * each noted in schema_migrations with its SHA-256.  A file that stopped
 * in the middle goes on at the statement that had not been done.
 */
#ifndef CTL_MIGRATION_H
#define CTL_MIGRATION_H

#include "base/arena.h"
#include "crypto/hash.h"
#include "db/db.h"

enum { MIGRATIONS_MAX = 1000, MIGRATION_FILE_MAX = 1024 * 1024 };

struct migration {
	int64_t version;
	struct str name;		/* "0001-accounts.sql" */
	struct str text;
	struct hash checksum;
	int64_t statements;		/* in the file */
	/* from the database */
	bool known;			/* it has a row */
	int64_t done;			/* statements of it that ran */
	bool finished;
	struct hash applied_checksum;
};

struct migrations {
	struct migration *list;		/* by version */
	size_t n;
	struct str fault;		/* why it cannot go on; .p NULL */
};

/*
 * Reads the folder and the database's history.  ERR_NOT_FOUND: no folder,
 * or no migration in it.  ERR_STATE with fault set: the history differs
 * (a file changed, is missing, or came late), which nothing here mends.
 */
enum err migrations_read(struct arena *a, struct migrations *out,
    struct db *db, const char *dir) MUST_CHECK;

/* How many files are not finished. */
size_t migrations_pending(const struct migrations *m);

/* Runs what is pending, in order; stops at the first refusal. */
enum err migrations_run(struct arena *a, struct migrations *m,
    struct db *db) MUST_CHECK;

/* Normalised SHOW CREATE TABLE of all tables, in name order. */
enum err schema_dump(struct arena *a, struct str *out, struct db *db)
    MUST_CHECK;

#endif
