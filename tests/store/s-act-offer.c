/* The private offer's transitions on a real database (R21, R22, R30, X3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sys.h"
#include "offering.h"
#include "store/offer_draft.h"
#include "store/profile.h"
#include "store/offer_list.h"
#include "store/offer_trace.h"
#include "verified.h"

static const struct id nobody = { { 0 } };

static void
test_offer__sent_it_has_a_link_and_messages(void **state)
{
	struct offer_sending s;
	struct offer o, found;
	struct str token;

	(void)state;
	fixture_exec("UPDATE users SET mobile = '+4915112345678', "
		     "mobile_verified_at = '2026-02-01' "
		     "WHERE user_name = 'maria'");
	offering_make(&s);
	o = offering_get(offering_send(&s));
	assert_int_equal(o.state, OFFER_SENT);
	assert_int_equal(o.version, 1);
	assert_int_equal(o.net.minor, 3990 * 10 * 12);
	assert_int_equal(o.starts_at_us, SHOP_NOW_US);
	assert_int_equal(o.reminders, 0);
	assert_int_equal(offer_unseal(shop_arena(), &token, &o, s.keys), OK);
	assert_int_equal(token.n, 32);
	assert_int_equal(offer_by_token(fixture_db(), shop_arena(), &found,
			     offer_token_hash(s.keys, token)),
	    OK);
	assert_true(id_eq(found.offer_id, o.offer_id));
	assert_true(str_is(found.seller_name, "Lumen"));
	assert_true(str_is(found.company_name, "Buyer"));
	assert_true(str_is(found.product_name, "Gallery"));

	/* a mail and an SMS, whose state the seller can follow; nothing of
	   the token in them */
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM outbox b JOIN offer_messages m "
			"ON m.message_id = b.message_id AND m.channel = b.kind "
			"WHERE b.template = 'offer' AND m.version = 1 "
			"AND b.token_hash IS NULL"),
	    2);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM offer_messages WHERE recipient "
			"IN ('ma***@example.org', '+49***678')"),
	    2);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM offer_drafts"), 0);
	assert_int_equal(offering_events("sent"), 1);
	assert_int_equal(offering_notices("offer_sent"), 1);
	fixture_exec("UPDATE users SET mobile = NULL, mobile_verified_at = "
		     "NULL WHERE user_name = 'maria'");
}

static void
test_offer__what_cannot_be_sent(void **state)
{
	struct offer_sending good, s;
	struct id offer_id;

	(void)state;
	offering_make(&good);
	offering_draft(&good);
	offer_id = good.offer_id;
	s = good;
	s.seller_id = shop_product;
	assert_int_equal(offering_try_send(&s), ERR_NOT_FOUND);
	s = good;
	s.draft_version++;
	assert_int_equal(offering_try_send(&s), ERR_STALE);
	s = good;
	s.row_version = 7;
	assert_int_equal(offering_try_send(&s), ERR_STALE);
	s = good;
	s.version.ends_at_us = SHOP_NOW_US;
	assert_int_equal(offering_try_send(&s), ERR_INVALID);
	s = good;
	s.version.starts_at_us = s.version.ends_at_us;
	assert_int_equal(offering_try_send(&s), ERR_INVALID);
	s = good;
	s.version.terms.unit = shop_money(4901);
	assert_int_equal(offering_try_send(&s), ERR_RANGE);
	s = good;
	s.target = (struct offer_target){ .email = STR("") };
	assert_int_equal(offering_try_send(&s), ERR_INVALID);
	assert_offer_state(offer_id, OFFER_DRAFT);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox"), 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM offer_versions"), 0);
	/* and once sent, its draft is no more */
	s = good;
	assert_int_equal(offering_try_send(&s), OK);
	assert_int_equal(offering_try_send(&s), ERR_STALE);
}

/* X3: the same link, a new version; the old confirm page is void. */
static void
test_offer__revised_it_keeps_its_link(void **state)
{
	struct offer_sending s;
	struct offer first, second;
	struct offer_version *versions;
	struct placement old, p;
	size_t n;

	(void)state;
	offering_make(&s);
	first = offering_get(offering_send(&s));
	offering_placement(&old, &s);
	s.version.terms.unit = shop_money(3500);
	offering_send(&s);
	second = offering_get(s.offer_id);
	assert_int_equal(second.version, 2);
	assert_int_equal(second.state, OFFER_SENT);
	assert_true(hash_eq(first.token_hash, second.token_hash));
	assert_int_equal(offering_notices("offer_revised"), 1);
	assert_int_equal(offering_mails("offer_revised"), 1);
	assert_int_equal(offer_versions_of(fixture_db(), shop_arena(),
			     &versions, &n, s.offer_id),
	    OK);
	assert_int_equal(n, 2);
	assert_int_equal(versions[0].terms.unit.minor, 3500);
	assert_int_equal(versions[1].terms.unit.minor, 3990);
	assert_int_equal(versions[1].net.minor, first.net.minor);
	assert_true(str_is(versions[1].plan_code, "pro"));

	assert_int_equal(offering_try_redeem(&old), ERR_OFFER_STALE);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	/* what is bought is not revised */
	offering_draft(&s);
	assert_int_equal(offering_try_send(&s), ERR_STATE);
}

static void
test_offer__revised_it_stays_the_companys(void **state)
{
	struct offer_sending s;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_draft(&s);
	s.target = (struct offer_target){ .company_id = shop_other_company,
		.user_id = offering_seller_user };
	assert_int_equal(offering_try_send(&s), ERR_STATE);
	s.target = (struct offer_target){ .company_id = shop_company,
		.user_id = offering_viewer };
	assert_int_equal(offering_try_send(&s), OK);
}

static void
test_offer__withdrawn_it_sells_no_more(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s;
	struct placement p;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(SHOP_TX(offer_withdraw(
			     &act, s.offer_id, shop_product, 0, STR("x"))),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    SHOP_TX(offer_withdraw(&act, s.offer_id, shop_seller, 1, STR("x"))),
	    ERR_STALE);
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(offer_withdraw(&act, s.offer_id,
				     nobody, 0, STR("A mistake."))),
		    OK);
	assert_offer_state(s.offer_id, OFFER_WITHDRAWN);
	assert_int_equal(offering_events("withdrawn"), 1);
	assert_int_equal(offering_notices("offer_withdrawn"), 1);
	assert_int_equal(offering_mails("offer_withdrawn"), 1);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STATE);
	assert_int_equal(p.offer.standing, OFFER_TAKEN_BACK);
	/* nor is a bought one withdrawn */
	offering_make(&s);
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_int_equal(
	    SHOP_TX(offer_withdraw(&act, s.offer_id, shop_seller, 0, STR("x"))),
	    ERR_STATE);
}

static void
test_offer__declined_by_its_buyer_alone(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;
	struct placement p;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(SHOP_TX(offer_decline(
			     &act, s.offer_id, shop_other_company, STR("x"))),
	    ERR_NOT_FOUND);
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(offer_decline(&act, s.offer_id,
				     shop_company, STR("Too dear."))),
		    OK);
	assert_true(str_is(offering_get(s.offer_id).close_reason, "Too dear."));
	assert_int_equal(offering_notices("offer_declined"), 1);
	assert_int_equal(offering_mails("offer_declined"), 1);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STATE);
	assert_int_equal(p.offer.standing, OFFER_TURNED_DOWN);
}

/* Its price is its company's; the others of it see it in their pages. */
static void
test_offer__who_has_left_the_company_is_not_written_to(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(offering_mails("offer"), 1);
	fixture_exec("UPDATE users SET company_id = "
		     "x'c0020000000000000000000000000000' "
		     "WHERE user_name = 'maria'");
	assert_int_equal(SHOP_TX(offer_extend(&act, s.offer_id, shop_seller, 0,
			     s.version.ends_at_us + OFFERING_DAY_US)),
	    OK);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, OFFER_MAIL)),
	    ERR_INVALID);
	assert_int_equal(offering_mails("offer_extended"), 0);
	assert_int_equal(offering_mails("offer"), 1);
	fixture_exec("UPDATE users SET company_id = "
		     "x'c0010000000000000000000000000000' "
		     "WHERE user_name = 'maria'");
}

static void
test_offer__extended_it_is_in_effect_again(void **state)
{
	struct act act;
	struct offer_sending s;
	struct placement p;
	size_t n;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	shop_now_us = s.version.ends_at_us;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(offering_due(&act, OFFER_DUE_END, &n)), OK);
	assert_int_equal(n, 1);
	assert_int_equal(SHOP_TX(offering_due(&act, OFFER_DUE_END, &n)), OK);
	assert_int_equal(n, 0);
	assert_offer_state(s.offer_id, OFFER_EXPIRED);
	assert_int_equal(offering_notices("offer_expired"), 2);
	act = offering_seller_act();
	assert_int_equal(SHOP_TX(offer_extend(&act, s.offer_id, shop_seller, 0,
			     s.version.ends_at_us)),
	    ERR_INVALID);
	assert_int_equal(SHOP_TX(offer_extend(&act, s.offer_id, shop_seller, 0,
			     s.version.ends_at_us + 9 * OFFERING_DAY_US)),
	    OK);
	assert_int_equal(offering_notices("offer_extended"), 1);
	assert_int_equal(offering_mails("offer_extended"), 1);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
}

/* A day with three days left, and one; once each, and late only once. */
static void
test_offer__what_ends_soon_is_told(void **state)
{
	struct act act;
	struct offer_sending s, late;
	size_t n;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_make(&late);
	late.version.ends_at_us = SHOP_NOW_US + OFFERING_DAY_US;
	offering_send(&late);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(
	    SHOP_TX(offering_due(&act, OFFER_DUE_REMINDER, &n)), OK);
	assert_int_equal(n, 0);
	for (int days = 3; days >= 1; days -= 2) {
		act.now_us = s.version.ends_at_us - days * OFFERING_DAY_US;
		for (int i = 0; i < 2; i++) {
			assert_int_equal(
			    SHOP_TX(offering_due(&act, OFFER_DUE_REMINDER, &n)),
			    OK);
			assert_int_equal(n, i == 0);
		}
	}
	assert_int_equal(offering_notices("offer_ending"), 2);
	assert_int_equal(offering_mails("offer_ending"), 2);
}

/* Put off, it is not listed before the others, nor at all for an hour. */
static void
test_offer__put_off_it_is_looked_at_again_later(void **state)
{
	struct act act;
	struct offer_sending s;
	size_t n;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	act = shop_act(ACTOR_WORKER);
	act.now_us = s.version.ends_at_us;
	assert_int_equal(SHOP_TX(offer_due_put_off(&act, s.offer_id)), OK);
	act.now_us += OFFER_PUT_OFF_H * HOUR_US - 1;
	assert_int_equal(SHOP_TX(offering_due(&act, OFFER_DUE_END, &n)), OK);
	assert_int_equal(n, 0);
	act.now_us++;
	assert_int_equal(SHOP_TX(offering_due(&act, OFFER_DUE_END, &n)), OK);
	assert_int_equal(n, 1);
}

static void
test_offer__its_start_is_recorded(void **state)
{
	struct act act;
	struct offer_sending s;
	size_t n;

	(void)state;
	offering_make(&s);
	s.version.starts_at_us = SHOP_NOW_US + OFFERING_DAY_US;
	offering_send(&s);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(offering_due(&act, OFFER_DUE_START, &n)), OK);
	assert_int_equal(n, 0);
	act.now_us = s.version.starts_at_us;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    SHOP_TX(offering_due(&act, OFFER_DUE_START, &n)), OK);
		assert_int_equal(n, i == 0);
	}
	assert_offer_state(s.offer_id, OFFER_EFFECTIVE);
}

/* To an address without account: the first who proves it has the offer. */
static void
test_offer__binds_to_whoever_proves_the_address(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;
	struct offer o;

	(void)state;
	offering_make(&s);
	s.target = (struct offer_target){ .email = STR("maria@example.org") };
	offering_send(&s);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM outbox WHERE kind = 'mail' "
			"AND user_id IS NULL "
			"AND address = 'maria@example.org'"),
	    1);
	assert_int_equal(SHOP_TX(offer_bind(&act, shop_user)), OK);
	assert_true(id_is_nil(offering_get(s.offer_id).target.company_id));
	fixture_exec("UPDATE users SET email_verified_at = '2026-02-01'");
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(offer_bind(&act, shop_user)), OK);
	o = offering_get(s.offer_id);
	assert_true(id_eq(o.target.company_id, shop_company));
	assert_true(id_eq(o.target.user_id, shop_user));
	assert_int_equal(offering_events("bound"), 1);
	assert_int_equal(offering_notices("offer_sent"), 1);
	fixture_exec("UPDATE users SET email_verified_at = NULL");
}

/*
 * Looked up before the address was proved, sent (or revised) after: it is the
 * company's at once, and told like any other.
 */
static void
test_offer__an_address_proved_meanwhile_binds_when_sent(void **state)
{
	struct offer_sending s, again;
	struct offer o;

	(void)state;
	offering_make(&s);
	s.target = (struct offer_target){ .email = STR("maria@example.org") };
	again = s;
	offering_send(&again);
	fixture_exec("UPDATE users SET email_verified_at = '2026-02-01' "
		     "WHERE email = 'maria@example.org'");
	offering_send(&s);
	o = offering_get(s.offer_id);
	assert_true(id_eq(o.target.company_id, shop_company));
	assert_true(id_eq(o.target.user_id, shop_user));
	assert_null(o.target.email.p);
	assert_int_equal(offering_notices("offer_sent"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox WHERE "
				     "kind = 'mail' AND address IS NULL"),
	    1);
	again.target = (struct offer_target){ .email = STR(
						  "maria@example.org") };
	offering_send(&again);
	o = offering_get(again.offer_id);
	assert_int_equal(o.version, 2);
	assert_true(id_eq(o.target.company_id, shop_company));
	fixture_exec("UPDATE users SET email_verified_at = NULL");
}

static void
test_offer__a_viewer_binds_nothing(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;

	(void)state;
	fixture_exec("UPDATE users SET email_verified_at = '2026-02-01'");
	offering_make(&s);
	s.target = (struct offer_target){ .email = STR("vi@example.org") };
	offering_send(&s);
	assert_int_equal(SHOP_TX(offer_bind(&act, offering_viewer)), OK);
	assert_true(id_is_nil(offering_get(s.offer_id).target.company_id));
	fixture_exec("UPDATE users SET email_verified_at = NULL");
}

/* Neither as whom it is for, nor in its terms, nor in another's draft. */
static void
test_offer__an_erased_person_is_in_none(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s, draft;

	(void)state;
	offering_make(&s);
	s.target = (struct offer_target){ .email = STR("vi@example.org") };
	s.version.body = STR("{\"target\":{\"kind\":\"email\",\"value\":"
			     "\"vi@example.org\"},\"note\":\"for you\"}");
	offering_send(&s);
	offering_make(&draft);
	offering_draft(&draft);
	fixture_exec("UPDATE offer_drafts SET body = '{\"target\":{\"kind\":"
		     "\"mobile\",\"value\":\"+4915100000000\"}}'");
	fixture_exec("UPDATE users SET email_verified_at = '2026-02-01', "
		     "mobile = '+4915100000000', "
		     "mobile_verified_at = '2026-02-01' "
		     "WHERE email = 'vi@example.org'");
	assert_int_equal(SHOP_TX(profile_erase(fixture_db(), shop_arena(),
			     offering_viewer, SHOP_NOW_US)),
	    OK);
	assert_int_equal(
	    fixture_i64("SELECT (SELECT COUNT(*) FROM offers WHERE "
			"contact_email LIKE 'vi@%') + (SELECT COUNT(*) FROM "
			"offer_versions WHERE body LIKE '%vi@ex%') + (SELECT "
			"COUNT(*) FROM offer_drafts WHERE body LIKE '%+49%')"),
	    0);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM offer_versions WHERE body LIKE "
			"'{\"target\":{\"kind\":\"email\",\"value\":\"%@erased."
			"invalid\"},\"note\":\"for you\"}'"),
	    1);
	assert_int_equal(offering_try_send(&draft), ERR_STALE);
	assert_int_equal(SHOP_TX(offer_withdraw(
			     &act, s.offer_id, shop_seller, 0, STR("Gone."))),
	    OK);
	assert_int_equal(offering_mails("offer_withdrawn"), 0);
	fixture_exec("UPDATE users SET user_name = 'vi', state = 'ACTIVE', "
		     "email = 'vi@example.org', erased_at = NULL "
		     "WHERE state = 'ERASED'");
}

static void
test_offer__sent_once_more(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, "mail")), OK);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, "sms")),
	    ERR_INVALID);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_product, "mail")),
	    ERR_NOT_FOUND);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM offer_messages"), 2);
	act.now_us = s.version.ends_at_us;
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, "mail")),
	    ERR_STATE);
}

int
main(void)
{
/* What holds of every offer (invariant 5) holds after each story. */
#define T(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)
	const struct CMUnitTest tests[] = {
		T(test_offer__sent_it_has_a_link_and_messages),
		T(test_offer__what_cannot_be_sent),
		T(test_offer__revised_it_keeps_its_link),
		T(test_offer__revised_it_stays_the_companys),
		T(test_offer__withdrawn_it_sells_no_more),
		T(test_offer__declined_by_its_buyer_alone),
		T(test_offer__who_has_left_the_company_is_not_written_to),
		T(test_offer__extended_it_is_in_effect_again),
		T(test_offer__what_ends_soon_is_told),
		T(test_offer__put_off_it_is_looked_at_again_later),
		T(test_offer__its_start_is_recorded),
		T(test_offer__binds_to_whoever_proves_the_address),
		T(test_offer__an_address_proved_meanwhile_binds_when_sent),
		T(test_offer__a_viewer_binds_nothing),
		T(test_offer__an_erased_person_is_in_none),
		T(test_offer__sent_once_more),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
