noinst_LIBRARIES += src/locale/liblocale.a
src_locale_liblocale_a_SOURCES = src/locale/format.c src/locale/locale.c \
	src/locale/plural.c src/locale/plural.h src/locale/tax_table.c \
	src/locale/tax_table_check.c src/locale/tax_table_reader.h \
	src/locale/zone.c

taxdir = $(pkgdatadir)/tax
dist_tax_DATA = share/tax/europe.tax
