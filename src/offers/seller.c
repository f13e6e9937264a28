/* R21, R23: a seller's offers: the list, and one. */
#include "app/paging.h"
#include "selling.h"

static void
item_json(struct call *c, struct json *j, const struct offer_row *row,
    const struct offer_message *messages, size_t n)
{
	json_object(j);
	offer_row_json(c, j, &row->offer, &row->names, messages, n);
	json_put_bool(j, "draft", row->draft);
	json_put_i64(j, "opened", row->opened);
	json_put_i64(j, "opened_elsewhere", row->opened_elsewhere);
	json_put_time(j, "updated_at",
	    row->draft			  ? row->draft_at_us
		: row->offer.closed_at_us ? row->offer.closed_at_us
		: row->offer.sent_at_us	  ? row->offer.sent_at_us
					  : row->offer.created_at_us);
	json_end_object(j);
}

static enum err
filter_read(struct call *c, struct offer_filter *out)
{
	struct str state = request_query(c->request, "state");

	*out = (struct offer_filter){ .standing = OFFER_STANDING__MAX,
		.q = str_trim(request_query(c->request, "q")),
		.locale = call_locale(c),
		.fallback = c->site->config.locales[0],
		.now_us = c->now_us };
	if (state.n > 0 && offer_standing_parse(&out->standing, state) != OK)
		return call_fault(c, "/state", "choice",
		    "must be draft, upcoming, active, used, expired, "
		    "withdrawn or declined");
	return OK;
}

static enum err
last_messages(struct call *c, struct offer_message **messages, size_t *n,
    const struct offer_row *rows, size_t nrows)
{
	struct id ids[LIST_MAX];

	*n = 0;
	if (nrows == 0)
		return OK;
	for (size_t i = 0; i < nrows; i++)
		ids[i] = rows[i].offer.offer_id;
	return offer_messages_last_of(c->db, c->arena, messages, n, ids, nrows);
}

static enum err
offers_show(struct call *c)
{
	struct offer_message *messages = NULL;
	struct offer_row *rows;
	struct offer_filter filter;
	struct paging p;
	struct id after;
	struct json *j;
	size_t n, nmessages;
	enum err e;

	if ((e = paging_read_id(c, &p, &after)) != OK ||
	    (e = filter_read(c, &filter)) != OK ||
	    (e = offers_of_seller(c->db, c->arena, &rows, &n, c->who.seller_id,
		 &filter, after, p.limit)) != OK)
		return e;
	n = paging_cut(&p, n);
	e = last_messages(c, &messages, &nmessages, rows, n);
	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		item_json(c, j, &rows[i], messages, nmessages);
	return paging_close_id(
	    c, &p, p.more ? &rows[n - 1].offer.offer_id : NULL);
}

static enum err
offer_show(struct call *c)
{
	struct offer o;
	enum err e = offer_of_path(c, &o);

	return e == OK ? offer_reply(c, 200, o.offer_id) : e;
}

static const char *const list_query[] = { "state", "q", "limit", "after",
	NULL };

const struct route seller_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/offers/offers",
	    .handler = offers_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Offers",
	    .status = 200,
	    .summary = "A seller's offers, newest first" },
	{ .method = "GET",
	    .pattern = "/api/offers/offers/{offer}",
	    .handler = offer_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .answer = "Offer",
	    .status = 200,
	    .summary = "One of them with its versions, messages and link" },
	{ .method = NULL }
};
