noinst_LIBRARIES += src/http/libhttp.a
src_http_libhttp_a_SOURCES = src/http/conn.c src/http/conn.h \
	src/http/conns.c src/http/fcgi.c src/http/listen.c \
	src/http/reply.c src/http/request.c src/http/server.c src/http/uri.c
