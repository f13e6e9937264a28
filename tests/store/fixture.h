/*
 * For store tests: a database of this program's own with every migration,
 * on the private server of tests/lib/mariadb.sh.  fixture_open and
 * fixture_close are cmocka's group setup and teardown; without a server
 * program the whole test says so and is skipped.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "base/arena.h"
#include "db/pool.h"

int fixture_open(void **state);
int fixture_close(void **state);

/*
 * Before fixture_open(): not on that server, but on two nodes of a cluster
 * (tests/lib/galera.sh); the first is the fixture's own.  Skips the test
 * where there is none.
 */
void fixture_cluster(void);
size_t fixture_nodes(void);		/* 1, or 2 */
const struct db_config *fixture_node(size_t i);

/* The server's administrator, that database selected. */
const struct db_config *fixture_config(void);
struct db_pool *fixture_pool(void);

/* A connection of its own, and an arena that is reset by each call. */
struct db *fixture_db(void);
struct arena *fixture_arena(void);

/* Skips the test, with the mend, in a build without db_fail_at(). */
void fixture_wants_faults(void);

/* Runs it and fails the test when it is refused. */
void fixture_exec(const char *sql);
/* The first column of the first row, 0 when there is none. */
int64_t fixture_i64(const char *sql);

#endif
