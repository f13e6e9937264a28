# Store tests: against a private server (tests/lib/mariadb.sh), each in a
# database of its own.
#   store_tests += tests/store/s-order
#   tests_store_s_order_SOURCES = tests/store/s-order.c $(STORE_FIXTURE)
#   tests_store_s_order_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
STORE_FIXTURE = tests/store/fixture.c tests/store/fixture.h
# The longest first, side by side: the others fit behind them.
store_tests = tests/store/s-model-even tests/store/s-model-odd \
	tests/store/s-db tests/store/s-tx
tests_store_s_db_SOURCES = tests/store/s-db.c $(STORE_FIXTURE)
tests_store_s_db_LDADD = $(CMOCKA_LIBS) $(LINK_DB)
tests_store_s_tx_SOURCES = tests/store/s-tx.c $(STORE_FIXTURE)
tests_store_s_tx_LDADD = $(CMOCKA_LIBS) $(LINK_DB)
store_tests += tests/store/s-statements tests/store/s-migration
tests_store_s_statements_SOURCES = tests/store/s-statements.c \
	$(STORE_FIXTURE)
tests_store_s_statements_LDADD = $(CMOCKA_LIBS) $(LINK_DB)
tests_store_s_migration_SOURCES = tests/store/s-migration.c \
	src/ctl/migration.c src/ctl/schema.c $(STORE_FIXTURE)
tests_store_s_migration_LDADD = $(CMOCKA_LIBS) $(LINK_STORE)
if HAVE_CMOCKA
check_PROGRAMS += $(store_tests)
endif
EXTRA_DIST += tests/lib/mariadb.sh tests/lib/galera.sh tests/lib/cmocka.sh
CLEANFILES += tests/run/mariadb tests/run/mariadb.lock tests/run/mariadb.owners
STORE_SHOP = tests/store/shop.c tests/store/shop.h $(STORE_FIXTURE)
STORE_INVARIANT = src/ctl/invariant.c src/ctl/invariant_bill.c \
	src/ctl/invariant_moves.c src/ctl/invariant_settlement.c \
	src/ctl/invariant_stages.c
STORE_VERIFIED = tests/store/verified.c tests/store/verified.h \
	$(STORE_INVARIANT) $(STORE_SHOP)
STORE_OFFERING = tests/store/offering.c tests/store/offering.h $(STORE_SHOP)
store_tests += tests/store/s-act-offer tests/store/s-act-redeem tests/store/s-offer
tests_store_s_act_offer_SOURCES = tests/store/s-act-offer.c \
	tests/store/offering.c tests/store/offering.h $(STORE_VERIFIED)
tests_store_s_act_offer_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_act_redeem_SOURCES = tests/store/s-act-redeem.c \
	tests/store/offering.c tests/store/offering.h $(STORE_VERIFIED)
tests_store_s_act_redeem_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-bill-owed
tests_store_s_bill_owed_SOURCES = tests/store/s-bill-owed.c $(STORE_VERIFIED)
tests_store_s_bill_owed_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-bill-races
tests_store_s_bill_races_SOURCES = tests/store/s-bill-races.c $(STORE_VERIFIED)
tests_store_s_bill_races_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
STORE_STAGED = tests/store/staged.c tests/store/staged.h \
	tests/store/offering.c tests/store/offering.h $(STORE_VERIFIED)
store_tests += tests/store/s-milestone tests/store/s-plan-change \
	tests/store/s-stages tests/store/s-stage-races
tests_store_s_stage_races_SOURCES = tests/store/s-stage-races.c $(STORE_STAGED)
tests_store_s_stage_races_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_plan_change_SOURCES = tests/store/s-plan-change.c $(STORE_STAGED)
tests_store_s_plan_change_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_stages_SOURCES = tests/store/s-stages.c $(STORE_STAGED)
tests_store_s_stages_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_milestone_SOURCES = tests/store/s-milestone.c $(STORE_STAGED)
tests_store_s_milestone_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-settlement
tests_store_s_settlement_SOURCES = tests/store/s-settlement.c $(STORE_STAGED)
tests_store_s_settlement_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_offer_SOURCES = tests/store/s-offer.c $(STORE_OFFERING)
tests_store_s_offer_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
STORE_RACE = tests/store/offer_race.c tests/store/offer_race.h \
	tests/store/offering.c tests/store/offering.h $(STORE_VERIFIED)
store_tests += tests/store/s-offer-races tests/store/s-offer-cluster
tests_store_s_offer_races_SOURCES = tests/store/s-offer-races.c $(STORE_RACE)
tests_store_s_offer_races_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_offer_cluster_SOURCES = tests/store/s-offer-cluster.c \
	$(STORE_RACE)
tests_store_s_offer_cluster_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-act-card tests/store/s-act-charge tests/store/s-act-term tests/store/s-act-order tests/store/s-act-payment \
	tests/store/s-act-server tests/store/s-act-seal tests/store/s-orders-store
tests_store_s_act_charge_SOURCES = tests/store/s-act-charge.c $(STORE_SHOP)
tests_store_s_act_charge_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_act_card_SOURCES = tests/store/s-act-card.c $(STORE_SHOP)
tests_store_s_act_card_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_act_term_SOURCES = tests/store/s-act-term.c $(STORE_VERIFIED)
tests_store_s_act_term_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_act_order_SOURCES = tests/store/s-act-order.c $(STORE_SHOP)
tests_store_s_act_order_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_act_server_SOURCES = tests/store/s-act-server.c $(STORE_SHOP)
tests_store_s_act_server_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_act_payment_SOURCES = tests/store/s-act-payment.c $(STORE_SHOP)
tests_store_s_act_payment_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_act_seal_SOURCES = tests/store/s-act-seal.c $(STORE_SHOP)
tests_store_s_act_seal_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
tests_store_s_orders_store_SOURCES = tests/store/s-orders-store.c $(STORE_SHOP)
tests_store_s_orders_store_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-offer-request
tests_store_s_offer_request_SOURCES = tests/store/s-offer-request.c $(STORE_SHOP)
tests_store_s_offer_request_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-invariant
tests_store_s_invariant_SOURCES = tests/store/s-invariant.c \
	$(STORE_INVARIANT) $(STORE_OFFERING)
tests_store_s_invariant_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
TESTS += tests/store/s-ctl.sh
EXTRA_DIST += tests/store/s-ctl.sh
store_tests += tests/store/s-app-call
tests_store_s_app_call_SOURCES = tests/store/s-app-call.c $(STORE_FIXTURE)
tests_store_s_app_call_LDADD = $(CMOCKA_LIBS) $(LINK_APP)
store_tests += tests/store/s-accounts tests/store/s-import
tests_store_s_accounts_SOURCES = tests/store/s-accounts.c $(STORE_FIXTURE)
tests_store_s_accounts_LDADD = $(CMOCKA_LIBS) $(LINK_STORE)
tests_store_s_import_SOURCES = tests/store/s-import.c \
	$(IMPORT_SOURCES) $(STORE_FIXTURE)
tests_store_s_import_LDADD = $(CMOCKA_LIBS) src/act/libact.a $(LINK_CATALOG)
store_tests += tests/store/s-own-account
tests_store_s_own_account_SOURCES = tests/store/s-own-account.c \
	$(STORE_FIXTURE)
tests_store_s_own_account_LDADD = $(CMOCKA_LIBS) $(LINK_STORE)
store_tests += tests/store/s-facets
tests_store_s_facets_SOURCES = tests/store/s-facets.c $(STORE_FIXTURE)
tests_store_s_facets_LDADD = $(CMOCKA_LIBS) src/html/libhtml.a $(MD4C_LIBS) \
	$(LINK_CATALOG)
store_tests += tests/store/s-members
tests_store_s_members_SOURCES = tests/store/s-members.c $(STORE_FIXTURE)
tests_store_s_members_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-listing
tests_store_s_listing_SOURCES = tests/store/s-listing.c $(STORE_SHOP)
tests_store_s_listing_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-refresh
tests_store_s_refresh_SOURCES = tests/store/s-refresh.c \
	src/storefront/refresh.c $(STORE_FIXTURE)
tests_store_s_refresh_LDADD = $(CMOCKA_LIBS) $(LINK_CATALOG)
store_tests += tests/store/s-act-bill
tests_store_s_act_bill_SOURCES = tests/store/s-act-bill.c $(STORE_VERIFIED)
tests_store_s_act_bill_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-act-refund
tests_store_s_act_refund_SOURCES = tests/store/s-act-refund.c \
	$(STORE_VERIFIED)
tests_store_s_act_refund_LDADD = $(CMOCKA_LIBS) $(LINK_ACT)
store_tests += tests/store/s-money
tests_store_s_money_SOURCES = tests/store/s-money.c $(STORE_INVARIANT) \
	$(GENERATED) $(HLEDGER) $(STORE_SHOP)
tests_store_s_money_LDADD = $(CMOCKA_LIBS) src/paper/libpaper.a $(LINK_ACT)
EXTRA_DIST += tests/data/balances.sql
STORE_MODEL = tests/store/model_run.c tests/store/model_run.h \
	tests/store/model_world.c tests/store/model_world.h \
	tests/store/model_steps.h tests/store/model_sales.c \
	tests/store/model_stages.c tests/store/model_refunds.c \
	tests/store/model_pays.c tests/store/model_bills.c \
	tests/store/model_look.c tests/store/model_ledger.c \
	tests/store/model_settles.c tests/store/model_disputes.c \
	tests/lib/model_dispute.c tests/lib/model.c tests/lib/model.h \
	tests/lib/model_settle.c tests/lib/model_part.h \
	tests/lib/model_order.c tests/lib/model_bill.c \
	tests/lib/model_owed.c tests/lib/model_stage.c \
	tests/lib/model_refund.c tests/store/offering.c \
	tests/store/offering.h $(HLEDGER) $(STORE_VERIFIED)
tests_store_s_model_even_SOURCES = tests/store/s-model-even.c $(STORE_MODEL)
tests_store_s_model_even_LDADD = $(CMOCKA_LIBS) src/paper/libpaper.a $(LINK_ACT)
tests_store_s_model_odd_SOURCES = tests/store/s-model-odd.c $(STORE_MODEL)
tests_store_s_model_odd_LDADD = $(CMOCKA_LIBS) src/paper/libpaper.a $(LINK_ACT)
