#include "letter_args.h"

#include "base/sys.h"
#include "notify/mail.h"
#include "store/api_key.h"
#include "store/company.h"
#include "store/mail_token.h"
#include "store/webhook.h"
#include "writing.h"

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

/* Keys outlive a password (DESIGN 128), so whoever changed it hears of them. */
static void
password_changed_put(struct writing *w)
{
	int64_t n = 0;

	already_registered_put(w);
	put_time(w, "at", w->message->created_at_us);
	put_link(w, "keys_link", "/my/keys/", STR(""));
	if (!w->err)
		w->err = api_keys_in_force(w->db, w->arena, &n, w->user.user_id,
		    w->message->created_at_us);
	if (n > 0)
		put_number(w, "keys", n);
	else
		put(w, "keys", STR(""));
}

/* Something about the account's safety, and where to put it right. */
static void
security_put(struct writing *w)
{
	put_link(w, "link", "/my/security/", STR(""));
	put_link(w, "reset_link", "/reset/", STR(""));
	put_time(w, "at", w->message->created_at_us);
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

static void
webhook_failed_put(struct writing *w)
{
	const struct id anybody = { { 0 } };
	struct webhook hook = { .url = STR("") };
	char id[ID_TEXT_MAX];

	if (!w->err)
		w->err = webhook_get(
		    w->db, w->arena, &hook, w->message->subject_id, anybody);
	put(w, "about", hook.about.p && hook.about.n ? hook.about : hook.url);
	put(w, "url", hook.url);
	put_link(w, "link", "/my/webhooks/",
	    id_format(id, ID_WEBHOOK, w->message->subject_id));
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
	{ MAIL_ORDER_IN_STAGES, order_in_stages_put },
	{ MAIL_ORDER_COMPLETED, order_in_stages_put },
	{ MAIL_BILL_ISSUED, bill_put },
	{ MAIL_BILL_DUE, bill_put },
	{ MAIL_BILL_OVERDUE, bill_put },
	{ MAIL_SETTLEMENT_ISSUED, settlement_put },
	{ MAIL_SETTLEMENT_SETTLED, settlement_put },
	{ MAIL_BILL_REMINDER, bill_put },
	{ MAIL_BILL_PAYMENT_FAILED, bill_put },
	{ MAIL_BILL_DISPUTE_RULED, bill_ruled_put },
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
	{ MAIL_SERVICE_RECALLED, handover_put },
	{ MAIL_STAGE_OPENED, handover_put },
	{ MAIL_STAGE_DISPUTED, handover_put },
	{ MAIL_STAGE_DEEMED_SOON, handover_put },
	{ MAIL_STAGE_DEEMED, handover_put },
	{ MAIL_ORDER_CLOSED_EARLY, order_stages_put },
	{ MAIL_PLAN_PROPOSED, order_stages_put },
	{ MAIL_PLAN_CONFIRMED, order_stages_put },
	{ MAIL_PLAN_DECLINED, order_stages_put },
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
	{ MAIL_WEBHOOK_FAILED, webhook_failed_put },
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
	{ MAIL_OFFER, offer_put },
	{ MAIL_OFFER_REVISED, offer_put },
	{ MAIL_OFFER_EXTENDED, offer_put },
	{ MAIL_OFFER_ENDING, offer_put },
	{ MAIL_OFFER_WITHDRAWN, offer_gone_put },
	{ MAIL_OFFER_DECLINED, offer_seller_put },
	{ MAIL_OFFER_REDEEMED, offer_seller_put },
	{ MAIL_EXTENSION_ASKED, extension_put },
	{ MAIL_REQUEST_NEW, request_put },
	{ MAIL_REQUEST_COUNTERED, request_put },
	{ MAIL_REQUEST_DECLINED, request_put },
	{ MAIL_REQUEST_ANSWERED, request_answered_put },
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
