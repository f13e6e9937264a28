sbin_PROGRAMS += src/offers/souk-offers
src_offers_souk_offers_SOURCES = src/offers/main.c src/offers/offers.h
src_offers_souk_offers_LDADD = $(LINK_APP)
