#include "store/upkeep.h"

static const char upkeep_insert_sql[] =
    "INSERT INTO site_counters (name, value) VALUES (?, 0) "
    "ON DUPLICATE KEY UPDATE value = value";
static const char upkeep_claim_sql[] =
    "UPDATE site_counters SET value = ? WHERE name = ? AND value < ?";

enum err
upkeep_claim(struct db *db, bool *claimed, const char *name, int64_t number)
{
	uint64_t changed = 0;
	enum err e = db_exec(
	    db, NULL, upkeep_insert_sql, DB_ARGS(db_cstr(name)));

	if (e == OK)
		e = db_exec(db, &changed, upkeep_claim_sql,
		    DB_ARGS(db_i64(number), db_cstr(name), db_i64(number)));
	*claimed = changed == 1;
	return e;
}

static const char mail_tokens_purge_sql[] =
    "DELETE FROM mail_tokens WHERE expires_at < ? ORDER BY token_hash "
    "LIMIT ?";

enum err
mail_tokens_purge(
    struct db *db, int64_t before_us, int64_t max, uint64_t *dropped)
{
	return db_exec(db, dropped, mail_tokens_purge_sql,
	    DB_ARGS(db_us(before_us), db_i64(max)));
}
