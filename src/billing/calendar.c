/*
 * X6: a calendar that people subscribe to.  Its address is its secret, of
 * which the database has the hash alone, and so the web server logs none of
 * its requests.
 */
#include "paper/calendar.h"

#include "billing.h"
#include "crypto/token.h"
#include "store/calendar_feed.h"

enum {
	ITEMS_MAX = ICAL_DAYS_MAX / 2,
	ALARM_MIN = 24 * 60,
	/* Of one address, so that secrets are not guessed. */
	READS = 600,
	READS_WINDOW_S = 3600
};

static enum err
calendar_new(struct call *c)
{
	char text[TOKEN_CHARS + 1];
	struct str secret = token_new(text), url;
	struct json *j;
	enum err e = company_required(c);

	if (e == OK)
		e = calendar_feed_put(c->db, c->who.user_id, c->who.company_id,
		    hash_sha256(secret), c->now_us);
	if (e != OK)
		return e;
	url = arena_printf(c->arena, "%.*s/api/billing/calendar/%.*s.ics",
	    STR_FMT(c->site->config.public_url), STR_FMT(secret));
	if (url.p == NULL)
		return ERR_NOMEM;
	j = reply_json(c, 201);
	json_object(j);
	json_put_str(j, "url", url);
	json_end_object(j);
	return OK;
}

static enum err
calendar_made_show(struct call *c)
{
	struct json *j;
	int64_t at_us = 0;
	enum err e = company_required(c);

	if (e == OK)
		e = calendar_feed_made(
		    c->db, c->arena, &at_us, c->who.user_id, c->who.company_id);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_time(j, "created_at", at_us);
	json_end_object(j);
	return OK;
}

static enum err
calendar_drop(struct call *c)
{
	enum err e = company_required(c);

	c->reply->status = 204;
	return e != OK ? e : calendar_feed_drop(c->db, c->who.user_id);
}

static struct str
summary_of(struct call *c, const struct calendar_item *i)
{
	char amount[MONEY_TEXT_MAX];
	struct str open = money_decimal(amount, i->open);
	const char *part = str_empty(i->stage) ? "" : ", ";

	if (i->is_bill)
		return arena_printf(c->arena, "Invoice %.*s%s%.*s: %s %.*s due",
		    STR_FMT(i->name), part, STR_FMT(i->stage),
		    i->open.currency.code, STR_FMT(open));
	return arena_printf(c->arena, "Delivery to accept: %.*s%s%.*s",
	    STR_FMT(i->name), part, STR_FMT(i->stage));
}

/* A bill falls due at the end of its day. */
static enum err
day_of(struct call *c, struct ical_day *day, const struct calendar_item *i)
{
	const struct site_config *config = &c->site->config;
	char text[ID_TEXT_MAX];
	struct str id = id_format(
	    text, i->is_bill ? ID_BILL : ID_HANDOVER, i->id);

	*day = (struct ical_day){
		.uid = arena_printf(
		    c->arena, "%.*s@%.*s", STR_FMT(id), STR_FMT(config->site)),
		.sequence = i->row_version,
		.stamp_us = c->now_us,
		.day = calendar_day(&c->site->calendar, i->at_us - 1),
		.summary = summary_of(c, i),
		.description = STR(""),
		.url = arena_printf(c->arena, "%.*s/my/%s/%.*s",
		    STR_FMT(config->public_url),
		    i->is_bill ? "bills" : "handovers", STR_FMT(id)),
		.alarm_min = ALARM_MIN,
	};
	return day->uid.p == NULL || day->summary.p == NULL ||
		day->url.p == NULL
	    ? ERR_NOMEM
	    : OK;
}

static enum err
calendar_write(struct call *c, struct id company_id)
{
	struct calendar_item *items;
	struct ical_day *days;
	struct str ics;
	size_t n;
	enum err e = calendar_items(
	    c->db, c->arena, &items, &n, company_id, ITEMS_MAX);

	if (e != OK)
		return e;
	days = ARENA_NEWS(c->arena, struct ical_day, n);
	if (days == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; e == OK && i < n; i++)
		e = day_of(c, &days[i], &items[i]);
	if (e == OK)
		e = ical_write(c->arena, &ics, days, n);
	if (e != OK)
		return e;
	c->reply->status = 200;
	c->reply->content_type = "text/calendar; charset=utf-8";
	reply_header(c->reply, "Cache-Control", STR("private, no-store"));
	buf_add(&c->reply->body, ics);
	return OK;
}

/* The secret of "<secret>.ics". */
static enum err
calendar_show(struct call *c)
{
	struct str name = c->path_arg[0];
	struct id company_id;
	enum err e = call_throttle(
	    c, "calendar", c->network, READS, READS_WINDOW_S);

	if (e != OK)
		return e;
	if (name.n != TOKEN_CHARS + 4 || !str_ends(name, STR(".ics")))
		return ERR_NOT_FOUND;
	e = calendar_feed_find(c->db, c->arena, &company_id,
	    hash_sha256(str_sub(name, 0, TOKEN_CHARS)));
	return e != OK ? e : calendar_write(c, company_id);
}

const struct route calendar_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/calendar",
	    .handler = calendar_made_show,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .answer = "Calendar",
	    .status = 200,
	    .summary = "Since when one has a calendar, if so; never its "
		       "address" },
	{ .method = "POST",
	    .pattern = "/api/billing/calendar",
	    .handler = calendar_new,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .answer = "CalendarAddress",
	    .status = 201,
	    .summary = "An address of one's own for the calendar of bills; "
		       "the one before is void" },
	{ .method = "DELETE",
	    .pattern = "/api/billing/calendar",
	    .handler = calendar_drop,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Void the calendar's address" },
	{ .method = "GET",
	    .pattern = "/api/billing/calendar/{secret}",
	    .handler = calendar_show,
	    .caller = CALLER_ANYONE,
	    .tx = TX_READ,
	    .status = 200,
	    .summary = "Bills' due days and deliveries to accept (iCalendar), "
		       "for who knows the secret" },
	{ .method = NULL },
};
