bin_PROGRAMS += src/ctl/soukctl
src_ctl_soukctl_SOURCES = \
	src/ctl/admin.c src/ctl/cell.c src/ctl/check.c src/ctl/check_database.c \
	src/ctl/check_files.c src/ctl/check_outside.c src/ctl/company.c \
	src/ctl/ctl.c src/ctl/deliver.c src/ctl/finding.c src/ctl/waiting.c src/ctl/invariant.c src/ctl/invariant_bill.c src/ctl/invariant_moves.c src/ctl/invariant_settlement.c src/ctl/invariant_stages.c src/ctl/offer.c \
	src/ctl/keygen.c src/ctl/listing.c src/ctl/main.c src/ctl/migrate.c \
	src/ctl/migration.c src/ctl/options.c src/ctl/routes.c \
	src/ctl/schema.c src/ctl/seller.c src/ctl/service.c src/ctl/setup.c src/ctl/table.c \
	src/ctl/user.c src/ctl/user.h src/ctl/user_add.c src/ctl/verify.c \
	src/ctl/verify.h src/ctl/verify_look.c
src_ctl_soukctl_SOURCES += src/ctl/bill.c src/ctl/credit.c src/ctl/evidence.c src/ctl/export.c \
	src/ctl/month.c src/ctl/payment.c src/ctl/payout.c src/ctl/settle.c \
	src/ctl/statement.c
src_ctl_soukctl_LDADD = $(LINK_APP)
# What an import is made of, but for its command: tested by s-import too.
IMPORT_SOURCES = src/ctl/csv.c src/ctl/import_check.c src/ctl/import_csv.c \
	src/ctl/import_json.c src/ctl/import_logo.c src/ctl/import_names.c \
	src/ctl/import_rule.c src/ctl/import_listing.c \
	src/ctl/import_tree.c src/ctl/import_write.c
src_ctl_soukctl_SOURCES += src/ctl/import.c src/ctl/demo.c src/ctl/demo_offers.c src/ctl/demo_servers.c $(IMPORT_SOURCES)
src_ctl_soukctl_SOURCES += src/ctl/category.c src/ctl/flavour.c \
	src/ctl/popular.c src/ctl/product.c src/ctl/region.c src/ctl/refund.c \
	src/ctl/dispute.c src/ctl/ruling.c src/ctl/ruling.h src/ctl/release.c \
	src/ctl/server.c
