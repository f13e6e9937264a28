#include <string.h>

#include "base/sys.h"
#include "notify/sms.h"
#include "shop.h"
#include "store/mobile_code.h"
#include "store/user.h"

/* A short message while it is being written. */
struct text {
	struct str to;
	struct str locale;
	struct str code; /* to be wiped */
	struct str minutes;
};

struct reading {
	struct step *step;
	const struct message *message;
	struct text *text;
};

static enum err
text_read(struct db *db, void *arg)
{
	struct reading *r = arg;
	const struct message *m = r->message;
	struct arena *a = r->step->arena;
	struct mobile_code code;
	struct user user;
	enum err e = user_get(db, a, &user, m->user_id);

	/* There is one text yet, and it carries a code. */
	if (!e && !str_is(m->template, "mobile_code"))
		e = ERR_INVALID;
	if (!e)
		e = mobile_code_unseal(db, a, &code, m->user_id,
		    &r->step->shop->site->keys, r->step->now_us);
	if (e)
		return e;
	*r->text = (struct text){ .to = code.mobile,
		.locale = user.locale,
		.code = code.code,
		.minutes = arena_printf(a, "%d", MOBILE_CODE_MIN) };
	return r->text->minutes.p ? OK : ERR_NOMEM;
}

static enum err
text_post(struct step *s, const struct message *m, const struct text *t,
    struct str *body, struct str *why)
{
	const struct site_config *c = &s->shop->site->config;
	const struct template_arg args[] = { { "brand", c->name },
		{ "code", t->code }, { "minutes", t->minutes } };
	const struct sms_gateway gateway = {
		.url = c->sms_url,
		.password = s->shop->sms_password,
		.ca_file = str_empty(c->ca_file)
		    ? NULL
		    : str_cstr(s->arena, c->ca_file),
	};
	const char *name = str_cstr(s->arena, m->template);
	enum err e;

	if (!name)
		return ERR_NOMEM;
	e = sms_render(s->arena, body, s->shop->mail_dir, t->locale,
	    c->locales[0], name,
	    (struct template_args){ args, sizeof(args) / sizeof(*args) }, why);
	/* A faulty or missing template is mended: the message can wait. */
	if (e)
		return e == ERR_NOMEM ? e : ERR_CONFIG;
	return sms_send(s->arena, &gateway, t->to, *body, why);
}

static void
wipe(struct str s)
{
	secret_wipe((void *)(uintptr_t)s.p, s.n);
}

enum err
text_send(struct step *s, const struct message *m, struct str *why)
{
	struct text t = { .to = STR("") };
	struct reading r = { s, m, &t };
	struct str body = STR_NONE;
	enum err e = tx_run(s->shop->site->pool, s->arena, text_read, &r);

	/* A try that was rewound left addresses behind. */
	if (e)
		memset(&t, 0, sizeof(t));
	if (e == ERR_NOT_FOUND)
		*why = STR("the code is used or too old");
	if (e == ERR_INVALID)
		*why = STR("no such template");
	if (!e && str_empty(s->shop->site->config.sms_url)) {
		*why = STR("SOUK_SMS_URL is not set");
		e = ERR_CONFIG;
	}
	if (!e)
		e = text_post(s, m, &t, &body, why);
	wipe(t.code);
	wipe(body);
	return e;
}
