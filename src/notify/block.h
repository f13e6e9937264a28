/* The blocks of a template, each written as text and as HTML. */
#ifndef NOTIFY_BLOCK_H
#define NOTIFY_BLOCK_H

#include "base/buf.h"
#include "fill.h"

enum { MAIL_PART_MAX = 64 * 1024 };

/* What the line before this one has left open. */
enum open_block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_SMALL, BLOCK_TABLE };

struct render {
	struct template_args args;
	struct buf text, html;
	struct buf paragraph; /* the open one, its {names} unreplaced */
	enum open_block open;
	struct str subject;
	int line;
	const char *fault;
};

/* Keeps the first fault's words; returns e. */
enum err render_fault(struct render *r, enum err e, const char *what)
    MUST_CHECK;
enum err render_put(struct render *r, struct buf *out, struct str text,
    enum fill_as as) MUST_CHECK;

/* Each takes its line of the source; block_close() ends an open one. */
enum err block_close(struct render *r) MUST_CHECK;
enum err block_heading(struct render *r, struct str source) MUST_CHECK;
enum err block_row(struct render *r, struct str source) MUST_CHECK;
enum err block_button(struct render *r, struct str source) MUST_CHECK;
enum err block_picture(struct render *r, struct str source) MUST_CHECK;
enum err block_quotation(struct render *r, struct str source) MUST_CHECK;
enum err block_paragraph(struct render *r, struct str source,
    enum open_block kind) MUST_CHECK;

#endif
