sbin_PROGRAMS += src/offers/souk-offers
src_offers_souk_offers_SOURCES = src/offers/main.c src/offers/offers.h \
	src/offers/answer.c src/offers/buying.h src/offers/check.c \
	src/offers/exclusive.c src/offers/exclusive_json.c \
	src/offers/opening.c src/offers/redemption.c \
	src/offers/customer.c src/offers/draft.c src/offers/preview.c src/offers/seller.c \
	src/offers/seller_row.c src/offers/sending.c src/offers/selling.c src/offers/selling.h \
	src/offers/template.c
src_offers_souk_offers_SOURCES += src/offers/notification.c \
	src/offers/report.c src/offers/request.c src/offers/request_body.c \
	src/offers/request_body.h src/offers/request_json.c \
	src/offers/request_json.h
src_offers_souk_offers_LDADD = $(LINK_APP)
