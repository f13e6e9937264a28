/* R21: negotiations on a real database, and who is told of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "act/notification.h"
#include "act/offer_request.h"
#include "base/sys.h"
#include "shop.h"

/* Of the seller's company; shop_user buys. */
static const struct id seller_user = { { 0xa0, 2 } };
static const struct id nobody = { { 0 } };

static const struct request_party buyer = { .company_id = { { 0xc0, 1 } },
	.locale = STR("en") };
static const struct request_party seller = { .seller_id = { { 0x5e, 1 } },
	.locale = STR("zh-CN") };

static int
open_shop(void **state)
{
	int failed = shop_open(state);

	if (!failed)
		fixture_exec(
		    "INSERT INTO users (user_id, company_id, user_name, "
		    "email, password_phc, role, locale, created_at) VALUES "
		    "(x'a0020000000000000000000000000000', "
		    "x'c0020000000000000000000000000000', 'sam', "
		    "'sam@example.org', '-', 'seller', 'en', '2026-01-01'), "
		    "(x'a0030000000000000000000000000000', "
		    "x'c0020000000000000000000000000000', 'vera', "
		    "'vera@example.org', '-', 'viewer', 'en', '2026-01-01'), "
		    "(x'a0040000000000000000000000000000', "
		    "x'c0010000000000000000000000000000', 'paul', "
		    "'paul@example.org', '-', 'purchaser', 'en', "
		    "'2026-01-01')");
	return failed;
}

static int
clear(void **state)
{
	fixture_exec("DELETE FROM notifications");
	fixture_exec("DELETE FROM offer_request_rounds");
	fixture_exec("DELETE FROM offer_requests");
	return shop_clear(state);
}

static struct act
act_of(struct id user_id)
{
	struct act act = shop_act(ACTOR_USER);

	act.user_id = user_id;
	return act;
}

static struct request_round
round_of(const char *message)
{
	return (struct request_round){
		.has_terms = true,
		.plan_id = shop_plan,
		.choice = { .mode = MODE_MONTHLY,
		    .currency = { "USD" },
		    .quantity = 20,
		    .periods = 12,
		    .ncapacities = 1,
		    .capacities = { { STR("users"), 25 } } },
		.has_target = true,
		.target = shop_money(3900),
		.starts_on = STR("2026-12-01"),
		.message = str_from(message),
	};
}

static struct id
request_open(void)
{
	struct act act = act_of(shop_user);
	struct request_round first = round_of("\u6211\u4eec\u9700\u8981 20");
	struct offer_request r = { .company_id = shop_company,
		.seller_id = shop_seller,
		.product_id = shop_product,
		.product_name = STR("Gallery"),
		.company_name = STR("Buyer"),
		.seller_name = STR("Lumen") };

	assert_int_equal(SHOP_TX(offer_request_open(&act, &r, &first)), OK);
	return r.request_id;
}

static struct offer_request
request_now(struct id request_id)
{
	struct offer_request r;

	assert_int_equal(offer_request_get(fixture_db(), shop_arena(), &r,
			     request_id, &seller),
	    OK);
	return r;
}

static void
test_offer_request__is_kept_as_it_was_sent(void **state)
{
	struct id request_id = request_open();
	struct offer_request r = request_now(request_id);
	struct request_round *rounds;
	size_t n;

	(void)state;
	assert_int_equal(r.state, REQUEST_REQUESTED);
	assert_int_equal(r.last, SIDE_BUYER);
	assert_true(str_is(r.product_name, "\u76f8\u518c"));
	assert_true(str_is(r.company_name, "Buyer"));
	assert_int_equal(offer_request_rounds(fixture_db(), shop_arena(),
			     &rounds, &n, request_id, STR("en")),
	    OK);
	assert_int_equal(n, 1);
	assert_int_equal(rounds[0].kind, ROUND_REQUEST);
	assert_int_equal(rounds[0].choice.quantity, 20);
	assert_int_equal(rounds[0].choice.capacities[0].amount, 25);
	assert_int_equal(rounds[0].target.minor, 3900);
	assert_true(str_is(rounds[0].starts_on, "2026-12-01"));
	assert_true(str_is(rounds[0].plan_code, "pro"));
	assert_true(str_is(rounds[0].user_name, "maria"));
	assert_true(str_is(rounds[0].message, "\u6211\u4eec\u9700\u8981 20"));
}

static void
test_offer_request__both_sides_take_turns(void **state)
{
	struct act by_seller = act_of(seller_user);
	struct act by_buyer = act_of(shop_user);
	struct id id = request_open();
	struct request_round counter = round_of("less");
	struct request_answer answer = { id, shop_company, shop_seller,
		id_new(), 1, shop_user };
	bool told = false;

	(void)state;
	assert_int_equal(
	    SHOP_TX(offer_request_counter(&by_buyer, id, &buyer, &counter)),
	    ERR_STATE);
	assert_int_equal(
	    SHOP_TX(offer_request_counter(&by_seller, id, &seller, &counter)),
	    OK);
	assert_int_equal(request_now(id).state, REQUEST_COUNTERED);
	assert_int_equal(
	    SHOP_TX(offer_request_counter(&by_buyer, id, &buyer, &counter)),
	    OK);
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&by_seller, &told, &answer)), OK);
	assert_int_equal(request_now(id).state, REQUEST_ANSWERED);
	assert_int_equal(
	    SHOP_TX(offer_request_accepted(&by_buyer, &answer)), OK);
	assert_int_equal(request_now(id).state, REQUEST_ACCEPTED);
	assert_int_equal(request_now(id).rounds, 5);
	/* Ended: a late answer changes nothing and stops no offer. */
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&by_seller, &told, &answer)), OK);
	assert_int_equal(request_now(id).rounds, 5);
	assert_int_equal(
	    SHOP_TX(offer_request_decline(&by_seller, id, &seller, STR("no"))),
	    ERR_STATE);
}

static void
test_offer_request__is_not_there_for_others(void **state)
{
	struct act act = act_of(shop_user);
	struct request_party other = { .company_id = shop_other_company,
		.locale = STR("en") };
	struct request_answer answer = { request_open(), shop_company, id_new(),
		id_new(), 1, shop_user };
	struct offer_request r;
	bool told = false;

	(void)state;
	assert_int_equal(offer_request_get(fixture_db(), shop_arena(), &r,
			     answer.request_id, &other),
	    ERR_NOT_FOUND);
	assert_int_equal(SHOP_TX(offer_request_decline(
			     &act, answer.request_id, &other, STR("no"))),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&act, &told, &answer)), OK);
	assert_int_equal(
	    request_now(answer.request_id).state, REQUEST_REQUESTED);
}

/* What is offered to another company is not this one's to read. */
static void
test_offer_request__hears_nothing_of_another_companys_offer(void **state)
{
	struct act act = act_of(seller_user);
	struct request_answer answer = { request_open(), shop_other_company,
		shop_seller, id_new(), 1, shop_user };
	bool told = false;

	(void)state;
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&act, &told, &answer)), OK);
	assert_int_equal(SHOP_TX(offer_request_accepted(&act, &answer)), OK);
	answer.company_id = nobody;
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&act, &told, &answer)), OK);
	assert_int_equal(
	    request_now(answer.request_id).state, REQUEST_REQUESTED);
	assert_int_equal(
	    fixture_i64("SELECT MAX(row_version) FROM offer_requests"), 1);
}

static int64_t
mails_to_maria(void)
{
	return fixture_i64("SELECT COUNT(*) FROM outbox o JOIN users u "
			   "ON u.user_id = o.user_id WHERE u.email = "
			   "'maria@example.org'");
}

static void
test_offer_request__who_has_left_the_company_is_not_written_to(void **state)
{
	struct act by_seller = act_of(seller_user);
	struct request_round counter = round_of("less");
	struct id id = request_open();

	(void)state;
	fixture_exec("UPDATE users SET company_id = "
		     "x'c0020000000000000000000000000000' "
		     "WHERE user_name = 'maria'");
	assert_int_equal(
	    SHOP_TX(offer_request_counter(&by_seller, id, &seller, &counter)),
	    OK);
	assert_int_equal(mails_to_maria(), 0);
	fixture_exec("UPDATE users SET company_id = "
		     "x'c0010000000000000000000000000000' "
		     "WHERE user_name = 'maria'");
}

/* R21: by an offer, whoever it is for. */
static void
test_offer_request__its_answer_is_told(void **state)
{
	struct act by_seller = act_of(seller_user);
	struct request_answer answer = { request_open(), shop_company,
		shop_seller, id_new(), 1, shop_user };
	bool told = false;

	(void)state;
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&by_seller, &told, &answer)), OK);
	assert_true(told);
	/* maria, who asked, and paul, who buys as well */
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM notifications "
				     "WHERE kind = 'request_answered' "
				     "AND party = 'Lumen'"),
	    2);
	assert_int_equal(mails_to_maria(), 0);
	/* Of a revision for another contact she hears by mail. */
	answer.version = 2;
	answer.contact_id = (struct id){ { 0xa0, 4 } };
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&by_seller, &told, &answer)), OK);
	assert_int_equal(mails_to_maria(), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox "
				     "WHERE template = 'request_answered'"),
	    1);
	/* Ended: the offer tells of itself. */
	assert_int_equal(SHOP_TX(offer_request_decline(&by_seller,
			     answer.request_id, &seller, STR("no"))),
	    OK);
	assert_int_equal(
	    SHOP_TX(offer_request_answered(&by_seller, &told, &answer)), OK);
	assert_false(told);
}

static void
test_offer_request__has_bounds(void **state)
{
	struct act by_seller = act_of(seller_user);
	struct act by_buyer = act_of(shop_user);
	struct request_round counter = round_of("more");
	struct id id = request_open();
	struct offer_request r = request_now(id);
	enum err e = OK;

	(void)state;
	for (int i = 1; e == OK && i < 2 * REQUEST_ROUNDS_MAX; i++)
		e = i % 2 ? SHOP_TX(offer_request_counter(
				&by_seller, id, &seller, &counter))
			  : SHOP_TX(offer_request_counter(
				&by_buyer, id, &buyer, &counter));
	assert_int_equal(e, ERR_LIMIT);
	assert_int_equal(request_now(id).rounds, REQUEST_ROUNDS_MAX);
	for (int i = 1; i < REQUESTS_OPEN_MAX; i++)
		request_open();
	counter = round_of("one more");
	assert_int_equal(
	    SHOP_TX(offer_request_open(&by_buyer, &r, &counter)), ERR_LIMIT);
	assert_int_equal(SHOP_TX(offer_request_decline(
			     &by_buyer, id, &buyer, STR("enough"))),
	    OK);
	assert_int_equal(
	    SHOP_TX(offer_request_open(&by_buyer, &r, &counter)), OK);
}

/* Those who sell, and no viewer; whoever did it is not told. */
static void
test_notification__tells_the_other_sides_people(void **state)
{
	struct act by_seller = act_of(seller_user);
	struct id id = request_open();
	struct notification *all;
	int64_t unread;
	size_t n;

	(void)state;
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM notifications"), 1);
	assert_int_equal(notifications_of(fixture_db(), shop_arena(), &all, &n,
			     seller_user, true, nobody, 10),
	    OK);
	assert_int_equal(n, 1);
	assert_true(all[0].selling);
	assert_true(str_is(all[0].kind, NOTICE_REQUEST_NEW));
	assert_true(str_is(all[0].party, "Buyer"));
	assert_int_equal(
	    SHOP_TX(offer_request_decline(&by_seller, id, &seller, STR("no"))),
	    OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM notifications"), 3);
	assert_int_equal(notifications_unread(fixture_db(), shop_arena(),
			     &unread, shop_user, 10),
	    OK);
	assert_int_equal(unread, 1);
	assert_int_equal(notifications_of(fixture_db(), shop_arena(), &all, &n,
			     shop_user, false, nobody, 10),
	    OK);
	assert_false(all[0].selling);
	/* Nobody reads another's. */
	assert_int_equal(notifications_read(fixture_db(), seller_user,
			     &all[0].notification_id, 1, SHOP_NOW_US),
	    OK);
	assert_int_equal(notifications_of(fixture_db(), shop_arena(), &all, &n,
			     shop_user, true, nobody, 10),
	    OK);
	assert_int_equal(n, 1);
	assert_int_equal(
	    notifications_read_all(fixture_db(), shop_user, SHOP_NOW_US), OK);
	assert_int_equal(notifications_unread(fixture_db(), shop_arena(),
			     &unread, shop_user, 10),
	    OK);
	assert_int_equal(unread, 0);
}

static void
test_notification__long_names_are_cut_between_characters(void **state)
{
	struct act act = act_of(seller_user);
	struct notice notice = { .kind = NOTICE_OFFER_SENT,
		.subject_id = id_new() };
	char name[302];
	uint64_t dropped;

	(void)state;
	for (int i = 0; i < 300; i += 3)
		memcpy(name + i, "\u5546", 3);
	notice.party = (struct str){ name, 300 };
	assert_int_equal(
	    SHOP_TX(notify_buyers(&act, shop_company, &notice)), OK);
	assert_int_equal(
	    fixture_i64("SELECT MAX(LENGTH(party)) FROM notifications"), 198);
	assert_int_equal(notifications_purge(fixture_db(),
			     clock_now_us() - DAY_US, 10, &dropped),
	    OK);
	assert_int_equal(dropped, 0);
	assert_int_equal(notifications_purge(fixture_db(),
			     clock_now_us() + DAY_US, 10, &dropped),
	    OK);
	assert_int_equal(dropped, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    test_offer_request__is_kept_as_it_was_sent, clear),
		cmocka_unit_test_setup(
		    test_offer_request__both_sides_take_turns, clear),
		cmocka_unit_test_setup(
		    test_offer_request__is_not_there_for_others, clear),
		cmocka_unit_test_setup(
		    test_offer_request__hears_nothing_of_another_companys_offer,
		    clear),
		cmocka_unit_test_setup(
		    test_offer_request__who_has_left_the_company_is_not_written_to,
		    clear),
		cmocka_unit_test_setup(
		    test_offer_request__its_answer_is_told, clear),
		cmocka_unit_test_setup(test_offer_request__has_bounds, clear),
		cmocka_unit_test_setup(
		    test_notification__tells_the_other_sides_people, clear),
		cmocka_unit_test_setup(
		    test_notification__long_names_are_cut_between_characters,
		    clear),
	};

	return cmocka_run_group_tests(tests, open_shop, shop_close);
}
