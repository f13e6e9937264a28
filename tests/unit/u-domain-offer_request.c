/* R21: a negotiation's rounds (2-domain, Negotiation thread). */
#include "unit.h"

#include "domain/offer_request.h"

static void
test_offer_request__goes_on_in_turn(void **state)
{
	enum request_state s = REQUEST_REQUESTED;

	(void)state;
	assert_int_equal(request_turn(s, SIDE_BUYER), SIDE_SELLER);
	assert_int_equal(
	    request_step(&s, s, SIDE_BUYER, SIDE_BUYER, ROUND_COUNTER),
	    ERR_STATE);
	s = REQUEST_REQUESTED;
	assert_int_equal(
	    request_step(&s, s, SIDE_BUYER, SIDE_SELLER, ROUND_COUNTER), OK);
	assert_int_equal(s, REQUEST_COUNTERED);
	assert_int_equal(request_turn(s, SIDE_SELLER), SIDE_BUYER);
	assert_int_equal(
	    request_step(&s, s, SIDE_SELLER, SIDE_SELLER, ROUND_OFFER), OK);
	assert_int_equal(s, REQUEST_ANSWERED);
	assert_int_equal(
	    request_step(&s, s, SIDE_SELLER, SIDE_BUYER, ROUND_COUNTER), OK);
	assert_int_equal(
	    request_step(&s, s, SIDE_BUYER, SIDE_BUYER, ROUND_ACCEPT), OK);
	assert_int_equal(s, REQUEST_ACCEPTED);
	assert_int_equal(request_turn(s, SIDE_BUYER), SIDE_NONE);
}

/* Of every state, side and kind: an ended one takes nothing more. */
static void
test_offer_request__ends_for_good(void **state)
{
	(void)state;
	for (int from = 0; from < REQUEST__MAX; from++)
		for (int last = SIDE_BUYER; last < SIDE_NONE; last++)
			for (int by = SIDE_BUYER; by <= SIDE_NONE; by++)
				for (int k = 0; k < ROUND__MAX; k++) {
					enum request_state to;
					enum err e = request_step(&to,
					    (enum request_state)from,
					    (enum request_side)last,
					    (enum request_side)by,
					    (enum request_kind)k);

					if (from >= REQUEST_ACCEPTED ||
					    by == SIDE_NONE ||
					    k == ROUND_REQUEST)
						assert_int_equal(e, ERR_STATE);
					else if (k == ROUND_DECLINE)
						assert_int_equal(e, OK);
					else if (k == ROUND_OFFER)
						assert_int_equal(
						    e == OK, by == SIDE_SELLER);
					else if (k == ROUND_COUNTER)
						assert_int_equal(
						    e == OK, by != last);
				}
}

static void
test_offer_request__nothing_is_accepted_before_an_offer(void **state)
{
	enum request_state to;

	(void)state;
	assert_int_equal(request_step(&to, REQUEST_REQUESTED, SIDE_BUYER,
			     SIDE_BUYER, ROUND_ACCEPT),
	    ERR_STATE);
	assert_int_equal(request_step(&to, REQUEST_ANSWERED, SIDE_SELLER,
			     SIDE_SELLER, ROUND_ACCEPT),
	    ERR_STATE);
}

static void
test_offer_request__names_come_back(void **state)
{
	(void)state;
	for (int i = 0; i < REQUEST__MAX; i++) {
		enum request_state s = (enum request_state)i, back;

		assert_int_equal(
		    request_state_parse(&back, str_from(request_state_name(s))),
		    OK);
		assert_int_equal(back, s);
	}
	for (int i = 0; i < ROUND__MAX; i++) {
		enum request_kind k = (enum request_kind)i, back;

		assert_int_equal(
		    request_kind_parse(&back, str_from(request_kind_name(k))),
		    OK);
		assert_int_equal(back, k);
	}
	enum request_side side;
	assert_int_equal(request_side_parse(&side, STR("seller")), OK);
	assert_int_equal(side, SIDE_SELLER);
	assert_int_equal(request_side_parse(&side, STR("none")), ERR_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offer_request__goes_on_in_turn),
		cmocka_unit_test(test_offer_request__ends_for_good),
		cmocka_unit_test(
		    test_offer_request__nothing_is_accepted_before_an_offer),
		cmocka_unit_test(test_offer_request__names_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
