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

