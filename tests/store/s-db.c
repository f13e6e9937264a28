/* Connection, statements, values: what db/db.h promises, on a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "fixture.h"

static const char value_insert_sql[] =
    "INSERT INTO trial (id, n, t, b, s) VALUES (?, ?, ?, ?, ?)";
static const char value_get_sql[] =
    "SELECT id, n, t, b, s FROM trial WHERE id = ?";
static const char value_insert_rows_sql[] =
    "INSERT INTO trial (id, n, t, b, s) VALUES";

static int
setup(void **state)
{
	fixture_open(state);
	fixture_exec("CREATE TABLE trial (id BINARY(16) NOT NULL,"
		     " n BIGINT NULL, t DATETIME(6) NULL, b MEDIUMBLOB NULL,"
		     " s MEDIUMTEXT NULL,"
		     " CONSTRAINT trial_pk PRIMARY KEY (id),"
		     " CONSTRAINT trial_n_uq UNIQUE (n),"
		     " CONSTRAINT trial_n_ck CHECK (n <> 13)) ENGINE=InnoDB");
	return 0;
}

static int
each(void **state)
{
	(void)state;
	fixture_exec("DELETE FROM trial");
	return 0;
}

static void
check_round_trip(int64_t n, int64_t us, struct str bytes, struct str text)
{
	struct id id = id_new();
	struct db_result r;
	uint64_t changed;

	assert_int_equal(db_exec(fixture_db(), &changed, value_insert_sql,
			     DB_ARGS(db_id(id), db_i64(n), db_us(us),
				 db_bytes(bytes), db_str(text))),
	    OK);
	assert_int_equal(changed, 1);
	assert_int_equal(db_query(fixture_db(), fixture_arena(), &r,
			     value_get_sql, DB_ARGS(db_id(id))),
	    OK);
	assert_int_equal(r.rows, 1);
	assert_true(db_next(&r));
	assert_true(id_eq(db_get_id(&r, 0), id));
	assert_int_equal(db_get_i64(&r, 1), n);
	assert_int_equal(db_get_us(&r, 2), us);
	assert_true(str_eq(db_get_str(&r, 3), bytes));
	assert_true(str_eq(db_get_str(&r, 4), text));
	assert_false(db_next(&r));
}

static void
test_db__values_come_back_as_they_were(void **state)
{
	static const char every[] = "\x00\xff\xfe'\"\\\x80";

	(void)state;
	check_round_trip(INT64_MAX, 1, (struct str){ every, 7 },
	    STR("\xe7\x94\xb5\xf0\x9f\x9b\x92 'quoted' \\ \"text\""));
	check_round_trip(INT64_MIN, -1, STR(""), STR(""));
	check_round_trip(0, INT64_C(1785456000123456), STR("x"), STR("x"));
}

static void
test_db__every_day_of_400_years_is_itself(void **state)
{
	int64_t day, us;
	struct db_result r;

	(void)state;
	/* A step prime to the calendar's periods visits all its corners. */
	for (day = -150000; day < 200000; day += 1499) {
		us = day * DAY_US + INT64_C(86399999999);
		assert_int_equal(db_query(fixture_db(), fixture_arena(), &r,
				     "SELECT CAST(? AS DATETIME(6)),"
				     " TIMESTAMPDIFF(DAY, '1970-01-01', ?)",
				     DB_ARGS(db_us(us), db_us(us))),
		    OK);
		assert_true(db_next(&r));
		assert_int_equal(db_get_us(&r, 0), us);
		if (day >= 0)
			assert_int_equal(db_get_i64(&r, 1), day);
	}
}

static void
test_db__time_outside_the_calendar_is_refused(void **state)
{
	(void)state;
	assert_int_equal(db_exec(fixture_db(), NULL, value_insert_sql,
			     DB_ARGS(db_id(id_new()), db_null(),
				 db_us(INT64_MAX), db_null(), db_null())),
	    ERR_RANGE);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM trial"), 0);
}

static void
test_db__null_is_null_and_not_empty(void **state)
{
	struct id id = id_new(), nil = { { 0 } };
	struct db_result r;
	uint8_t hash[32];

	(void)state;
	assert_int_equal(db_exec(fixture_db(), NULL, value_insert_sql,
			     DB_ARGS(db_id(id), db_null(), db_us(0),
				 db_bytes(STR_NONE), db_cstr(NULL))),
	    OK);
	assert_int_equal(db_query(fixture_db(), fixture_arena(), &r,
			     "SELECT n, t, b, s, b, b FROM trial", DB_NO_ARGS),
	    OK);
	assert_true(db_next(&r));
	assert_true(db_is_null(&r, 0));
	assert_int_equal(db_get_i64(&r, 0), 0);
	assert_int_equal(db_get_us(&r, 1), 0);
	assert_null(db_get_str(&r, 2).p);
	assert_null(db_get_str(&r, 3).p);
	assert_true(id_eq(db_get_id(&r, 4), nil));
	db_get_hash(&r, 5, hash);
	assert_int_equal(hash[0] | hash[31], 0);
}

static void
test_db__a_megabyte_is_not_cut(void **state)
{
	size_t n = 1024 * 1024 + 1;
	char *big = malloc(n);

	(void)state;
	assert_non_null(big);
	memset(big, 0xa5, n);
	check_round_trip(1, 1, (struct str){ big, n }, STR("small"));
	check_round_trip(2, 2, STR("small after big"), STR("small"));
	free(big);
}

static void
test_db__an_integer_beyond_int64_is_an_error(void **state)
{
	struct db_result r;

	(void)state;
	assert_int_equal(
	    db_query(fixture_db(), fixture_arena(), &r,
		"SELECT CAST(9223372036854775808 AS UNSIGNED)", DB_NO_ARGS),
	    ERR_RANGE);
	assert_int_equal(
	    db_query(fixture_db(), fixture_arena(), &r,
		"SELECT SUM(n) FROM (SELECT 9223372036854775807 AS n"
		" UNION ALL SELECT 1) AS two",
		DB_NO_ARGS),
	    ERR_RANGE);
	assert_int_equal(
	    db_query(fixture_db(), fixture_arena(), &r,
		"SELECT SUM(n) FROM (SELECT 40 AS n UNION ALL SELECT 2) AS two",
		DB_NO_ARGS),
	    OK);
	assert_true(db_next(&r));
	assert_int_equal(db_get_i64(&r, 0), 42);
}

static void
test_db__a_taken_key_is_named(void **state)
{
	struct id id = id_new();

	(void)state;
	assert_int_equal(
	    db_exec(fixture_db(), NULL, value_insert_sql,
		DB_ARGS(db_id(id), db_i64(7), db_null(), db_null(), db_null())),
	    OK);
	assert_int_equal(db_exec(fixture_db(), NULL, value_insert_sql,
			     DB_ARGS(db_id(id_new()), db_i64(7), db_null(),
				 db_null(), db_null())),
	    ERR_EXISTS);
	assert_string_equal(db_constraint(fixture_db()), "trial_n_uq");
	assert_int_equal(
	    db_exec(fixture_db(), NULL, value_insert_sql,
		DB_ARGS(db_id(id), db_i64(8), db_null(), db_null(), db_null())),
	    ERR_EXISTS);
	assert_string_equal(db_constraint(fixture_db()), "PRIMARY");
}

static void
test_db__a_broken_check_is_a_bug_and_the_handle_lives(void **state)
{
	(void)state;
	assert_int_equal(db_exec(fixture_db(), NULL, value_insert_sql,
			     DB_ARGS(db_id(id_new()), db_i64(13), db_null(),
				 db_null(), db_null())),
	    ERR_BUG);
	assert_false(db_dead(fixture_db()));
	check_round_trip(14, 1, STR("b"), STR("s"));
}

static void
test_db__wrong_sql_is_a_bug_and_forgotten(void **state)
{
	struct db_result r;

	(void)state;
	assert_int_equal(
	    db_exec(fixture_db(), NULL, "SELEC 1", DB_NO_ARGS), ERR_BUG);
	assert_true(strstr(db_message(fixture_db()), "SELEC") != NULL);
	assert_int_equal(
	    db_query(fixture_db(), fixture_arena(), &r, "SELECT 1", DB_NO_ARGS),
	    OK);
}

/* Strict mode: what does not fit is refused, never cut or zeroed. */
static void
test_db__too_long_a_text_is_refused(void **state)
{
	char name[130];

	(void)state;
	memset(name, 'x', sizeof(name));
	assert_int_equal(
	    db_exec(fixture_db(), NULL,
		"INSERT INTO site_counters (name, value) VALUES (?, 1)",
		DB_ARGS(db_str((struct str){ name, sizeof(name) }))),
	    ERR_BUG);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM site_counters"), 0);
}

static void
test_db__changed_counts_matched_rows(void **state)
{
	uint64_t changed;

	(void)state;
	check_round_trip(5, 1, STR("b"), STR("s"));
	assert_int_equal(db_exec(fixture_db(), &changed,
			     "UPDATE trial SET n = 5 WHERE n = 5", DB_NO_ARGS),
	    OK);
	assert_int_equal(changed, 1);
	assert_int_equal(db_exec(fixture_db(), &changed,
			     "UPDATE trial SET n = 6 WHERE n = 66", DB_NO_ARGS),
	    OK);
	assert_int_equal(changed, 0);
}

static void
test_db__many_rows_go_in_by_few_statements(void **state)
{
	enum { ROWS = 700, COLUMNS = 5 };
	struct db_arg *args = calloc(ROWS * COLUMNS, sizeof(*args));
	int64_t before, after;
	size_t i;

	(void)state;
	assert_non_null(args);
	for (i = 0; i < ROWS; i++) {
		args[i * COLUMNS] = db_id(id_new());
		args[i * COLUMNS + 1] = db_i64((int64_t)i + 1000);
		args[i * COLUMNS + 2] = db_us((int64_t)i + 1);
	}
	before = fixture_i64("SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM"
			     " information_schema.SESSION_STATUS"
			     " WHERE VARIABLE_NAME = 'COM_STMT_EXECUTE'");
	assert_int_equal(db_insert_rows(fixture_db(), value_insert_rows_sql,
			     COLUMNS, args, ROWS),
	    OK);
	after = fixture_i64("SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM"
			    " information_schema.SESSION_STATUS"
			    " WHERE VARIABLE_NAME = 'COM_STMT_EXECUTE'");
	/* 256 + 256 + 64 + 64 + 16 + 16 + 16 + 12, and the look itself. */
	assert_int_equal(after - before, 9);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM trial"), ROWS);
	assert_int_equal(fixture_i64("SELECT SUM(n) FROM trial"),
	    ROWS * 1000 + ROWS * (ROWS - 1) / 2);
	free(args);
}

static void
test_db__large_rows_are_split_below_the_packet(void **state)
{
	enum { ROWS = 24, COLUMNS = 5, BYTES = 1024 * 1024 };
	struct db_arg args[ROWS * COLUMNS] = { 0 };
	char *big = malloc(BYTES);
	size_t i;

	(void)state;
	assert_non_null(big);
	memset(big, 'x', BYTES);
	for (i = 0; i < ROWS; i++) {
		args[i * COLUMNS] = db_id(id_new());
		args[i * COLUMNS + 3] = db_bytes((struct str){ big, BYTES });
	}
	assert_int_equal(db_insert_rows(fixture_db(), value_insert_rows_sql,
			     COLUMNS, args, ROWS),
	    OK);
	assert_int_equal(fixture_i64("SELECT SUM(LENGTH(b)) FROM trial"),
	    (int64_t)ROWS * BYTES);
	free(big);
}

/* Statements that this connection alone holds, and a constant. */
static int64_t
statements_held(void)
{
	return fixture_i64(
	    "SELECT CAST(SUM(IF(VARIABLE_NAME = 'COM_STMT_CLOSE',"
	    " -VARIABLE_VALUE, VARIABLE_VALUE)) AS SIGNED)"
	    " FROM information_schema.SESSION_STATUS"
	    " WHERE VARIABLE_NAME IN ('COM_STMT_PREPARE', 'COM_STMT_CLOSE')");
}

static void
statements_use(int first, int n)
{
	struct db_result r;
	char sql[64];

	for (int i = first; i < first + n; i++) {
		snprintf(sql, sizeof(sql), "SELECT %d + 0", i);
		assert_int_equal(db_query(fixture_db(), fixture_arena(), &r,
				     sql, DB_NO_ARGS),
		    OK);
		assert_true(db_next(&r));
		assert_int_equal(db_get_i64(&r, 0), i);
	}
}

/* More texts than slots: the oldest gives way, and none is mixed up. */
static void
test_db__the_statement_cache_is_bounded(void **state)
{
	enum { MANY = 2 * STATEMENTS_PER_CONNECTION };
	int64_t held;

	(void)state;
	statements_use(0, MANY);
	held = statements_held();
	statements_use(MANY, MANY);
	assert_int_equal(statements_held(), held);
}

static void
test_db__session_is_strict_utc_read_committed(void **state)
{
	struct db_result r;

	(void)state;
	assert_int_equal(
	    db_query(fixture_db(), fixture_arena(), &r,
		"SELECT @@sql_mode, @@time_zone, @@character_set_client,"
		" @@innodb_lock_wait_timeout, @@tx_isolation, @@autocommit",
		DB_NO_ARGS),
	    OK);
	assert_true(db_next(&r));
	assert_true(strstr(db_get_str(&r, 0).p, "STRICT_ALL_TABLES") != NULL);
	assert_string_equal(db_get_str(&r, 1).p, "+00:00");
	assert_string_equal(db_get_str(&r, 2).p, "utf8mb4");
	assert_int_equal(db_get_i64(&r, 3), 4);
	assert_string_equal(db_get_str(&r, 4).p, "READ-COMMITTED");
	assert_int_equal(db_get_i64(&r, 5), 1);
}

static void
test_db__two_statements_in_one_text_are_refused(void **state)
{
	(void)state;
	assert_int_equal(
	    db_exec(fixture_db(), NULL, "DELETE FROM trial; DELETE FROM trial",
		DB_NO_ARGS),
	    ERR_BUG);
}

static void
test_db__local_files_cannot_be_loaded(void **state)
{
	(void)state;
	assert_int_equal(
	    db_script(fixture_db(),
		STR("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE trial (s)")),
	    ERR_BUG);
	assert_false(db_dead(fixture_db()));
}

static void
test_db__a_script_runs_statement_by_statement(void **state)
{
	(void)state;
	assert_int_equal(
	    db_script(fixture_db(),
		STR("-- it's a comment; with a quote\n"
		    "INSERT INTO trial (id, n, s) VALUES ('0123456789abcdef', 1,"
		    " 'semi;colon, it''s \\' quoted'); /* ; */ ;\n"
		    "UPDATE trial SET n = 2 WHERE n = 1; SELECT 1;\n")),
	    OK);
	assert_int_equal(fixture_i64("SELECT n FROM trial"), 2);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM trial WHERE s ="
				     " 'semi;colon, it''s '' quoted'"),
	    1);
}

static void
test_db__quoting_holds_what_would_end_it(void **state)
{
	struct arena *a = fixture_arena();

	(void)state;
	assert_string_equal(db_quote_text(a, STR("a'b\\c")).p, "'a''b\\\\c'");
	assert_string_equal(db_quote_name(a, STR("a`b")).p, "`a``b`");
	assert_null(db_quote_text(a, (struct str){ "a\0b", 3 }).p);
}

static void
test_db__refused_and_lost_connections_are_unavailable(void **state)
{
	struct db_config wrong = *fixture_config();
	struct db *victim;
	struct db_result r;
	char sql[64];

	(void)state;
	wrong.user = "nobody_here";
	wrong.password = "x";
	assert_int_equal(db_open(&victim, &wrong), ERR_UNAVAILABLE);
	assert_null(victim);
	assert_true(strstr(db_refusal(), "nobody_here") != NULL);
	wrong = *fixture_config();
	wrong.socket = "/nonexistent/socket";
	assert_int_equal(db_open(&victim, &wrong), ERR_UNAVAILABLE);

	assert_int_equal(db_open(&victim, fixture_config()), OK);
	assert_int_equal(db_query(victim, fixture_arena(), &r,
			     "SELECT CONNECTION_ID()", DB_NO_ARGS),
	    OK);
	assert_true(db_next(&r));
	snprintf(sql, sizeof(sql), "KILL CONNECTION %lld",
	    (long long)db_get_i64(&r, 0));
	assert_int_equal(db_script(fixture_db(), str_from(sql)), OK);
	assert_int_equal(db_exec(victim, NULL, "DELETE FROM trial", DB_NO_ARGS),
	    ERR_UNAVAILABLE);
	assert_true(db_dead(victim));
	assert_int_equal(db_begin(victim), ERR_UNAVAILABLE);
	assert_int_equal(db_commit(victim), ERR_UNAVAILABLE);
	db_close(victim);
}

#define TEST(name) cmocka_unit_test_setup(test_db__##name, each)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_come_back_as_they_were),
		TEST(every_day_of_400_years_is_itself),
		TEST(time_outside_the_calendar_is_refused),
		TEST(null_is_null_and_not_empty),
		TEST(a_megabyte_is_not_cut),
		TEST(an_integer_beyond_int64_is_an_error),
		TEST(a_taken_key_is_named),
		TEST(a_broken_check_is_a_bug_and_the_handle_lives),
		TEST(wrong_sql_is_a_bug_and_forgotten),
		TEST(too_long_a_text_is_refused),
		TEST(changed_counts_matched_rows),
		TEST(many_rows_go_in_by_few_statements),
		TEST(large_rows_are_split_below_the_packet),
		TEST(the_statement_cache_is_bounded),
		TEST(session_is_strict_utc_read_committed),
		TEST(two_statements_in_one_text_are_refused),
		TEST(local_files_cannot_be_loaded),
		TEST(a_script_runs_statement_by_statement),
		TEST(quoting_holds_what_would_end_it),
		TEST(refused_and_lost_connections_are_unavailable),
	};

	return cmocka_run_group_tests(tests, setup, fixture_close);
}
