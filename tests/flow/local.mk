# Flow tests: stories told by Node against whole sites.
# The longest first, so that none is left over at the end.
flow_tests = tests/flow/t3100-cards.mjs \
	tests/flow/t6000-kill.mjs \
	tests/flow/t6020-kill-at-every-call.mjs \
	tests/flow/t6021-kill-at-every-call-stripe.mjs \
	tests/flow/t6010-database-dies.mjs \
	tests/flow/t6050-webhooks.mjs tests/flow/t6040-gateway-faults.mjs \
	tests/flow/t6060-workers.mjs \
	tests/flow/t4000-bad-input.mjs \
	tests/flow/t7000-sandbox.mjs \
	tests/flow/t2400-media.mjs \
	tests/flow/t2401-media-apache-proxy.mjs \
	tests/flow/t2402-media-apache-fcgid.mjs \
	tests/flow/t1000-browse.mjs \
	tests/flow/t1001-browse-shop.mjs \
	tests/flow/t1002-browse-apache-proxy.mjs \
	tests/flow/t1003-browse-apache-fcgid.mjs \
	tests/flow/t1100-search.mjs \
	tests/flow/t1110-relevance.mjs \
	tests/flow/t1140-facets.mjs \
	tests/flow/t1150-sitemap.mjs \
	tests/flow/t2000-account.mjs \
	tests/flow/t2100-profile.mjs \
	tests/flow/t2110-second-factor.mjs \
	tests/flow/t2120-erasure.mjs \
	tests/flow/t2130-factor-required.mjs \
	tests/flow/t2200-company.mjs \
	tests/flow/t2210-api-keys.mjs \
	tests/flow/t2211-api-keys-apache-proxy.mjs \
	tests/flow/t2212-api-keys-apache-fcgid.mjs \
	tests/flow/t2300-seller.mjs \
	tests/flow/t2310-listing-input.mjs \
	tests/flow/t2320-off-sale.mjs \
	tests/flow/t2330-licence-keys.mjs tests/flow/t2340-endpoint.mjs tests/flow/t2350-provisioner.mjs \
	tests/flow/t3710-webhooks.mjs tests/flow/t2500-operator.mjs \
	tests/flow/t2600-favourites.mjs \
	tests/flow/t2610-compare.mjs \
	tests/flow/t2700-offers-by-link.mjs tests/flow/t2710-offers-by-website.mjs \
	tests/flow/t2715-offers-of-images.mjs \
	tests/flow/t2720-tampering.mjs tests/flow/t2730-tokens.mjs \
	tests/flow/t2760-offer-races.mjs \
	tests/flow/t2731-tokens-apache-proxy.mjs \
	tests/flow/t2740-offers-of-sellers.mjs tests/flow/t2750-negotiation.mjs \
	tests/flow/t2770-offer-messages.mjs tests/flow/t2780-hostile-texts.mjs tests/flow/t2790-milestone-orders.mjs \
	tests/flow/t2800-stages.mjs tests/flow/t2810-stage-refund.mjs \
	tests/flow/t3000-order.mjs \
	tests/flow/t3001-order-shop.mjs \
	tests/flow/t3002-order-apache-proxy.mjs \
	tests/flow/t3003-order-apache-proxy-shop.mjs \
	tests/flow/t3004-order-apache-fcgid.mjs \
	tests/flow/t3020-two-clicks-one-order.mjs tests/flow/t3060-tax.mjs \
	tests/flow/t3030-lost-answer.mjs \
	tests/flow/t3500-image.mjs tests/flow/t3510-image-by-hand.mjs tests/flow/t3520-image-by-webhook.mjs \
	tests/flow/t3120-silent-provider.mjs \
	tests/flow/t3300-stripe-client.mjs \
	tests/flow/t3310-stripe-driver.mjs \
	tests/flow/t3320-stripe-events.mjs \
	tests/flow/t3330-sandbox-gateway.mjs \
	tests/flow/t3500-bills.mjs \
	tests/flow/t3510-settlement.mjs tests/flow/t3620-money.mjs tests/flow/t3670-tampered-books.mjs tests/flow/t3680-evidence.mjs tests/flow/t3690-many-bills.mjs tests/flow/t3640-bill-papers.mjs \
	tests/flow/t3340-stripe-shop.mjs \
	tests/flow/t3350-cards-on-file.mjs \
	tests/flow/t3400-endpoint.mjs \
	tests/flow/t3410-provisioner.mjs \
	tests/flow/t3600-terms.mjs \
	tests/flow/t3610-refunds.mjs \
	tests/flow/t3630-handovers.mjs \
	tests/flow/t3660-bills-owed.mjs \
	tests/flow/t3700-settlement.mjs \
	tests/flow/t4500-authorisation.mjs \
	tests/flow/t4510-web-server.mjs \
	tests/flow/t4511-web-server-apache-proxy.mjs \
	tests/flow/t4512-web-server-apache-fcgid.mjs \
	tests/flow/t4520-throttles.mjs \
	tests/flow/t4530-races.mjs tests/flow/t4540-secrets.mjs \
	tests/flow/t5000-sites.mjs \
	tests/flow/t7010-inbox.mjs \
	tests/flow/t7020-worker.mjs \
	tests/flow/t7030-stop.mjs
if HAVE_NODE
TESTS += $(flow_tests)
endif
EXTRA_DIST += tests/data/relevance.json tests/lib/real-catalogue.mjs
EXTRA_DIST += $(flow_tests) tests/lib/books.mjs tests/lib/bundle.mjs tests/lib/catalogue.mjs tests/lib/chain.mjs tests/lib/zip.mjs tests/lib/fcgi.mjs \
	tests/lib/generated.mjs tests/lib/id.mjs \
	tests/lib/http.mjs tests/lib/picture.mjs tests/lib/proc.mjs \
	tests/lib/shelf.mjs tests/lib/shop.mjs \
	tests/lib/kannel.mjs tests/lib/letter.mjs tests/lib/secrets.mjs tests/lib/seller.mjs tests/lib/settle.mjs tests/lib/sms.mjs tests/lib/staged.mjs tests/lib/smtp.mjs tests/lib/story.mjs \
	tests/lib/totp.mjs tests/lib/world.mjs

# Drivers of payment gateways, asked by flow tests line by line.
noinst_PROGRAMS += tests/flow/gateway-driver
tests_flow_gateway_driver_LDADD = $(LINK_GATEWAY)
EXTRA_DIST += tests/lib/gateway-driver.mjs tests/lib/stripe-fake.mjs \
	tests/lib/stripe-shapes.mjs

# Ends a program at one of its system calls.
noinst_PROGRAMS += tests/flow/syscall-kill
EXTRA_DIST += tests/flow/kill-at-every-call.mjs tests/lib/syscall-kill.mjs tests/lib/chance.mjs tests/lib/till.mjs tests/lib/faulty-hop.mjs

# What the stories drive sellers' endpoints and hosts' provisioners with.
noinst_PROGRAMS += tests/flow/endpoint-call tests/flow/provision-call
tests_flow_endpoint_call_LDADD = $(LINK_PROVISION)
tests_flow_provision_call_LDADD = $(LINK_PROVISION)
EXTRA_DIST += tests/lib/endpoint.mjs tests/lib/provisioner.mjs tests/lib/receiver.mjs \
	tests/data/endpoint-tls.pem tests/data/lsan.supp
