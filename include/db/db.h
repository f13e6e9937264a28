/*
 * One database connection.  SQL is constant text beside its caller and
 * always prepared; the statement is kept by the connection.  A lost
 * connection makes the handle dead: the pool replaces it, never the
 * client library (a reconnect inside a transaction loses half of it).
 *
 * Errors: ERR_RETRY (1213, 1205, 1020, 1047), ERR_EXISTS (1062; the key's
 * name is db_constraint()), ERR_UNAVAILABLE (connection lost or refused),
 * ERR_UNKNOWN (connection lost in COMMIT), ERR_BUG (the statement is
 * wrong; logged with its text).
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"

struct db;

struct db_config {
	const char *socket;		/* or host and port */
	const char *host;
	unsigned port;
	const char *name;		/* NULL: no database selected */
	const char *user;
	const char *password;		/* NULL: none (unix socket) */
	const char *tls_ca;		/* NULL: no TLS */
	unsigned answer_s;		/* how long one may take; 0: 10 */
};

enum err db_open(struct db **out, const struct db_config *config) MUST_CHECK;
/* Why this thread's last db_open() was refused; "" when it was not. */
const char *db_refusal(void);
void db_close(struct db *db);
bool db_dead(const struct db *db);
bool db_ping(struct db *db);			/* false: it is dead now */
const char *db_constraint(const struct db *db);	/* after ERR_EXISTS */
const char *db_message(const struct db *db);	/* the server's last word */
unsigned db_errno(const struct db *db);		/* the server's last number */

/* A statement's argument; made by the functions below. */
struct db_arg {
	enum { DB_NULL, DB_I64, DB_TEXT, DB_BYTES, DB_TIME } kind;
	int64_t i64;			/* DB_I64, DB_TIME (µs UTC) */
	struct str bytes;
	uint8_t inline_bytes[32];	/* ids and hashes live here, .p NULL */
};

struct db_arg db_null(void);
struct db_arg db_i64(int64_t v);
struct db_arg db_bool(bool v);
struct db_arg db_str(struct str s);	/* text; .p NULL: SQL NULL */
struct db_arg db_cstr(const char *s);	/* NULL: SQL NULL */
struct db_arg db_bytes(struct str s);	/* sealed values, stored answers */
struct db_arg db_id(struct id id);	/* nil: SQL NULL */
struct db_arg db_hash(const uint8_t b[32]);
struct db_arg db_us(int64_t us);	/* DATETIME(6); 0: SQL NULL */

/* db_exec(db, &n, sql, DB_ARGS(db_id(x), db_i64(1))) */
#define DB_ARGS(...)                                                   \
	((const struct db_arg[]){ __VA_ARGS__ }),                      \
	    sizeof((const struct db_arg[]){ __VA_ARGS__ }) /           \
		sizeof(struct db_arg)
#define DB_NO_ARGS ((const struct db_arg *)0), 0

/*
 * Runs a statement without rows.  *changed (may be NULL) is the number of
 * rows matched by an UPDATE's WHERE (CLIENT_FOUND_ROWS), inserted or
 * deleted.
 */
enum err db_exec(struct db *db, uint64_t *changed, const char *sql,
    const struct db_arg *args, size_t nargs) MUST_CHECK;

/* What LAST_INSERT_ID(x) made of x in the last db_exec(); 0: nothing. */
int64_t db_inserted(const struct db *db);

/*
 * Multi-row INSERT: head is "INSERT INTO t (a, b) VALUES", args holds
 * rows x columns values; split into statements of at most 256 rows and
 * some 4 MiB.  Whole or not at all only inside a transaction.
 */
enum err db_insert_rows(struct db *db, const char *head, size_t columns,
    const struct db_arg *args, size_t rows) MUST_CHECK;

/*
 * A whole answer, read into the arena.  Integers, and DECIMALs without
 * decimals (SUM of integers), are i64; beyond int64_t is ERR_RANGE.
 */
struct db_result {
	size_t rows;
	size_t columns;
	size_t row;			/* the current one, from 1 */
	struct db_value *values;
};

struct db_value {
	bool null;
	int64_t i64;			/* integers, DATETIME as µs UTC */
	struct str bytes;		/* text and binary */
};

enum err db_query(struct db *db, struct arena *a, struct db_result *out,
    const char *sql, const struct db_arg *args, size_t nargs) MUST_CHECK;

/* while (db_next(&r)) ... */
bool db_next(struct db_result *r);

/* Of the current row; NULL gives 0, STR_NONE, the nil id. */
bool db_is_null(const struct db_result *r, size_t column);
int64_t db_get_i64(const struct db_result *r, size_t column);
int64_t db_get_us(const struct db_result *r, size_t column);
struct str db_get_str(const struct db_result *r, size_t column);
struct id db_get_id(const struct db_result *r, size_t column);
void db_get_hash(const struct db_result *r, size_t column, uint8_t out[32]);

/* Has the server prepare it, and forget it again. */
enum err db_check(struct db *db, const char *sql) MUST_CHECK;

/*
 * Statements as they lie in a migration file, separated by ';': sent one
 * by one, unprepared, answers dropped.
 */
enum err db_script(struct db *db, struct str sql) MUST_CHECK;
/* Takes the next statement off a script; false at its end. */
bool db_script_cut(struct str *rest, struct str *statement);

/*
 * For the administrator's commands alone, whose names and passwords no
 * statement takes as arguments: 'quoted' text, a `quoted` name.  .p NULL:
 * out of memory, or a NUL inside.
 */
struct str db_quote_text(struct arena *a, struct str s);
struct str db_quote_name(struct arena *a, struct str s);

/*
 * READ COMMITTED.  Once a statement has failed with ERR_RETRY the server
 * may have undone the rest: db_commit() then rolls back and says
 * ERR_RETRY, whatever the caller made of that failure.  On a node of a
 * Galera cluster a savepoint, set by db_begin() and released by db_commit(),
 * proves that what is committed is what was begun; else it is ERR_RETRY.
 */
enum err db_begin(struct db *db) MUST_CHECK;
/* Reads of one moment, until db_rollback(): REPEATABLE READ. */
enum err db_begin_snapshot(struct db *db) MUST_CHECK;
bool db_in_tx(const struct db *db);		/* begun, and not ended */
enum err db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db);		/* also after a failure */

/*
 * Debug builds: the n-th statement (or COMMIT) from now on this thread
 * fails with the given error instead of being sent; 0 switches it off.
 * ERR_UNAVAILABLE loses the connection as well; at a COMMIT it becomes
 * ERR_UNKNOWN.  ERR_UNKNOWN at a COMMIT: it is sent, and the connection
 * is lost before its answer.
 */
void db_fail_at(unsigned long n, enum err with);

#endif
