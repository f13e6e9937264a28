noinst_LIBRARIES += src/paper/libpaper.a
src_paper_libpaper_a_SOURCES = src/paper/bill.c src/paper/bill_csv.c \
	src/paper/bill_pdf.c src/paper/bill_text.c src/paper/bill_ubl.c src/paper/calendar.c src/paper/clean.c src/paper/csv.c src/paper/csv.h \
	src/paper/journal.c src/paper/pdf_tail.c \
	src/paper/pdf_tail.h src/paper/pen.c src/paper/pen.h src/paper/qr.c src/paper/settlement_csv.c src/paper/sheet.c \
	src/paper/sheet.h src/paper/sheet_head.c src/paper/sheet_table.c \
	src/paper/sheet_totals.c src/paper/sink.c src/paper/ubl.h src/paper/ubl_line.c \
	src/paper/ubl_party.c src/paper/ubl_sum.c src/paper/xml.c src/paper/xml.h src/paper/zip.c

billdir = $(pkgdatadir)/bill
dist_bill_DATA = share/bill/en.json share/bill/zh-CN.json share/bill/ar.json
