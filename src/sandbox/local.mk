sbin_PROGRAMS += src/sandbox/souk-sandbox
src_sandbox_souk_sandbox_SOURCES = src/sandbox/answer.h src/sandbox/wanted.h src/sandbox/api.c \
	src/sandbox/api_charge.c src/sandbox/api_refund.c \
	src/sandbox/api_setup.c src/sandbox/book.c src/sandbox/book.h \
	src/sandbox/duty.c src/sandbox/httpd.c src/sandbox/httpd.h \
	src/sandbox/main.c src/sandbox/map.c src/sandbox/map.h \
	src/sandbox/page.c src/sandbox/page_setup.c src/sandbox/pay.c \
	src/sandbox/provider.c src/sandbox/provider.h src/sandbox/record.c \
	src/sandbox/record.h src/sandbox/refund.c src/sandbox/routes.c \
	src/sandbox/setup.c src/sandbox/state.c src/sandbox/state.h \
	src/sandbox/style.c
src_sandbox_souk_sandbox_LDADD = $(LINK_APP) $(MICROHTTPD_LIBS)
