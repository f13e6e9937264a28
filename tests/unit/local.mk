# A unit test links its layer and those below, so an upward call fails:
#   unit_tests += tests/unit/u-base-str
#   tests_unit_u_base_str_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
# Its source is u-base-str.c; _SOURCES is needed only when there are more.
unit_tests =
if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
endif
AM_CFLAGS += $(CMOCKA_CFLAGS)


unit_tests += tests/unit/u-domain-days
tests_unit_u_domain_days_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-domain-ledger
tests_unit_u_domain_ledger_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-domain-money
tests_unit_u_domain_money_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-domain-price
tests_unit_u_domain_price_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-domain-states
tests_unit_u_domain_states_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-paper-journal tests/unit/u-paper-hledger
tests_unit_u_paper_journal_LDADD = $(CMOCKA_LIBS) $(LINK_PAPER)
tests_unit_u_paper_hledger_LDADD = $(CMOCKA_LIBS) $(LINK_PAPER)
unit_tests += tests/unit/u-domain-credit
tests_unit_u_domain_credit_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-domain-refund
tests_unit_u_domain_refund_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-domain-term
tests_unit_u_domain_term_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-domain-tax tests/unit/u-domain-tax_lines
tests_unit_u_domain_tax_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
tests_unit_u_domain_tax_lines_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)
unit_tests += tests/unit/u-locale-term
tests_unit_u_locale_term_LDADD = $(CMOCKA_LIBS) $(LINK_LOCALE)
unit_tests += tests/unit/u-locale-tax_table
tests_unit_u_locale_tax_table_LDADD = $(CMOCKA_LIBS) $(LINK_LOCALE)
tests_unit_u_locale_tax_table_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTAX_TABLE='"$(abs_top_srcdir)/share/tax/europe.tax"'
unit_tests += tests/unit/u-domain-tax_number
tests_unit_u_domain_tax_number_LDADD = $(CMOCKA_LIBS) $(LINK_DOMAIN)

EXTRA_DIST += tests/unit/unit.h
unit_tests += tests/unit/u-base-arena
tests_unit_u_base_arena_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-buf
tests_unit_u_base_buf_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-conf
tests_unit_u_base_conf_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-id
tests_unit_u_base_id_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-log
tests_unit_u_base_log_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-num
tests_unit_u_base_num_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-str
tests_unit_u_base_str_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-sys
tests_unit_u_base_sys_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)
unit_tests += tests/unit/u-base-text
tests_unit_u_base_text_LDADD = $(CMOCKA_LIBS) $(LINK_BASE)

unit_tests += tests/unit/u-wire-json
tests_unit_u_wire_json_LDADD = $(CMOCKA_LIBS) $(LINK_WIRE)
unit_tests += tests/unit/u-wire-shape
tests_unit_u_wire_shape_LDADD = $(CMOCKA_LIBS) $(LINK_WIRE)
unit_tests += tests/unit/u-wire-tree
tests_unit_u_wire_tree_LDADD = $(CMOCKA_LIBS) $(LINK_WIRE)
unit_tests += tests/unit/u-crypto-hash
tests_unit_u_crypto_hash_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)
unit_tests += tests/unit/u-crypto-keys
tests_unit_u_crypto_keys_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)
unit_tests += tests/unit/u-crypto-password
tests_unit_u_crypto_password_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)
unit_tests += tests/unit/u-crypto-sign
tests_unit_u_crypto_sign_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)
unit_tests += tests/unit/u-crypto-token
tests_unit_u_crypto_token_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)

EXTRA_DIST += tests/unit/fcgi_client.h
unit_tests += tests/unit/u-http-fcgi
tests_unit_u_http_fcgi_LDADD = $(CMOCKA_LIBS) $(LINK_HTTP)
unit_tests += tests/unit/u-http-server
tests_unit_u_http_server_LDADD = $(CMOCKA_LIBS) $(LINK_HTTP)
unit_tests += tests/unit/u-http-request
tests_unit_u_http_request_LDADD = $(CMOCKA_LIBS) $(LINK_HTTP)
unit_tests += tests/unit/u-http-reply
tests_unit_u_http_reply_LDADD = $(CMOCKA_LIBS) $(LINK_HTTP)
unit_tests += tests/unit/u-app-config
tests_unit_u_app_config_LDADD = $(CMOCKA_LIBS) $(LINK_APP)
unit_tests += tests/unit/u-app-settle
tests_unit_u_app_settle_LDADD = $(CMOCKA_LIBS) $(LINK_APP)
unit_tests += tests/unit/u-app-cidr
tests_unit_u_app_cidr_LDADD = $(CMOCKA_LIBS) $(LINK_APP)

EXTRA_DIST += tests/unit/peer.h
unit_tests += tests/unit/u-net-fetch
tests_unit_u_net_fetch_LDADD = $(CMOCKA_LIBS) $(LINK_NET)
unit_tests += tests/unit/u-net-outbound
tests_unit_u_net_outbound_LDADD = $(CMOCKA_LIBS) $(LINK_NET)
unit_tests += tests/unit/u-net-smtp
tests_unit_u_net_smtp_LDADD = $(CMOCKA_LIBS) $(LINK_NET)
unit_tests += tests/unit/u-gateway-signature
tests_unit_u_gateway_signature_LDADD = $(CMOCKA_LIBS) $(LINK_GATEWAY)
unit_tests += tests/unit/u-gateway-sandbox
tests_unit_u_gateway_sandbox_LDADD = $(CMOCKA_LIBS) $(LINK_GATEWAY)
unit_tests += tests/unit/u-gateway-stripe
tests_unit_u_gateway_stripe_LDADD = $(CMOCKA_LIBS) $(LINK_GATEWAY)
unit_tests += tests/unit/u-locale-format
tests_unit_u_locale_format_LDADD = $(CMOCKA_LIBS) $(LINK_LOCALE)
unit_tests += tests/unit/u-locale-locale
tests_unit_u_locale_locale_LDADD = $(CMOCKA_LIBS) $(LINK_LOCALE)
unit_tests += tests/unit/u-locale-zone
tests_unit_u_locale_zone_LDADD = $(CMOCKA_LIBS) $(LINK_LOCALE)
unit_tests += tests/unit/u-provision-provision
tests_unit_u_provision_provision_LDADD = $(CMOCKA_LIBS) $(LINK_PROVISION)
unit_tests += tests/unit/u-notify-template
tests_unit_u_notify_template_LDADD = $(CMOCKA_LIBS) $(LINK_NOTIFY)
unit_tests += tests/unit/u-notify-mail
tests_unit_u_notify_mail_LDADD = $(CMOCKA_LIBS) $(LINK_NOTIFY)

unit_tests += tests/unit/u-html-html tests/unit/u-html-markdown \
	tests/unit/u-catalog-words tests/unit/u-catalog-search
EXTRA_DIST += tests/unit/corpus.h
unit_tests += tests/unit/u-catalog-index tests/unit/u-catalog-match \
	tests/unit/u-catalog-query tests/unit/u-catalog-respell
tests_unit_u_catalog_index_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
tests_unit_u_catalog_match_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
tests_unit_u_catalog_query_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
tests_unit_u_catalog_respell_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
tests_unit_u_html_html_LDADD = $(CMOCKA_LIBS) $(LINK_HTML)
tests_unit_u_html_markdown_LDADD = $(CMOCKA_LIBS) $(LINK_HTML)
tests_unit_u_catalog_words_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
tests_unit_u_catalog_search_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
unit_tests += tests/unit/u-app-limits
tests_unit_u_app_limits_LDADD = $(CMOCKA_LIBS) $(LINK_APP)
unit_tests += tests/unit/u-app-legal
tests_unit_u_app_legal_LDADD = $(CMOCKA_LIBS) $(LINK_APP)
EXTRA_DIST += tests/unit/picture.h
unit_tests += tests/unit/u-image-read tests/unit/u-image-fit
tests_unit_u_image_read_LDADD = $(CMOCKA_LIBS) $(LINK_IMAGE)
tests_unit_u_image_fit_LDADD = $(CMOCKA_LIBS) $(LINK_IMAGE)
unit_tests += tests/unit/u-crypto-totp
tests_unit_u_crypto_totp_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)
unit_tests += tests/unit/u-paper-qr
tests_unit_u_paper_qr_LDADD = $(CMOCKA_LIBS) $(LINK_PAPER)
unit_tests += tests/unit/u-paper-bill tests/unit/u-paper-bill_csv \
	tests/unit/u-paper-bill_pdf \
	tests/unit/u-paper-clean
tests_unit_u_paper_bill_LDADD = $(CMOCKA_LIBS) $(LINK_PAPER)
tests_unit_u_paper_bill_csv_LDADD = $(CMOCKA_LIBS) $(LINK_PAPER)
tests_unit_u_paper_bill_pdf_LDADD = $(CMOCKA_LIBS) $(LINK_PAPER)
tests_unit_u_paper_clean_LDADD = $(CMOCKA_LIBS) $(LINK_PAPER)
EXTRA_DIST += tests/unit/bill_sample.h
unit_tests += tests/unit/u-notify-sms
tests_unit_u_notify_sms_LDADD = $(CMOCKA_LIBS) $(LINK_NOTIFY)
unit_tests += tests/unit/u-catalog-record tests/unit/u-catalog-values
tests_unit_u_catalog_record_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
tests_unit_u_catalog_values_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
unit_tests += tests/unit/u-wire-listing
tests_unit_u_wire_listing_LDADD = $(CMOCKA_LIBS) $(LINK_WIRE)

unit_tests += tests/unit/u-crypto-cbc tests/unit/u-crypto-webhook
tests_unit_u_crypto_cbc_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)
tests_unit_u_crypto_webhook_LDADD = $(CMOCKA_LIBS) $(LINK_CRYPTO)
unit_tests += tests/unit/u-provision-endpoint tests/unit/u-provision-webhook
tests_unit_u_provision_webhook_LDADD = $(CMOCKA_LIBS) $(LINK_PROVISION)
tests_unit_u_provision_endpoint_LDADD = $(CMOCKA_LIBS) $(LINK_PROVISION)
