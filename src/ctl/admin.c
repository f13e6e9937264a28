#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/sys.h"
#include "crypto/account.h"
#include "ctl/admin.h"
#include "ctl/migration.h"

enum { GRANTS_MAX = 64 * 1024 };

static const char default_socket[] = "/run/mysqld/mysqld.sock";

/* Accounts are names with the hosts that they may come from. */
enum { HOSTS_MAX = 2 };

static size_t
hosts_of(const struct site_config *s, const char *hosts[HOSTS_MAX])
{
	if (str_empty(s->db_host) || str_is(s->db_host, "localhost") ||
	    str_is(s->db_host, "127.0.0.1") || str_is(s->db_host, "::1")) {
		hosts[0] = "localhost";
		hosts[1] = str_is(s->db_host, "::1") ? "::1" : "127.0.0.1";
		return str_empty(s->db_host) ? 1 : 2;
	}
	hosts[0] = "%";
	return 1;
}

int
admin_open(struct ctl *c, struct db **out, const struct admin *admin,
    bool with_database)
{
	const struct site_config *s = &c->config;
	struct db_config config = {
		.user = admin->user ? admin->user : "root",
		.socket = admin->socket,
		.name = with_database ? str_cstr(c->arena, s->db_name) : NULL,
	};
	struct str password = STR_NONE;
	int status;

	if (!config.socket && s->db_socket.n > 0) {
		config.socket = str_cstr(c->arena, s->db_socket);
	} else if (!config.socket && s->db_host.n > 0 && admin->password_file) {
		config.host = str_cstr(c->arena, s->db_host);
		config.port = s->db_port;
	} else if (!config.socket) {
		config.socket = default_socket;
	}
	if (s->db_tls_ca.n > 0 && config.host)
		config.tls_ca = str_cstr(c->arena, s->db_tls_ca);
	if (admin->password_file) {
		status = ctl_password(c, &password, admin->password_file);
		if (status != CTL_OK)
			return status;
		config.password = str_cstr(c->arena, password);
	}
	if (db_open(out, &config) == OK)
		return CTL_OK;
	return ctl_fail(c,
	    "the administrator \"%s\" is not let in at %s: %s;"
	    " %srun this as root, or give --admin-user, --admin-socket and"
	    " --admin-password-file",
	    config.user, config.socket ? config.socket : config.host,
	    db_refusal(), with_database ? "run soukctl setup first, " : "");
}

static struct str
account_text(struct ctl *c, const char *host)
{
	return arena_printf(c->arena, "%s@%s",
	    db_quote_text(c->arena, c->config.db_user).p,
	    db_quote_text(c->arena, str_from(host)).p);
}

static int
script(struct ctl *c, struct db *db, struct str sql, const char *doing)
{
	enum err e = sql.p ? db_script(db, sql) : ERR_NOMEM;

	if (e == OK || e == ERR_NOMEM || e == ERR_UNAVAILABLE)
		return ctl_failed(c, e, doing);
	return ctl_fail(c, "%s: %s", doing, db_message(db));
}

static const char is_mariadb_sql[] = "SELECT VERSION() LIKE '%MariaDB%'";

/*
 * MySQL takes passwords out of its logs by itself; MariaDB writes them as
 * they were sent, and so gets the hash that it would make.
 */
static enum err
identified_text(
    struct ctl *c, struct str *out, struct db *db, const char *password)
{
	char hash[ACCOUNT_HASH_MAX];
	struct str text = str_from(password);
	const char *by = "BY";
	struct db_result r;
	enum err e = db_query(db, c->arena, &r, is_mariadb_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	if (db_next(&r) && db_get_i64(&r, 0)) {
		text = account_hash(hash, text);
		by = "VIA mysql_native_password USING";
	}
	if (text.p)
		text = db_quote_text(c->arena, text);
	if (text.p)
		*out = arena_printf(
		    c->arena, "IDENTIFIED %s %.*s", by, STR_FMT(text));
	return text.p && out->p ? OK : ERR_NOMEM;
}

static int
account_create(
    struct ctl *c, struct db *db, const char *host, const char *password)
{
	struct str account = account_text(c, host);
	struct str identified = STR_NONE;
	enum err e = identified_text(c, &identified, db, password);
	int status;

	if (e != OK || !account.p)
		return ctl_failed(c, e ? e : ERR_NOMEM, "account");
	status = script(c, db,
	    arena_printf(c->arena, "CREATE USER IF NOT EXISTS %s %s", account.p,
		identified.p),
	    "account");
	if (status != CTL_OK)
		return status;
	/* One that was there gets the file's password. */
	return script(c, db,
	    arena_printf(c->arena, "ALTER USER %s %s", account.p, identified.p),
	    "account");
}

int
admin_create(struct ctl *c, struct db *db)
{
	const char *hosts[HOSTS_MAX];
	size_t i, n = hosts_of(&c->config, hosts);
	struct db_config site;
	int status = ctl_db_config(c, &site);

	if (status != CTL_OK)
		return status;
	if (!site.password)
		return ctl_fail(c,
		    "SOUK_DB_PASSWORD_FILE is missing: name a"
		    " file with a random password, mode 0640");
	status = script(c, db,
	    arena_printf(c->arena,
		"CREATE DATABASE IF NOT EXISTS %s"
		" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
		db_quote_name(c->arena, c->config.db_name).p),
	    "database");
	for (i = 0; status == CTL_OK && i < n; i++)
		status = account_create(c, db, hosts[i], site.password);
	return status;
}

/* The file with {database} and {user} filled in. */
static struct str
grants_text(struct ctl *c, struct str text, struct str account)
{
	static const struct str database = { "{database}", 10 };
	static const struct str user = { "{user}", 6 };
	struct str name = db_quote_name(c->arena, c->config.db_name), rest;
	struct str out = STR_NONE;
	struct buf b;
	size_t i = 0;

	buf_open(&b, GRANTS_MAX);
	while (i < text.n) {
		rest = str_sub(text, i, text.n - i);
		if (str_starts(rest, database)) {
			buf_add(&b, name);
			i += database.n;
		} else if (str_starts(rest, user)) {
			buf_add(&b, account);
			i += user.n;
		} else {
			buf_add_char(&b, text.p[i++]);
		}
	}
	if (name.p && buf_err(&b) == OK)
		out = str_copy(c->arena, buf_str(&b));
	buf_close(&b);
	return out;
}

int
admin_grant(struct ctl *c, struct db *db)
{
	struct str path = arena_printf(
		       c->arena, "%s/grants/app.sql", c->sql_dir),
		   text, account;
	const char *hosts[HOSTS_MAX];
	size_t i, n = hosts_of(&c->config, hosts);
	int status = CTL_OK;
	enum err e;

	e = path.p ? file_read(c->arena, &text, path.p, GRANTS_MAX, 0)
		   : ERR_NOMEM;
	if (e != OK)
		return ctl_failed(c, e, path.p ? path.p : "grants");
	for (i = 0; status == CTL_OK && i < n; i++) {
		account = account_text(c, hosts[i]);
		if (!account.p)
			return ctl_failed(c, ERR_NOMEM, "grants");
		status = script(c, db, grants_text(c, text, account), "grants");
	}
	return status;
}

int
admin_migrate(struct ctl *c, struct db *db)
{
	struct migrations m;
	size_t pending;
	enum err e = migrations_read(c->arena, &m, db, c->sql_dir);

	if (e == ERR_NOT_FOUND)
		return ctl_fail(c,
		    "%s: no migrations there; name their"
		    " folder by --sql DIR",
		    c->sql_dir);
	pending = e == OK ? migrations_pending(&m) : 0;
	if (e == OK)
		e = migrations_run(c->arena, &m, db);
	if (e != OK && m.fault.p)
		return ctl_fail(c, "%.*s", STR_FMT(m.fault));
	if (e != OK)
		return ctl_failed(c, e, "migrations");
	ctl_done(c, "schema at %.*s, %zu migration%s applied",
	    STR_FMT(m.list[m.n - 1].name), pending, pending == 1 ? "" : "s");
	return CTL_OK;
}
