#include "store/profile.h"

#include "base/hex.h"
#include "store/company.h"
#include "store/offer.h"

static const char get_sql[] =
    "SELECT u.user_name, u.email, u.locale, u.email_verified_at, u.mobile, "
    "u.mobile_verified_at, u.totp_confirmed_at, u.created_at, "
    "u.row_version, (SELECT MAX(t.email) FROM mail_tokens t "
    "WHERE t.user_id = u.user_id AND t.kind = 'change' "
    "AND t.used_at IS NULL AND t.expires_at > ?), "
    "(SELECT COUNT(*) FROM recovery_codes r "
    "WHERE r.user_id = u.user_id AND r.used_at IS NULL) "
    "FROM users u WHERE u.user_id = ? AND u.state = 'ACTIVE'";

enum err
profile_get(struct db *db, struct arena *a, struct profile *out,
    struct id user_id, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, get_sql, DB_ARGS(db_us(now_us), db_id(user_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct profile){ .user_id = user_id,
		.user_name = db_get_str(&r, 0),
		.email = db_get_str(&r, 1),
		.locale = db_get_str(&r, 2),
		.verified_at_us = db_get_us(&r, 3),
		.mobile = db_get_str(&r, 4),
		.mobile_verified_at_us = db_get_us(&r, 5),
		.totp_confirmed_at_us = db_get_us(&r, 6),
		.created_at_us = db_get_us(&r, 7),
		.row_version = db_get_i64(&r, 8),
		.email_pending = db_get_str(&r, 9),
		.recovery_codes_left = db_get_i64(&r, 10) };
	return OK;
}

static enum err
changed_one(enum err e, uint64_t changed)
{
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char update_sql[] =
    "UPDATE users SET user_name = ?, locale = ?, "
    "row_version = row_version + 1 WHERE user_id = ? AND state = 'ACTIVE' "
    "AND (? = 0 OR row_version = ?)";

enum err
profile_update(struct db *db, struct id user_id, struct str user_name,
    struct str locale, int64_t row_version)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, update_sql,
	    DB_ARGS(db_str(user_name), db_str(locale), db_id(user_id),
		db_i64(row_version), db_i64(row_version)));

	e = changed_one(e, changed);
	return e == ERR_NOT_FOUND && row_version != 0 ? ERR_STALE : e;
}

static const char set_mobile_sql[] =
    "UPDATE users SET mobile = ?, mobile_verified_at = ?, "
    "row_version = row_version + 1 WHERE user_id = ? AND state = 'ACTIVE'";

enum err
profile_set_mobile(
    struct db *db, struct id user_id, struct str mobile, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, set_mobile_sql,
	    DB_ARGS(
		db_str(mobile), db_us(mobile.p ? now_us : 0), db_id(user_id)));

	return changed_one(e, changed);
}

static const char set_email_sql[] =
    "UPDATE users SET email = ?, email_verified_at = ?, "
    "row_version = row_version + 1 WHERE user_id = ? AND state = 'ACTIVE'";

enum err
profile_set_email(
    struct db *db, struct id user_id, struct str email, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, set_email_sql,
	    DB_ARGS(db_str(email), db_us(now_us), db_id(user_id)));

	return changed_one(e, changed);
}

static const char others_sql[] =
    "SELECT COUNT(*), SUM(role = 'owner' AND state = 'ACTIVE') FROM users "
    "WHERE company_id = ? AND user_id <> ? AND state <> 'ERASED'";

enum err
profile_others(struct db *db, struct arena *a, int64_t *users, int64_t *owners,
    struct id company_id, struct id user_id)
{
	struct db_result r;
	enum err e = company_hold(db, company_id);

	if (e == OK)
		e = db_query(db, a, &r, others_sql,
		    DB_ARGS(db_id(company_id), db_id(user_id)));
	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*users = db_get_i64(&r, 0);
	*owners = db_get_i64(&r, 1);
	return OK;
}

static const char erase_user_sql[] =
    "UPDATE users SET user_name = ?, email = ?, email_verified_at = NULL, "
    "mobile = NULL, mobile_verified_at = NULL, password_phc = '', "
    "signed_in_at = NULL, totp_sealed = NULL, totp_confirmed_at = NULL, "
    "totp_last_step = 0, "
    "state = 'ERASED', erased_at = ?, row_version = row_version + 1 "
    "WHERE user_id = ? AND state <> 'ERASED'";
static const char erase_invitation_sql[] =
    "UPDATE invitations SET email = ? WHERE user_id = ?";
static const char erase_address_sql[] =
    "UPDATE outbox SET address = NULL WHERE user_id = ?";
static const char erase_contact_sql[] =
    "UPDATE order_contacts SET value = NULL WHERE user_id = ?";
static const char drop_sessions_sql[] =
    "DELETE FROM sessions WHERE user_id = ?";
static const char drop_links_sql[] =
    "DELETE FROM mail_tokens WHERE user_id = ?";
static const char drop_mobile_codes_sql[] =
    "DELETE FROM mobile_codes WHERE user_id = ?";
static const char drop_recovery_codes_sql[] =
    "DELETE FROM recovery_codes WHERE user_id = ?";
static const char drop_keys_sql[] = "DELETE FROM api_keys WHERE user_id = ?";
static const char drop_favourites_sql[] =
    "DELETE FROM favourites WHERE user_id = ?";
static const char drop_notifications_sql[] =
    "DELETE FROM notifications WHERE user_id = ?";

static enum err
rows_drop(struct db *db, struct id user_id)
{
	const char *const all[] = { drop_sessions_sql, drop_links_sql,
		drop_mobile_codes_sql, drop_recovery_codes_sql, drop_keys_sql,
		drop_favourites_sql, drop_notifications_sql };
	enum err e = OK;

	for (size_t i = 0; e == OK && i < sizeof(all) / sizeof(*all); i++)
		e = db_exec(db, NULL, all[i], DB_ARGS(db_id(user_id)));
	return e;
}

#define ERASED_HOST "@erased.invalid"

/* A name and an address that are nobody's, and unique as they must be. */
static enum err
pseudonym(struct arena *a, struct str *name, struct str *email, struct id id)
{
	char hex[2 * sizeof(id.b) + 1];

	hex_encode(hex, id.b, sizeof(id.b));
	hex[2 * sizeof(id.b)] = '\0';
	*name = arena_printf(a, "erased-%s", hex);
	*email = arena_printf(a, "%s" ERASED_HOST, hex);
	return name->p && email->p ? OK : ERR_NOMEM;
}

bool
profile_is_erased(struct str email)
{
	return str_ends(email, STR(ERASED_HOST));
}

/* What was never proved may be somebody else's, and stays. */
static enum err
offers_erase(struct db *db, struct arena *a, struct id user_id,
    struct str pseudonym, int64_t now_us)
{
	struct profile p;
	enum err e = profile_get(db, a, &p, user_id, now_us);

	return e != OK
	    ? e
	    : offers_erase_target(db, a,
		  p.verified_at_us != 0 ? p.email : STR(""),
		  p.mobile_verified_at_us != 0 ? p.mobile : STR(""), pseudonym);
}

enum err
profile_erase(struct db *db, struct arena *a, struct id user_id, int64_t now_us)
{
	struct str name, email;
	uint64_t changed = 0;
	enum err e = pseudonym(a, &name, &email, user_id);

	if (e == OK)
		e = offers_erase(db, a, user_id, email, now_us);
	if (e == OK)
		e = db_exec(db, &changed, erase_user_sql,
		    DB_ARGS(db_str(name), db_str(email), db_us(now_us),
			db_id(user_id)));
	e = changed_one(e, changed);
	if (e == OK)
		e = db_exec(db, NULL, erase_invitation_sql,
		    DB_ARGS(db_str(email), db_id(user_id)));
	if (e == OK)
		e = db_exec(
		    db, NULL, erase_address_sql, DB_ARGS(db_id(user_id)));
	if (e == OK)
		e = db_exec(
		    db, NULL, erase_contact_sql, DB_ARGS(db_id(user_id)));
	return e == OK ? rows_drop(db, user_id) : e;
}
