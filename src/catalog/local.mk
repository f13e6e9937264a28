noinst_LIBRARIES += src/catalog/libcatalog.a
src_catalog_libcatalog_a_SOURCES = src/catalog/build.h \
	src/catalog/build_index.c \
	src/catalog/build_orders.c src/catalog/build_products.c \
	src/catalog/build_tree.c src/catalog/catalogue.c \
	src/catalog/facet.c src/catalog/index.c src/catalog/product_json.c \
	src/catalog/search.c src/catalog/select.c src/catalog/suggest.c \
	src/catalog/words.c
