#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

/* Most statements have few arguments; multi-row inserts have many. */
enum { BINDS_ON_STACK = 32 };

union client_value {
	long long i64;
	MYSQL_TIME time;
};

static enum err
arg_bind(MYSQL_BIND *bind, union client_value *value, const struct db_arg *arg)
{
	switch (arg->kind) {
	case DB_NULL:
		bind->buffer_type = MYSQL_TYPE_NULL;
		return OK;
	case DB_I64:
		value->i64 = arg->i64;
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = &value->i64;
		return OK;
	case DB_TIME:
		bind->buffer_type = MYSQL_TYPE_DATETIME;
		bind->buffer = &value->time;
		return time_to_client(&value->time, arg->i64);
	case DB_TEXT:
	case DB_BYTES:
		/* BLOB keeps the server from reading bytes as utf8mb4. */
		bind->buffer_type = arg->kind == DB_TEXT ? MYSQL_TYPE_STRING
							 : MYSQL_TYPE_BLOB;
		/* The client only reads it; its struct serves both ways. */
		bind->buffer = arg->bytes.p
		    ? (void *)(uintptr_t)arg->bytes.p
		    : (void *)(uintptr_t)arg->inline_bytes;
		bind->buffer_length = arg->bytes.n;
		return OK;
	}
	return ERR_BUG;
}

static enum err
binds_execute(struct db *db, MYSQL_STMT *stmt, const char *sql,
    MYSQL_BIND *binds, union client_value *values, const struct db_arg *args,
    size_t nargs)
{
	size_t i;
	enum err e;

	for (i = 0; i < nargs; i++) {
		e = arg_bind(&binds[i], &values[i], &args[i]);
		if (e != OK)
			return e;
	}
	if (nargs > 0 && mysql_stmt_bind_param(stmt, binds) != 0)
		return db_fail_stmt(db, stmt, sql);
	if (mysql_stmt_execute(stmt) != 0)
		return db_fail_stmt(db, stmt, sql);
	return OK;
}

static enum err
statement_execute(struct db *db, MYSQL_STMT *stmt, const char *sql,
    const struct db_arg *args, size_t nargs)
{
	MYSQL_BIND binds[BINDS_ON_STACK], *b = binds;
	union client_value values[BINDS_ON_STACK], *v = values;
	enum err e = ERR_NOMEM;

	/* A wrong count is the programmer's: the client would read past. */
	assert(mysql_stmt_param_count(stmt) == nargs);
	if (nargs > BINDS_ON_STACK) {
		b = calloc(nargs, sizeof(*b));
		v = calloc(nargs, sizeof(*v));
	} else {
		memset(binds, 0, sizeof(binds));
	}
	if (b && v)
		e = binds_execute(db, stmt, sql, b, v, args, nargs);
	if (b != binds)
		free(b);
	if (v != values)
		free(v);
	return e;
}

enum err
statement_run(struct db *db, MYSQL_STMT **out, const char *sql,
    const struct db_arg *args, size_t nargs, bool changes)
{
	enum err e;

	*out = NULL;
	if (db->dead)
		return ERR_UNAVAILABLE;
	e = db_client_ready();
	if (e == OK && !db->in_tx && changes)
		e = db_mode(db, false);
	if (e != OK)
		return e;
	e = db_fault(db);
	if (e != OK)
		return e;
	e = statement_get(db, out, sql);
	if (e != OK)
		return e;
	db->reads |= db->gathers && !db->in_tx;
	e = statement_execute(db, *out, sql, args, nargs);
	if (e != OK) {
		/* A refused execution may leave the handle half-bound. */
		statement_drop(db, *out);
		*out = NULL;
	}
	db->touched |= db_server_in_tx(db);
	return e;
}

void
statement_done(MYSQL_STMT *stmt)
{
	mysql_stmt_free_result(stmt);
}

enum err
db_exec(struct db *db, uint64_t *changed, const char *sql,
    const struct db_arg *args, size_t nargs)
{
	MYSQL_STMT *stmt;
	enum err e;

	if (changed)
		*changed = 0;
	e = statement_run(db, &stmt, sql, args, nargs, true);
	if (e != OK)
		return e;
	if (changed)
		*changed = mysql_stmt_affected_rows(stmt);
	db->inserted = (int64_t)mysql_stmt_insert_id(stmt);
	statement_done(stmt);
	return OK;
}

int64_t
db_inserted(const struct db *db)
{
	return db->inserted;
}

enum err
db_check(struct db *db, const char *sql)
{
	MYSQL_STMT *stmt;
	enum err e;

	if (db->dead)
		return ERR_UNAVAILABLE;
	e = db_client_ready();
	if (e == OK)
		e = statement_get(db, &stmt, sql);
	if (e == OK)
		statement_drop(db, stmt);
	return e;
}
