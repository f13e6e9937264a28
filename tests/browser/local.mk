# Browser tests: the same stories by mouse and keyboard in Chromium.
browser_tests =
if HAVE_NODE
TESTS += $(browser_tests)
endif
EXTRA_DIST += $(browser_tests) tests/package.json tests/package-lock.json
