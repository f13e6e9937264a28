/* The site's documents for its pages, read as they lie. */
#ifndef STOREFRONT_LEGAL_H
#define STOREFRONT_LEGAL_H

#include "app/call.h"
#include "app/legal.h"

struct legal {
	struct str title;		/* its first heading */
	struct str text;		/* Markdown without that heading */
	int64_t changed_at_us;
};

/*
 * Of the locale, else of the site's first one.  ERR_NOT_FOUND: the site
 * has no such document.
 */
enum err legal_read(struct call *c, struct legal *out, enum legal_kind kind,
    size_t locale) MUST_CHECK;

#endif
