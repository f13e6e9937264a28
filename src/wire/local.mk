noinst_LIBRARIES += src/wire/libwire.a
src_wire_libwire_a_SOURCES = \
	src/wire/diff.c \
	src/wire/fault.c \
	src/wire/fault.h \
	src/wire/fields.h \
	src/wire/json.c \
	src/wire/listing.c \
	src/wire/offer_terms.c \
	src/wire/parse.c \
	src/wire/parse.h \
	src/wire/pointer.c \
	src/wire/pointer.h \
	src/wire/scan.c \
	src/wire/scan.h \
	src/wire/shape.c \
	src/wire/tree.c \
	src/wire/write.c
