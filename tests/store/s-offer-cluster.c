/* The same on two nodes of a Galera cluster, each written at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "offer_race.h"

static const char row_add_sql[] = "UPDATE pair SET n = n + 1 WHERE id = ?";

/*
 * A node may undo a transaction without a word.  Here the ROLLBACK, of which
 * the layer knows nothing, is that.
 */
static void
test_cluster__what_was_undone_unsaid_is_not_committed(void **state)
{
	struct db_result r;
	struct db *db;

	(void)state;
	fixture_exec("CREATE TABLE pair (id INT NOT NULL, n BIGINT NOT NULL,"
		     " CONSTRAINT pair_pk PRIMARY KEY (id)) ENGINE=InnoDB");
	fixture_exec("INSERT INTO pair (id, n) VALUES (1, 0), (2, 0)");
	assert_int_equal(db_open(&db, fixture_node(0)), OK);
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(
	    db_exec(db, NULL, row_add_sql, DB_ARGS(db_i64(1))), OK);
	assert_int_equal(db_exec(db, NULL, "ROLLBACK", DB_NO_ARGS), OK);
	assert_int_equal(
	    db_exec(db, NULL, row_add_sql, DB_ARGS(db_i64(2))), OK);
	assert_int_equal(db_commit(db), ERR_RETRY);
	db_rollback(db);
	assert_int_equal(
	    db_query(db, fixture_arena(), &r,
		"SELECT CAST(SUM(n) AS SIGNED) FROM pair", DB_NO_ARGS),
	    OK);
	assert_true(db_next(&r));
	assert_int_equal(db_get_i64(&r, 0), 0);
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(
	    db_exec(db, NULL, row_add_sql, DB_ARGS(db_i64(2))), OK);
	assert_int_equal(db_commit(db), OK);
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_cluster__what_was_undone_unsaid_is_not_committed),
		cmocka_unit_test(test_race__one_of_many_redeems),
		cmocka_unit_test(test_race__redeem_against_withdraw),
		cmocka_unit_test(test_race__redeem_against_revise),
		cmocka_unit_test(test_race__redeem_against_expire),
		cmocka_unit_test(test_race__redeem_against_cancel),
	};

	return cmocka_run_group_tests(tests, race_open_cluster, race_close);
}
