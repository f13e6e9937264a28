noinst_LIBRARIES += src/locale/liblocale.a
src_locale_liblocale_a_SOURCES =
