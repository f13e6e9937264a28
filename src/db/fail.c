#include <stdio.h>
#include <string.h>

#include <errmsg.h>
#include <mysqld_error.h>

#include "base/log.h"
#include "client.h"

/* Numbers that not every client's headers have. */
enum {
	SERVER_SHUTDOWN = 1053,
	SERVER_ABORTING = 1152,
	NET_FIRST = 1158, /* ER_NET_READ_ERROR ... */
	NET_LAST = 1161,
	CHECKREAD = 1020,
	UNKNOWN_COMMAND = 1047, /* Galera: node not ready */
	UNKNOWN_STATEMENT = 1243,
	DUPLICATE_WITH_NAME = 1586,
	SAVEPOINT_GONE = 1305, /* and the transaction that had it */
	NEED_REPREPARE = 1615,
	TIME_LIMIT_MARIADB = 1969,
	TIME_LIMIT_MYSQL = 3024,
	CONNECTION_KILLED = 1927,
	TOO_MANY_STATEMENTS = 1461
};

static bool
number_is_lost(unsigned number)
{
	if (number >= NET_FIRST && number <= NET_LAST)
		return true;
	switch (number) {
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_SERVER_LOST_EXTENDED:
	case CR_COMMANDS_OUT_OF_SYNC:
	case CR_CONNECTION_ERROR:
	case CR_CONN_HOST_ERROR:
	case CR_UNKNOWN_HOST:
	case CR_MALFORMED_PACKET:
	case SERVER_SHUTDOWN:
	case SERVER_ABORTING:
	case CONNECTION_KILLED:
	case UNKNOWN_STATEMENT:
		return true;
	default:
		return false;
	}
}

static enum err
number_err(unsigned number)
{
	switch (number) {
	case ER_LOCK_DEADLOCK:
	case ER_LOCK_WAIT_TIMEOUT:
	case CHECKREAD:
	case UNKNOWN_COMMAND:
	case NEED_REPREPARE:
	case SAVEPOINT_GONE:
		return ERR_RETRY;
	case ER_DUP_ENTRY:
	case DUPLICATE_WITH_NAME:
		return ERR_EXISTS;
	case TIME_LIMIT_MARIADB:
	case TIME_LIMIT_MYSQL:
		return ERR_TIMEOUT;
	case CR_OUT_OF_MEMORY:
		return ERR_NOMEM;
	/* The server is there, but cannot take it now. */
	case ER_CON_COUNT_ERROR:
	case ER_TOO_MANY_USER_CONNECTIONS:
	case ER_USER_LIMIT_REACHED:
	case ER_QUERY_INTERRUPTED:
	case ER_OPTION_PREVENTS_STATEMENT:
	case ER_RECORD_FILE_FULL:
	case ER_DISK_FULL:
	case ER_OUT_OF_RESOURCES:
	case TOO_MANY_STATEMENTS:
		return ERR_UNAVAILABLE;
	default:
		return ERR_BUG;
	}
}

/*
 * "Duplicate entry 'x' for key 'users_email_uq'", in MySQL 8
 * 'users.users_email_uq'; the entry may hold quotes, the name does not.
 */
static void
constraint_find(char out[DB_CONSTRAINT_MAX], const char *message)
{
	static const char before[] = "for key '";
	const char *p, *found = NULL, *end, *dot;

	out[0] = '\0';
	for (p = strstr(message, before); p; p = strstr(p + 1, before))
		found = p + sizeof(before) - 1;
	if (!found || !(end = strchr(found, '\'')))
		return;
	dot = memrchr(found, '.', (size_t)(end - found));
	if (dot)
		found = dot + 1;
	snprintf(out, DB_CONSTRAINT_MAX, "%.*s", (int)(end - found), found);
}

enum err
db_fail(struct db *db, unsigned number, const char *message, const char *sql)
{
	enum err e;

	db->number = number;
	snprintf(db->message, sizeof(db->message), "%s", message);
	db->constraint[0] = '\0';
	if (number_is_lost(number)) {
		db->dead = true;
		log_warn("database connection lost", "errno=%u message=%s",
		    number, db->message);
		return ERR_UNAVAILABLE;
	}
	e = number_err(number);
	if (e == ERR_RETRY)
		db->doomed = true;
	else if (e == ERR_EXISTS)
		constraint_find(db->constraint, db->message);
	else if (e == ERR_BUG)
		log_error("statement refused", "errno=%u message=%s sql=%s",
		    number, db->message, sql);
	else
		log_warn("database cannot serve", "errno=%u message=%s", number,
		    db->message);
	return e;
}

enum err
db_fail_mysql(struct db *db, const char *sql)
{
	return db_fail(db, mysql_errno(db->mysql), mysql_error(db->mysql), sql);
}

enum err
db_fail_stmt(struct db *db, MYSQL_STMT *stmt, const char *sql)
{
	return db_fail(db, mysql_stmt_errno(stmt), mysql_stmt_error(stmt), sql);
}
