# A page a program, one for the parameters, one for the import format, one for
# each protocol that others implement.
dist_man_MANS = man/soukctl.1 man/souk-site.5 man/souk-storefront.8 \
	man/souk-catalogue.5 man/souk-checkout.8 man/souk-offers.8 man/souk-billing.8 man/souk-worker.8 man/souk-sandbox.8 \
	man/souk-endpoint.7 man/souk-provision.7 man/souk-tax.5 \
	man/souk-webhooks.7
