noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/arena.c \
	src/base/buf.c \
	src/base/clock.c \
	src/base/conf.c \
	src/base/conf_apache.c \
	src/base/conf_nginx.c \
	src/base/conf_reader.c \
	src/base/conf_reader.h \
	src/base/crash.c \
	src/base/err.c \
	src/base/file.c \
	src/base/hex.c \
	src/base/id.c \
	src/base/log.c \
	src/base/num.c \
	src/base/random.c \
	src/base/scrub.c \
	src/base/str.c \
	src/base/text.c \
	src/base/time.c
