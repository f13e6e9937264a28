/*
 * Mails: which templates there are, and how one becomes a message (RFC
 * 5322; MIME multipart/alternative, RFC 2045 to 2047, with a picture
 * multipart/related, RFC 2387) and is sent.
 */
#ifndef NOTIFY_MAIL_H
#define NOTIFY_MAIL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "net/smtp.h"
#include "notify/template.h"

/* The names that outbox.template may hold for kind "mail". */
#define MAIL_VERIFY "verify"
#define MAIL_ALREADY_REGISTERED "already_registered"
#define MAIL_RESET "reset"
#define MAIL_PASSWORD_CHANGED "password_changed"
#define MAIL_ORDER_PAID "order_paid"
#define MAIL_ORDER_ON_CREDIT "order_on_credit"
#define MAIL_ORDER_IN_STAGES "order_in_stages"
#define MAIL_ORDER_COMPLETED "order_completed"
#define MAIL_BILL_ISSUED "bill_issued"
#define MAIL_BILL_DUE "bill_due"
#define MAIL_BILL_OVERDUE "bill_overdue"
#define MAIL_SETTLEMENT_ISSUED "settlement_issued"
#define MAIL_SETTLEMENT_SETTLED "settlement_settled"
#define MAIL_BILL_REMINDER "bill_reminder"
#define MAIL_BILL_PAYMENT_FAILED "bill_payment_failed"
#define MAIL_BILL_DISPUTE_RULED "bill_dispute_ruled"
#define MAIL_ORDER_DELIVERED "order_delivered"
#define MAIL_PAYMENT_FAILED "payment_failed"
#define MAIL_ORDER_CANCELLED "order_cancelled"
#define MAIL_ORDER_RENEWED "order_renewed"
#define MAIL_TERM_ENDING "term_ending"
#define MAIL_TERM_ENDED "term_ended"
#define MAIL_REFUND_REQUESTED "refund_requested"
#define MAIL_REFUND_APPROVED "refund_approved"
#define MAIL_REFUND_REFUSED "refund_refused"
#define MAIL_REFUND_RULED "refund_ruled"
#define MAIL_REFUND_PAID "refund_paid"
#define MAIL_REFUND_FAILED "refund_failed"
#define MAIL_SERVICE_ORDERED "service_ordered"
#define MAIL_SERVICE_DELIVERED "service_delivered"
#define MAIL_SERVICE_ACCEPTED "service_accepted"
#define MAIL_SERVICE_REJECTED "service_rejected"
#define MAIL_SERVICE_RULED "service_ruled"
#define MAIL_SERVICE_RECALLED "service_recalled"
#define MAIL_STAGE_OPENED "stage_opened"
#define MAIL_STAGE_DISPUTED "stage_disputed"
#define MAIL_STAGE_DEEMED_SOON "stage_deemed_soon"
#define MAIL_STAGE_DEEMED "stage_deemed"
#define MAIL_ORDER_CLOSED_EARLY "order_closed_early"
#define MAIL_PLAN_PROPOSED "plan_proposed"
#define MAIL_PLAN_CONFIRMED "plan_confirmed"
#define MAIL_PLAN_DECLINED "plan_declined"
#define MAIL_CHANGE_EMAIL "change_email"
#define MAIL_EMAIL_CHANGE_REQUESTED "email_change_requested"
#define MAIL_TOTP_ON "totp_on"
#define MAIL_TOTP_OFF "totp_off"
#define MAIL_RECOVERY_CODES "recovery_codes"
#define MAIL_LISTING_SUBMITTED "listing_submitted"
#define MAIL_LISTING_APPROVED "listing_approved"
#define MAIL_LISTING_CHANGES "listing_changes"
#define MAIL_LISTING_RESTRICTED "listing_restricted"
#define MAIL_LICENCE_KEYS_LOW "licence_keys_low"
#define MAIL_LICENCE_KEYS_MISSING "licence_keys_missing"
#define MAIL_WEBHOOK_FAILED "webhook_failed"
#define MAIL_ENDPOINT_FAILED "endpoint_failed"
#define MAIL_SELLER_APPROVED "seller_approved"
#define MAIL_SELLER_REFUSED "seller_refused"
#define MAIL_SELLER_SUSPENDED "seller_suspended"
#define MAIL_PAYOUT_CHANGED "payout_changed"
#define MAIL_CONTACT_CHANGED "contact_changed"
#define MAIL_INVITATION "invitation"
#define MAIL_ROLE_CHANGED "role_changed"
#define MAIL_MEMBER_REMOVED "member_removed"
#define MAIL_API_KEY_CREATED "api_key_created"
#define MAIL_OFFER "offer"
#define MAIL_OFFER_REVISED "offer_revised"
#define MAIL_OFFER_EXTENDED "offer_extended"
#define MAIL_OFFER_ENDING "offer_ending"
#define MAIL_OFFER_WITHDRAWN "offer_withdrawn"
#define MAIL_OFFER_DECLINED "offer_declined"
#define MAIL_OFFER_REDEEMED "offer_redeemed"
#define MAIL_EXTENSION_ASKED "extension_asked"
#define MAIL_REQUEST_NEW "request_new"
#define MAIL_REQUEST_COUNTERED "request_countered"
#define MAIL_REQUEST_DECLINED "request_declined"
#define MAIL_REQUEST_ANSWERED "request_answered"

struct mail {
	struct str from_name, from; /* the site's brand and address */
	struct str to_name, to;
	struct str reply_to;  /* empty: none */
	struct id message_id; /* the outbox row's: a resend after a
					   lost answer carries the same */
	struct str host;      /* right of @ in Message-ID */
	int64_t date_us;      /* the outbox row's created_at */
	struct template_text text;
	struct str picture;	 /* a PNG that the HTML shows; empty: none */
	struct str picture_name; /* left of @ in its Content-ID */
};

/* "qr.msg_...@example.org", as the HTML names it (RFC 2392). */
struct str mail_picture_id(struct arena *a, const struct mail *m);

/* The message's bytes.  ERR_INVALID: an address or name has a line end. */
enum err mail_compose(
    struct arena *a, struct str *out, const struct mail *m) MUST_CHECK;

/*
 * Reads and renders <dir>/<locale>/<name>.txt with its footer.txt, in
 * <dir>/layout.html; of the language's or else the fallback's folder where
 * there is none of the locale's.
 */
enum err mail_render(struct arena *a, struct template_text *out,
    const char *dir, struct str locale, struct str fallback, const char *name,
    struct template_args args, struct str *why) MUST_CHECK;

#endif
