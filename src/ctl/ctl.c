#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/sys.h"
#include "ctl/ctl.h"
#include "store/company.h"
#include "store/event.h"
#include "wire/json.h"

enum {
	DB_PASSWORD_BYTES_MAX = 1024,
	/* Some of what is asked here looks at every row there is. */
	ANSWER_S = 3600
};

int
ctl_fail(struct ctl *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "soukctl %s: ", c->command->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return CTL_FAULT;
}

int
ctl_failed(struct ctl *c, enum err e, const char *doing)
{
	switch (e) {
	case OK:
		return CTL_OK;
	case ERR_UNAVAILABLE:
		return ctl_fail(c, "%s: the database is away%s%s", doing,
		    *db_refusal() ? ": " : ", or can only be read",
		    db_refusal());
	case ERR_BUSY:
		return ctl_fail(
		    c, "%s: the database is busy; try again", doing);
	case ERR_UNKNOWN:
		return ctl_fail(c,
		    "%s: the connection was lost in COMMIT;"
		    " look whether it was done, then try again",
		    doing);
	case ERR_NOT_FOUND:
		return ctl_fail(c, "%s: there is none", doing);
	case ERR_EXISTS:
		return ctl_fail(c, "%s: it is there already", doing);
	case ERR_STATE:
		return ctl_fail(c, "%s: its state does not allow that", doing);
	case ERR_STALE:
		return ctl_fail(c,
		    "%s: someone else changed it meanwhile; try again", doing);
	case ERR_IO:
		return ctl_fail(c,
		    "%s: cannot be read or written; is it a file, and is this"
		    " user let at it?",
		    doing);
	case ERR_LIMIT:
		return ctl_fail(c, "%s: too large", doing);
	case ERR_NOMEM:
		return ctl_fail(c, "%s: out of memory", doing);
	case ERR_CONFIG:
		return ctl_fail(c, "%s: misconfigured", doing);
	default:
		return ctl_fail(c, "%s: %s", doing, err_name(e));
	}
}

int
ctl_misused(struct ctl *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "soukctl %s: ", c->command->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nusage: soukctl --site FILE %s\n", c->command->usage);
	return CTL_USAGE;
}

void
ctl_done(struct ctl *c, const char *fmt, ...)
{
	struct buf text, out;
	struct json j;
	va_list ap;

	buf_open(&text, BODY_MAX);
	buf_open(&out, 2 * BODY_MAX);
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	if (c->json) {
		json_start(&j, &out);
		json_object(&j);
		json_put_str(&j, "done", buf_str(&text));
		json_end_object(&j);
	} else {
		buf_add(&out, buf_str(&text));
	}
	printf("%.*s\n", STR_FMT(buf_str(&out)));
	buf_close(&out);
	buf_close(&text);
}

int
ctl_db_config(struct ctl *c, struct db_config *out)
{
	const struct site_config *s = &c->config;
	const char *path;
	struct str password;
	enum err e;

	*out = (struct db_config){
		.socket = s->db_socket.n ? str_cstr(c->arena, s->db_socket)
					 : NULL,
		.host = s->db_host.n ? str_cstr(c->arena, s->db_host) : NULL,
		.port = s->db_port,
		.name = str_cstr(c->arena, s->db_name),
		.user = str_cstr(c->arena, s->db_user),
		.answer_s = ANSWER_S,
		.tls_ca = s->db_tls_ca.n ? str_cstr(c->arena, s->db_tls_ca)
					 : NULL,
	};
	if (str_empty(s->db_password_file))
		return CTL_OK;
	path = str_cstr(c->arena, s->db_password_file);
	if (!path)
		return ctl_failed(c, ERR_NOMEM, "SOUK_DB_PASSWORD_FILE");
	e = file_read(c->arena, &password, path, DB_PASSWORD_BYTES_MAX, 1);
	if (e == ERR_CONFIG)
		return ctl_fail(
		    c, "%s: others may read it; chmod 0640 it", path);
	if (e != OK)
		return ctl_failed(c, e, path);
	out->password = str_cstr(c->arena, str_trim(password));
	if (!out->password || !*out->password)
		return ctl_fail(c, "%s: it is empty; put a password in", path);
	return CTL_OK;
}

int
ctl_pool(struct ctl *c, struct db_pool **out)
{
	struct db_config config;
	int status;

	*out = c->pool;
	if (c->pool)
		return CTL_OK;
	status = ctl_db_config(c, &config);
	if (status != CTL_OK)
		return status;
	if (db_pool_open(&c->pool, &config, 0) != OK)
		return ctl_failed(c, ERR_NOMEM, "database");
	*out = c->pool;
	return CTL_OK;
}

int
ctl_read(struct ctl *c, struct db **out)
{
	struct db_pool *pool;
	int status = ctl_pool(c, &pool);

	if (status != CTL_OK)
		return status;
	return ctl_failed(c, db_pool_take(pool, out), "database");
}

int
ctl_tx(struct ctl *c, tx_fn fn, void *arg, const char *doing)
{
	struct db_pool *pool;
	int status = ctl_pool(c, &pool);

	if (status != CTL_OK)
		return status;
	return ctl_failed(c, tx_run(pool, c->arena, fn, arg), doing);
}

int
ctl_company(struct ctl *c, struct id id, const char *text)
{
	struct company company;
	struct db *db;
	int status = ctl_read(c, &db);
	enum err e;

	if (status != CTL_OK)
		return status;
	e = company_get(db, c->arena, &company, id);
	db_pool_give(c->pool, db);
	if (e == ERR_NOT_FOUND)
		return ctl_fail(c,
		    "%s: there is no such company; soukctl company list names"
		    " them",
		    text);
	return ctl_failed(c, e, text);
}

int
ctl_keys(struct ctl *c, struct keys *out)
{
	const char *path = str_cstr(c->arena, c->config.secret_file);
	enum err e = path ? keys_load(out, path) : ERR_NOMEM;

	if (e == ERR_NOT_FOUND)
		return ctl_fail(c,
		    "%s: not there; make it by"
		    " soukctl keygen",
		    path);
	if (e == ERR_CONFIG)
		return ctl_fail(c,
		    "%s: others may read it, or it is no key"
		    " file",
		    path);
	return ctl_failed(c, e, "SOUK_SECRET_FILE");
}

enum err
ctl_event(struct db *db, const char *subject, struct id subject_id,
    const char *kind, struct str from, struct str to)
{
	struct event e = { .event_id = id_new(),
		.subject = str_from(subject),
		.subject_id = subject_id,
		.kind = str_from(kind),
		.from_state = from,
		.to_state = to,
		.actor = STR("operator"),
		.created_at_us = clock_now_us() };

	return events_insert(db, &e, 1);
}
