/* Whom an offer was for, once that person is erased. */
#include "store/offer.h"

/* As the terms write it; no address or number holds a character to escape. */
static struct str
target_text(struct arena *a, struct str value)
{
	return arena_printf(a, "\"value\":\"%.*s\"", STR_FMT(value));
}

static const char erase_contact_sql[] =
    "UPDATE offers SET contact_email = ? WHERE contact_email = ?";
static const char erase_in_versions_sql[] =
    "UPDATE offer_versions SET body = REPLACE(body, ?, ?) "
    "WHERE LOCATE(?, body) > 0";
static const char erase_in_drafts_sql[] =
    "UPDATE offer_drafts SET body = REPLACE(body, ?, ?), "
    "row_version = row_version + 1 WHERE LOCATE(?, body) > 0";

/* An editor that has the address open is told that its draft has changed. */
static enum err
bodies_erase(
    struct db *db, struct arena *a, struct str value, struct str pseudonym)
{
	const char *const all[] = { erase_in_versions_sql,
		erase_in_drafts_sql };
	struct str from = target_text(a, value);
	struct str to = target_text(a, pseudonym);
	enum err e = from.p && to.p ? OK : ERR_NOMEM;

	for (size_t i = 0; e == OK && i < sizeof(all) / sizeof(*all); i++)
		e = db_exec(db, NULL, all[i],
		    DB_ARGS(db_str(from), db_str(to), db_str(from)));
	return e;
}

enum err
offers_erase_target(struct db *db, struct arena *a, struct str email,
    struct str mobile, struct str pseudonym)
{
	enum err e = OK;

	if (email.n > 0) {
		e = db_exec(db, NULL, erase_contact_sql,
		    DB_ARGS(db_str(pseudonym), db_str(email)));
		if (e == OK)
			e = bodies_erase(db, a, email, pseudonym);
	}
	return e == OK && mobile.n > 0 ? bodies_erase(db, a, mobile, pseudonym)
				       : e;
}
