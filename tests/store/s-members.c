/* R6, X9: who works for a company, who is invited, and programs' keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "act/member.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "fixture.h"
#include "store/api_key.h"
#include "store/member.h"

static struct keys keys;
static const int64_t now_us = 1700000000 * SEC_US;
static struct id company_id, owner_id, other_id;

static struct id
company_add(void)
{
	struct company c = { .company_id = id_new(),
		.name = STR("Lima"),
		.country = STR("DE"),
		.currency = { "EUR" },
		.created_at_us = now_us };

	assert_int_equal(company_insert(fixture_db(), &c), OK);
	return c.company_id;
}

static struct id
user_add(struct id company, const char *name, const char *role)
{
	char email[80];
	struct user u = { .user_id = id_new(),
		.company_id = company,
		.user_name = str_from(name),
		.password_phc = STR("$argon2id$x"),
		.role = str_from(role),
		.locale = STR("en"),
		.created_at_us = now_us };

	snprintf(email, sizeof(email), "%s@lima.example", name);
	u.email = str_from(email);
	assert_int_equal(user_insert(fixture_db(), &u), OK);
	return u.user_id;
}

/* A company with two owners of its own for each test. */
static int
setup(void **state)
{
	static unsigned count;
	char one[16], two[16];

	(void)state;
	snprintf(one, sizeof(one), "ana%u", ++count);
	snprintf(two, sizeof(two), "bela%u", count);
	company_id = company_add();
	owner_id = user_add(company_id, one, "owner");
	other_id = user_add(company_id, two, "owner");
	return 0;
}

static int
group_setup(void **state)
{
	for (size_t i = 0; i < sizeof(keys.key); i++)
		((uint8_t *)keys.key)[i] = (uint8_t)i;
	return fixture_open(state);
}

static bool
set_role(struct id user_id, const char *role, int64_t row_version)
{
	bool changed = false;

	assert_int_equal(member_set_role(fixture_db(), &changed, company_id,
			     user_id, str_from(role), row_version),
	    OK);
	return changed;
}

static void
test_member__the_last_owner_stays(void **state)
{
	(void)state;
	assert_true(set_role(other_id, "viewer", 0));
	assert_false(set_role(owner_id, "viewer", 0));
	assert_true(set_role(owner_id, "owner", 0));
	assert_true(set_role(other_id, "owner", 0));
	/* One who is locked is no owner that a company could rely on. */
	assert_int_equal(
	    user_set_state(fixture_db(), other_id, STR("LOCKED")), OK);
	assert_false(set_role(owner_id, "viewer", 0));
	assert_true(set_role(other_id, "viewer", 0));
}

static void
test_member__is_changed_as_it_was_read(void **state)
{
	struct member m;

	(void)state;
	assert_int_equal(
	    member_get(fixture_db(), fixture_arena(), &m, company_id, other_id),
	    OK);
	assert_true(set_role(other_id, "finance", m.row_version));
	assert_false(set_role(other_id, "seller", m.row_version));
	assert_int_equal(member_get(fixture_db(), fixture_arena(), &m,
			     company_add(), other_id),
	    ERR_NOT_FOUND);
}

static bool
move(struct id user_id, struct id to)
{
	bool changed = false;

	assert_int_equal(member_move(fixture_db(), &changed, company_id,
			     user_id, to, STR("viewer")),
	    OK);
	return changed;
}

static void
test_member__moves_unless_it_is_needed(void **state)
{
	struct id to = company_add();

	(void)state;
	assert_true(set_role(other_id, "viewer", 0));
	assert_false(move(owner_id, to));
	assert_true(move(other_id, to));
	/* Nobody is left who would need an owner. */
	assert_true(move(owner_id, to));
	assert_false(move(owner_id, to));
}

static void
test_member__held_companies_are_waited_for(void **state)
{
	struct db *other;

	(void)state;
	assert_int_equal(db_open(&other, fixture_config()), OK);
	assert_int_equal(
	    db_script(other, STR("SET SESSION innodb_lock_wait_timeout = 1")),
	    OK);
	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(company_hold(fixture_db(), company_id), OK);
	assert_int_equal(company_hold(other, company_id), ERR_RETRY);
	db_rollback(fixture_db());
	assert_int_equal(company_hold(other, company_id), OK);
	assert_int_equal(company_hold(other, id_new()), ERR_NOT_FOUND);
	db_close(other);
}

static struct invitation
invited(const char *email, int64_t created_at_us)
{
	struct invitation i = { .invitation_id = id_new(),
		.company_id = company_id,
		.email = str_from(email),
		.role = STR("viewer"),
		.locale = STR("en"),
		.invited_by = owner_id,
		.created_at_us = created_at_us,
		.expires_at_us = created_at_us + INVITATION_DAYS * DAY_US };

	assert_int_equal(
	    invitation_insert(fixture_db(), fixture_arena(), &i, &keys), OK);
	return i;
}

static enum err
unsealed(struct invitation *out, char text[40], struct id id, int64_t at_us)
{
	struct str token;
	enum err e = invitation_unseal(
	    fixture_db(), fixture_arena(), out, &token, id, &keys, at_us);

	if (e == OK)
		snprintf(text, 40, "%.*s", STR_FMT(token));
	return e;
}

static enum err
found(struct invitation *out, const char *token, int64_t at_us)
{
	struct hash hash = hash_hmac(
	    keys_get(&keys, KEY_TOKEN), str_from(token));

	return invitation_find(fixture_db(), fixture_arena(), out, hash, at_us);
}

static void
test_invitation__works_once_and_for_its_days(void **state)
{
	struct invitation i = invited("guest@lima.example", now_us), out;
	int64_t end_us = i.expires_at_us;
	char token[40];

	(void)state;
	assert_int_equal(unsealed(&out, token, i.invitation_id, now_us), OK);
	assert_int_equal(strlen(token), 32);
	assert_int_equal(found(&out, token, end_us), ERR_TOKEN);
	assert_int_equal(found(&out, "unknown", now_us), ERR_TOKEN);
	assert_int_equal(found(&out, token, end_us - 1), OK);
	assert_true(str_is(out.company, "Lima"));
	assert_int_equal(
	    invitation_accept(fixture_db(), &out, other_id, end_us), ERR_TOKEN);
	assert_int_equal(
	    invitation_accept(fixture_db(), &out, other_id, now_us), OK);
	assert_int_equal(
	    invitation_accept(fixture_db(), &out, other_id, now_us), ERR_TOKEN);
	assert_int_equal(found(&out, token, now_us), ERR_TOKEN);
	assert_int_equal(
	    unsealed(&out, token, i.invitation_id, now_us), ERR_NOT_FOUND);
}

static void
test_invitation__renewed_has_another_link(void **state)
{
	struct invitation i = invited("again@lima.example", now_us), out;
	char first[40], second[40];

	(void)state;
	assert_int_equal(unsealed(&out, first, i.invitation_id, now_us), OK);
	i.expires_at_us += DAY_US;
	assert_int_equal(
	    invitation_renew(fixture_db(), fixture_arena(), &i, &keys), OK);
	assert_int_equal(unsealed(&out, second, i.invitation_id, now_us), OK);
	assert_string_not_equal(first, second);
	assert_int_equal(found(&out, first, now_us), ERR_TOKEN);
	assert_int_equal(found(&out, second, now_us), OK);
	assert_int_equal(out.expires_at_us, i.expires_at_us);
	/* Another company's owner has no hand in it. */
	assert_int_equal(
	    invitation_revoke(fixture_db(), company_add(), i.invitation_id),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    invitation_revoke(fixture_db(), company_id, i.invitation_id), OK);
	assert_int_equal(found(&out, second, now_us), ERR_TOKEN);
	assert_int_equal(
	    invitation_renew(fixture_db(), fixture_arena(), &i, &keys),
	    ERR_NOT_FOUND);
}

static void
test_invitation__what_nobody_wanted_is_dropped(void **state)
{
	struct invitation old = invited("old@lima.example", now_us), out;
	struct invitation taken = invited("taken@lima.example", now_us);
	uint64_t dropped = 0;
	char token[40];

	(void)state;
	assert_int_equal(
	    unsealed(&out, token, taken.invitation_id, now_us), OK);
	assert_int_equal(
	    invitation_accept(fixture_db(), &out, other_id, now_us), OK);
	assert_int_equal(
	    invitations_purge(fixture_db(), old.expires_at_us, 500, &dropped),
	    OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM invitations "
				     "WHERE email = 'old@lima.example'"),
	    1);
	assert_int_equal(invitations_purge(fixture_db(), old.expires_at_us + 1,
			     500, &dropped),
	    OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM invitations "
				     "WHERE email = 'old@lima.example'"),
	    0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM invitations "
				     "WHERE email = 'taken@lima.example'"),
	    1);
}

static struct api_key
key_of(const char *secret)
{
	return (struct api_key){ .key_id = id_new(),
		.company_id = company_id,
		.user_id = owner_id,
		.name = STR("Report"),
		.key_hash = hash_sha256(str_from(secret)),
		.hint = STR("abcd"),
		.scopes = STR("orders:read"),
		.created_at_us = now_us };
}

static enum err
key_find(struct api_key_found *out, const char *secret, int64_t at_us)
{
	return api_key_find(fixture_db(), fixture_arena(), out,
	    hash_sha256(str_from(secret)), at_us);
}

static void
test_api_key__is_its_user_while_both_are_in_force(void **state)
{
	struct api_key k = key_of("one");
	struct api_key_found f;

	(void)state;
	k.expires_at_us = now_us + DAY_US;
	assert_int_equal(
	    api_key_insert(fixture_db(), fixture_arena(), &k, 20), OK);
	assert_int_equal(key_find(&f, "other", now_us), ERR_NOT_FOUND);
	assert_int_equal(key_find(&f, "one", now_us + DAY_US), ERR_NOT_FOUND);
	assert_int_equal(key_find(&f, "one", now_us), OK);
	assert_true(id_eq(f.session.user_id, owner_id));
	assert_true(str_is(f.session.role, "owner"));
	assert_true(str_is(f.scopes, "orders:read"));
	assert_false(f.session.factor);
	assert_true(set_role(owner_id, "viewer", 0));
	assert_int_equal(key_find(&f, "one", now_us), OK);
	assert_true(str_is(f.session.role, "viewer"));
	assert_int_equal(
	    user_set_state(fixture_db(), owner_id, STR("LOCKED")), OK);
	assert_int_equal(key_find(&f, "one", now_us), ERR_NOT_FOUND);
	assert_int_equal(
	    user_set_state(fixture_db(), owner_id, STR("ACTIVE")), OK);
	/* In another company the key is none, even unrevoked. */
	assert_true(move(owner_id, company_add()));
	assert_int_equal(key_find(&f, "one", now_us), ERR_NOT_FOUND);
}

static void
test_api_key__is_revoked_by_whom_it_concerns(void **state)
{
	struct api_key k = key_of("two");
	struct api_key_found f;
	struct id nobody = { { 0 } };
	struct db *db = fixture_db();

	(void)state;
	assert_int_equal(api_key_insert(db, fixture_arena(), &k, 20), OK);
	assert_int_equal(api_key_touch(db, k.key_id, now_us), OK);
	assert_int_equal(api_key_touch(db, k.key_id, now_us - HOUR_US), OK);
	assert_int_equal(key_find(&f, "two", now_us), OK);
	assert_int_equal(f.used_at_us, now_us);
	assert_int_equal(
	    api_key_revoke(db, k.key_id, company_add(), nobody, now_us),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    api_key_revoke(db, k.key_id, company_id, other_id, now_us),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    api_key_revoke(db, k.key_id, company_id, nobody, now_us), OK);
	assert_int_equal(
	    api_key_revoke(db, k.key_id, company_id, nobody, now_us),
	    ERR_NOT_FOUND);
	assert_int_equal(key_find(&f, "two", now_us), ERR_NOT_FOUND);
}

static void
test_api_key__so_many_are_in_force(void **state)
{
	struct api_key a = key_of("three"), b = key_of("four");
	struct api_key *list;
	struct id nobody = { { 0 } };
	size_t n = 0;

	(void)state;
	a.expires_at_us = now_us + DAY_US;
	assert_int_equal(
	    api_key_insert(fixture_db(), fixture_arena(), &a, 1), OK);
	assert_int_equal(
	    api_key_insert(fixture_db(), fixture_arena(), &b, 1), ERR_LIMIT);
	/* What has expired does not count, and is listed. */
	b.created_at_us = now_us + DAY_US;
	assert_int_equal(
	    api_key_insert(fixture_db(), fixture_arena(), &b, 1), OK);
	assert_int_equal(api_keys_of(fixture_db(), fixture_arena(), &list, &n,
			     company_id, nobody, 10),
	    OK);
	assert_int_equal(n, 2);
	assert_true(id_eq(list[0].key_id, b.key_id));
	assert_int_equal(api_keys_of(fixture_db(), fixture_arena(), &list, &n,
			     company_id, other_id, 10),
	    OK);
	assert_int_equal(n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    test_member__the_last_owner_stays, setup),
		cmocka_unit_test_setup(
		    test_member__is_changed_as_it_was_read, setup),
		cmocka_unit_test_setup(
		    test_member__moves_unless_it_is_needed, setup),
		cmocka_unit_test_setup(
		    test_member__held_companies_are_waited_for, setup),
		cmocka_unit_test_setup(
		    test_invitation__works_once_and_for_its_days, setup),
		cmocka_unit_test_setup(
		    test_invitation__renewed_has_another_link, setup),
		cmocka_unit_test_setup(
		    test_invitation__what_nobody_wanted_is_dropped, setup),
		cmocka_unit_test_setup(
		    test_api_key__is_its_user_while_both_are_in_force, setup),
		cmocka_unit_test_setup(
		    test_api_key__is_revoked_by_whom_it_concerns, setup),
		cmocka_unit_test_setup(
		    test_api_key__so_many_are_in_force, setup),
	};

	return cmocka_run_group_tests(tests, group_setup, fixture_close);
}
