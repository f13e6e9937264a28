noinst_LIBRARIES += src/domain/libdomain.a
src_domain_libdomain_a_SOURCES = \
	src/domain/bill.c \
	src/domain/contact.c \
	src/domain/card.c \
	src/domain/credit.c \
	src/domain/currency.c \
	src/domain/days.c \
	src/domain/ledger.c \
	src/domain/iban.c \
	src/domain/milestone.c \
	src/domain/money.c \
	src/domain/network.c \
	src/domain/offer.c \
	src/domain/offer_request.c \
	src/domain/price.c \
	src/domain/refund.c \
	src/domain/settlement.c \
	src/domain/state_names.c \
	src/domain/states.c \
	src/domain/tax.c \
	src/domain/tax_lines.c \
	src/domain/tax_number.c \
	src/domain/tax_number_check.c \
	src/domain/tax_number_check.h \
	src/domain/term.c \
	src/domain/webhook.c
