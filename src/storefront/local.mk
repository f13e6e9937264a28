sbin_PROGRAMS += src/storefront/souk-storefront
src_storefront_souk_storefront_SOURCES = src/storefront/account.c \
	src/storefront/api_keys.c src/storefront/company.c \
	src/storefront/invitations.c src/storefront/join.c \
	src/storefront/members.c \
	src/storefront/agent.c src/storefront/factor.c \
	src/storefront/mobile.c src/storefront/personal.c \
	src/storefront/profile.c src/storefront/proof.c \
	src/storefront/security.c src/storefront/totp.c \
	src/storefront/legal.c src/storefront/link.c \
	src/storefront/mailing.c src/storefront/session.c \
	src/storefront/main.c src/storefront/page_list.c \
	src/storefront/page_product.c src/storefront/page_robots.c \
	src/storefront/pages.c src/storefront/pieces.c \
	src/storefront/product_data.c src/storefront/product_form.c src/storefront/product_prices.c \
	src/storefront/menu.c src/storefront/products.c src/storefront/refresh.c \
	src/storefront/shop.c src/storefront/site.c src/storefront/view.c
src_storefront_souk_storefront_SOURCES += src/storefront/media.c
src_storefront_souk_storefront_SOURCES += src/storefront/category_edit.c \
	src/storefront/endpoint.c src/storefront/endpoint.h \
	src/storefront/endpoint_test.c \
	src/storefront/licence_keys.c src/storefront/listing_edit.c src/storefront/listings.c \
	src/storefront/operate.c src/storefront/reviews.c \
	src/storefront/preview.c src/storefront/seller.c \
	src/storefront/selling.c
src_storefront_souk_storefront_SOURCES += src/storefront/category_icon.c \
	src/storefront/page_home.c src/storefront/page_seller.c \
	src/storefront/page_sitemap.c \
	src/storefront/list.c src/storefront/list_json.c \
	src/storefront/list_filters.c src/storefront/list_group.c \
	src/storefront/list_group.h src/storefront/list_none.c \
	src/storefront/list_url.c src/storefront/list_view.c
src_storefront_souk_storefront_SOURCES += src/storefront/favourites.c \
	src/storefront/suggest.c
src_storefront_souk_storefront_SOURCES += src/storefront/compare.c \
	src/storefront/compare_cells.c src/storefront/compare_cells.h \
	src/storefront/compare_table.c \
	src/storefront/page_compare.c src/storefront/page_gone.c \
	src/storefront/product_media.c
src_storefront_souk_storefront_LDADD = $(LINK_APP)
