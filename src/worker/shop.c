#include "shop.h"

#include <string.h>

#include "base/log.h"
#include "base/sys.h"
#include "paper/bill_text.h"

enum { SHOP_ARENA_MAX = 4 * 1024 * 1024, PASSWORD_FILE_MAX = 4096 };

/* file: a parameter's value, whose name is for the log. */
static enum err
password_read(
    struct shop *s, struct str *out, struct str file, const char *param)
{
	const char *path = str_cstr(s->arena, file);

	if (str_empty(file))
		return OK;
	if (!path)
		return ERR_NOMEM;
	enum err e = file_read(s->arena, out, path, PASSWORD_FILE_MAX, 1);
	if (e)
		log_error("a password file cannot be read",
		    "param=%s file=%s error=%s", param, path, err_name(e));
	*out = str_trim(*out);
	return e;
}

static enum err
passwords_read(struct shop *s)
{
	const struct site_config *c = &s->site->config;
	enum err e = password_read(s, &s->mail_password, c->mail_password_file,
	    "SOUK_MAIL_PASSWORD_FILE");

	return e ? e
		 : password_read(s, &s->sms_password, c->sms_password_file,
		       "SOUK_SMS_PASSWORD_FILE");
}

static enum err
parts_open(struct shop *s, const struct shop_dirs *dirs)
{
	const struct site_config *c = &s->site->config;
	struct str dir = arena_printf(s->arena, "%s/assets/locale", dirs->www);
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
	e = bill_texts_open(&s->bill_texts, dirs->bills, s->arena, &why);
	if (e) {
		log_error("the words on bills cannot be read; check --bills",
		    "why=%.*s", STR_FMT(why));
		return e;
	}
	return passwords_read(s);
}

enum err
shop_open(struct shop *out, const char *site_path, const struct shop_dirs *dirs)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	out->mail_dir = dirs->mail;
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
		e = parts_open(out, dirs);
	if (e)
		shop_close(out);
	return e;
}

void
shop_close(struct shop *s)
{
	secret_wipe((void *)(uintptr_t)s->mail_password.p, s->mail_password.n);
	secret_wipe((void *)(uintptr_t)s->sms_password.p, s->sms_password.n);
	locales_close(s->bill_texts);
	locales_close(s->locales);
	if (s->site)
		site_unref(s->site);
	if (s->arena)
		arena_close(s->arena);
	memset(s, 0, sizeof(*s));
}

bool
step_is_everybodys(enum err e)
{
	return e == ERR_NOMEM || e == ERR_BUSY || e == ERR_UNAVAILABLE ||
	    e == ERR_RETRY || e == ERR_UNKNOWN;
}

struct act
step_act(const struct step *s, struct db *db)
{
	return (struct act){ .db = db,
		.arena = s->arena,
		.now_us = s->now_us,
		.actor = ACTOR_WORKER,
		.calendar = &s->shop->site->calendar };
}
