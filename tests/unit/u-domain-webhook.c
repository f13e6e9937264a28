/* X9: which transition is which kind, and to whom; when to try again. */
#include "unit.h"

#include "domain/webhook.h"

static webhook_set
set_of(const char *list)
{
	webhook_set set;

	assert_int_equal(webhook_set_parse(&set, str_from(list)), OK);
	return set;
}

static enum webhook_kind
kind_of(const char *subject, const char *kind, const char *to,
    enum webhook_side side, const char *wanted)
{
	return webhook_kind_of(str_from(subject), str_from(kind),
	    to ? str_from(to) : STR_NONE, side, set_of(wanted));
}

static void
test_webhook__kinds_are_read_and_written(void **state)
{
	webhook_set set, all = 0;

	(void)state;
	for (size_t i = 0; i < WEBHOOK_KIND__MAX; i++)
		all |= set_of(webhook_kinds[i]);
	assert_null(webhook_kinds[WEBHOOK_KIND__MAX]);
	assert_true(all == ((webhook_set)1 << WEBHOOK_KIND__MAX) - 1);
	assert_int_equal(webhook_set_parse(&set, STR("")), ERR_INVALID);
	assert_true(set_of("order.paid,bill.issued") ==
	    (set_of("order.paid") | set_of("bill.issued")));
	assert_int_equal(webhook_set_parse(&set, STR("order.paid,order.eaten")),
	    ERR_INVALID);
}

static void
test_webhook__a_side_hears_its_own_alone(void **state)
{
	(void)state;
	assert_int_equal(
	    kind_of("order", "paid", "PAID", WEBHOOK_BUYER, "order.paid"),
	    WEBHOOK_ORDER_PAID);
	assert_int_equal(
	    kind_of("order", "paid", "PAID", WEBHOOK_SELLER, "order.paid"),
	    WEBHOOK_ORDER_PAID);
	assert_int_equal(
	    kind_of("bill", "issued", "ISSUED", WEBHOOK_SELLER, "bill.issued"),
	    WEBHOOK_KIND__MAX);
	assert_int_equal(kind_of("settlement", "issued", "ISSUED",
			     WEBHOOK_BUYER, "settlement.issued"),
	    WEBHOOK_KIND__MAX);
	assert_int_equal(
	    kind_of("order", "paid", "PAID", WEBHOOK_BUYER, "order.placed"),
	    WEBHOOK_KIND__MAX);
	assert_int_equal(
	    kind_of("user", "signed_in", NULL, WEBHOOK_BUYER, "order.paid"),
	    WEBHOOK_KIND__MAX);
}

/* One event is one message: of two kinds the wanted one. */
static void
test_webhook__a_bill_issued_as_paid_is_one_message(void **state)
{
	(void)state;
	assert_int_equal(kind_of("bill", "issued", "PAID", WEBHOOK_BUYER,
			     "bill.issued,bill.paid"),
	    WEBHOOK_BILL_ISSUED);
	assert_int_equal(
	    kind_of("bill", "issued", "PAID", WEBHOOK_BUYER, "bill.paid"),
	    WEBHOOK_BILL_PAID);
	assert_int_equal(kind_of("bill", "received", "PAID", WEBHOOK_BUYER,
			     "bill.issued,bill.paid"),
	    WEBHOOK_BILL_PAID);
}

/* Accepted by people, by a ruling or by the passing of time: accepted. */
static void
test_webhook__handovers_by_their_state(void **state)
{
	(void)state;
	assert_int_equal(kind_of("handover", "ruled_done", "ACCEPTED",
			     WEBHOOK_SELLER, "milestone.accepted"),
	    WEBHOOK_MILESTONE_ACCEPTED);
	assert_int_equal(kind_of("handover", "recalled", "OPEN", WEBHOOK_BUYER,
			     "milestone.opened"),
	    WEBHOOK_KIND__MAX);
	assert_int_equal(kind_of("handover", "opened", "OPEN", WEBHOOK_BUYER,
			     "milestone.opened"),
	    WEBHOOK_MILESTONE_OPENED);
}

static void
test_webhook__pauses_grow_and_end(void **state)
{
	int64_t sum = 0, tries = 0;

	(void)state;
	assert_int_equal(webhook_backoff_s(0), webhook_backoff_s(1));
	for (int64_t i = 2; i < 100; i++)
		assert_true(webhook_backoff_s(i) >= webhook_backoff_s(i - 1));
	while (sum < WEBHOOK_GIVE_UP_S)
		sum += webhook_backoff_s(++tries);
	assert_in_range(tries, 10, 25);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_webhook__kinds_are_read_and_written),
		cmocka_unit_test(test_webhook__a_side_hears_its_own_alone),
		cmocka_unit_test(
		    test_webhook__a_bill_issued_as_paid_is_one_message),
		cmocka_unit_test(test_webhook__handovers_by_their_state),
		cmocka_unit_test(test_webhook__pauses_grow_and_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
