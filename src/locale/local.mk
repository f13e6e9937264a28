noinst_LIBRARIES += src/locale/liblocale.a
src_locale_liblocale_a_SOURCES = src/locale/format.c src/locale/locale.c \
	src/locale/plural.c src/locale/plural.h src/locale/zone.c
