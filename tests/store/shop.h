/*
 * One of each thing that an order needs, in the fixture's database, and
 * the steps of a sale in a transaction each.
 */
#ifndef TESTS_STORE_SHOP_H
#define TESTS_STORE_SHOP_H

#include "act/order.h"
#include "act/payment.h"
#include "fixture.h"

/* Monday 23 November 2026, 00:00 UTC. */
#define SHOP_NOW_US (INT64_C(1795392000) * 1000000)

extern const struct id shop_company, shop_other_company, shop_user,
    shop_seller, shop_product, shop_plan;
extern const struct sale_terms shop_terms;

/* cmocka's group setup and teardown: the fixture and these rows. */
int shop_open(void **state);
int shop_close(void **state);

/* cmocka's test setup: no orders, payments, events, entries. */
int shop_clear(void **state);

/* Reset by shop_clear() alone, so that a test may keep what it read. */
struct arena *shop_arena(void);

/* A transition by this actor at shop_now_us, in the fixture's connection. */
extern int64_t shop_now_us;
struct act shop_act(enum actor actor);

/* BEGIN, the call, COMMIT, or ROLLBACK when it is not OK. */
#define SHOP_TX(call)                                                  \
	shop_end((assert_int_equal(db_begin(fixture_db()), OK), (call)))
enum err shop_end(enum err e);

/* Places an order of unit x 1, or fails the test. */
struct id shop_place(int64_t unit_minor);
enum err shop_try_place(struct act *act, struct id *order_id,
    int64_t unit_minor, const char *quote);

/* For payment_create(): the gateway's page asks. */
#define SHOP_NO_CARD ((struct id){ { 0 } })

/* A new attempt for it, REQUIRES_ACTION with the gateway's id ref. */
struct id shop_redirect(struct id order_id, const char *ref);

struct money shop_money(int64_t minor);
enum err shop_capture(struct id payment_id, int64_t minor,
    enum capture_outcome *outcome);

/* States as text; asserts that the row is there. */
void assert_order_state(struct id order_id, enum order_state want);
void assert_payment_state(struct id payment_id, enum payment_state want);

#endif
