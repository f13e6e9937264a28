sbin_PROGRAMS += src/storefront/souk-storefront
src_storefront_souk_storefront_SOURCES = src/storefront/account.c \
	src/storefront/legal.c src/storefront/link.c \
	src/storefront/mailing.c src/storefront/session.c \
	src/storefront/main.c src/storefront/page_list.c \
	src/storefront/page_product.c src/storefront/page_robots.c \
	src/storefront/pages.c src/storefront/pieces.c \
	src/storefront/product_form.c src/storefront/product_prices.c \
	src/storefront/products.c src/storefront/refresh.c \
	src/storefront/shop.c src/storefront/site.c src/storefront/view.c
src_storefront_souk_storefront_LDADD = $(LINK_APP)
