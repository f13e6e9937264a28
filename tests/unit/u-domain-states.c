/* The machines of design 2-domain, every cell of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/states.h"

struct arrow {
	int from, event, to;
};

static const struct arrow order_arrows[] = {
	{ ORDER_PENDING_PAYMENT, ORDER_ON_CAPTURED, ORDER_PAID },
	{ ORDER_PENDING_PAYMENT, ORDER_ON_CANCEL, ORDER_CANCELLED },
	{ ORDER_PENDING_PAYMENT, ORDER_ON_EXPIRE, ORDER_CANCELLED },
	{ ORDER_PAID, ORDER_ON_PROVISION, ORDER_PROVISIONING },
	{ ORDER_PROVISIONING, ORDER_ON_PROVISIONED, ORDER_ACTIVE },
	{ ORDER_PROVISIONING, ORDER_ON_PROVISION_FAIL, ORDER_PROVISION_FAILED },
	{ ORDER_PROVISION_FAILED, ORDER_ON_RETRY, ORDER_PROVISIONING },
	{ ORDER_PROVISION_FAILED, ORDER_ON_REFUND, ORDER_REFUNDED },
	{ ORDER_PAID, ORDER_ON_REFUND, ORDER_REFUNDED },
	{ ORDER_PROVISIONING, ORDER_ON_REFUND, ORDER_REFUNDED },
	{ ORDER_ACTIVE, ORDER_ON_REFUND, ORDER_REFUNDED },
	{ ORDER_ACTIVE, ORDER_ON_TERM_END, ORDER_EXPIRED },
	{ ORDER_ACTIVE, ORDER_ON_RENEW, ORDER_RENEWED },
	{ ORDER_PAID, ORDER_ON_STAGES, ORDER_IN_DELIVERY },
	{ ORDER_IN_DELIVERY, ORDER_ON_COMPLETE, ORDER_COMPLETED },
	{ ORDER_IN_DELIVERY, ORDER_ON_STOP, ORDER_CLOSED_EARLY },
};

static const struct arrow refund_arrows[] = {
	{ REFUND_REQUESTED, REFUND_ON_APPROVE, REFUND_APPROVED },
	{ REFUND_REQUESTED, REFUND_ON_REFUSE, REFUND_REFUSED },
	{ REFUND_REQUESTED, REFUND_ON_ESCALATE, REFUND_IN_REVIEW },
	{ REFUND_REFUSED, REFUND_ON_ESCALATE, REFUND_IN_REVIEW },
	{ REFUND_IN_REVIEW, REFUND_ON_APPROVE, REFUND_APPROVED },
	{ REFUND_IN_REVIEW, REFUND_ON_REFUSE, REFUND_REFUSED },
	{ REFUND_APPROVED, REFUND_ON_START, REFUND_PROCESSING },
	{ REFUND_APPROVED, REFUND_ON_SETTLE, REFUND_REFUNDED },
	{ REFUND_PROCESSING, REFUND_ON_SETTLE, REFUND_REFUNDED },
	{ REFUND_PROCESSING, REFUND_ON_FAIL, REFUND_FAILED },
	{ REFUND_REFUNDED, REFUND_ON_FAIL, REFUND_FAILED },
	{ REFUND_FAILED, REFUND_ON_START, REFUND_PROCESSING },
	{ REFUND_FAILED, REFUND_ON_SETTLE, REFUND_REFUNDED },
};

static const struct arrow handover_arrows[] = {
	{ HANDOVER_PLANNED, HANDOVER_ON_OPEN, HANDOVER_OPEN },
	{ HANDOVER_PLANNED, HANDOVER_ON_CANCEL, HANDOVER_CANCELLED },
	{ HANDOVER_DELIVERED, HANDOVER_ON_RECALL, HANDOVER_OPEN },
	{ HANDOVER_REWORK, HANDOVER_ON_DISPUTE, HANDOVER_DISPUTED },
	{ HANDOVER_OPEN, HANDOVER_ON_DELIVER, HANDOVER_DELIVERED },
	{ HANDOVER_OPEN, HANDOVER_ON_CANCEL, HANDOVER_CANCELLED },
	{ HANDOVER_REWORK, HANDOVER_ON_DELIVER, HANDOVER_DELIVERED },
	{ HANDOVER_REWORK, HANDOVER_ON_CANCEL, HANDOVER_CANCELLED },
	{ HANDOVER_DELIVERED, HANDOVER_ON_ACCEPT, HANDOVER_ACCEPTED },
	{ HANDOVER_DELIVERED, HANDOVER_ON_REJECT, HANDOVER_REWORK },
	{ HANDOVER_DELIVERED, HANDOVER_ON_DISPUTE, HANDOVER_DISPUTED },
	{ HANDOVER_DELIVERED, HANDOVER_ON_CANCEL, HANDOVER_CANCELLED },
	{ HANDOVER_DISPUTED, HANDOVER_ON_ACCEPT, HANDOVER_ACCEPTED },
	{ HANDOVER_DISPUTED, HANDOVER_ON_REJECT, HANDOVER_REWORK },
	{ HANDOVER_DISPUTED, HANDOVER_ON_CANCEL, HANDOVER_CANCELLED },
};

static const struct arrow payment_arrows[] = {
	{ PAYMENT_CREATED, PAYMENT_ON_ACTION, PAYMENT_REQUIRES_ACTION },
	{ PAYMENT_CREATED, PAYMENT_ON_PROCESS, PAYMENT_PROCESSING },
	{ PAYMENT_CREATED, PAYMENT_ON_NO_ANSWER, PAYMENT_UNKNOWN },
	{ PAYMENT_CREATED, PAYMENT_ON_CAPTURE, PAYMENT_CAPTURED },
	{ PAYMENT_CREATED, PAYMENT_ON_FAIL, PAYMENT_FAILED },
	{ PAYMENT_CREATED, PAYMENT_ON_CANCEL, PAYMENT_CANCELLED },
	{ PAYMENT_REQUIRES_ACTION, PAYMENT_ON_PROCESS, PAYMENT_PROCESSING },
	{ PAYMENT_REQUIRES_ACTION, PAYMENT_ON_NO_ANSWER, PAYMENT_UNKNOWN },
	{ PAYMENT_REQUIRES_ACTION, PAYMENT_ON_CAPTURE, PAYMENT_CAPTURED },
	{ PAYMENT_REQUIRES_ACTION, PAYMENT_ON_FAIL, PAYMENT_FAILED },
	{ PAYMENT_REQUIRES_ACTION, PAYMENT_ON_CANCEL, PAYMENT_CANCELLED },
	{ PAYMENT_PROCESSING, PAYMENT_ON_ACTION, PAYMENT_REQUIRES_ACTION },
	{ PAYMENT_PROCESSING, PAYMENT_ON_NO_ANSWER, PAYMENT_UNKNOWN },
	{ PAYMENT_PROCESSING, PAYMENT_ON_CAPTURE, PAYMENT_CAPTURED },
	{ PAYMENT_PROCESSING, PAYMENT_ON_FAIL, PAYMENT_FAILED },
	{ PAYMENT_UNKNOWN, PAYMENT_ON_ACTION, PAYMENT_REQUIRES_ACTION },
	{ PAYMENT_UNKNOWN, PAYMENT_ON_PROCESS, PAYMENT_PROCESSING },
	{ PAYMENT_UNKNOWN, PAYMENT_ON_CAPTURE, PAYMENT_CAPTURED },
	{ PAYMENT_UNKNOWN, PAYMENT_ON_FAIL, PAYMENT_FAILED },
	{ PAYMENT_FAILED, PAYMENT_ON_CAPTURE, PAYMENT_CAPTURED },
	{ PAYMENT_CANCELLED, PAYMENT_ON_CAPTURE, PAYMENT_CAPTURED },
	{ PAYMENT_CAPTURED, PAYMENT_ON_REFUND_PART, PAYMENT_PARTLY_REFUNDED },
	{ PAYMENT_CAPTURED, PAYMENT_ON_REFUND, PAYMENT_REFUNDED },
	{ PAYMENT_CAPTURED, PAYMENT_ON_CHARGEBACK, PAYMENT_CHARGED_BACK },
	{ PAYMENT_PARTLY_REFUNDED, PAYMENT_ON_REFUND, PAYMENT_REFUNDED },
	{ PAYMENT_PARTLY_REFUNDED, PAYMENT_ON_CHARGEBACK,
	    PAYMENT_CHARGED_BACK },
	{ PAYMENT_PARTLY_REFUNDED, PAYMENT_ON_RETURN, PAYMENT_CAPTURED },
	{ PAYMENT_REFUNDED, PAYMENT_ON_RETURN_PART, PAYMENT_PARTLY_REFUNDED },
	{ PAYMENT_REFUNDED, PAYMENT_ON_RETURN, PAYMENT_CAPTURED },
};

static const struct arrow offer_arrows[] = {
	{ OFFER_DRAFT, OFFER_ON_SEND, OFFER_SENT },
	{ OFFER_SENT, OFFER_ON_START, OFFER_EFFECTIVE },
	{ OFFER_SENT, OFFER_ON_REVISE, OFFER_SENT },
	{ OFFER_SENT, OFFER_ON_EXTEND, OFFER_SENT },
	{ OFFER_SENT, OFFER_ON_WITHDRAW, OFFER_WITHDRAWN },
	{ OFFER_SENT, OFFER_ON_DECLINE, OFFER_DECLINED },
	{ OFFER_SENT, OFFER_ON_EXPIRE, OFFER_EXPIRED },
	{ OFFER_SENT, OFFER_ON_REDEEM, OFFER_REDEEMED },
	{ OFFER_EFFECTIVE, OFFER_ON_REVISE, OFFER_SENT },
	{ OFFER_EFFECTIVE, OFFER_ON_EXTEND, OFFER_SENT },
	{ OFFER_EFFECTIVE, OFFER_ON_WITHDRAW, OFFER_WITHDRAWN },
	{ OFFER_EFFECTIVE, OFFER_ON_DECLINE, OFFER_DECLINED },
	{ OFFER_EFFECTIVE, OFFER_ON_EXPIRE, OFFER_EXPIRED },
	{ OFFER_EFFECTIVE, OFFER_ON_REDEEM, OFFER_REDEEMED },
	{ OFFER_EXPIRED, OFFER_ON_REVISE, OFFER_SENT },
	{ OFFER_EXPIRED, OFFER_ON_EXTEND, OFFER_SENT },
	{ OFFER_REDEEMED, OFFER_ON_RELEASE, OFFER_EFFECTIVE },
};

/* What the arrows say of a cell: a state, or -1 for ERR_STATE. */
static int
expected(const struct arrow *arrows, size_t n, int from, int event)
{
	int repeated = -1;

	for (size_t i = 0; i < n; i++) {
		if (arrows[i].event != event)
			continue;
		if (arrows[i].from == from)
			return arrows[i].to;
		if (arrows[i].to == from)
			repeated = from;
	}
	return repeated;
}

static void
test_states__every_cell_of_the_order(void **state)
{
	size_t n = sizeof(order_arrows) / sizeof(order_arrows[0]);

	(void)state;
	for (int from = 0; from < ORDER__MAX; from++) {
		for (int event = 0; event < ORDER_ON__MAX; event++) {
			int want = expected(order_arrows, n, from, event);
			enum order_state to = ORDER__MAX;
			enum err e = order_step(&to, (enum order_state)from,
			    (enum order_event)event);

			assert_int_equal(e, want < 0 ? ERR_STATE : OK);
			assert_int_equal(to, want < 0 ? ORDER__MAX : want);
		}
	}
}

static void
test_states__every_cell_of_the_payment(void **state)
{
	size_t n = sizeof(payment_arrows) / sizeof(payment_arrows[0]);

	(void)state;
	for (int from = 0; from < PAYMENT__MAX; from++) {
		for (int event = 0; event < PAYMENT_ON__MAX; event++) {
			int want = expected(payment_arrows, n, from, event);
			enum payment_state to = PAYMENT__MAX;
			enum err e = payment_step(&to, (enum payment_state)from,
			    (enum payment_event)event);

			assert_int_equal(e, want < 0 ? ERR_STATE : OK);
			assert_int_equal(to, want < 0 ? PAYMENT__MAX : want);
		}
	}
}

static void
test_states__every_cell_of_the_refund(void **state)
{
	size_t n = sizeof(refund_arrows) / sizeof(refund_arrows[0]);

	(void)state;
	for (int from = 0; from < REFUND__MAX; from++) {
		for (int event = 0; event < REFUND_ON__MAX; event++) {
			int want = expected(refund_arrows, n, from, event);
			enum refund_state to = REFUND__MAX;
			enum err e = refund_step(&to, (enum refund_state)from,
			    (enum refund_event)event);

			assert_int_equal(e, want < 0 ? ERR_STATE : OK);
			assert_int_equal(to, want < 0 ? REFUND__MAX : want);
		}
	}
}

static void
test_states__every_cell_of_the_handover(void **state)
{
	size_t n = sizeof(handover_arrows) / sizeof(handover_arrows[0]);

	(void)state;
	for (int from = 0; from < HANDOVER__MAX; from++) {
		for (int event = 0; event < HANDOVER_ON__MAX; event++) {
			int want = expected(handover_arrows, n, from, event);
			enum handover_state to = HANDOVER__MAX;
			enum err e = handover_step(&to,
			    (enum handover_state)from,
			    (enum handover_event)event);

			assert_int_equal(e, want < 0 ? ERR_STATE : OK);
			assert_int_equal(to, want < 0 ? HANDOVER__MAX : want);
		}
	}
}

static void
test_states__every_cell_of_the_offer(void **state)
{
	size_t n = sizeof(offer_arrows) / sizeof(offer_arrows[0]);

	(void)state;
	for (int from = 0; from < OFFER__MAX; from++) {
		for (int event = 0; event < OFFER_ON__MAX; event++) {
			int want = expected(offer_arrows, n, from, event);
			enum offer_state to = OFFER__MAX;
			enum err e = offer_step(&to, (enum offer_state)from,
			    (enum offer_event)event);

			assert_int_equal(e, want < 0 ? ERR_STATE : OK);
			assert_int_equal(to, want < 0 ? OFFER__MAX : want);
		}
	}
}

/* However late it is heard of, a capture is never turned away. */
static void
test_states__capture_beats_every_earlier_state(void **state)
{
	enum payment_state to;

	(void)state;
	for (int from = 0; from <= PAYMENT_CANCELLED; from++) {
		assert_int_equal(payment_step(&to, (enum payment_state)from,
				     PAYMENT_ON_CAPTURE),
		    OK);
		assert_int_equal(to, PAYMENT_CAPTURED);
	}
}

static void
test_states__money_is_on_its_way(void **state)
{
	(void)state;
	for (int s = 0; s < PAYMENT__MAX; s++)
		assert_int_equal(payment_is_open((enum payment_state)s),
		    s == PAYMENT_CREATED || s == PAYMENT_PROCESSING ||
			s == PAYMENT_UNKNOWN);
}

static void
test_states__names_are_read_back(void **state)
{
	enum order_state o;
	enum payment_state p;
	enum bill_state b;
	enum offer_state f;

	(void)state;
	for (int s = 0; s < ORDER__MAX; s++) {
		assert_int_equal(
		    order_state_parse(
			&o, str_from(order_state_name((enum order_state)s))),
		    OK);
		assert_int_equal(o, s);
	}
	for (int s = 0; s < PAYMENT__MAX; s++) {
		assert_int_equal(
		    payment_state_parse(&p,
			str_from(payment_state_name((enum payment_state)s))),
		    OK);
		assert_int_equal(p, s);
	}
	for (int s = 0; s < BILL__MAX; s++) {
		assert_int_equal(
		    bill_state_parse(
			&b, str_from(bill_state_name((enum bill_state)s))),
		    OK);
		assert_int_equal(b, s);
	}
	for (int s = 0; s < OFFER__MAX; s++) {
		assert_int_equal(
		    offer_state_parse(
			&f, str_from(offer_state_name((enum offer_state)s))),
		    OK);
		assert_int_equal(f, s);
	}
	assert_int_equal(order_state_parse(&o, STR("paid")), ERR_INVALID);
	assert_int_equal(payment_state_parse(&p, STR("")), ERR_INVALID);
	assert_int_equal(offer_state_parse(&f, STR("USED")), ERR_INVALID);
	assert_int_equal(bill_state_parse(&b, STR_NONE), ERR_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states__every_cell_of_the_order),
		cmocka_unit_test(test_states__every_cell_of_the_payment),
		cmocka_unit_test(test_states__every_cell_of_the_refund),
		cmocka_unit_test(test_states__every_cell_of_the_handover),
		cmocka_unit_test(test_states__every_cell_of_the_offer),
		cmocka_unit_test(
		    test_states__capture_beats_every_earlier_state),
		cmocka_unit_test(test_states__money_is_on_its_way),
		cmocka_unit_test(test_states__names_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
