noinst_LIBRARIES += src/paper/libpaper.a
src_paper_libpaper_a_SOURCES = src/paper/qr.c
