# make bench: not part of make check, for a figure is no verdict.
EXTRA_PROGRAMS += bench/trivial bench/bare bench/generate bench/catalogue \
	bench/checkout
bench_checkout_SOURCES = $(src_checkout_souk_checkout_SOURCES) bench/sandbox.c
bench_checkout_LDADD = $(LINK_APP)
bench_trivial_SOURCES = bench/trivial.c
bench_trivial_LDADD = -lfcgi -lpthread
bench_bare_SOURCES = bench/bare.c
bench_bare_LDADD = $(MYSQL_LIBS) -lpthread
bench_generate_SOURCES = bench/generate.c
bench_generate_LDADD = $(MYSQL_LIBS)
bench_catalogue_SOURCES = bench/catalogue.c
bench_catalogue_LDADD = src/html/libhtml.a $(MD4C_LIBS) $(LINK_CATALOG)

bench: all bench/trivial$(EXEEXT) bench/bare$(EXEEXT) \
		bench/generate$(EXEEXT) bench/catalogue$(EXEEXT) \
		bench/checkout$(EXEEXT)
	@if grep -q -- '-fsanitize\|-O0' config.status; then \
		echo 'bench: this build is not optimised; configure without switches' >&2; \
	fi
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)' \
		node '$(srcdir)/bench/run.mjs'
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)' \
		node '$(srcdir)/bench/big.mjs'
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)' \
		node '$(srcdir)/bench/ledger.mjs'
.PHONY: bench
