# Browser tests: the same stories by mouse and keyboard in Chromium.
# The longest first, so that none is left over at the end.
browser_tests = tests/browser/b1101-account-pages.mjs \
	tests/browser/b1700-locales.mjs \
	tests/browser/b1410-seller-by-keyboard.mjs \
	tests/browser/b1100-public-pages.mjs \
	tests/browser/b1430-console-pages.mjs \
	tests/browser/b1000-order-by-mouse.mjs \
	tests/browser/b1010-order-by-keyboard.mjs \
	tests/browser/b1020-cards.mjs \
	tests/browser/b1030-chosen-early.mjs \
	tests/browser/b1110-without-script.mjs \
	tests/browser/b1200-order-apache-proxy.mjs \
	tests/browser/b1201-order-apache-fcgid.mjs \
	tests/browser/b1202-order-shop.mjs \
	tests/browser/b1203-order-apache-proxy-shop.mjs \
	tests/browser/b1210-order-bundled.mjs \
	tests/browser/b1500-lists.mjs \
	tests/browser/b1400-seller-by-mouse.mjs \
	tests/browser/b1401-seller-apache-proxy-shop.mjs \
	tests/browser/b1420-listing-editor.mjs \
	tests/browser/b1440-operator.mjs \
	tests/browser/b1450-licence-keys.mjs \
	tests/browser/b1460-image.mjs tests/browser/b1470-endpoint.mjs \
	tests/browser/b1480-settlement.mjs \
	tests/browser/b1490-cards-on-file.mjs \
	tests/browser/b1495-receivables.mjs \
	tests/browser/b1496-bills-owed.mjs \
	tests/browser/b1497-bills-by-month.mjs \
	tests/browser/b1498-webhooks.mjs \
	tests/browser/b1820-offer-by-link.mjs \
	tests/browser/b1830-offer-by-website.mjs \
	tests/browser/b1840-negotiation.mjs \
	tests/browser/b1850-offer-by-keyboard.mjs \
	tests/browser/b1860-offers-of-all-kinds.mjs \
	tests/browser/b1870-offer-in-stages.mjs \
	tests/browser/b1880-milestones.mjs \
	tests/browser/b1885-evidence.mjs \
	tests/browser/b1890-milestones-by-keyboard.mjs \
	tests/browser/b1895-order-ended.mjs \
	tests/browser/b1900-ninety-five-days.mjs \
	tests/browser/b1300-own-account-by-mouse.mjs \
	tests/browser/b1310-own-account-by-keyboard.mjs \
	tests/browser/b1320-factor-required.mjs \
	tests/browser/b1350-company-by-mouse.mjs \
	tests/browser/b1351-company-by-keyboard.mjs \
	tests/browser/b1600-keeping-by-mouse.mjs \
	tests/browser/b1610-keeping-by-keyboard.mjs \
	tests/browser/b1800-offer-editor.mjs \
	tests/browser/b1810-offer-editor-by-keyboard.mjs
if HAVE_NODE
TESTS += $(browser_tests)
endif
# Those that keep a picture of each page when asked: make contact-sheet.
looking_tests = tests/browser/b1100-public-pages.mjs \
	tests/browser/b1101-account-pages.mjs \
	tests/browser/b1430-console-pages.mjs \
	tests/browser/b1700-locales.mjs
# Measures time, so it wants a quiet machine: make check-speed.
speed_tests = tests/browser/b1120-speed.mjs
check-speed: all ; $(MAKE) $(AM_MAKEFLAGS) check-TESTS check_PROGRAMS= TESTS='$(speed_tests)'
# The budgets of the pages by Lighthouse, on the optimised build.
lighthouse_tests = tests/browser/b1130-lighthouse.mjs
check-lighthouse: all ; $(MAKE) $(AM_MAKEFLAGS) check-TESTS check_PROGRAMS= TESTS='$(lighthouse_tests)'
.PHONY: check-speed check-lighthouse
EXTRA_DIST += $(browser_tests) $(speed_tests) $(lighthouse_tests) tests/browser/company.mjs \
	tests/browser/dealing.mjs \
	tests/browser/keeping.mjs \
	tests/browser/order.mjs \
	tests/browser/own.mjs tests/browser/pages.mjs tests/browser/sellers.mjs tests/browser/seller-offers.mjs \
	tests/lib/audit.mjs tests/lib/browser.mjs tests/lib/hands.mjs \
	tests/lib/layout.mjs tests/lib/locale.mjs tests/lib/needs.mjs tests/lib/seat.mjs \
	tests/package.json tests/package-lock.json
