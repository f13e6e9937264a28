/* R6: accounts, and links sent by mail that work once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "base/sys.h"
#include "fixture.h"
#include "store/company.h"
#include "store/mail_token.h"
#include "store/user.h"

static struct keys keys;
static struct id company_id, user_id;
static const int64_t now_us = 1700000000 * SEC_US;

static void
company_add(void)
{
	struct company c = { .company_id = company_id,
		.name = STR("Lima"),
		.country = STR("DE"),
		.currency = { "EUR" },
		.created_at_us = now_us };

	assert_int_equal(company_insert(fixture_db(), &c), OK);
}

static struct user
user_of(struct id id, struct str email, struct str name)
{
	return (struct user){ .user_id = id,
		.company_id = company_id,
		.user_name = name,
		.email = email,
		.password_phc = STR("$argon2id$x"),
		.role = STR("owner"),
		.locale = STR("en"),
		.created_at_us = now_us };
}

static int
setup(void **state)
{
	struct user u;

	fixture_open(state);
	for (size_t i = 0; i < sizeof(keys.key); i++)
		((uint8_t *)keys.key)[i] = (uint8_t)i;
	company_id = id_new();
	user_id = id_new();
	company_add();
	u = user_of(user_id, STR("ana@shop.example"), STR("Ana"));
	assert_int_equal(user_insert(fixture_db(), &u), OK);
	return 0;
}

static void
test_user__read_back(void **state)
{
	struct company c;
	struct user u;

	(void)state;
	assert_int_equal(user_by_email(fixture_db(), fixture_arena(), &u,
			     STR("ana@shop.example")),
	    OK);
	assert_true(id_eq(u.user_id, user_id));
	assert_true(str_is(u.state, "ACTIVE"));
	assert_int_equal(u.verified_at_us, 0);
	assert_null(u.mobile.p);
	assert_int_equal(
	    company_get(fixture_db(), fixture_arena(), &c, company_id), OK);
	assert_string_equal(c.currency.code, "EUR");
	assert_int_equal(user_by_email(fixture_db(), fixture_arena(), &u,
			     STR("nobody@shop.example")),
	    ERR_NOT_FOUND);
}

static void
test_user__an_address_is_taken_once(void **state)
{
	struct user u = user_of(
	    id_new(), STR("ana@shop.example"), STR("Other"));

	(void)state;
	assert_int_equal(user_insert(fixture_db(), &u), ERR_EXISTS);
	u.email = STR("other@shop.example");
	u.user_name = STR("Ana");
	assert_int_equal(user_insert(fixture_db(), &u), ERR_EXISTS);
}

static void
test_user__verified_once_and_by_its_own_address(void **state)
{
	struct user u;

	(void)state;
	assert_int_equal(
	    user_verify(fixture_db(), user_id, STR("old@shop.example"), now_us),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    user_verify(fixture_db(), user_id, STR("ana@shop.example"), now_us),
	    OK);
	assert_int_equal(user_verify(fixture_db(), user_id,
			     STR("ana@shop.example"), now_us + SEC_US),
	    OK);
	assert_int_equal(
	    user_get(fixture_db(), fixture_arena(), &u, user_id), OK);
	assert_int_equal(u.verified_at_us, now_us);
}

/*
 * A session is made for the password that was verified: until it is there
 * the password must not change, or the session outlives the old one.
 */
static void
test_user__held_is_not_changed_by_others(void **state)
{
	struct db *other;
	struct user u;

	(void)state;
	assert_int_equal(db_open(&other, fixture_config()), OK);
	assert_int_equal(
	    db_script(other, STR("SET SESSION innodb_lock_wait_timeout = 1")),
	    OK);
	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(
	    user_hold(fixture_db(), fixture_arena(), &u, user_id), OK);
	assert_true(str_is(u.email, "ana@shop.example"));
	assert_int_equal(
	    user_set_password(other, user_id, STR("$argon2id$y")), ERR_RETRY);
	db_rollback(fixture_db());
	assert_int_equal(
	    user_set_password(other, user_id, STR("$argon2id$y")), OK);
	assert_int_equal(
	    user_hold(fixture_db(), fixture_arena(), &u, user_id), OK);
	assert_true(str_is(u.password_phc, "$argon2id$y"));
	assert_int_equal(user_hold(fixture_db(), fixture_arena(), &u, id_new()),
	    ERR_NOT_FOUND);
	db_close(other);
}

static struct mail_token
token_new_of(struct str kind, struct str *text)
{
	struct mail_token t = { .kind = kind,
		.user_id = user_id,
		.email = STR("ana@shop.example"),
		.created_at_us = now_us,
		.expires_at_us = now_us + HOUR_US };

	assert_int_equal(
	    mail_token_create(fixture_db(), fixture_arena(), &t, &keys), OK);
	assert_int_equal(mail_token_unseal(fixture_db(), fixture_arena(), text,
			     t.token_hash, &keys),
	    OK);
	return t;
}

static enum err
use(struct str text, struct str kind, int64_t at_us)
{
	struct hash hash = mail_token_hash(&keys, text);
	struct mail_token t;

	return mail_token_use(
	    fixture_db(), fixture_arena(), &t, hash, kind, at_us);
}

static void
test_mail_token__works_once(void **state)
{
	struct str text;
	char kept[64];

	(void)state;
	token_new_of(STR("verify"), &text);
	assert_int_equal(text.n, 32);
	memcpy(kept, text.p, 32);
	text.p = kept;
	assert_int_equal(use(text, STR("reset"), now_us), ERR_TOKEN);
	assert_int_equal(use(text, STR("verify"), now_us + 1), OK);
	assert_int_equal(use(text, STR("verify"), now_us + 2), ERR_TOKEN);
	assert_int_equal(use(STR("unknown"), STR("verify"), now_us), ERR_TOKEN);
}

static void
test_mail_token__ends_and_is_replaced(void **state)
{
	struct str text;
	char first[64], second[64];

	(void)state;
	token_new_of(STR("reset"), &text);
	memcpy(first, text.p, 32);
	token_new_of(STR("reset"), &text);
	memcpy(second, text.p, 32);
	assert_int_equal(
	    use((struct str){ first, 32 }, STR("reset"), now_us), ERR_TOKEN);
	assert_int_equal(
	    use((struct str){ second, 32 }, STR("reset"), now_us + HOUR_US),
	    ERR_TOKEN);
	assert_int_equal(
	    use((struct str){ second, 32 }, STR("reset"), now_us + HOUR_US - 1),
	    OK);
}

/* Neither the token nor anything that gives it away lies in the table. */
static void
test_mail_token__at_rest_it_is_sealed(void **state)
{
	struct mail_token t;
	struct str text, other;
	struct keys wrong = { .key = { { 1 } } };

	(void)state;
	t = token_new_of(STR("verify"), &text);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM mail_tokens "
				     "WHERE LENGTH(token_sealed) = 60"),
	    fixture_i64("SELECT COUNT(*) FROM mail_tokens"));
	assert_int_not_equal(mail_token_unseal(fixture_db(), fixture_arena(),
				 &other, t.token_hash, &wrong),
	    OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_user__read_back),
		cmocka_unit_test(test_user__an_address_is_taken_once),
		cmocka_unit_test(
		    test_user__verified_once_and_by_its_own_address),
		cmocka_unit_test(test_user__held_is_not_changed_by_others),
		cmocka_unit_test(test_mail_token__works_once),
		cmocka_unit_test(test_mail_token__ends_and_is_replaced),
		cmocka_unit_test(test_mail_token__at_rest_it_is_sealed),
	};

	return cmocka_run_group_tests(tests, setup, fixture_close);
}
