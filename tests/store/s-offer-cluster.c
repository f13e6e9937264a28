/* The same on two nodes of a Galera cluster, each written at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "offer_race.h"

int
main(void)
{
	const struct CMUnitTest some[] = {
		cmocka_unit_test(test_race__one_of_many_redeems),
	};
	const struct CMUnitTest all[] = {
		cmocka_unit_test(test_race__one_of_many_redeems),
		cmocka_unit_test(test_race__redeem_against_withdraw),
		cmocka_unit_test(test_race__redeem_against_revise),
		cmocka_unit_test(test_race__redeem_against_expire),
		cmocka_unit_test(test_race__redeem_against_cancel),
	};

	if (getenv("SOUK_LONG") == NULL)
		return cmocka_run_group_tests(
		    some, race_open_cluster, race_close);
	return cmocka_run_group_tests(all, race_open_cluster, race_close);
}
