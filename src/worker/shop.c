#include "shop.h"

#include <string.h>

#include "base/log.h"
#include "base/sys.h"

enum { SHOP_ARENA_MAX = 4 * 1024 * 1024, PASSWORD_FILE_MAX = 4096 };

static enum err
password_read(struct shop *s)
{
	struct str file = s->site->config.mail_password_file;
	const char *path = str_cstr(s->arena, file);

	if (str_empty(file))
		return OK;
	if (!path)
		return ERR_NOMEM;
	enum err e = file_read(
	    s->arena, &s->mail_password, path, PASSWORD_FILE_MAX, 1);
	if (e)
		log_error("SOUK_MAIL_PASSWORD_FILE cannot be read",
		    "file=%s error=%s", path, err_name(e));
	s->mail_password = str_trim(s->mail_password);
	return e;
}

static enum err
parts_open(struct shop *s, const char *www_dir)
{
	const struct site_config *c = &s->site->config;
	struct str dir = arena_printf(s->arena, "%s/assets/locale", www_dir);
	struct str why = STR("");

	s->data_dir = str_cstr(s->arena, c->data_dir);
	if (!dir.p || !s->data_dir)
		return ERR_NOMEM;
	enum err e = locales_open(
	    &s->locales, dir.p, c->locales, c->nlocales, s->arena, &why);
	if (e) {
		log_error("texts cannot be read; check --www and SOUK_LOCALES",
		    "why=%.*s", STR_FMT(why));
		return e;
	}
	return password_read(s);
}

enum err
shop_open(struct shop *out, const char *site_path, const char *www_dir,
    const char *mail_dir)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	out->mail_dir = mail_dir;
	out->arena = arena_open(SHOP_ARENA_MAX);
	if (!out->arena)
		return ERR_NOMEM;
	e = site_open(&out->site, site_path);
	if (!e && !str_empty(out->site->fault)) {
		log_error("site is misconfigured", "file=%s fault=%.*s",
		    site_path, STR_FMT(out->site->fault));
		e = ERR_CONFIG;
	}
	if (!e)
		e = parts_open(out, www_dir);
	if (e)
		shop_close(out);
	return e;
}

void
shop_close(struct shop *s)
{
	secret_wipe((void *)(uintptr_t)s->mail_password.p, s->mail_password.n);
	locales_close(s->locales);
	if (s->site)
		site_unref(s->site);
	if (s->arena)
		arena_close(s->arena);
	memset(s, 0, sizeof(*s));
}

struct act
step_act(const struct step *s, struct db *db)
{
	return (struct act){ .db = db,
		.arena = s->arena,
		.now_us = s->now_us,
		.actor = ACTOR_WORKER };
}
