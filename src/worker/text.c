#include <string.h>

#include "app/report.h"
#include "base/sys.h"
#include "locale/format.h"
#include "notify/sms.h"
#include "shop.h"
#include "store/mobile_code.h"
#include "store/offer_list.h"
#include "store/profile.h"
#include "store/user.h"

enum { TEXT_ARGS_MAX = 6, NAME_LONGEST = 60, NAME_SHORTEST = 10 };

/* A short message while it is being written. */
struct text {
	struct str to;
	const struct locale *locale;
	struct template_arg args[TEXT_ARGS_MAX];
	size_t n;
	size_t names;		 /* so many of the first are names, to be cut */
	struct str secret, link; /* to be wiped */
	bool reported;		 /* somebody wants to know what became of it */
};

struct reading {
	struct step *step;
	const struct message *message;
	struct text *text;
};

static void
arg_add(struct text *t, const char *name, struct str value)
{
	t->args[t->n++] = (struct template_arg){ name, value };
}

static enum err
code_read(struct db *db, struct reading *r, struct text *t)
{
	struct arena *a = r->step->arena;
	struct mobile_code code;
	enum err e = mobile_code_unseal(db, a, &code, r->message->user_id,
	    &r->step->shop->site->keys, r->step->now_us);
	struct str minutes = arena_printf(a, "%d", MOBILE_CODE_MIN);

	if (e)
		return e;
	t->to = code.mobile;
	t->secret = code.code;
	arg_add(t, "brand", r->step->shop->site->config.name);
	arg_add(t, "code", code.code);
	arg_add(t, "minutes", minutes);
	return minutes.p ? OK : ERR_NOMEM;
}

static enum err
offer_link(struct reading *r, struct text *t, const struct offer *o)
{
	const struct site *site = r->step->shop->site;
	struct arena *a = r->step->arena;
	enum err e = offer_unseal(a, &t->secret, o, &site->keys);

	if (e)
		return e;
	t->link = arena_printf(a, "%.*s/o/#%.*s",
	    STR_FMT(site->config.public_url), STR_FMT(t->secret));
	return t->link.p ? OK : ERR_NOMEM;
}

/* The last day, as the site's clocks have it. */
static enum err
offer_ends(struct reading *r, struct str *out, const struct offer *o,
    const struct locale *locale)
{
	int64_t day = zone_day(r->step->shop->site->zone, o->ends_at_us - 1);
	struct buf b;
	enum err e;

	buf_open(&b, 128);
	format_date(&b, locale_name(locale), day * DAY_US);
	e = buf_err(&b);
	if (!e) {
		*out = str_copy(r->step->arena, buf_str(&b));
		e = out->p ? OK : ERR_NOMEM;
	}
	buf_close(&b);
	return e;
}

static bool
is_open(const struct offer *o)
{
	return o->state == OFFER_SENT || o->state == OFFER_EFFECTIVE;
}

/* R23: to a mobile number that its user has verified. */
static enum err
offer_text_read(struct db *db, struct reading *r, struct text *t)
{
	struct arena *a = r->step->arena;
	const struct site_config *c = &r->step->shop->site->config;
	struct profile to;
	struct offer o;
	struct offer_version v;
	struct offer_names names;
	struct str ends;
	enum err e = profile_get(
	    db, a, &to, r->message->user_id, r->step->now_us);

	if (!e && to.mobile_verified_at_us == 0)
		e = ERR_NOT_FOUND;
	if (!e)
		e = offer_get(db, a, &o, r->message->subject_id);
	if (!e && !is_open(&o))
		e = ERR_NOT_FOUND;
	if (!e)
		e = offer_version_get(db, a, &v, o.offer_id, o.version);
	if (!e)
		e = offer_names_get(db, a, &names, v.terms.product_id,
		    v.terms.plan_id, locale_name(t->locale), c->locales[0]);
	if (!e)
		e = offer_ends(r, &ends, &o, t->locale);
	if (!e)
		e = offer_link(r, t, &o);
	if (e)
		return e;
	t->to = to.mobile;
	t->reported = true;
	t->names = 2;
	arg_add(t, "seller", o.seller_name);
	arg_add(t, "product", names.product_name);
	arg_add(t, "ends", ends);
	arg_add(t, "link", t->link);
	return OK;
}

static const struct {
	const char *template;
	enum err (*read)(struct db *db, struct reading *r, struct text *t);
} texts[] = {
	{ "mobile_code", code_read },
	{ "offer", offer_text_read },
	{ "offer_revised", offer_text_read },
	{ "offer_extended", offer_text_read },
	{ "offer_ending", offer_text_read },
};

static enum err
text_read(struct db *db, void *arg)
{
	struct reading *r = arg;
	const struct message *m = r->message;
	const struct shop *shop = r->step->shop;
	struct user user;
	enum err e = user_get(db, r->step->arena, &user, m->user_id);

	if (e)
		return e;
	*r->text = (struct text){ .locale = locale_find(
				      shop->locales, user.locale) };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (str_is(m->template, texts[i].template))
			return texts[i].read(db, r, r->text);
	return ERR_INVALID;
}

static enum err
text_render(struct step *s, const struct message *m, const struct text *t,
    struct str *body, struct str *why)
{
	const struct site_config *c = &s->shop->site->config;
	const char *name = str_cstr(s->arena, m->template);

	if (!name)
		return ERR_NOMEM;
	return sms_render(s->arena, body, s->shop->mail_dir,
	    locale_name(t->locale), c->locales[0], name,
	    (struct template_args){ t->args, t->n }, why);
}

static void
wipe(struct str s)
{
	secret_wipe((void *)(uintptr_t)s.p, s.n);
}

/* As many parts as a text of the language may have: names give way. */
static size_t
parts_wanted(struct str body)
{
	size_t septets;

	return sms_gsm(body, &septets) ? 1 : SMS_PARTS_MAX;
}

static enum err
text_fit(struct step *s, const struct message *m, const struct text *whole,
    struct str *body, struct str *why)
{
	for (size_t max = NAME_LONGEST;; max -= 5) {
		struct text t = *whole;
		enum err e;

		for (size_t i = 0; i < t.names; i++) {
			t.args[i].value = sms_name(
			    s->arena, t.args[i].value, max);
			if (!t.args[i].value.p)
				return ERR_NOMEM;
		}
		e = text_render(s, m, &t, body, why);
		if (e || t.names == 0 || max <= NAME_SHORTEST ||
		    sms_parts(*body) <= parts_wanted(*body))
			return e;
		wipe(*body);
	}
}

static enum err
text_post(struct step *s, const struct message *m, const struct text *t,
    struct str *body, struct str *why)
{
	const struct site_config *c = &s->shop->site->config;
	struct sms_gateway gateway = {
		.url = c->sms_url,
		.password = s->shop->sms_password,
		.ca_file = str_empty(c->ca_file)
		    ? NULL
		    : str_cstr(s->arena, c->ca_file),
	};
	enum err e = text_fit(s, m, t, body, why);

	/* A faulty or missing template is mended: the message can wait. */
	if (e)
		return e == ERR_NOMEM ? e : ERR_CONFIG;
	if (sms_parts(*body) > SMS_PARTS_MAX) {
		*why = STR("the text does not fit into three parts");
		return ERR_INVALID;
	}
	if (t->reported) {
		gateway.report = report_url(
		    s->arena, s->shop->site, m->message_id);
		if (!gateway.report.p)
			return ERR_NOMEM;
	}
	return sms_send(s->arena, &gateway, t->to, *body, why);
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
		*why = STR("what it is about is over, or nobody is there");
	if (e == ERR_INVALID)
		*why = STR("no such template");
	if (!e && str_empty(s->shop->site->config.sms_url)) {
		*why = STR("SOUK_SMS_URL is not set");
		e = ERR_CONFIG;
	}
	if (!e)
		e = text_post(s, m, &t, &body, why);
	wipe(t.secret);
	wipe(t.link);
	wipe(body);
	return e;
}
