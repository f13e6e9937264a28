sbin_PROGRAMS += src/billing/souk-billing
src_billing_souk_billing_SOURCES = \
	src/billing/archive.c \
	src/billing/bill.c \
	src/billing/bill_dispute.c \
	src/billing/bill_file.c \
	src/billing/bill_filter.c \
	src/billing/bill_json.c \
	src/billing/bill_payment.c \
	src/billing/bill_trail.c \
	src/billing/billing.h \
	src/billing/calendar.c \
	src/billing/call.c \
	src/billing/credit.c \
	src/billing/bundle.c \
	src/billing/evidence.h \
	src/billing/handover.c \
	src/billing/handover_file.c \
	src/billing/handover_view.c \
	src/billing/main.c \
	src/billing/milestone.c \
	src/billing/payout.c \
	src/billing/plan_change.c src/billing/plan_change_view.c \
	src/billing/receivable.c \
	src/billing/receivable_file.c \
	src/billing/settlement.c \
	src/billing/settlement_forecast.c \
	src/billing/settlement_view.c \
	src/billing/spend.c \
	src/billing/webhook.c \
	src/billing/webhook.h \
	src/billing/webhook_message.c \
	src/billing/stages.h \
	src/billing/upload.c \
	src/billing/waiting.c \
	src/billing/write_off.c
src_billing_souk_billing_LDADD = $(LINK_APP)
