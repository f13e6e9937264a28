noinst_LIBRARIES += src/catalog/libcatalog.a
src_catalog_libcatalog_a_SOURCES = src/catalog/build.h \
	src/catalog/build_index.c \
	src/catalog/build_orders.c src/catalog/build_products.c \
	src/catalog/build_tree.c src/catalog/catalogue.c \
	src/catalog/facet.c src/catalog/fold.c src/catalog/index.c \
	src/catalog/index_build.c src/catalog/index_stem.c \
	src/catalog/list.c src/catalog/list.h src/catalog/marks.c \
	src/catalog/match.c src/catalog/phrase.c src/catalog/phrase.h \
	src/catalog/plan.c src/catalog/plan.h src/catalog/postings.h \
	src/catalog/product_json.c src/catalog/query.c \
	src/catalog/respell.c src/catalog/search.c src/catalog/select.c \
	src/catalog/stem.c src/catalog/suggest.c src/catalog/synonym.c \
	src/catalog/synonym_table.h src/catalog/terms.c src/catalog/terms.h \
	src/catalog/words.c
