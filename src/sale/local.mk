noinst_LIBRARIES += src/sale/libsale.a
src_sale_libsale_a_SOURCES = src/sale/bundle.h src/sale/bundle_chain.c \
	src/sale/bundle_files.c src/sale/call.c src/sale/consent.c \
	src/sale/credit.c src/sale/desk.c src/sale/document.c \
	src/sale/evidence.c \
	src/sale/legal.c src/sale/offer.c src/sale/order.c \
	src/sale/order_bill.c src/sale/order_json.c \
	src/sale/order_server.c src/sale/order_set.c src/sale/plan.c \
	src/sale/quote.c src/sale/quote_offer.c src/sale/quote_price.c \
	src/sale/quote_server.c src/sale/quote_tax.c \
	src/sale/quote_token.c src/sale/shelf.c
