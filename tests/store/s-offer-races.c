/* Many redemptions of one offer at once, on one server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "offer_race.h"

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_race__one_of_many_redeems),
		cmocka_unit_test(test_race__redeem_against_withdraw),
		cmocka_unit_test(test_race__redeem_against_revise),
		cmocka_unit_test(test_race__redeem_against_expire),
		cmocka_unit_test(test_race__redeem_against_cancel),
	};

	return cmocka_run_group_tests(tests, race_open, race_close);
}
