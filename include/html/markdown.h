/* Markdown (CommonMark 0.30 with tables) of sellers and of the site. */
#ifndef HTML_MARKDOWN_H
#define HTML_MARKDOWN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Appends safe HTML: raw HTML is shown as text, links go to http, https
 * or mailto alone and carry rel, images become their description.  The
 * text's highest heading becomes h<top>, the others follow it.  ERR_LIMIT
 * beyond MARKDOWN_MAX, ERR_INVALID when it is not plain UTF-8.
 */
enum err markdown_html(struct buf *out, struct str markdown, unsigned top)
    MUST_CHECK;

#endif
