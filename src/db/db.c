#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mysqld_error.h>

#include "base/log.h"
#include "client.h"

enum { CONNECT_TIMEOUT_S = 3, READ_TIMEOUT_S = 10, WRITE_TIMEOUT_S = 10 };

/* What a connection's sessions agree on, whatever the server's defaults. */
static const char *const session_statements[] = {
	"SET SESSION autocommit = 1, time_zone = '+00:00',"
	" collation_connection = utf8mb4_bin, innodb_lock_wait_timeout = 4,"
	" sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
	"ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,"
	"ONLY_FULL_GROUP_BY'",
	"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
};

static __thread char refusal[DB_MESSAGE_MAX];

static bool
option_set(MYSQL *mysql, enum mysql_option option, const void *value)
{
	return mysql_options(mysql, option, value) == 0;
}

static bool
tls_set(MYSQL *mysql, const char *ca)
{
#ifdef MARIADB_PACKAGE_VERSION_ID
	client_flag on = 1;

	return option_set(mysql, MYSQL_OPT_SSL_CA, ca) &&
	    option_set(mysql, MYSQL_OPT_SSL_ENFORCE, &on) &&
	    option_set(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
#else
	unsigned mode = SSL_MODE_VERIFY_IDENTITY;

	return option_set(mysql, MYSQL_OPT_SSL_CA, ca) &&
	    option_set(mysql, MYSQL_OPT_SSL_MODE, &mode);
#endif
}

static bool
options_set(MYSQL *mysql, const struct db_config *config)
{
	unsigned connect_s = CONNECT_TIMEOUT_S, write_s = WRITE_TIMEOUT_S;
	unsigned read_s = config->answer_s ? config->answer_s : READ_TIMEOUT_S;
	unsigned off = 0;

	return option_set(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s) &&
	    option_set(mysql, MYSQL_OPT_READ_TIMEOUT, &read_s) &&
	    option_set(mysql, MYSQL_OPT_WRITE_TIMEOUT, &write_s) &&
	    option_set(mysql, MYSQL_OPT_LOCAL_INFILE, &off) &&
	    option_set(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4") &&
	    (!config->tls_ca || tls_set(mysql, config->tls_ca));
}

static enum err
connection_refused(struct db *db, const struct db_config *config)
{
	snprintf(refusal, sizeof(refusal), "%s", mysql_error(db->mysql));
	log_warn("database refused the connection",
	    "errno=%u user=%s database=%s message=%s", mysql_errno(db->mysql),
	    config->user, config->name ? config->name : "", refusal);
	return ERR_UNAVAILABLE;
}

/* A server that knows no such variable answers without a row. */
static bool
cluster_ask(struct db *db)
{
	static const char sql[] =
	    "SHOW VARIABLES WHERE Variable_name = 'wsrep_on' AND Value = 'ON'";
	MYSQL_RES *rows = NULL;

	if (mysql_real_query(db->mysql, sql, sizeof(sql) - 1) == 0)
		rows = mysql_store_result(db->mysql);
	if (!rows)
		return false;
	db->clustered = mysql_num_rows(rows) > 0;
	mysql_free_result(rows);
	return true;
}

static enum err
connection_start(struct db *db, const struct db_config *config)
{
	const char *host = config->socket ? "localhost" : config->host;
	size_t i;

	if (!options_set(db->mysql, config))
		return connection_refused(db, config);
	/*
	 * FOUND_ROWS: an UPDATE counts the rows its WHERE matched, so that
	 * writing the same value twice does not look like a lost race.
	 */
	if (!mysql_real_connect(db->mysql, host, config->user, config->password,
		config->name, config->port, config->socket, CLIENT_FOUND_ROWS))
		return connection_refused(db, config);
	for (i = 0;
	     i < sizeof(session_statements) / sizeof(session_statements[0]);
	     i++)
		if (mysql_real_query(db->mysql, session_statements[i],
			strlen(session_statements[i])) != 0)
			return connection_refused(db, config);
	return cluster_ask(db) ? OK : connection_refused(db, config);
}

enum err
db_open(struct db **out, const struct db_config *config)
{
	struct db *db;
	enum err e;

	*out = NULL;
	refusal[0] = '\0';
	e = db_client_ready();
	if (e != OK)
		return e;
	db = calloc(1, sizeof(*db));
	if (!db)
		return ERR_NOMEM;
	db->mysql = mysql_init(NULL);
	e = db->mysql ? connection_start(db, config) : ERR_NOMEM;
	if (e != OK) {
		db_close(db);
		return e;
	}
	*out = db;
	return OK;
}

const char *
db_refusal(void)
{
	return refusal;
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	statements_close(db);
	if (db->mysql)
		mysql_close(db->mysql);
	free(db);
}

bool
db_dead(const struct db *db)
{
	return db->dead;
}

const char *
db_constraint(const struct db *db)
{
	return db->constraint;
}

const char *
db_message(const struct db *db)
{
	return db->message;
}

unsigned
db_errno(const struct db *db)
{
	return db->number;
}

bool
db_ping(struct db *db)
{
	if (!db->dead && mysql_ping(db->mysql) != 0)
		db->dead = true;
	return !db->dead;
}

static enum err
text_send(struct db *db, const char *sql)
{
	if (mysql_real_query(db->mysql, sql, strlen(sql)) != 0)
		return db_fail_mysql(db, sql);
	return OK;
}

enum err
db_mode(struct db *db, bool gathers)
{
	enum err e;

	if (db->gathers == gathers)
		return OK;
	e = text_send(db,
	    gathers ? "SET SESSION autocommit = 0"
		    : "SET SESSION autocommit = 1");
	if (e == OK) {
		db->gathers = gathers;
		db->reads = false;
	}
	return e;
}

bool
db_server_in_tx(const struct db *db)
{
	return (db->mysql->server_status & SERVER_STATUS_IN_TRANS) != 0;
}

bool
db_in_tx(const struct db *db)
{
	return db->in_tx;
}

enum err
db_begin(struct db *db)
{
	enum err e;

	if (db->dead)
		return ERR_UNAVAILABLE;
	e = db_client_ready();
	if (e == OK)
		e = db_mode(db, true);
	db->in_tx = e == OK;
	db->doomed = db->touched = false;
	return e == OK && db->clustered ? text_send(db, "SAVEPOINT begun") : e;
}

enum err
db_begin_snapshot(struct db *db)
{
	enum err e;

	if (db->dead)
		return ERR_UNAVAILABLE;
	e = db_client_ready();
	if (e == OK)
		e = db_mode(db, false);
	if (e == OK)
		e = text_send(
		    db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
	if (e == OK)
		e = text_send(db, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
	db->in_tx = e == OK;
	db->doomed = db->touched = false;
	return e;
}

/*
 * A node may undo a transaction while a statement runs and answer that one as
 * if nothing were: what follows begins another, which has no such savepoint.
 * Undone by this very statement, nothing is open any more.
 */
static enum err
whole_check(struct db *db)
{
	static const char sql[] = "RELEASE SAVEPOINT begun";
	enum err e = db->clustered ? text_send(db, sql) : OK;

	if (e == OK && db->clustered && db->touched && !db_server_in_tx(db))
		e = db_fail(db, ER_LOCK_DEADLOCK, "undone unsaid", sql);
	return e;
}

enum err
db_commit(struct db *db)
{
	enum err e;

	if (db->dead)
		return ERR_UNAVAILABLE;
	if (db->doomed) {
		db_rollback(db);
		return ERR_RETRY;
	}
	e = whole_check(db);
	if (e != OK)
		return e;
#ifdef SOUK_DEBUG
	if (db_fault_commit(db, &e)) {
		db->in_tx = !db->dead;
		return e;
	}
#endif
	e = text_send(db, "COMMIT");
	if (e == OK || db->dead)
		db->in_tx = db->reads = false;
	/* Was it lost before or after the server did it?  Nobody knows. */
	if (e == ERR_UNAVAILABLE) {
		db->dead = true;
		return ERR_UNKNOWN;
	}
	return e;
}

void
db_rollback(struct db *db)
{
	if (!db->in_tx && !db->reads)
		return;
	db->in_tx = false;
	db->reads = false;
	db->doomed = false;
	if (!db->dead && mysql_real_query(db->mysql, "ROLLBACK", 8) != 0)
		db->dead = true;
}
