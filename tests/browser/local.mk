# Browser tests: the same stories by mouse and keyboard in Chromium.
browser_tests = tests/browser/b1000-order-by-mouse.mjs \
	tests/browser/b1010-order-by-keyboard.mjs \
	tests/browser/b1020-cards.mjs
if HAVE_NODE
TESTS += $(browser_tests)
endif
EXTRA_DIST += $(browser_tests) tests/browser/order.mjs tests/lib/browser.mjs \
	tests/lib/hands.mjs tests/package.json tests/package-lock.json
