# EXTRA_PROGRAMS becomes sbin_PROGRAMS once main.c stands.
EXTRA_PROGRAMS += src/storefront/souk-storefront
src_storefront_souk_storefront_SOURCES = src/storefront/main.c
src_storefront_souk_storefront_LDADD = $(LINK_APP)
