#include "verified.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/invariant.h"
#include "shop.h"

void
verified(void)
{
	const struct invariant *it;
	struct str fault;

	for (size_t i = 0; (it = invariant_at(i)) != NULL; i++) {
		struct db_result r;

		if (it->warns)
			continue;
		assert_int_equal(db_query(fixture_db(), shop_arena(), &r,
				     it->sql, DB_NO_ARGS),
		    OK);
		if (db_next(&r))
			fail_msg(
			    "%s: %.*s", it->name, STR_FMT(db_get_str(&r, 1)));
	}
	assert_int_equal(
	    invariant_moves(fixture_db(), shop_arena(), &fault), OK);
	assert_true(fault.p == NULL);
}

int
verified_after(void **state)
{
	(void)state;
	verified();
	return 0;
}
