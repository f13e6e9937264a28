# make check: unit and store tests (cmocka), corpus replay, lints (sh) and
# flow and browser stories (Node), all speaking TAP to automake's driver.
TEST_EXTENSIONS = .sh .mjs
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
LOG_COMPILER = $(SHELL)
AM_LOG_FLAGS = '$(abs_top_srcdir)/tests/lib/cmocka.sh'
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
MJS_LOG_DRIVER = $(TAP_DRIVER)
MJS_LOG_COMPILER = $(NODE)
AM_MJS_LOG_FLAGS = --test-reporter=tap \
	--import '$(abs_top_srcdir)/tests/lib/needs.mjs'
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	TOP_SRCDIR='$(abs_top_srcdir)'; export TOP_SRCDIR; \
	TOP_BUILDDIR='$(abs_top_builddir)'; export TOP_BUILDDIR; \
	CLANG_FORMAT='$(CLANG_FORMAT)'; export CLANG_FORMAT; \
	NODE='$(NODE)'; export NODE; \
	CC='$(CC)'; export CC; \
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=0; export ASAN_OPTIONS; \
	UBSAN_OPTIONS=print_stacktrace=1; export UBSAN_OPTIONS;

include tests/unit/local.mk
include tests/store/local.mk
include tests/fuzz/local.mk
include tests/lint/local.mk
include tests/flow/local.mk
include tests/browser/local.mk

TESTS += $(check_PROGRAMS)

# The parts of make check, one by one: make check-unit check-lint ...
fuzz_tests = $(filter tests/fuzz/%,$(check_PROGRAMS))
check-unit: ; $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests)'
check-store: ; $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(store_tests)'
check-fuzz: ; $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(fuzz_tests)'
check-lint: ; $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(lints)'
check-flow: ; $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(flow_tests)'
check-browser: ; $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(browser_tests)'
.PHONY: check-unit check-store check-fuzz check-lint check-flow check-browser

# Pictures of every page in every state, for people to look at.
SHEET = contact-sheet
contact-sheet:
	rm -rf '$(SHEET)' && mkdir '$(SHEET)'
	SOUK_SHOTS="$$(cd '$(SHEET)' && pwd)" $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(looking_tests)' || true
	'$(NODE)' '$(top_srcdir)/tests/contact-sheet.mjs' '$(SHEET)'
.PHONY: contact-sheet
EXTRA_DIST += tests/contact-sheet.mjs
