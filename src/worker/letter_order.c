#include <stdio.h>

#include "act/term.h"
#include "locale/format.h"
#include "notify/mail.h"
#include "store/bill.h"
#include "store/bill_dispute.h"
#include "store/handover.h"
#include "store/payment.h"
#include "store/refund.h"
#include "store/service.h"
#include "writing.h"

enum { ITEMS_BYTES_MAX = 8192 };

static const struct id anybody = { { 0 } };

static void
item_add(struct buf *b, const struct order_line *line)
{
	if (b->n)
		buf_add_cstr(b, "; ");
	buf_add(b, line->product_name);
	if (!str_empty(line->plan_name))
		buf_addf(b, ", %.*s", STR_FMT(line->plan_name));
	if (line->choice.quantity > 1)
		buf_addf(b, " \u00d7 %lld", (long long)line->choice.quantity);
}

/* What all letters about an order say; link_path is where they lead. */
static void
order_of_put(struct writing *w, const char *link_path, struct id id)
{
	struct str server = STR("");
	struct buf items;
	char text[ID_TEXT_MAX];

	if (w->err)
		return;
	w->err = order_get(w->db, w->arena, &w->order, id, anybody);
	if (!w->err)
		w->err = order_lines_of(
		    w->db, w->arena, &w->lines, &w->nlines, &id, 1);
	if (w->err)
		return;
	buf_open(&items, ITEMS_BYTES_MAX);
	for (size_t i = 0; i < w->nlines; i++) {
		if (line_is_server(&w->lines[i]))
			server = w->lines[i].plan_name;
		else
			item_add(&items, &w->lines[i]);
	}
	put_buf(w, "items", &items);
	put(w, "server", server);
	put_link(w, "link", link_path, id_format(text, ID_ORDER, id));
	w->order_id = str_copy(w->arena, id_format(text, ID_ORDER, id));
	put(w, "order", w->order_id);
	put(w, "seller", w->order.seller_name);
	put_money(w, "total", w->order.total);
}

void
order_put(struct writing *w, const char *link_path)
{
	order_of_put(w, link_path, w->message->subject_id);
}

/* Sets the one flag that holds of the order's first line. */
static void
delivery_put(struct writing *w)
{
	enum delivery_type type = w->nlines ? w->lines[0].delivery
					    : DELIVERY__MAX;
	struct str yes = STR("1"), no = STR("");

	put(w, "is_saas", type == DELIVERY_SAAS ? yes : no);
	put(w, "is_license", type == DELIVERY_LICENSE ? yes : no);
	put(w, "is_image", type == DELIVERY_IMAGE ? yes : no);
	put(w, "is_other", type == DELIVERY_SERVICE ? yes : no);
}

void
order_paid_put(struct writing *w)
{
	struct bill *bills = NULL;
	size_t n = 0;

	order_put(w, "/my/orders/");
	if (!w->err)
		w->err = bills_of(
		    w->db, w->arena, &bills, &n, &w->order.order_id, 1);
	put(w, "bill_no", n ? bills[0].bill_no : STR(""));
	put_time(w, "at", w->order.paid_at_us);
	delivery_put(w);
}

void
order_delivered_put(struct writing *w)
{
	struct service *services = NULL;
	struct service first = { .access_url = STR(""), .note = STR("") };
	size_t n = 0;

	order_put(w, "/my/orders/");
	if (!w->err)
		w->err = services_of(
		    w->db, w->arena, &services, &n, &w->order.order_id, 1);
	if (n)
		first = services[0];
	put(w, "access_url", first.access_url);
	put(w, "note", first.note);
	put(w, "has_secret",
	    str_empty(first.secret_sealed) ? STR("") : STR("1"));
	put_time(w, "term_ends", first.term_ends_at_us);
}

/* The gateway's code in words, where the locale has some for it. */
static struct str
failure_words(const struct writing *w, struct str code)
{
	char key[64];
	int n = snprintf(key, sizeof(key), "failure.%.*s", STR_FMT(code));

	if (n < 0 || (size_t)n >= sizeof(key) || str_empty(code) ||
	    !locale_has(w->letter->locale, key))
		return STR("");
	return locale_text(w->letter->locale, key);
}

void
payment_failed_put(struct writing *w)
{
	struct payment *payments = NULL;
	size_t n = 0;

	order_put(w, "/pay/");
	if (!w->err)
		w->err = payments_of(
		    w->db, w->arena, &payments, &n, &w->order.order_id, 1);
	put(w, "reason", n ? failure_words(w, payments[0].failure) : STR(""));
	put_time(w, "expires", w->order.expires_at_us);
}

/* What had come for it and is sent back by hand. */
static enum err
returned_sum(struct writing *w, struct money *out)
{
	struct refund *refunds = NULL;
	size_t n = 0;
	enum err e = refunds_of_order(
	    w->db, w->arena, &refunds, &n, w->order.order_id);

	*out = money_zero(w->order.total.currency);
	for (size_t i = 0; e == OK && i < n; i++)
		if (str_is(refunds[i].kind, REFUND_SURPLUS) &&
		    id_is_nil(refunds[i].payment_id))
			e = money_add(out, *out, refunds[i].cash);
	return e;
}

void
order_cancelled_put(struct writing *w)
{
	struct money back = { 0, { "" } };

	order_put(w, "/my/orders/");
	if (!w->err)
		w->err = returned_sum(w, &back);
	put(w, "reason", w->order.close_reason);
	if (back.minor > 0)
		put_money(w, "returned", back);
	else
		put(w, "returned", STR(""));
}

/* What runs by this order's term, and how long it can be renewed. */
void
term_put(struct writing *w)
{
	const struct site *site = w->shop->site;
	struct service *services = NULL;
	struct id root;
	char text[ID_TEXT_MAX];
	int64_t last;
	size_t n = 0;

	order_put(w, "/my/orders/");
	if (w->err)
		return;
	root = id_is_nil(w->order.renews_order_id) ? w->order.order_id
						   : w->order.renews_order_id;
	w->err = services_of(w->db, w->arena, &services, &n, &root, 1);
	if (!w->err && (n == 0 || services[0].term.periods == 0))
		w->err = ERR_NOT_FOUND;
	if (w->err)
		return;
	last = service_last_day(&site->calendar, &services[0]);
	put_link(w, "service_link", "/my/services/",
	    id_format(text, ID_SERVICE, services[0].service_id));
	put_time(w, "term_ends", services[0].term_ends_at_us);
	put_time(w, "renew_until",
	    zone_midnight_us(site->zone, last + site->config.grace_days + 1));
}

/* One refund: to its buyer, or to its seller, who has pages of his own. */
void
refund_put(struct writing *w)
{
	struct refund r;
	struct str none = STR("");
	bool buyer;

	if (!w->err)
		w->err = refund_get(w->db, w->arena, &r, w->message->subject_id,
		    anybody, anybody);
	if (w->err)
		return;
	buyer = id_eq(w->message->user_id, r.user_id);
	order_of_put(w, "/my/orders/", r.order_id);
	put_link(w, "refund_link", buyer ? "/my/orders/" : "/seller/refunds/",
	    buyer ? w->order_id : none);
	put_money(w, "amount", r.amount);
	put(w, "buyer", r.company_name);
	put(w, "bill_no", r.bill_no.p ? r.bill_no : none);
	put(w, "reason", r.reason);
	put(w, "answer", r.answer.p ? r.answer : none);
	put(w, "ruling", r.ruling.p ? r.ruling : none);
	put(w, "granted",
	    r.state == REFUND_REFUSED || r.state == REFUND_IN_REVIEW
		? none
		: STR("1"));
	put(w, "refused", r.state == REFUND_REFUSED ? STR("1") : none);
	put_time(w, "answer_by", r.answer_by_us);
}

/* The round that was handed over last, as both sides and an operator saw it. */
static void
round_put(struct writing *w, const struct handover *h)
{
	struct handover_round *rounds, none = { .note = STR("") };
	const struct handover_round *last = &none;
	bool accepted = h->state == HANDOVER_ACCEPTED;
	size_t n = 0;

	w->err = handover_rounds_of(
	    w->db, w->arena, &rounds, &n, h->handover_id);
	if (w->err)
		return;
	if (n > 0)
		last = &rounds[n - 1];
	put(w, "note", last->note);
	put(w, "answer", last->answer.p ? last->answer : STR(""));
	put(w, "reason",
	    last->appeal.p	 ? last->appeal
		: last->answer.p ? last->answer
				 : STR(""));
	put(w, "ruling", last->ruling.p ? last->ruling : STR(""));
	put(w, "accepted", accepted ? STR("1") : STR(""));
	put(w, "rework", h->state == HANDOVER_REWORK ? STR("1") : STR(""));
	put(w, "disputed", h->state == HANDOVER_DISPUTED ? STR("1") : STR(""));
}

/* A service: to its buyer, or to its seller, who has a page of his own. */
void
handover_put(struct writing *w)
{
	struct handover h;
	char text[ID_TEXT_MAX];
	bool buyer;

	if (!w->err)
		w->err = handover_get(w->db, w->arena, &h,
		    w->message->subject_id, anybody, anybody);
	if (w->err)
		return;
	order_of_put(w, "/my/orders/", h.order_id);
	if (w->err)
		return;
	buyer = id_eq(w->message->user_id, w->order.user_id);
	put_link(w, "work_link",
	    buyer ? "/my/handovers/" : "/seller/handovers/",
	    id_format(text, ID_HANDOVER, h.handover_id));
	put(w, "buyer", h.company_name);
	milestone_put(w, &h);
	round_put(w, &h);
}

void
bill_put(struct writing *w)
{
	struct bill b = { .bill_no = STR("") };
	struct money open = { 0, { "" } };
	char text[ID_TEXT_MAX];

	if (!w->err)
		w->err = bill_get(
		    w->db, w->arena, &b, w->message->subject_id, anybody);
	if (!w->err)
		w->err = bill_open(&open, &b.sums);
	if (w->err)
		return;
	put(w, "bill_no", b.bill_no);
	put_money(w, "total", b.sums.total);
	put_money(w, "open", open);
	/* It ends the day before. */
	put_date(w, "due", b.due_at_us - 1);
	put(w, "bank", w->shop->site->config.bank_details);
	put_link(w, "link", "/my/bills/",
	    id_format(text, ID_BILL, w->message->subject_id));
}

void
bill_ruled_put(struct writing *w)
{
	struct bill_dispute *d = NULL;
	size_t n = 0;

	bill_put(w);
	if (!w->err)
		w->err = bill_disputes_of(
		    w->db, w->arena, &d, &n, w->message->subject_id);
	if (!w->err && n == 0)
		w->err = ERR_NOT_FOUND;
	if (w->err)
		return;
	put_money(w, "disputed", d[0].amount);
	put_money(w, "credited", d[0].credited);
	put(w, "ruling", d[0].ruling);
}
