# Flow tests: stories told by Node against whole sites.
flow_tests =
if HAVE_NODE
TESTS += $(flow_tests)
endif
EXTRA_DIST += $(flow_tests) tests/lib/catalogue.mjs tests/lib/fcgi.mjs \
	tests/lib/http.mjs tests/lib/proc.mjs tests/lib/shop.mjs \
	tests/lib/smtp.mjs tests/lib/world.mjs
