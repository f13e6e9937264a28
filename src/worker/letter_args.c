#include "letter_args.h"

#include <stdio.h>

#include "act/term.h"
#include "base/sys.h"
#include "locale/format.h"
#include "notify/mail.h"
#include "store/bill.h"
#include "store/draft.h"
#include "store/endpoint.h"
#include "store/listing.h"
#include "store/company.h"
#include "store/handover.h"
#include "store/invitation.h"
#include "store/mail_token.h"
#include "store/order.h"
#include "store/payment.h"
#include "store/refund.h"
#include "store/seller.h"
#include "store/service.h"
#include "store/user.h"

enum { ITEMS_BYTES_MAX = 8192 };

/* A letter while it is being written. */
struct writing {
	struct db *db;
	struct arena *arena;
	const struct shop *shop;
	const struct message *message;
	struct letter *letter;
	struct user user;
	struct invitation invitation;
	struct order order;
	struct str order_id;
	struct order_line *lines;
	size_t nlines;
	enum err err; /* the first one sticks */
};

static const struct id anybody = { { 0 } };

static void
put(struct writing *w, const char *name, struct str value)
{
	struct letter *l = w->letter;

	if (w->err)
		return;
	if (l->n == LETTER_ARGS_MAX) {
		w->err = ERR_BUG;
		return;
	}
	l->args[l->n++] = (struct template_arg){ name, value };
}

static void
put_number(struct writing *w, const char *name, int64_t n)
{
	struct str text = arena_printf(w->arena, "%lld", (long long)n);

	if (!text.p && !w->err)
		w->err = ERR_NOMEM;
	put(w, name, text);
}

/* The buffer's text as a value, and the buffer's end. */
static void
put_buf(struct writing *w, const char *name, struct buf *b)
{
	struct str text = str_copy(w->arena, buf_str(b));

	if (!w->err)
		w->err = buf_err(b);
	if (!w->err && !text.p)
		w->err = ERR_NOMEM;
	buf_close(b);
	put(w, name, text);
}

/* 0 is no time: the value is empty. */
static void
put_time(struct writing *w, const char *name, int64_t us)
{
	struct buf b;

	buf_open(&b, 128);
	if (us)
		format_time(&b, locale_name(w->letter->locale), us);
	put_buf(w, name, &b);
}

/* The day as the site's clocks have it. */
static void
put_date(struct writing *w, const char *name, int64_t us)
{
	int64_t day = zone_day(w->shop->site->zone, us);
	struct buf b;

	buf_open(&b, 128);
	format_date(&b, locale_name(w->letter->locale), day * DAY_US);
	put_buf(w, name, &b);
}

static void
put_money(struct writing *w, const char *name, struct money m)
{
	struct buf b;

	buf_open(&b, 128);
	format_money(&b, locale_name(w->letter->locale), m);
	put_buf(w, name, &b);
}

static struct str
put_link(struct writing *w, const char *name, const char *path, struct str last)
{
	struct str base = w->shop->site->config.public_url;

	while (str_ends(base, STR("/")))
		base = str_sub(base, 0, base.n - 1);
	struct str url = arena_printf(
	    w->arena, "%.*s%s%.*s", STR_FMT(base), path, STR_FMT(last));
	if (!url.p && !w->err)
		w->err = ERR_NOMEM;
	put(w, name, url);
	return url;
}

static void
common_put(struct writing *w)
{
	const struct site_config *c = &w->shop->site->config;
	const struct locale *l = w->letter->locale;
	struct str legal = arena_printf(w->arena, "%.*s%s%.*s",
	    STR_FMT(c->legal_entity),
	    c->legal_entity.n && c->legal_address.n ? ", " : "",
	    STR_FMT(c->legal_address));

	put(w, "brand", c->name);
	put(w, "lang", locale_name(l));
	put(w, "dir", str_from(locale_direction(l)));
	put_link(w, "shop_url", "/", STR(""));
	put(w, "support_email", c->support_email);
	put(w, "legal", legal);
	put(w, "user_name", w->user.user_name);
	put(w, "email", w->user.email);
}

static void
token_put(struct writing *w, const char *path)
{
	if (!w->err && !w->message->has_token)
		w->err = ERR_INVALID;
	if (w->err)
		return;
	w->err = mail_token_unseal(w->db, w->arena, &w->letter->token,
	    w->message->token_hash, &w->shop->site->keys);
	if (!w->err)
		w->letter->link = put_link(w, "link", path, w->letter->token);
}

static void
verify_put(struct writing *w)
{
	token_put(w, "/verify/#");
	put_number(w, "hours", VERIFY_TOKEN_H);
}

static void
reset_put(struct writing *w)
{
	token_put(w, "/reset/#");
	put_number(w, "minutes", RESET_TOKEN_MIN);
}

static void
change_email_put(struct writing *w)
{
	token_put(w, "/verify/#");
	put(w, "new_email", w->message->address);
	put_number(w, "hours", CHANGE_TOKEN_H);
}

static void
already_registered_put(struct writing *w)
{
	put_link(w, "link", "/sign-in/", STR(""));
	put_link(w, "reset_link", "/reset/", STR(""));
}

static void
password_changed_put(struct writing *w)
{
	already_registered_put(w);
	put_time(w, "at", w->message->created_at_us);
}

/* Something about the account's safety, and where to put it right. */
static void
security_put(struct writing *w)
{
	put_link(w, "link", "/my/security/", STR(""));
	put_link(w, "reset_link", "/reset/", STR(""));
	put_time(w, "at", w->message->created_at_us);
}

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

static void
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

static void
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

static void
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

static void
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

static void
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
static void
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
static void
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
	put(w, "ruling", last->ruling.p ? last->ruling : STR(""));
	put(w, "accepted", accepted ? STR("1") : STR(""));
	put(w, "rework", h->state == HANDOVER_REWORK ? STR("1") : STR(""));
	put(w, "disputed", h->state == HANDOVER_DISPUTED ? STR("1") : STR(""));
}

/* A service: to its buyer, or to its seller, who has a page of his own. */
static void
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
	round_put(w, &h);
}

static void
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

static void
seller_about(struct writing *w, struct id seller_id)
{
	struct seller s = { .name = STR("") };

	if (!w->err)
		w->err = seller_get(
		    w->db, w->arena, &s, seller_id, w->message->created_at_us);
	put(w, "seller", s.name);
	put(w, "state_reason",
	    s.decision_reason.p ? s.decision_reason : STR(""));
	put(w, "payout_hint",
	    s.payout_next_hint.p ? s.payout_next_hint : STR(""));
	put_time(w, "payout_at", s.payout_next_at_us);
}

static void
seller_put(struct writing *w)
{
	seller_about(w, w->message->subject_id);
	put_link(w, "link", "/seller/profile/", STR(""));
	put_time(w, "at", w->message->created_at_us);
}

/* The note is that of the draft, which publishing takes away. */
static void
listing_at_put(struct writing *w, const char *path)
{
	struct id id = w->message->subject_id;
	struct listing_row row = { .name = STR("") };
	char text[ID_TEXT_MAX];

	if (!w->err)
		w->err = listing_row_get(w->db, w->arena, &row, id, anybody,
		    locale_name(w->letter->locale));
	if (w->err)
		return;
	seller_about(w, row.seller_id);
	put(w, "product", row.name);
	put(w, "note", row.review_note.p ? row.review_note : STR(""));
	put(w, "reason", row.state_reason.p ? row.state_reason : STR(""));
	put_link(w, "link", path, id_format(text, ID_PRODUCT, id));
	put_link(w, "product_link", "/p/", row.slug);
}

static void
listing_put(struct writing *w)
{
	listing_at_put(w, "/seller/listings/");
}

static void
licence_keys_put(struct writing *w)
{
	listing_at_put(w, "/seller/keys/");
}

static void
endpoint_failed_put(struct writing *w)
{
	struct endpoint at = { .fault = STR("") };

	listing_at_put(w, "/seller/endpoint/");
	if (!w->err)
		w->err = endpoint_get(
		    w->db, w->arena, &at, w->message->subject_id);
	put(w, "fault", at.fault.p ? at.fault : STR(""));
}

/* "role.owner" of the pages' words: one word for one thing. */
static void
role_put(struct writing *w, struct str role)
{
	struct str key = arena_printf(w->arena, "role.%.*s", STR_FMT(role));

	if (!key.p && !w->err)
		w->err = ERR_NOMEM;
	else
		put(w, "role", locale_text(w->letter->locale, key.p));
}

static void
invitation_put(struct writing *w)
{
	const struct invitation *i = &w->invitation;

	put(w, "company", i->company);
	put(w, "inviter", i->inviter);
	role_put(w, i->role);
	put_time(w, "expires", i->expires_at_us);
	w->letter->link = put_link(w, "link", "/join/#", w->letter->token);
}

static void
company_put(struct writing *w)
{
	struct company company = { .name = STR("") };

	if (!w->err)
		w->err = company_get(
		    w->db, w->arena, &company, w->message->subject_id);
	put(w, "company", company.name);
	put_time(w, "at", w->message->created_at_us);
}

static void
role_changed_put(struct writing *w)
{
	company_put(w);
	role_put(w, w->user.role);
	put_link(w, "link", "/sign-in/", STR(""));
}

static void
api_key_put(struct writing *w)
{
	put_link(w, "link", "/my/keys/", STR(""));
	put_link(w, "reset_link", "/reset/", STR(""));
	put_time(w, "at", w->message->created_at_us);
}

static const struct {
	const char *template;
	void (*put)(struct writing *w);
} letters[] = {
	{ MAIL_VERIFY, verify_put },
	{ MAIL_ALREADY_REGISTERED, already_registered_put },
	{ MAIL_RESET, reset_put },
	{ MAIL_PASSWORD_CHANGED, password_changed_put },
	{ MAIL_ORDER_PAID, order_paid_put },
	{ MAIL_ORDER_ON_CREDIT, order_paid_put },
	{ MAIL_BILL_ISSUED, bill_put },
	{ MAIL_BILL_OVERDUE, bill_put },
	{ MAIL_ORDER_DELIVERED, order_delivered_put },
	{ MAIL_PAYMENT_FAILED, payment_failed_put },
	{ MAIL_ORDER_CANCELLED, order_cancelled_put },
	{ MAIL_ORDER_RENEWED, term_put },
	{ MAIL_TERM_ENDING, term_put },
	{ MAIL_TERM_ENDED, term_put },
	{ MAIL_REFUND_REQUESTED, refund_put },
	{ MAIL_REFUND_APPROVED, refund_put },
	{ MAIL_REFUND_REFUSED, refund_put },
	{ MAIL_REFUND_RULED, refund_put },
	{ MAIL_REFUND_PAID, refund_put },
	{ MAIL_REFUND_FAILED, refund_put },
	{ MAIL_SERVICE_ORDERED, handover_put },
	{ MAIL_SERVICE_DELIVERED, handover_put },
	{ MAIL_SERVICE_ACCEPTED, handover_put },
	{ MAIL_SERVICE_REJECTED, handover_put },
	{ MAIL_SERVICE_RULED, handover_put },
	{ MAIL_CHANGE_EMAIL, change_email_put },
	{ MAIL_EMAIL_CHANGE_REQUESTED, security_put },
	{ MAIL_TOTP_ON, security_put },
	{ MAIL_TOTP_OFF, security_put },
	{ MAIL_RECOVERY_CODES, security_put },
	{ MAIL_LISTING_SUBMITTED, listing_put },
	{ MAIL_LISTING_APPROVED, listing_put },
	{ MAIL_LISTING_CHANGES, listing_put },
	{ MAIL_LICENCE_KEYS_LOW, licence_keys_put },
	{ MAIL_LICENCE_KEYS_MISSING, licence_keys_put },
	{ MAIL_ENDPOINT_FAILED, endpoint_failed_put },
	{ MAIL_LISTING_RESTRICTED, listing_put },
	{ MAIL_SELLER_APPROVED, seller_put },
	{ MAIL_SELLER_REFUSED, seller_put },
	{ MAIL_SELLER_SUSPENDED, seller_put },
	{ MAIL_PAYOUT_CHANGED, seller_put },
	{ MAIL_CONTACT_CHANGED, seller_put },
	{ MAIL_INVITATION, invitation_put },
	{ MAIL_ROLE_CHANGED, role_changed_put },
	{ MAIL_MEMBER_REMOVED, company_put },
	{ MAIL_API_KEY_CREATED, api_key_put },
};

/* Who is invited is no user yet, and is written to in the inviter's words. */
static enum err
invitee_read(struct writing *w)
{
	struct invitation *i = &w->invitation;
	enum err e = invitation_unseal(w->db, w->arena, i, &w->letter->token,
	    w->message->subject_id, &w->shop->site->keys, clock_now_us());

	w->user = (struct user){ .user_name = STR(""),
		.email = i->email,
		.locale = i->locale,
		.state = STR("ACTIVE") };
	return e;
}

/* A seller's contact need not be a user: then it is written to as itself. */
static enum err
recipient_read(struct writing *w)
{
	const struct message *m = w->message;

	if (str_is(m->template, MAIL_INVITATION))
		return invitee_read(w);
	if (id_is_nil(m->user_id) && !str_empty(m->address)) {
		w->user = (struct user){ .user_name = STR(""),
			.email = m->address,
			.locale = w->shop->site->config.locales[0],
			.state = STR("ACTIVE") };
		return OK;
	}
	return user_get(w->db, w->arena, &w->user, m->user_id);
}

enum err
letter_args(struct db *db, const struct step *s, struct letter *out,
    const struct message *m)
{
	struct writing w = { .db = db,
		.arena = s->arena,
		.shop = s->shop,
		.message = m,
		.letter = out };
	enum err e = recipient_read(&w);

	if (e)
		return e;
	if (str_is(w.user.state, "ERASED"))
		return ERR_NOT_FOUND;
	out->to = str_empty(m->address) ? w.user.email : m->address;
	out->locale = locale_find(s->shop->locales, w.user.locale);
	common_put(&w);
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (str_is(m->template, letters[i].template)) {
			letters[i].put(&w);
			return w.err;
		}
	return ERR_INVALID;
}
