#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/site.h"
#include "base/sys.h"
#include "locale/tax_table.h"

enum { SITE_ARENA_MAX = 4 * 1024 * 1024, SECRET_MAX = 4096 };

enum err
site_file_trusted(const char *path, const char **why)
{
	struct stat st;

	if (stat(path, &st) != 0)
		*why = "it cannot be read; correct the path";
	else if (!S_ISREG(st.st_mode))
		*why = "it is no regular file";
	else if (st.st_uid != 0 && st.st_uid != geteuid())
		*why = "another user owns it; chown it to root";
	else if (st.st_mode & (S_IWGRP | S_IWOTH))
		*why = "others may write it; chmod go-w";
	else
		return OK;
	return ERR_CONFIG;
}

/* Adds to what keeps the site from being served. */
static void
site_fault(struct site *s, struct str more)
{
	if (s->fault.n > 0)
		more = arena_printf(
		    s->arena, "%.*s; %.*s", STR_FMT(s->fault), STR_FMT(more));
	s->fault = more.p ? more : STR("out of memory");
}

static void
conf_faults_take(struct site *s, const struct conf_fault *faults, size_t n)
{
	for (size_t i = 0; i < n; i++)
		site_fault(s,
		    arena_printf(s->arena, "line %d: %.*s", faults[i].line,
			STR_FMT(faults[i].what)));
}

static void
site_faults_take(struct site *s, const struct site_fault *faults, size_t n)
{
	for (size_t i = 0; i < n; i++)
		site_fault(s,
		    arena_printf(s->arena, "line %d: %.*s %.*s", faults[i].line,
			STR_FMT(faults[i].param), STR_FMT(faults[i].what)));
}

static const char *
text_or_null(struct site *s, struct str v)
{
	return v.n > 0 ? str_cstr(s->arena, v) : NULL;
}

static enum err
password_read(struct site *s, const char **out)
{
	const char *path = text_or_null(s, s->config.db_password_file);
	struct str password;
	enum err e;

	*out = NULL;
	if (!path)
		return OK;
	e = file_read(s->arena, &password, path, SECRET_MAX, 1);
	if (e != OK) {
		site_fault(s,
		    arena_printf(s->arena,
			"SOUK_DB_PASSWORD_FILE "
			"%s: %s; it must be there, readable by this user and by "
			"nobody else",
			path, err_name(e)));
		return e;
	}
	*out = str_cstr(s->arena, str_trim(password));
	return *out ? OK : ERR_NOMEM;
}

static enum err
pool_make(struct site *s)
{
	const struct site_config *c = &s->config;
	struct db_config db = { .socket = text_or_null(s, c->db_socket),
		.host = text_or_null(s, c->db_host),
		.port = c->db_port,
		.name = text_or_null(s, c->db_name),
		.user = text_or_null(s, c->db_user),
		.tls_ca = text_or_null(s, c->db_tls_ca) };
	enum err e = password_read(s, &db.password);

	return e == OK ? db_pool_open(&s->pool, &db, 0) : e;
}

static enum err
keys_take(struct site *s)
{
	const char *path = str_cstr(s->arena, s->config.secret_file);
	enum err e = path ? keys_load(&s->keys, path) : ERR_NOMEM;

	if (e != OK && e != ERR_NOMEM)
		site_fault(s,
		    arena_printf(s->arena,
			"SOUK_SECRET_FILE %s: "
			"%s; soukctl keygen makes one, readable by this user and "
			"by nobody else",
			path, err_name(e)));
	return e;
}

static enum err
zone_take(struct site *s)
{
	enum err e = zone_open(&s->zone, s->arena, s->config.time_zone);

	s->calendar = (struct calendar){ s->zone, zone_day, zone_midnight_us };
	if (e != OK && e != ERR_NOMEM)
		site_fault(s,
		    arena_printf(s->arena,
			"SOUK_TIME_ZONE %.*s: this"
			" system has no such zone; see timedatectl list-timezones,"
			" or install tzdata",
			STR_FMT(s->config.time_zone)));
	return e;
}

/* A table that is wrong somewhere would charge a wrong tax. */
static enum err
taxes_take(struct site *s)
{
	struct conf_fault faults[SITE_FAULTS_MAX];
	const char *path = text_or_null(s, s->config.tax_table);
	size_t n = SITE_FAULTS_MAX;
	enum err e;

	if (s->config.tax_table.n == 0)
		return OK;
	if (s->config.country.n == 0) {
		site_fault(s,
		    STR("SOUK_TAX_TABLE wants SOUK_COUNTRY, the country of who "
			"sells; add it, for example DE"));
		return ERR_CONFIG;
	}
	s->taxes = ARENA_NEW(s->arena, struct tax_table);
	if (!path || !s->taxes)
		return ERR_NOMEM;
	e = tax_table_read(s->arena, s->taxes, path, faults, &n);
	if (e == OK || e == ERR_NOMEM)
		return e;
	site_fault(s, arena_printf(s->arena, "SOUK_TAX_TABLE %s", path));
	if (e == ERR_CONFIG)
		conf_faults_take(s, faults, n);
	else
		site_fault(s, str_from(err_name(e)));
	return e;
}

/* Faults stay in the site; only the machine's are returned. */
static enum err
site_start(struct site *s)
{
	struct site_fault faults[SITE_FAULTS_MAX];
	size_t n = 0;
	enum err e;

	e = site_config_read(s->arena, &s->config, &s->conf, faults, &n);
	if (e == ERR_CONFIG)
		site_faults_take(s, faults, n);
	if (e == OK)
		e = zone_take(s);
	if (e == OK)
		e = taxes_take(s);
	if (e == OK)
		e = keys_take(s);
	if (e == OK)
		e = pool_make(s);
	if (e == ERR_NOMEM)
		return e;
	if (e != OK && s->fault.n == 0)
		site_fault(s, str_from(err_name(e)));
	return OK;
}

static struct site *
site_new(void)
{
	struct arena *a = arena_open(SITE_ARENA_MAX);
	struct site *s = a ? ARENA_NEW(a, struct site) : NULL;

	if (!s) {
		if (a)
			arena_close(a);
		return NULL;
	}
	s->arena = a;
	s->refs = 1;
	return s;
}

enum err
site_open(struct site **out, const char *path)
{
	struct conf_fault faults[SITE_FAULTS_MAX];
	struct site *s = site_new();
	size_t n = SITE_FAULTS_MAX;
	const struct conf_param *name;
	enum err e;

	if (!s)
		return ERR_NOMEM;
	e = conf_read(s->arena, &s->conf, path, faults, &n);
	if (e == OK) {
		e = site_start(s);
	} else if (e != ERR_NOMEM) {
		if (e == ERR_CONFIG)
			conf_faults_take(s, faults, n);
		else
			site_fault(s,
			    arena_printf(
				s->arena, "%s: %s", path, err_name(e)));
		/* Its own requests should meet the fault all the same. */
		name = conf_find(&s->conf, "SOUK_SITE");
		if (name)
			s->config.site = name->value;
		e = OK;
	}
	if (e != OK) {
		site_unref(s);
		return e;
	}
	*out = s;
	return OK;
}

enum err
site_open_conf(struct site **out, const struct conf *conf)
{
	struct site *s = site_new();
	enum err e = OK;

	if (!s)
		return ERR_NOMEM;
	s->conf.path = conf->path;
	s->conf.params = ARENA_NEWS(s->arena, struct conf_param, conf->count);
	if (!s->conf.params)
		e = ERR_NOMEM;
	for (size_t i = 0; e == OK && i < conf->count; i++) {
		struct conf_param *p = &s->conf.params[s->conf.count++];

		p->name = str_copy(s->arena, conf->params[i].name);
		p->value = str_copy(s->arena, conf->params[i].value);
		p->line = conf->params[i].line;
		if (!p->name.p || !p->value.p)
			e = ERR_NOMEM;
	}
	if (e == OK)
		e = site_start(s);
	if (e != OK) {
		site_unref(s);
		return e;
	}
	*out = s;
	return OK;
}

struct site *
site_ref(struct site *site)
{
	site->refs++;
	return site;
}

void
site_unref(struct site *site)
{
	if (--site->refs > 0)
		return;
	if (site->close)
		site->close(site);
	if (site->pool)
		db_pool_close(site->pool);
	keys_wipe(&site->keys);
	arena_close(site->arena);
}
