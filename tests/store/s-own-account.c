/* R6: what a person changes of the own account, second factors, erasure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "fixture.h"
#include "store/company.h"
#include "store/factor.h"
#include "store/mail_token.h"
#include "store/mobile_code.h"
#include "store/outbox.h"
#include "store/personal.h"
#include "store/profile.h"
#include "store/session.h"
#include "store/user.h"

static struct keys keys;
static struct id company_id, ana, ben;
static const int64_t now_us = 1700000000 * SEC_US;

static void
user_add(struct id id, struct str email, struct str name)
{
	struct user u = { .user_id = id,
		.company_id = company_id,
		.user_name = name,
		.email = email,
		.password_phc = STR("$argon2id$x"),
		.role = STR("owner"),
		.locale = STR("en"),
		.created_at_us = now_us };

	assert_int_equal(user_insert(fixture_db(), &u), OK);
}

static int
setup(void **state)
{
	struct company c = { .name = STR("Lima"),
		.country = STR("DE"),
		.currency = { "EUR" },
		.created_at_us = now_us };

	(void)state;
	for (size_t i = 0; i < sizeof(keys.key); i++)
		((uint8_t *)keys.key)[i] = (uint8_t)i;
	company_id = c.company_id = id_new();
	ana = id_new();
	ben = id_new();
	assert_int_equal(company_insert(fixture_db(), &c), OK);
	user_add(ana, STR("ana@shop.example"), STR("Ana"));
	user_add(ben, STR("ben@shop.example"), STR("Ben"));
	return 0;
}

static struct profile
profile_of(struct id id)
{
	struct profile p;

	assert_int_equal(
	    profile_get(fixture_db(), fixture_arena(), &p, id, now_us), OK);
	return p;
}

static void
test_profile__an_edit_of_an_older_version_is_stale(void **state)
{
	int64_t version = profile_of(ana).row_version;

	(void)state;
	assert_int_equal(profile_update(fixture_db(), ana, STR("Anna"),
			     STR("zh-CN"), version),
	    OK);
	assert_int_equal(
	    profile_update(fixture_db(), ana, STR("Late"), STR("en"), version),
	    ERR_STALE);
	assert_true(str_is(profile_of(ana).user_name, "Anna"));
	assert_true(str_is(profile_of(ana).locale, "zh-CN"));
	assert_int_equal(
	    profile_update(fixture_db(), ana, STR("Ben"), STR("en"), 0),
	    ERR_EXISTS);
	assert_int_equal(
	    profile_update(fixture_db(), id_new(), STR("No"), STR("en"), 0),
	    ERR_NOT_FOUND);
}

static void
test_profile__an_address_is_one_users(void **state)
{
	(void)state;
	assert_int_equal(profile_set_email(fixture_db(), ana,
			     STR("ben@shop.example"), now_us),
	    ERR_EXISTS);
	assert_int_equal(profile_set_email(fixture_db(), ana,
			     STR("new@shop.example"), now_us),
	    OK);
	assert_true(str_is(profile_of(ana).email, "new@shop.example"));
	assert_int_equal(profile_of(ana).verified_at_us, now_us);
}

/* X7: who knew the old password may have asked for a link with it. */
static void
test_password__a_new_one_uses_up_links_that_were_mailed(void **state)
{
	static const char *const kinds[] = { "change", "reset", "verify" };
	struct mail_token tokens[3], found;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		tokens[i] = (struct mail_token){ .kind = str_from(kinds[i]),
			.user_id = ana,
			.email = STR("elsewhere@shop.example"),
			.created_at_us = now_us,
			.expires_at_us = now_us + HOUR_US };
		assert_int_equal(mail_token_create(fixture_db(),
				     fixture_arena(), &tokens[i], &keys),
		    OK);
	}
	assert_int_equal(
	    user_set_password(fixture_db(), ben, STR("$argon2id$y")), OK);
	assert_true(
	    str_is(profile_of(ana).email_pending, "elsewhere@shop.example"));
	assert_int_equal(
	    user_set_password(fixture_db(), ana, STR("$argon2id$y")), OK);
	assert_null(profile_of(ana).email_pending.p);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
		    mail_token_use(fixture_db(), fixture_arena(), &found,
			tokens[i].token_hash, tokens[i].kind, now_us),
		    i < 2 ? ERR_TOKEN : OK);
}

static void
test_factor__confirmed_once_and_each_step_once(void **state)
{
	struct str secret = STR("12345678901234567890");
	struct factor f;

	(void)state;
	assert_int_equal(
	    factor_confirm(fixture_db(), ana, 100, now_us), ERR_STATE);
	assert_int_equal(factor_use(fixture_db(), ana, 101), ERR_SECOND_FACTOR);
	assert_int_equal(
	    factor_begin(fixture_db(), fixture_arena(), ana, secret, &keys),
	    OK);
	assert_int_equal(
	    factor_get(fixture_db(), fixture_arena(), &f, ana, &keys), OK);
	assert_true(str_eq(f.secret, secret));
	assert_int_equal(f.confirmed_at_us, 0);
	assert_int_equal(factor_confirm(fixture_db(), ana, 100, now_us), OK);
	assert_int_equal(
	    factor_confirm(fixture_db(), ana, 102, now_us), ERR_STATE);
	assert_int_equal(
	    factor_begin(fixture_db(), fixture_arena(), ana, secret, &keys),
	    ERR_EXISTS);
	assert_int_equal(factor_use(fixture_db(), ana, 100), ERR_SECOND_FACTOR);
	assert_int_equal(factor_use(fixture_db(), ana, 101), OK);
	assert_int_equal(factor_use(fixture_db(), ana, 101), ERR_SECOND_FACTOR);
	assert_int_equal(factor_drop(fixture_db(), ana), OK);
	assert_int_equal(
	    factor_get(fixture_db(), fixture_arena(), &f, ana, &keys), OK);
	assert_null(f.secret.p);
}

/* A row that was copied to another user opens nothing. */
static void
test_factor__a_secret_is_bound_to_its_user(void **state)
{
	struct factor f;

	(void)state;
	assert_int_equal(factor_begin(fixture_db(), fixture_arena(), ana,
			     STR("12345678901234567890"), &keys),
	    OK);
	fixture_exec("UPDATE users AS a, users AS b"
		     " SET b.totp_sealed = a.totp_sealed"
		     " WHERE a.user_name = 'Ana' AND b.user_name = 'Ben'");
	assert_int_not_equal(
	    factor_get(fixture_db(), fixture_arena(), &f, ben, &keys), OK);
}

static void
test_recovery__each_code_once_and_of_its_user_alone(void **state)
{
	struct hash one = recovery_code_hash(ana, STR("abcdefghij"), &keys);
	struct hash two = recovery_code_hash(ana, STR("klmnopqrst"), &keys);
	struct hash both[] = { one, two };

	(void)state;
	assert_false(
	    hash_eq(one, recovery_code_hash(ben, STR("abcdefghij"), &keys)));
	assert_int_equal(recovery_codes_set(fixture_db(), ana, both, 2), OK);
	assert_int_equal(profile_of(ana).recovery_codes_left, 2);
	assert_int_equal(recovery_code_use(fixture_db(), ben, one, now_us),
	    ERR_SECOND_FACTOR);
	assert_int_equal(recovery_code_use(fixture_db(), ana, one, now_us), OK);
	assert_int_equal(recovery_code_use(fixture_db(), ana, one, now_us),
	    ERR_SECOND_FACTOR);
	assert_int_equal(profile_of(ana).recovery_codes_left, 1);
	assert_int_equal(recovery_codes_set(fixture_db(), ana, both, 1), OK);
	assert_int_equal(recovery_code_use(fixture_db(), ana, two, now_us),
	    ERR_SECOND_FACTOR);
}

static void
test_mobile_code__the_newest_counts_and_few_tries(void **state)
{
	struct mobile_code code, old;
	int64_t end_us = now_us + MOBILE_CODE_MIN * MIN_US;

	(void)state;
	assert_int_equal(mobile_code_create(fixture_db(), fixture_arena(), ana,
			     STR("+491511"), &keys, now_us),
	    OK);
	assert_int_equal(mobile_code_unseal(fixture_db(), fixture_arena(), &old,
			     ana, &keys, now_us),
	    OK);
	assert_int_equal(mobile_code_create(fixture_db(), fixture_arena(), ana,
			     STR("+491512"), &keys, now_us),
	    OK);
	assert_int_equal(mobile_code_unseal(fixture_db(), fixture_arena(),
			     &code, ana, &keys, end_us - 1),
	    OK);
	assert_true(str_is(code.mobile, "+491512"));
	assert_int_equal(code.code.n, MOBILE_CODE_DIGITS);
	assert_true(
	    hash_eq(code.hash, mobile_code_hash(ana, code.code, &keys)));
	assert_false(
	    hash_eq(code.hash, mobile_code_hash(ben, code.code, &keys)));
	for (int i = 0; i < MOBILE_CODE_TRIES; i++)
		assert_int_equal(
		    mobile_code_try(fixture_db(), ana, now_us), OK);
	assert_int_equal(
	    mobile_code_try(fixture_db(), ana, now_us), ERR_NOT_FOUND);
	assert_int_equal(
	    mobile_code_try(fixture_db(), ben, now_us), ERR_NOT_FOUND);
	assert_int_equal(
	    mobile_code_get(fixture_db(), fixture_arena(), &code, ana, end_us),
	    ERR_NOT_FOUND);
}

static struct hash
session_add(struct id user, const char *cookie, int64_t at_us)
{
	struct session_made s = { .hash = hash_sha256(str_from(cookie)),
		.session_id = id_new(),
		.user_id = user,
		.address = STR("192.0.2.7"),
		.user_agent = STR("Agent"),
		.now_us = at_us,
		.factor = true };

	assert_int_equal(session_insert(fixture_db(), &s), OK);
	return s.hash;
}

static void
test_session__listed_and_ended_by_its_own_user(void **state)
{
	const struct session_limits limits = {
		.now_us = now_us + MIN_US, .idle_us = HOUR_US, .max_us = DAY_US
	};
	struct hash mine = session_add(ana, "mine", now_us);
	struct session_shown *all;
	size_t n;

	(void)state;
	session_add(ana, "other", now_us + SEC_US);
	session_add(ana, "old", now_us - 2 * HOUR_US);
	session_add(ben, "bens", now_us);
	assert_int_equal(sessions_of(fixture_db(), fixture_arena(), &all, &n,
			     ana, &limits, 10),
	    OK);
	assert_int_equal(n, 2);
	assert_true(str_is(all[0].address, "192.0.2.7"));
	assert_true(all[0].factor);
	assert_int_equal(
	    session_delete_named(fixture_db(), all[0].session_id, ben),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    session_delete_named(fixture_db(), all[0].session_id, ana), OK);
	assert_int_equal(session_delete_others(fixture_db(), ana, mine), OK);
	assert_int_equal(sessions_of(fixture_db(), fixture_arena(), &all, &n,
			     ana, &limits, 10),
	    OK);
	assert_int_equal(n, 1);
}

static void
test_profile__others_of_the_company_are_counted(void **state)
{
	int64_t users, owners;

	(void)state;
	assert_int_equal(profile_others(fixture_db(), fixture_arena(), &users,
			     &owners, company_id, ana),
	    OK);
	assert_int_equal(users, 1);
	assert_int_equal(owners, 1);
	assert_int_equal(user_set_role(fixture_db(), ben, STR("viewer")), OK);
	assert_int_equal(profile_others(fixture_db(), fixture_arena(), &users,
			     &owners, company_id, ana),
	    OK);
	assert_int_equal(owners, 0);
	assert_int_equal(
	    profile_erase(fixture_db(), fixture_arena(), ben, now_us), OK);
	assert_int_equal(profile_others(fixture_db(), fixture_arena(), &users,
			     &owners, company_id, ana),
	    OK);
	assert_int_equal(users, 0);
}

static void
test_profile__erasure_leaves_a_row_and_nothing_personal(void **state)
{
	struct message m = { .message_id = id_new(),
		.kind = STR("mail"),
		.template = STR("verify"),
		.user_id = ana,
		.address = STR("other@shop.example"),
		.next_at_us = now_us,
		.created_at_us = now_us };
	struct mail_token token = { .kind = STR("verify"),
		.user_id = ana,
		.email = STR("ana@shop.example"),
		.created_at_us = now_us,
		.expires_at_us = now_us + HOUR_US };
	const struct personal_list *lists;
	struct db_result rows;
	struct user u;
	size_t n;

	(void)state;
	session_add(ana, "mine", now_us);
	assert_int_equal(outbox_insert(fixture_db(), &m, 1), OK);
	assert_int_equal(
	    mail_token_create(fixture_db(), fixture_arena(), &token, &keys),
	    OK);
	assert_int_equal(
	    profile_erase(fixture_db(), fixture_arena(), ana, now_us), OK);
	assert_int_equal(
	    profile_erase(fixture_db(), fixture_arena(), ana, now_us),
	    ERR_NOT_FOUND);
	assert_int_equal(user_get(fixture_db(), fixture_arena(), &u, ana), OK);
	assert_true(str_is(u.state, "ERASED"));
	assert_true(str_ends(u.email, STR("@erased.invalid")));
	assert_int_equal(u.password_phc.n, 0);
	lists = personal_lists(&n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(personal_rows(fixture_db(), fixture_arena(),
				     &rows, &lists[i], ana),
		    OK);
		assert_int_equal(rows.columns, lists[i].ncolumns);
		/* What was sent stays, without its address. */
		assert_int_equal(
		    rows.rows, strcmp(lists[i].name, "messages") == 0);
	}
	user_add(id_new(), STR("ana@shop.example"), STR("Ana"));
}

/* Each test meets its own two people. */
static int
teardown(void **state)
{
	(void)state;
	fixture_exec("DELETE FROM sessions");
	fixture_exec("DELETE FROM mail_tokens");
	fixture_exec("DELETE FROM mobile_codes");
	fixture_exec("DELETE FROM recovery_codes");
	fixture_exec("DELETE FROM outbox");
	fixture_exec("DELETE FROM users");
	fixture_exec("DELETE FROM companies");
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_profile__an_edit_of_an_older_version_is_stale),
		TEST(test_profile__an_address_is_one_users),
		TEST(test_password__a_new_one_uses_up_links_that_were_mailed),
		TEST(test_factor__confirmed_once_and_each_step_once),
		TEST(test_factor__a_secret_is_bound_to_its_user),
		TEST(test_recovery__each_code_once_and_of_its_user_alone),
		TEST(test_mobile_code__the_newest_counts_and_few_tries),
		TEST(test_session__listed_and_ended_by_its_own_user),
		TEST(test_profile__others_of_the_company_are_counted),
		TEST(test_profile__erasure_leaves_a_row_and_nothing_personal),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
