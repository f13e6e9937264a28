/* The migrations' history, and the schema that they make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sys.h"
#include "ctl/migration.h"
#include "fixture.h"

static char dir[] = "/tmp/souk-migration-XXXXXX";
static struct db *db;

static void
file_put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(file_write(path, str_from(text), 0600), OK);
}

static void
file_remove(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static void
history_copy(void)
{
	const char *top = getenv("TOP_SRCDIR");
	char path[1024];
	struct str text;

	snprintf(
	    path, sizeof(path), "%s/sql/0000-history.sql", top ? top : ".");
	assert_int_equal(file_read(fixture_arena(), &text, path, 65536, 0), OK);
	file_put("0000-history.sql", text.p);
}

/* An empty database and a folder that has the history alone. */
static int
each(void **state)
{
	struct db_config config = *fixture_config();

	(void)state;
	fixture_exec("DROP DATABASE IF EXISTS souk_history");
	fixture_exec("CREATE DATABASE souk_history");
	config.name = "souk_history";
	db_close(db);
	assert_int_equal(db_open(&db, &config), OK);
	file_remove("0001-one.sql");
	file_remove("0002-two.sql");
	file_remove("0003-three.sql");
	history_copy();
	return 0;
}

static int
setup(void **state)
{
	fixture_open(state);
	return mkdtemp(dir) ? 0 : -1;
}

static int
teardown(void **state)
{
	each(state);
	file_remove("0000-history.sql");
	rmdir(dir);
	db_close(db);
	fixture_exec("DROP DATABASE souk_history");
	return fixture_close(state);
}

static enum err
migrate(struct migrations *m)
{
	struct arena *a = fixture_arena();
	enum err e = migrations_read(a, m, db, dir);

	return e == OK ? migrations_run(a, m, db) : e;
}

static size_t
pending(void)
{
	struct migrations m;

	assert_int_equal(migrations_read(fixture_arena(), &m, db, dir), OK);
	return migrations_pending(&m);
}

static void
test_migration__runs_once_and_in_order(void **state)
{
	struct migrations m;

	(void)state;
	file_put("0001-one.sql", "CREATE TABLE one (a INT);\n");
	file_put("0002-two.sql", "ALTER TABLE one ADD COLUMN b INT;\n");
	assert_int_equal(pending(), 3);
	assert_int_equal(migrate(&m), OK);
	assert_int_equal(pending(), 0);
	assert_int_equal(migrate(&m), OK);
	assert_int_equal(db_check(db, "SELECT a, b FROM one"), OK);
}

static void
test_migration__a_changed_file_is_refused(void **state)
{
	struct migrations m;

	(void)state;
	file_put("0001-one.sql", "CREATE TABLE one (a INT);\n");
	assert_int_equal(migrate(&m), OK);
	file_put("0001-one.sql", "CREATE TABLE one (a BIGINT);\n");
	assert_int_equal(migrate(&m), ERR_STATE);
	assert_non_null(strstr(m.fault.p, "0001-one.sql was changed"));
}

static void
test_migration__an_older_program_is_refused(void **state)
{
	struct migrations m;

	(void)state;
	file_put("0001-one.sql", "CREATE TABLE one (a INT);\n");
	assert_int_equal(migrate(&m), OK);
	file_remove("0001-one.sql");
	assert_int_equal(migrate(&m), ERR_STATE);
	assert_non_null(strstr(m.fault.p, "older"));
}

static void
test_migration__a_late_file_is_refused(void **state)
{
	struct migrations m;

	(void)state;
	file_put("0002-two.sql", "CREATE TABLE two (a INT);\n");
	assert_int_equal(migrate(&m), OK);
	file_put("0001-one.sql", "CREATE TABLE one (a INT);\n");
	assert_int_equal(migrate(&m), ERR_STATE);
	assert_non_null(strstr(m.fault.p, "later number"));
	file_remove("0001-one.sql");
	file_put("0002-again.sql", "CREATE TABLE two2 (a INT);\n");
	assert_int_equal(migrate(&m), ERR_STATE);
	file_remove("0002-again.sql");
}

/* A refused statement stops there; what was done is not done again. */
static void
test_migration__goes_on_where_it_stopped(void **state)
{
	struct migrations m;

	(void)state;
	file_put("0001-one.sql",
	    "CREATE TABLE one (a INT);\n"
	    "CREATE TABLE two (a INT);\nCREATE TABLE three (a INT);\n");
	assert_int_equal(db_script(db, STR("CREATE TABLE two (b INT)")), OK);
	assert_int_equal(migrate(&m), ERR_BUG);
	assert_non_null(strstr(m.fault.p, "two"));
	assert_int_equal(pending(), 1);
	assert_int_equal(db_script(db, STR("DROP TABLE two")), OK);
	assert_int_equal(migrate(&m), OK);
	assert_int_equal(pending(), 0);
	assert_int_equal(db_check(db, "SELECT 1 FROM one, two, three"), OK);
}

/* Killed after a statement ran and before it was counted. */
static void
test_migration__an_uncounted_statement_is_not_a_fault(void **state)
{
	struct migrations m;

	(void)state;
	file_put("0001-one.sql",
	    "CREATE TABLE one (a INT);\n"
	    "CREATE TABLE two (a INT);\n");
	assert_int_equal(migrate(&m), OK);
	assert_int_equal(
	    db_script(db,
		STR("UPDATE schema_migrations SET"
		    " done = 1, finished_at = NULL WHERE version = 1")),
	    OK);
	assert_int_equal(pending(), 1);
	assert_int_equal(migrate(&m), OK);
	assert_int_equal(pending(), 0);
}

static void
test_schema__equals_the_generated_file(void **state)
{
	const char *top = getenv("TOP_SRCDIR");
	struct arena *a = fixture_arena();
	struct str kept, now;
	char path[1024];

	(void)state;
	snprintf(path, sizeof(path), "%s/sql/schema.sql", top ? top : ".");
	assert_int_equal(file_read(a, &kept, path, 4 * 1024 * 1024, 0), OK);
	assert_int_equal(schema_dump(a, &now, fixture_db()), OK);
	/* Differs?  soukctl migrate --dump >sql/schema.sql */
	assert_string_equal(now.p, kept.p);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, each)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(migration__runs_once_and_in_order),
		TEST(migration__a_changed_file_is_refused),
		TEST(migration__an_older_program_is_refused),
		TEST(migration__a_late_file_is_refused),
		TEST(migration__goes_on_where_it_stopped),
		TEST(migration__an_uncounted_statement_is_not_a_fault),
		TEST(schema__equals_the_generated_file),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
