# EXTRA_PROGRAMS becomes sbin_PROGRAMS once main.c stands.
EXTRA_PROGRAMS += src/sandbox/souk-sandbox
src_sandbox_souk_sandbox_SOURCES = src/sandbox/main.c
src_sandbox_souk_sandbox_LDADD = $(LINK_APP) $(MICROHTTPD_LIBS)
