# EXTRA_PROGRAMS becomes bin_PROGRAMS once main.c stands.
EXTRA_PROGRAMS += src/ctl/soukctl
src_ctl_soukctl_SOURCES = src/ctl/main.c
src_ctl_soukctl_LDADD = $(LINK_APP)
