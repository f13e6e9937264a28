noinst_LIBRARIES += src/html/libhtml.a
src_html_libhtml_a_SOURCES = src/html/html.c src/html/markdown.c
