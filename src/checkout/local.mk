# EXTRA_PROGRAMS becomes sbin_PROGRAMS once main.c stands.
EXTRA_PROGRAMS += src/checkout/souk-checkout
src_checkout_souk_checkout_SOURCES = src/checkout/main.c
src_checkout_souk_checkout_LDADD = $(LINK_APP)
