/* What a buyer does with an offer but ordering it. */
#include <stddef.h>

#include "act/notification.h"
#include "act/seller.h"
#include "buying.h"
#include "base/sys.h"
#include "paper/calendar.h"

enum {
	REASON_MAX = 1000,
	EXTENSION_WORDS_MAX = 200, /* as the event log keeps them */
	ENDING_DAYS = 14,	   /* then a longer time can be asked for */
	EXTENSIONS_DAY = 1
};

struct words_body {
	struct str words;
};

static const struct field decline_fields[] = {
	{ .name = "reason",
	    .type = FIELD_LINES,
	    .required = true,
	    .max = REASON_MAX,
	    .offset = offsetof(struct words_body, words),
	    .about = "why; the seller reads it" },
};
static const struct shape decline_shape = SHAPE(
    "OfferDecline", struct words_body, decline_fields);

static const struct field extension_fields[] = {
	{ .name = "message",
	    .type = FIELD_LINES,
	    .max = EXTENSION_WORDS_MAX,
	    .offset = offsetof(struct words_body, words),
	    .about = "to the seller" },
};
static const struct shape extension_shape = SHAPE(
    "OfferExtensionRequest", struct words_body, extension_fields);

static enum err
decline_new(struct call *c)
{
	const struct words_body *body = c->body;
	struct act act = act_of_call(c);
	struct exclusive now;
	struct id offer_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&offer_id, c, ID_OFFER)) != OK ||
	    (e = offer_decline(
		 &act, offer_id, c->who.company_id, body->words)) != OK)
		return e == ERR_STATE ? call_fail(c, e,
					    "Only an offer that can still be "
					    "ordered can be declined.")
				      : e;
	e = exclusive_read(c, &now, offer_id);
	return e == OK ? exclusive_json(c, reply_json(c, 200), &now) : e;
}

struct extension {
	struct offer_exclusive x;
	struct id offer_id;
};

/* May more time be asked for: it is ending, or has ended? */
static enum err
extension_check(struct call *c, void *arg)
{
	struct extension *x = arg;
	const struct offer *o = &x->x.offer;
	enum offer_standing s;
	enum err e = offer_find(c, &x->x, x->offer_id);

	if (e != OK)
		return e;
	s = offer_standing(o->state, o->starts_at_us, o->ends_at_us, c->now_us);
	if (s == OFFER_OVER ||
	    (s == OFFER_IN_EFFECT &&
		o->ends_at_us <= c->now_us + ENDING_DAYS * DAY_US))
		return OK;
	return call_fail(c, ERR_STATE,
	    "More time can be asked for when an offer has expired or ends "
	    "within %d days.",
	    ENDING_DAYS);
}

static enum err
extension_write(struct call *c, void *arg)
{
	const struct words_body *body = c->body;
	struct extension *x = arg;
	struct act act = act_of_call(c);
	const struct event asked = act_event(&act, "offer", x->offer_id,
	    "extension_asked", NULL, NULL, str_trim(body->words));
	const struct notice notice = { .kind = NOTICE_EXTENSION_ASKED,
		.subject_id = x->offer_id,
		.party = c->who.company_name,
		.topic = x->x.names.product_name,
		.at_us = x->x.offer.ends_at_us };
	enum err e = events_insert(c->db, &asked, 1);

	if (e == OK)
		e = notify_sellers(&act, x->x.offer.seller_id, &notice);
	if (e == OK)
		e = seller_mail(
		    &act, x->x.offer.seller_id, "extension_asked", x->offer_id);
	if (e == OK)
		c->reply->status = 204;
	return e;
}

static enum err
extension_new(struct call *c)
{
	struct extension x;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&x.offer_id, c, ID_OFFER)) != OK ||
	    (e = call_tx(c, extension_check, &x)) != OK ||
	    (e = call_throttle(c, "offer extension", c->path_arg[0],
		 EXTENSIONS_DAY, DAY_US / SEC_US)) != OK)
		return e;
	return call_tx(c, extension_write, &x);
}

static struct str
ending_words(struct call *c, const struct offer_exclusive *x)
{
	return arena_printf(c->arena, "%.*s: %.*s",
	    STR_FMT(x->names.product_name), STR_FMT(x->offer.seller_name));
}

static enum err
calendar_write(struct call *c, struct str *out, const struct offer_exclusive *x)
{
	const struct site_config *config = &c->site->config;
	const struct offer *o = &x->offer;
	char id[ID_TEXT_MAX];
	struct str text = id_format(id, ID_OFFER, o->offer_id);
	const struct ical_day day = {
		.uid = arena_printf(c->arena, "%.*s@%.*s", STR_FMT(text),
		    STR_FMT(config->site)),
		.sequence = o->row_version,
		.stamp_us = c->now_us,
		/* It ends with that day. */
		.day = calendar_day(&c->site->calendar, o->ends_at_us - 1),
		.summary = ending_words(c, x),
		.description = STR(""),
		.url = arena_printf(c->arena, "%.*s/my/offers/%.*s",
		    STR_FMT(config->public_url), STR_FMT(text)),
		.alarm_min = 24 * 60,
	};

	if (day.uid.p == NULL || day.summary.p == NULL || day.url.p == NULL)
		return ERR_NOMEM;
	return ical_write(c->arena, out, &day, 1);
}

static enum err
calendar_show(struct call *c)
{
	struct offer_exclusive x;
	struct id offer_id;
	struct str text;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&offer_id, c, ID_OFFER)) != OK ||
	    (e = offer_find(c, &x, offer_id)) != OK ||
	    (e = calendar_write(c, &text, &x)) != OK)
		return e;
	c->reply->status = 200;
	c->reply->content_type = "text/calendar; charset=utf-8";
	reply_header(c->reply, "Content-Disposition",
	    STR("attachment; filename=\"offer.ics\""));
	buf_add(&c->reply->body, text);
	return OK;
}

const struct route answer_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/offers/exclusive-offers/{offer}/declines",
	    .handler = decline_new,
	    .caller = CALLER_BUYER,
	    .tx = TX_WRITE,
	    .body = &decline_shape,
	    .answer = "ExclusiveOffer",
	    .status = 200,
	    .summary = "Decline an offer" },
	{ .method = "POST",
	    .pattern =
		"/api/offers/exclusive-offers/{offer}/extension-requests",
	    .handler = extension_new,
	    .caller = CALLER_BUYER,
	    .tx = TX_PHASES,
	    .body = &extension_shape,
	    .status = 204,
	    .summary = "Ask the seller for more time, once a day" },
	{ .method = "GET",
	    .pattern = "/api/offers/exclusive-offers/{offer}/calendar",
	    .handler = calendar_show,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .status = 200,
	    .summary = "The day on which an offer ends, as iCalendar" },
	{ .method = NULL },
};
