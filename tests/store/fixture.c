#include <glob.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/sys.h"
#include "base/text.h"
#include "fixture.h"

enum { SCRIPT_MAX = 1024 * 1024, SKIP = 77 };

enum { NODES_MAX = 2 };

static char socket_path[NODES_MAX][256], database[64];
static struct db_config config = { .socket = socket_path[0], .user = "root" };
static struct db_config other = { .socket = socket_path[1], .user = "root" };
static const char *server_script = "mariadb.sh";
static size_t nodes = 1;
static struct db_pool *pool;
static struct db *connection;
static struct arena *arena;

static const char *
source_dir(void)
{
	const char *dir = getenv("TOP_SRCDIR");

	return dir ? dir : ".";
}

/* 0, or the script's exit status. */
static int
server_find(void)
{
	char command[1024];
	FILE *script;
	int status;

	snprintf(command, sizeof(command), "sh '%s/tests/lib/%s' %d",
	    source_dir(), server_script, (int)getpid());
	script = popen(command, "r");
	assert_non_null(script);
	for (size_t i = 0; i < nodes; i++) {
		char *path = socket_path[i];

		if (!fgets(path, sizeof(socket_path[i]), script))
			path[0] = '\0';
		path[strcspn(path, "\n")] = '\0';
	}
	status = pclose(script);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void
script_run(struct db *db, const char *path)
{
	struct arena *a = arena_open(2 * SCRIPT_MAX);
	struct str text;

	assert_non_null(a);
	assert_int_equal(file_read(a, &text, path, SCRIPT_MAX, 0), OK);
	assert_int_equal(db_script(db, text), OK);
	arena_close(a);
}

static void
migrations_run(struct db *db)
{
	char pattern[1024];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/sql/[0-9]*.sql", source_dir());
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (i = 0; i < found.gl_pathc; i++)
		script_run(db, found.gl_pathv[i]);
	globfree(&found);
}

static void
database_create(void)
{
	char sql[160];
	struct db *admin;

	snprintf(database, sizeof(database), "souk_%d_%08llx", (int)getpid(),
	    (unsigned long long)random_below(UINT64_C(1) << 32));
	snprintf(sql, sizeof(sql),
	    "CREATE DATABASE %s"
	    " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
	    database);
	assert_int_equal(db_open(&admin, &config), OK);
	assert_int_equal(db_script(admin, str_from(sql)), OK);
	db_close(admin);
	config.name = other.name = database;
}

int
fixture_open(void **state)
{
	int status = server_find();

	(void)state;
	if (status == SKIP) {
		printf("1..0 # SKIP no %s on this machine\n",
		    nodes > 1 ? "Galera" : "MariaDB server");
		exit(0);
	}
	assert_int_equal(status, 0);
	/* Refusals are part of these tests; their log lines would be noise. */
	assert_int_equal(log_open("test", "/dev/null", LOG_ERROR), OK);
	assert_int_equal(text_open(), OK);
	arena = arena_open(64 * 1024 * 1024);
	assert_non_null(arena);
	database_create();
	assert_int_equal(db_open(&connection, &config), OK);
	migrations_run(connection);
	assert_int_equal(db_pool_open(&pool, &config, 0), OK);
	return 0;
}

int
fixture_close(void **state)
{
	char sql[96];

	(void)state;
	snprintf(sql, sizeof(sql), "DROP DATABASE %s", database);
	assert_int_equal(db_script(connection, str_from(sql)), OK);
	db_close(connection);
	db_pool_close(pool);
	arena_close(arena);
	text_close();
	return 0;
}

void
fixture_cluster(void)
{
	server_script = "galera.sh";
	nodes = NODES_MAX;
}

size_t
fixture_nodes(void)
{
	return nodes;
}

const struct db_config *
fixture_node(size_t i)
{
	return i == 0 ? &config : &other;
}

const struct db_config *
fixture_config(void)
{
	return &config;
}

struct db_pool *
fixture_pool(void)
{
	return pool;
}

struct db *
fixture_db(void)
{
	return connection;
}

struct arena *
fixture_arena(void)
{
	arena_reset(arena);
	return arena;
}

void
fixture_exec(const char *sql)
{
	assert_int_equal(db_exec(connection, NULL, sql, DB_NO_ARGS), OK);
}

int64_t
fixture_i64(const char *sql)
{
	struct db_result r;

	assert_int_equal(
	    db_query(connection, fixture_arena(), &r, sql, DB_NO_ARGS), OK);
	return db_next(&r) ? db_get_i64(&r, 0) : 0;
}

void
fixture_wants_faults(void)
{
#ifndef SOUK_DEBUG
	print_message("# no fault injection: configure with --enable-debug\n");
	skip();
#endif
}
