#include <string.h>

#include "ctl/finding.h"
#include "ctl/migration.h"

static const char server_sql[] =
    "SELECT VERSION(), @@GLOBAL.innodb_flush_log_at_trx_commit,"
    " @@GLOBAL.max_allowed_packet";
static const char grants_sql[] = "SHOW GRANTS";

enum { PACKET_MIN = 8 * 1024 * 1024 };

static void
server_check(struct findings *f, struct db *db, struct str where)
{
	struct db_result r;
	enum err e = db_query(db, f->c->arena, &r, server_sql, DB_NO_ARGS);

	if (e != OK || !db_next(&r)) {
		finding_add(f, FINDING_FAULT, where,
		    "the server does not"
		    " say what it is: %s",
		    db_message(db));
		return;
	}
	finding_add(
	    f, FINDING_OK, where, "server %.*s", STR_FMT(db_get_str(&r, 0)));
	if (db_get_i64(&r, 1) != 1)
		finding_add(f, FINDING_FAULT, where,
		    "a crash can lose paid"
		    " orders; set innodb_flush_log_at_trx_commit = 1 in the"
		    " server's configuration");
	if (db_get_i64(&r, 2) < PACKET_MIN)
		finding_add(f, FINDING_WARNING, where,
		    "large imports will"
		    " fail; set max_allowed_packet = 16M or more");
}

static void
schema_check(struct findings *f, struct db *db, struct str where)
{
	struct migrations m;
	enum err e = migrations_read(f->c->arena, &m, db, f->c->sql_dir);
	size_t pending;

	if (e == ERR_NOT_FOUND) {
		finding_add(f, FINDING_WARNING, where,
		    "%s holds no"
		    " migrations, so the schema was not compared; name their"
		    " folder by --sql DIR",
		    f->c->sql_dir);
		return;
	}
	if (e != OK) {
		finding_add(f, FINDING_FAULT, where, "%.*s",
		    STR_FMT(m.fault.p ? m.fault : str_from(db_message(db))));
		return;
	}
	pending = migrations_pending(&m);
	if (pending > 0)
		finding_add(f, FINDING_FAULT, where,
		    "%zu of %zu migrations"
		    " are missing; run soukctl migrate",
		    pending, m.n);
	else
		finding_add(f, FINDING_OK, where, "schema at %.*s",
		    STR_FMT(m.list[m.n - 1].name));
}

/* The first privilege of a grant that the site has no use for. */
static const char *
grant_excess(const char *grant, const char *database)
{
	static const char *const too_much[] = { "ALL PRIVILEGES", "CREATE",
		"DROP", "ALTER", "SUPER", "FILE" };
	size_t i;

	if (!strstr(grant, " ON *.*") && !strstr(grant, database))
		return NULL; /* some other database's */
	for (i = 0; i < sizeof(too_much) / sizeof(too_much[0]); i++)
		if (strstr(grant, too_much[i]))
			return too_much[i];
	return NULL;
}

static void
grants_check(struct findings *f, struct db *db, struct str where)
{
	struct str database = arena_printf(f->c->arena, " ON %s.",
	    db_quote_name(f->c->arena, f->c->config.db_name).p);
	const char *excess;
	struct db_result r;

	if (!database.p ||
	    db_query(db, f->c->arena, &r, grants_sql, DB_NO_ARGS) != OK)
		return;
	while (db_next(&r)) {
		excess = grant_excess(db_get_str(&r, 0).p, database.p);
		if (!excess)
			continue;
		finding_add(f, FINDING_WARNING, where,
		    "SOUK_DB_USER may do"
		    " more than it needs (%s); give the site an account made"
		    " by soukctl setup",
		    excess);
		return;
	}
}

void
check_database(struct findings *f)
{
	struct str where = finding_where(f, "SOUK_DB_NAME");
	struct db_config config;
	struct db *db;

	if (ctl_db_config(f->c, &config) != CTL_OK) {
		finding_add(f, FINDING_FAULT, where,
		    "not asked: the"
		    " password cannot be read");
		return;
	}
	if (db_open(&db, &config) != OK) {
		finding_add(f, FINDING_FAULT, where,
		    "%s; start the server,"
		    " or run soukctl setup",
		    db_refusal());
		return;
	}
	server_check(f, db, where);
	schema_check(f, db, where);
	grants_check(f, db, where);
	db_close(db);
}
