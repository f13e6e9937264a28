noinst_LIBRARIES += src/catalog/libcatalog.a
src_catalog_libcatalog_a_SOURCES = src/catalog/bits.c \
	src/catalog/build_contents.c src/catalog/build_documents.c \
	src/catalog/build_orders.c src/catalog/build_rows.c \
	src/catalog/builder.h src/catalog/catalogue.c src/catalog/column.c \
	src/catalog/facet.c src/catalog/load.c src/catalog/narrow.c \
	src/catalog/narrow.h src/catalog/record.c \
	src/catalog/record_layout.h src/catalog/record_read.c \
	src/catalog/related.c src/catalog/related.h src/catalog/rows.c src/catalog/segment.c \
	src/catalog/segment_build.c src/catalog/segment_hash.h \
	src/catalog/select_facets.c src/catalog/select_facets.h \
	src/catalog/slab.c src/catalog/source.c src/catalog/source.h \
	src/catalog/tables.c src/catalog/values.c \
	src/catalog/view.c src/catalog/view.h src/catalog/view_values.c \
	src/catalog/fold.c src/catalog/index.c \
	src/catalog/index_build.c src/catalog/index_builder.h \
	src/catalog/index_finish.c src/catalog/index_stem.c \
	src/catalog/list.c src/catalog/list.h src/catalog/marks.c \
	src/catalog/candidates.c src/catalog/candidates.h \
	src/catalog/correct.c src/catalog/match.c src/catalog/matcher.h \
	src/catalog/named.c src/catalog/names.c \
	src/catalog/near.c src/catalog/near.h \
	src/catalog/phrase.c src/catalog/phrase.h \
	src/catalog/plan.c src/catalog/plan.h \
	src/catalog/plan_products.c src/catalog/postings.h \
	src/catalog/product_json.c src/catalog/query.c \
	src/catalog/respell.c src/catalog/search.c src/catalog/select.c \
	src/catalog/stem.c src/catalog/suggest.c src/catalog/suggestions.c src/catalog/synonym.c \
	src/catalog/synonym_table.h src/catalog/terms.c src/catalog/terms.h \
	src/catalog/words.c
