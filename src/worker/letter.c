#include <string.h>

#include "base/sys.h"
#include "letter_args.h"
#include "net/smtp.h"
#include "notify/mail.h"
#include "paper/qr.h"
#include "shop.h"

struct reading {
	struct step *step;
	const struct message *message;
	struct letter *letter;
};

static enum err
letter_run(struct db *db, void *arg)
{
	struct reading *r = arg;

	/* A rerun begins anew: the arena under the old args is rewound. */
	r->letter->n = 0;
	return letter_args(db, r->step, r->letter, r->message);
}

struct str
letter_host(const struct shop *shop)
{
	struct str from = shop->site->config.mail_from;

	return str_sub(from, str_find(from, '@') + 1, from.n);
}

/* What carried a mailed token must not lie about in memory. */
static void
wipe(struct str s)
{
	secret_wipe((void *)(uintptr_t)s.p, s.n);
}

static enum err
letter_post(struct step *s, const struct message *m, const struct letter *l,
    const struct template_text *text, struct str *why)
{
	const struct site_config *c = &s->shop->site->config;
	struct mail mail = {
		.from_name = c->name,
		.from = c->mail_from,
		.to = l->to,
		.reply_to = c->support_email,
		.message_id = m->message_id,
		.host = letter_host(s->shop),
		.date_us = m->created_at_us,
		.text = *text,
		.picture_name = STR(LETTER_PICTURE),
	};
	const struct smtp server = {
		.url = c->mail_url,
		.password = s->shop->mail_password,
		.ca_file = str_empty(c->ca_file)
		    ? NULL
		    : str_cstr(s->arena, c->ca_file),
		.helo = letter_host(s->shop),
	};
	struct smtp_message out = { .from = c->mail_from, .to = l->to };
	enum err e = OK;

	if (l->coded)
		e = qr_png(s->arena, &mail.picture, l->link);
	if (!e)
		e = mail_compose(s->arena, &out.data, &mail);
	wipe(mail.picture);
	if (!e) {
		e = smtp_send(s->arena, &server, &out, why);
		wipe(out.data);
	}
	return e;
}

static enum err
letter_render(struct step *s, const struct message *m, const struct letter *l,
    struct template_text *text, struct str *why)
{
	const struct shop *shop = s->shop;
	const char *name = str_cstr(s->arena, m->template);
	enum err e;

	if (!name)
		return ERR_NOMEM;
	e = mail_render(s->arena, text, shop->mail_dir, locale_name(l->locale),
	    shop->site->config.locales[0], name,
	    (struct template_args){ l->args, l->n }, why);
	/* A faulty or missing template is mended: the mail can wait. */
	return e == OK || e == ERR_NOMEM ? e : ERR_CONFIG;
}

enum err
letter_send(struct step *s, const struct message *m, struct str *why)
{
	struct letter l = { .n = 0 };
	struct reading r = { s, m, &l };
	struct template_text text = { .subject = STR("") };
	enum err e = tx_run(s->shop->site->pool, s->arena, letter_run, &r);

	/* A try that was rewound left its token's address behind. */
	if (e)
		memset(&l, 0, sizeof(l));
	if (e == ERR_NOT_FOUND)
		*why = STR("recipient, link or order is not there any more");
	if (e == ERR_INVALID)
		*why = STR("no such template");
	if (!e)
		e = letter_render(s, m, &l, &text, why);
	if (!e)
		e = letter_post(s, m, &l, &text, why);
	wipe(l.token);
	wipe(l.link);
	wipe(text.text);
	wipe(text.html);
	return e;
}
