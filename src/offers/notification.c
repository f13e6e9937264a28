/* What the caller is told in the pages, in the caller's language. */
#include <stddef.h>
#include <stdio.h>

#include "base/sys.h"
#include "locale/format.h"
#include "offers.h"
#include "sale/desk.h"
#include "store/notification.h"
#include "store/offer_list.h"

enum { ENDING_DAYS = 3, ENDING_SHOWN = 3, TEXT_MAX = 2048 };

/* The last day of what ends at an instant, as the site's clocks have it. */
static void
day_add(struct call *c, struct buf *out, const struct locale *l, int64_t us)
{
	if (us != 0)
		format_date(out, locale_name(l),
		    zone_day(c->site->zone, us - 1) * DAY_US);
}

/* "notices.offer_expired", or with "_sold" as its seller reads it. */
static struct str
words_of(const struct locale *l, const struct notification *n)
{
	char key[80];
	const char *of[] = { n->selling ? "_sold" : "", "" };

	for (size_t i = 0; i < 2; i++) {
		int len = snprintf(key, sizeof(key), "notices.%.*s%s",
		    STR_FMT(n->kind), of[i]);

		if (len > 0 && (size_t)len < sizeof(key) && locale_has(l, key))
			return locale_text(l, key);
	}
	return locale_text(l, "notices.other");
}

static enum err
text_json(struct call *c, struct json *j, const struct locale *l,
    const struct notification *n)
{
	struct buf day, text;
	enum err e;

	buf_open(&day, 128);
	buf_open(&text, TEXT_MAX);
	day_add(c, &day, l, n->at_us);
	const struct locale_arg args[] = { { "party", n->party },
		{ "topic", n->topic }, { "date", buf_str(&day) } };
	locale_fill(&text, words_of(l, n), args, sizeof(args) / sizeof(*args));
	if ((e = buf_err(&day)) == OK && (e = buf_err(&text)) == OK)
		json_put_str(j, "text", buf_str(&text));
	buf_close(&day);
	buf_close(&text);
	return e;
}

/* By what a kind begins with. */
static const struct place {
	const char *kinds, *buying, *selling, *prefix;
} places[] = {
	{ "request_", "my/requests/", "seller/requests/", ID_OFFER_REQUEST },
	{ "settlement_", "my/settlements/", "seller/settlements/",
	    ID_SETTLEMENT },
	{ "service_", "my/orders/", "seller/handovers/", ID_ORDER },
	{ "stage_", "my/orders/", "seller/handovers/", ID_ORDER },
	{ "plan_", "my/orders/", "seller/handovers/", ID_ORDER },
	{ "order_", "my/orders/", "seller/handovers/", ID_ORDER },
	{ "", "my/offers/", "seller/offers/", ID_OFFER },
};

/* Where it is looked at, below the site's base. */
static enum err
url_json(struct call *c, struct json *j, const struct notification *n)
{
	const struct place *at = places;
	char id[ID_TEXT_MAX];
	struct str url;

	while (!str_starts(n->kind, str_from(at->kinds)))
		at++;
	url = arena_printf(c->arena, "/%s%.*s",
	    n->selling ? at->selling : at->buying,
	    STR_FMT(id_format(id, at->prefix, n->subject_id)));

	json_put_str(j, "url", url);
	return url.p ? OK : ERR_NOMEM;
}

static enum err
notification_json(struct call *c, struct json *j, const struct locale *l,
    const struct notification *n)
{
	enum err e;

	json_object(j);
	json_put_id(j, "id", ID_NOTIFICATION, n->notification_id);
	json_put_str(j, "kind", n->kind);
	e = text_json(c, j, l, n);
	if (e == OK)
		e = url_json(c, j, n);
	json_put_time(j, "at", n->created_at_us);
	json_put_bool(j, "read", n->read_at_us != 0);
	json_end_object(j);
	return e;
}

/* ?unread=yes: those alone. */
static enum err
unread_read(struct call *c, bool *out)
{
	struct str text = request_query(c->request, "unread");

	*out = str_is(text, "yes");
	if (text.n == 0 || *out || str_is(text, "no"))
		return OK;
	return call_fault(
	    c, "/unread", "choice", "unread is one of yes and no.");
}

static enum err
notifications_list(struct call *c)
{
	const struct locale *l = locale_find(desk_of(c)->texts, call_locale(c));
	struct notification *all;
	struct paging p;
	struct json *j;
	struct id before;
	bool unread;
	size_t n = 0;
	enum err e;

	if ((e = unread_read(c, &unread)) != OK ||
	    (e = paging_read_id(c, &p, &before)) != OK ||
	    (e = notifications_of(c->db, c->arena, &all, &n, c->who.user_id,
		 unread, before, p.limit + 1)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; e == OK && i < n; i++)
		e = notification_json(c, j, l, &all[i]);
	return e != OK ? e
		       : paging_close_id(c, &p,
			     p.more ? &all[n - 1].notification_id : NULL);
}

static enum err
counts_show(struct call *c)
{
	struct offer *offers = NULL;
	struct json *j;
	int64_t unread = 0;
	size_t n = 0;
	enum err e = notifications_unread(
	    c->db, c->arena, &unread, c->who.user_id, NOTICES_UNREAD_MAX);

	if (e == OK && !id_is_nil(c->who.company_id))
		e = offers_ending(c->db, c->arena, &offers, &n,
		    c->who.company_id, c->now_us,
		    c->now_us + ENDING_DAYS * DAY_US, ENDING_SHOWN);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_i64(j, "unread", unread);
	json_key(j, "offers_ending");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_put_id(j, "offer", ID_OFFER, offers[i].offer_id);
		json_put_time(j, "ends_at", offers[i].ends_at_us);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
	return OK;
}

struct reads_body {
	struct wire_list ids;
	bool all;
};

static const struct field reads_fields[] = {
	{ .name = "ids",
	    .type = FIELD_LIST,
	    .max = LIST_MAX,
	    .offset = offsetof(struct reads_body, ids),
	    .about = "of notifications; others' are left alone" },
	{ .name = "all",
	    .type = FIELD_BOOL,
	    .offset = offsetof(struct reads_body, all),
	    .about = "in place of ids" },
};
static const struct shape reads_shape = SHAPE(
    "NotificationReads", struct reads_body, reads_fields);

static enum err
notifications_mark(struct call *c)
{
	const struct reads_body *body = c->body;
	const struct str *texts = body->ids.items;
	struct id ids[LIST_MAX];

	if (body->all == (body->ids.n > 0))
		return call_fault(c, "/ids", "required",
		    "Name ids, or say all: one of the two.");
	if (body->all)
		return notifications_read_all(c->db, c->who.user_id, c->now_us);
	if (body->ids.n > LIST_MAX)
		return call_fault(
		    c, "/ids", "range", "At most %d at once.", LIST_MAX);
	for (size_t i = 0; i < body->ids.n; i++)
		if (id_parse(&ids[i], ID_NOTIFICATION, texts[i]) != OK)
			return call_fault(c, "/ids", "format",
			    "%.*s is no notification's id.", STR_FMT(texts[i]));
	return notifications_read(
	    c->db, c->who.user_id, ids, body->ids.n, c->now_us);
}

static const char *const list_query[] = { "unread", "limit", "after", NULL };

const struct route notification_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/offers/notifications",
	    .handler = notifications_list,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Notifications",
	    .status = 200,
	    .summary = "What the caller was told, newest first" },
	{ .method = "GET",
	    .pattern = "/api/offers/notification-counts",
	    .handler = counts_show,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .answer = "NotificationCounts",
	    .status = 200,
	    .summary = "How many are unread, and which offers end soon" },
	{ .method = "POST",
	    .pattern = "/api/offers/notification-reads",
	    .handler = notifications_mark,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .body = &reads_shape,
	    .status = 204,
	    .summary = "Mark notifications as read" },
	{ .method = NULL },
};
