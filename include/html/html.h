/*
 * HTML out, one writer a context, so that a value cannot be written where
 * its escape does not hold.  HTML() fills a constant template whose holes
 * name their context:
 *
 *   {t} text   {a} quoted attribute   {u} one URL component
 *   {h} href or src: http, https, mailto or relative, else "#"
 *   {r} trusted markup, written as it is
 */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

void html_text(struct buf *out, struct str s);
void html_attr(struct buf *out, struct str s);
void html_url_part(struct buf *out, struct str s);	/* RFC 3986 */
void html_href(struct buf *out, struct str url);

/* Would html_href() write it as it is? */
int html_href_ok(struct str url);

/* As many holes as values, else the program ends: a programmer's fault. */
void html_fill(struct buf *out, const char *template, const struct str *values,
    size_t n);

#define HTML(out, template, ...)                                       \
	html_fill((out), (template), (const struct str[]){ __VA_ARGS__ }, \
	    sizeof((const struct str[]){ __VA_ARGS__ }) /              \
		sizeof(struct str))

#endif
