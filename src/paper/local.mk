noinst_LIBRARIES += src/paper/libpaper.a
src_paper_libpaper_a_SOURCES = src/paper/bill.c src/paper/bill_csv.c \
	src/paper/bill_text.c src/paper/clean.c src/paper/qr.c \
	src/paper/sink.c

billdir = $(pkgdatadir)/bill
dist_bill_DATA = share/bill/en.json share/bill/zh-CN.json share/bill/ar.json
