# EXTRA_PROGRAMS becomes sbin_PROGRAMS once main.c stands.
EXTRA_PROGRAMS += src/worker/souk-worker
src_worker_souk_worker_SOURCES = src/worker/main.c
src_worker_souk_worker_LDADD = $(LINK_APP)
