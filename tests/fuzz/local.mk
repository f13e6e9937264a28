# Fuzz targets define LLVMFuzzerTestOneInput().  make check replays
# tests/fuzz/corpus/<name>/ through replay.c; --enable-fuzzing links
# libFuzzer instead.
#   check_PROGRAMS += tests/fuzz/f-fcgi
#   tests_fuzz_f_fcgi_SOURCES = tests/fuzz/f-fcgi.c $(FUZZ_MAIN)
#   tests_fuzz_f_fcgi_LDFLAGS = $(LINK_FUZZ)
#   tests_fuzz_f_fcgi_LDADD = $(LINK_HTTP)
if FUZZING
FUZZ_MAIN =
LINK_FUZZ = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay.c
LINK_FUZZ = $(AM_LDFLAGS)
endif
EXTRA_DIST += tests/fuzz/corpus


check_PROGRAMS += tests/fuzz/f-conf tests/fuzz/f-id tests/fuzz/f-shape \
	tests/fuzz/f-tree
tests_fuzz_f_conf_SOURCES = tests/fuzz/f-conf.c $(FUZZ_MAIN)
tests_fuzz_f_conf_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_conf_LDADD = $(LINK_BASE)
tests_fuzz_f_id_SOURCES = tests/fuzz/f-id.c $(FUZZ_MAIN)
tests_fuzz_f_id_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_id_LDADD = $(LINK_BASE)
tests_fuzz_f_shape_SOURCES = tests/fuzz/f-shape.c $(FUZZ_MAIN)
tests_fuzz_f_shape_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_shape_LDADD = $(LINK_WIRE)
tests_fuzz_f_tree_SOURCES = tests/fuzz/f-tree.c $(FUZZ_MAIN)
tests_fuzz_f_tree_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_tree_LDADD = $(LINK_WIRE)

check_PROGRAMS += tests/fuzz/f-query
tests_fuzz_f_query_SOURCES = tests/fuzz/f-query.c $(FUZZ_MAIN)
tests_fuzz_f_query_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_query_LDADD = $(LINK_CATALOG)

check_PROGRAMS += tests/fuzz/f-fcgi tests/fuzz/f-request
tests_fuzz_f_fcgi_SOURCES = tests/fuzz/f-fcgi.c $(FUZZ_MAIN)
tests_fuzz_f_fcgi_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_fcgi_LDADD = $(LINK_HTTP)
tests_fuzz_f_request_SOURCES = tests/fuzz/f-request.c $(FUZZ_MAIN)
tests_fuzz_f_request_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_request_LDADD = $(LINK_HTTP)
check_PROGRAMS += tests/fuzz/f-image
tests_fuzz_f_image_SOURCES = tests/fuzz/f-image.c $(FUZZ_MAIN)
tests_fuzz_f_image_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_image_LDADD = $(LINK_IMAGE)
check_PROGRAMS += tests/fuzz/f-tax
tests_fuzz_f_tax_SOURCES = tests/fuzz/f-tax.c $(FUZZ_MAIN)
tests_fuzz_f_tax_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_tax_LDADD = $(LINK_LOCALE)
check_PROGRAMS += tests/fuzz/f-endpoint
tests_fuzz_f_endpoint_SOURCES = tests/fuzz/f-endpoint.c $(FUZZ_MAIN)
tests_fuzz_f_endpoint_LDFLAGS = $(LINK_FUZZ)
tests_fuzz_f_endpoint_LDADD = $(LINK_PROVISION)
