sbin_PROGRAMS += src/checkout/souk-checkout
src_checkout_souk_checkout_SOURCES = \
	src/checkout/callback.c \
	src/checkout/card.c \
	src/checkout/checkout.h \
	src/checkout/document.c \
	src/checkout/event.c \
	src/checkout/flavour.c \
	src/checkout/main.c \
	src/checkout/method.c \
	src/checkout/order.c \
	src/checkout/payment.c \
	src/checkout/quote.c \
	src/checkout/refund.c src/checkout/refund_desk.c \
	src/checkout/renewal.c src/checkout/service.c \
	src/checkout/settlement.c \
	src/checkout/vpc.c
src_checkout_souk_checkout_LDADD = $(LINK_APP)
