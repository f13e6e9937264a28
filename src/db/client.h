/*
 * The layer's inside: what its files share.  The only place that includes
 * the MySQL/MariaDB client; both libraries' common subset is used.
 */
#ifndef DB_CLIENT_H
#define DB_CLIENT_H

#include <mysql.h>

#include "base/bounds.h"
#include "db/db.h"

/* bool in one library, char in the other. */
typedef __typeof__(*((MYSQL_BIND *)0)->is_null) client_flag;

enum { DB_MESSAGE_MAX = 512, DB_CONSTRAINT_MAX = 128 };

struct statement {
	char *sql;
	uint64_t hash;
	uint64_t used;		/* the connection's count at its last use */
	MYSQL_STMT *stmt;
};

struct db {
	MYSQL *mysql;
	bool dead;
	bool in_tx;
	bool gathers;		/* autocommit is off: what is sent belongs to a
				   transaction, which needs no BEGIN */
	bool reads;		/* such a one was opened by a query alone */
	bool clustered;		/* the server is a node of a Galera cluster */
	bool touched;		/* this transaction is one to the server too */
	bool doomed;		/* a statement of this transaction failed */
	unsigned number;	/* of the last failure */
	char message[DB_MESSAGE_MAX];
	char constraint[DB_CONSTRAINT_MAX];
	int64_t inserted;	/* by the last db_exec() */
	uint64_t uses;
	size_t nstatements;
	struct statement statements[STATEMENTS_PER_CONNECTION];
};

/* fail.c: notes the failure and says which error it is. */
enum err db_fail(struct db *db, unsigned number, const char *message,
    const char *sql);
enum err db_fail_mysql(struct db *db, const char *sql);
enum err db_fail_stmt(struct db *db, MYSQL_STMT *stmt, const char *sql);

/* fault.c: OK, or what db_fail_at() asked for. */
enum err db_fault(struct db *db);
#ifdef SOUK_DEBUG
bool db_fault_commit(struct db *db, enum err *e);
#endif

/*
 * db.c: a connection that has written stays without autocommit, and its next
 * transaction starts by itself: a round trip less than START TRANSACTION.
 * What changes something outside a transaction has it switched back.  A
 * query does not; what it opened is ended by db_rollback().
 */
enum err db_mode(struct db *db, bool gathers) MUST_CHECK;

/* db.c: what the server's last answer said of a transaction. */
bool db_server_in_tx(const struct db *db);

/* client.c: once a process, and once a thread. */
enum err db_client_ready(void);

/* cache.c: the prepared statement for this text; *out stays the cache's. */
enum err statement_get(struct db *db, MYSQL_STMT **out, const char *sql);
void statement_drop(struct db *db, MYSQL_STMT *stmt);
void statements_close(struct db *db);

/*
 * statement.c: binds and executes.  Afterwards the caller reads or frees
 * the result and calls statement_done().
 */
enum err statement_run(struct db *db, MYSQL_STMT **out, const char *sql,
    const struct db_arg *args, size_t nargs, bool changes);
void statement_done(MYSQL_STMT *stmt);

/*
 * time.c: proleptic Gregorian, UTC. ERR_RANGE outside years 1 to 9999.
 * false: servers may keep 30 February; no instant has such a name.
 */
enum err time_to_client(MYSQL_TIME *out, int64_t us) MUST_CHECK;
bool time_from_client(int64_t *us, const MYSQL_TIME *t);

#endif
