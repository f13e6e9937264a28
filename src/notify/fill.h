/* Replaces {names} in a template's lines; private to this folder. */
#ifndef NOTIFY_FILL_H
#define NOTIFY_FILL_H

#include "notify/template.h"

/*
 * FILL_HTML escapes values and the text around them alike; FILL_URL the
 * values alone.
 */
enum fill_as { FILL_TEXT, FILL_HTML, FILL_URL };

/* ERR_SYNTAX: a {name} that is not in args. */
enum err fill(struct buf *out, struct str text, struct template_args args,
    enum fill_as as) MUST_CHECK;

/* {{name}}: a ready piece of HTML of holes[], else an escaped value. */
enum err fill_layout(struct buf *out, struct str layout,
    const struct template_arg *holes, size_t nholes,
    struct template_args args) MUST_CHECK;

void fill_escape(struct buf *out, struct str s);

/* NULL: none of that name. */
const struct template_arg *fill_find(
    struct template_args args, struct str name);

#endif
