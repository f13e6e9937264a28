sbin_PROGRAMS += src/worker/souk-worker
src_worker_souk_worker_SOURCES = src/worker/bill_bank.c \
	src/worker/bill_paper.c \
	src/worker/bill_paper.h src/worker/driver.c \
	src/worker/endpoint.c src/worker/fulfil.c src/worker/letter.c \
	src/worker/letter_args.c src/worker/letter_args.h \
	src/worker/letter_offer.c src/worker/letter_order.c \
	src/worker/letter_seller.c src/worker/letter_milestone.c src/worker/letter_stages.c \
	src/worker/stages.c src/worker/writing.c src/worker/writing.h \
	src/worker/main.c src/worker/offer.c src/worker/outbox.c src/worker/paper_file.c src/worker/paper_file.h src/worker/papers.c \
	src/worker/reconcile.c \
	src/worker/repay.c \
	src/worker/roster.c src/worker/roster.h \
	src/worker/service.c src/worker/settlement.c \
	src/worker/settlement_paper.c src/worker/shop.c \
	src/worker/shop.h src/worker/statement.c src/worker/text.c \
	src/worker/sweep.c src/worker/sweep.h \
	src/worker/sweep_evidence.c src/worker/sweep_media.c \
	src/worker/undo.c src/worker/upkeep.c src/worker/webhook.c
src_worker_souk_worker_CPPFLAGS = $(AM_CPPFLAGS) \
	-DSOUK_MAIL_DIR='"$(pkgdatadir)/mail"' \
	-DSOUK_BILL_DIR='"$(pkgdatadir)/bill"'
src_worker_souk_worker_LDADD = $(LINK_APP)

# One template set a locale, a mail a file, and the HTML around them.
mails = already_registered api_key_created change_email email_change_requested footer invitation \
	member_removed role_changed \
	order_cancelled order_completed order_delivered order_in_stages order_on_credit order_paid \
	bill_dispute_ruled bill_due bill_issued bill_overdue \
	bill_payment_failed bill_reminder password_changed \
	settlement_issued settlement_settled \
	payment_failed recovery_codes reset totp_off totp_on verify
mails += service_ordered service_delivered service_accepted service_rejected \
	service_ruled service_recalled stage_opened stage_disputed \
	stage_deemed_soon stage_deemed \
	order_closed_early plan_proposed plan_confirmed plan_declined
mails += order_renewed term_ending term_ended refund_requested refund_approved \
	refund_refused refund_ruled refund_paid refund_failed
mails += contact_changed endpoint_failed licence_keys_low licence_keys_missing webhook_failed listing_approved listing_changes \
	listing_restricted listing_submitted payout_changed \
	seller_approved seller_refused seller_suspended
mails += offer offer_revised offer_extended offer_ending offer_withdrawn \
	offer_declined offer_redeemed extension_asked \
	request_new request_countered request_declined request_answered
mailendir = $(pkgdatadir)/mail/en
dist_mailen_DATA = $(mails:%=share/mail/en/%.txt)
mailzhdir = $(pkgdatadir)/mail/zh-CN
dist_mailzh_DATA = $(mails:%=share/mail/zh-CN/%.txt)
maildir = $(pkgdatadir)/mail
dist_mail_DATA = share/mail/layout.html
texts = mobile_code offer offer_revised offer_extended offer_ending
mailensmsdir = $(pkgdatadir)/mail/en/sms
dist_mailensms_DATA = $(texts:%=share/mail/en/sms/%.txt)
mailzhsmsdir = $(pkgdatadir)/mail/zh-CN/sms
dist_mailzhsms_DATA = $(texts:%=share/mail/zh-CN/sms/%.txt)
