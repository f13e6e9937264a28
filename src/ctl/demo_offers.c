/*
 * Private offers of the demonstration: one that waits for its buyer, one
 * that is being written, one whose day has passed, and one in stages, which
 * the buyer's company has the credit for.
 */
#include <stdio.h>
#include <string.h>

#include "act/credit.h"
#include "act/offer_check.h"
#include "base/sys.h"
#include "ctl/demo.h"
#include "locale/zone.h"
#include "paper/qr.h"
#include "store/company.h"
#include "store/seller.h"
#include "store/user.h"

#define SELLER STR("lumen-works")
#define WRITER STR("lena@lumen-works.example")
#define BUYER STR("maria@buyer.example")

enum { DAYS_MAX = 90, NOT_SENT = -1 };

static const struct sample {
	const char *title, *plan, *mode, *note;
	int64_t quantity, periods, users, percent_bp;
	int64_t sent_days_ago; /* NOT_SENT: a draft */
	int64_t days;	       /* from then until its last day */
	bool staged;	       /* of the service, which is sold once */
} samples[] = {
	{ "Ferrara Foto, first year", "team", "monthly",
	    "Dear Maria, these are the terms that we agreed on. Lena", 1, 12,
	    12, 2500, 0, 21, false },
	{ "Ferrara Foto, all studios", "business", "yearly", "", 1, 1, 60, 3000,
	    NOT_SENT, 30, false },
	{ "Ferrara Foto, spring", "team", "monthly",
	    "Fifteen per cent less until the end of the season.", 1, 6, 8, 1500,
	    20, 14, false },
	{ "Ferrara Foto, the archive moves", "large", "one_time",
	    "Your whole archive, in three steps; each is paid when the one "
	    "before it stands.",
	    1, 1, 0, 1000, 0, 30, true },
};

#define THIRD 3333

static const struct {
	const char *name, *criterion;
	int64_t share_bp;
} stages[] = {
	{ "Inventory", "A list of every album, with what is to be moved",
	    THIRD },
	{ "Move", "All pictures stand in the new gallery, in their albums",
	    THIRD },
	{ "Handover", "Your people find their way without us",
	    OFFER_SHARES - 2 * THIRD },
};
enum { STAGES = sizeof(stages) / sizeof(stages[0]) };
enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

struct offers_demo {
	struct ctl *c;
	struct keys keys;
	struct calendar calendar;
	struct seller seller;
	struct user writer;
	struct str link;
};

/* "2026-12-31" */
static struct str
day_text(struct arena *a, int64_t day)
{
	struct ymd d = ymd_from_days(day);

	return arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static enum err
stages_of(struct arena *a, struct offer_body *b)
{
	struct offer_body_milestone *m = ARENA_NEWS(
	    a, struct offer_body_milestone, STAGES);
	struct str *criteria = ARENA_NEWS(a, struct str, STAGES);

	if (m == NULL || criteria == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < STAGES; i++) {
		criteria[i] = str_from(stages[i].criterion);
		m[i].name = str_from(stages[i].name);
		m[i].share_bp = stages[i].share_bp;
		m[i].criteria.items = &criteria[i];
		m[i].criteria.n = 1;
	}
	b->product = STR("gallery-moving-day");
	b->milestones.items = m;
	b->milestones.n = STAGES;
	b->billing = STR("advance");
	b->deemed_days = 10;
	b->capacities.n = 0;
	return OK;
}

static enum err
terms_of(struct offers_demo *d, struct offer_body *b, const struct sample *s,
    int64_t now_us)
{
	struct arena *a = d->c->arena;
	struct offer_body_capacity *users = ARENA_NEW(
	    a, struct offer_body_capacity);

	if (users == NULL)
		return ERR_NOMEM;
	*users = (struct offer_body_capacity){ STR("users"), s->users };
	*b = (struct offer_body){ .title = str_from(s->title),
		.target = { STR("email"), BUYER },
		.product = STR("lumen-gallery"),
		.plan = str_from(s->plan),
		.billing_mode = str_from(s->mode),
		.quantity = s->quantity,
		.periods = s->periods,
		.capacities = { users, 1 },
		.currency = str_from(d->c->config.currency.code),
		.price = { .kind = STR("percent"),
		    .percent_bp = s->percent_bp },
		.note = str_from(s->note) };
	b->accept_by = day_text(
	    a, calendar_day(&d->calendar, now_us) + s->days);
	if (b->accept_by.p == NULL)
		return ERR_NOMEM;
	return s->staged ? stages_of(a, b) : OK;
}

/* As if it had been sent at that time, by those who sell it. */
static enum err
sample_send(struct offers_demo *d, struct act *act, const struct offer_body *b,
    const struct offer_draft *draft)
{
	const struct offer_rules rules = { .seller_id = d->seller.seller_id,
		.company_id = d->seller.company_id,
		.locale = d->c->config.locales[0],
		.fallback = d->c->config.locales[0],
		.calendar = &d->calendar,
		.now_us = act->now_us,
		.days_max = DAYS_MAX,
		.keys = &d->keys };
	struct offer_sending s = { .offer_id = draft->offer_id,
		.seller_id = d->seller.seller_id,
		.keys = &d->keys };
	struct wire_faults faults;
	struct offer_found found;
	enum err e = offer_look_up(act->db, act->arena, &found, b, &rules);

	if (e != OK)
		return e;
	offer_check(act->arena, &faults, b, &found, &rules);
	if (faults.n > 0)
		return ERR_INVALID;
	e = offer_sending_fill(act, &s, b, &found, draft, rules.locale);
	return e == OK ? offer_send(act, &s) : e;
}

static enum err
sample_add(struct offers_demo *d, struct act *act, const struct sample *s)
{
	const int64_t ago = s->sent_days_ago == NOT_SENT ? 0 : s->sent_days_ago;
	struct offer o = { .offer_id = id_new(),
		.seller_id = d->seller.seller_id,
		.title = str_from(s->title),
		.created_by = d->writer.user_id };
	struct offer_draft draft = { .offer_id = o.offer_id,
		.updated_by = d->writer.user_id };
	struct offer_body b;
	struct event event;
	enum err e;

	act->now_us -= ago * DAY_US;
	event = act_event(
	    act, "offer", o.offer_id, "created", NULL, "DRAFT", STR_NONE);
	o.created_at_us = draft.updated_at_us = act->now_us;
	if ((e = terms_of(d, &b, s, act->now_us)) != OK ||
	    (e = offer_terms_json(act->arena, &draft.body, &b)) != OK ||
	    (e = offer_insert(act->db, &o)) != OK ||
	    (e = offer_draft_put(act->db, &draft)) != OK ||
	    (e = events_insert(act->db, &event, 1)) != OK)
		return e;
	if (s->sent_days_ago != NOT_SENT)
		e = sample_send(d, act, &b, &draft);
	/* The first one's link is shown to whoever started the demo. */
	if (e == OK && s == samples) {
		struct str token;

		if ((e = offer_get(act->db, act->arena, &o, o.offer_id)) ==
			OK &&
		    (e = offer_unseal(act->arena, &token, &o, &d->keys)) == OK)
			d->link = arena_printf(act->arena, "%.*s/o/#%.*s",
			    STR_FMT(d->c->config.public_url), STR_FMT(token));
	}
	return e;
}

static enum err
customer_known(struct offers_demo *d, struct act *act)
{
	const struct offer_body_target target = { STR("email"), BUYER };
	struct event event;
	struct str mark;
	enum err e = offer_target_mark(act->arena, &mark, &d->keys, &target);

	if (e != OK)
		return e;
	event = act_event(act, "seller", d->seller.seller_id,
	    CUSTOMER_LOOKED_UP, NULL, NULL, mark);
	return events_insert(act->db, &event, 1);
}

/* Orders in stages are for companies on monthly settlement. */
static enum err
credit_grant(struct act *act)
{
	static const struct {
		enum credit_kind kind;
		struct str limit;
	} pools[] = {
		{ CREDIT_GENERAL, STR("10000") },
		{ CREDIT_MILESTONE, STR("25000") },
	};
	struct company company;
	struct money limit;
	struct user buyer;
	enum err e = user_by_email(act->db, act->arena, &buyer, BUYER);

	if (e == OK)
		e = company_get(
		    act->db, act->arena, &company, buyer.company_id);
	if (e != OK)
		return e;
	company.postpaid = true;
	e = company_update(act->db, &company);
	for (size_t i = 0; e == OK && i < sizeof(pools) / sizeof(pools[0]);
	     i++) {
		e = money_parse(&limit, pools[i].limit, company.currency);
		if (e == OK)
			e = credit_limit_set(
			    act, company.company_id, pools[i].kind, limit);
	}
	return e;
}

static enum err
offers_add(struct db *db, void *arg)
{
	struct offers_demo *d = arg;
	struct ctl *c = d->c;
	struct act act = { .db = db,
		.arena = c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_USER,
		.calendar = &d->calendar };
	enum err e;

	if ((e = seller_by_slug(db, c->arena, &d->seller, SELLER)) != OK ||
	    (e = user_by_email(db, c->arena, &d->writer, WRITER)) != OK)
		return e;
	act.user_id = d->writer.user_id;
	e = credit_grant(&act);
	if (e == OK)
		e = customer_known(d, &act);
	for (size_t i = 0; e == OK && i < SAMPLES; i++) {
		struct act then = act;

		e = sample_add(d, &then, &samples[i]);
	}
	return e;
}

static int
link_print(struct ctl *c, struct str link)
{
	struct str code;
	enum err e = qr_text(c->arena, &code, link);

	if (e != OK)
		return ctl_failed(c, e, "QR code");
	if (!c->json)
		printf("\nA private offer for %.*s\n  %.*s\n\n%.*s",
		    STR_FMT(BUYER), STR_FMT(link), STR_FMT(code));
	return CTL_OK;
}

int
demo_offers_add(struct ctl *c)
{
	struct offers_demo d = { .c = c };
	struct zone *zone;
	enum err e = zone_open(&zone, c->arena, c->config.time_zone);
	int status = e == OK ? ctl_keys(c, &d.keys)
			     : ctl_failed(c, e, "time zone");

	if (status != CTL_OK)
		return status;
	d.calendar = (struct calendar){ zone, zone_day, zone_midnight_us };
	status = ctl_tx(c, offers_add, &d, "demo offers");
	keys_wipe(&d.keys);
	return status == CTL_OK ? link_print(c, d.link) : status;
}
