/*
 * Mail templates: <dir>/<locale>/<template>.txt, one source for the text
 * and the HTML of a mail, so that the two cannot say different things.
 *
 *   Subject: Your order {order}	first line
 *   # Heading				once
 *   | Label | {value} |		a row of a table
 *   [Words]({link})			the button, alone on its line
 *   ![Words]({picture})		the mail's picture by its Content-ID, in
 *					the HTML alone
 *   > {note}				somebody's own words, with their lines
 *   -- small print			a quiet paragraph
 *   ?name anything of the above	only when {name} is not empty
 *
 * Other lines, up to an empty one, are a paragraph.  {name} is replaced
 * after the lines are read, so that a value cannot become markup.
 */
#ifndef NOTIFY_TEMPLATE_H
#define NOTIFY_TEMPLATE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct template_arg {
	const char *name;
	struct str value;
};

struct template_args {
	const struct template_arg *at;
	size_t n;
};

struct template_text {
	struct str subject; /* one line, UTF-8 */
	struct str text;    /* plain text, \n line ends */
	struct str html;    /* a whole document */
};

/* What one mail is made of; body and footer are of the form above. */
struct template_source {
	struct str body;
	struct str footer; /* without a subject; may be empty */
	struct str layout; /* HTML with {{title}}, {{lang}}, {{dir}},
			      {{brand}}, {{body}}, {{footer}} */
};

/*
 * args must hold brand, lang and dir.  ERR_SYNTAX: a source is not of the
 * form above or names a value that is not in args; ERR_INVALID: a button's
 * link is not http(s), or the subject would have two lines.  *why says
 * which line.
 */
enum err template_render(struct arena *a, struct template_text *out,
    const struct template_source *source, struct template_args args,
    struct str *why) MUST_CHECK;

#endif
