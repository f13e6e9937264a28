/* An XML document that is written front to back; the first failure sticks. */
#ifndef PAPER_XML_H
#define PAPER_XML_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "paper/sink.h"

struct xml {
	struct arena *arena;		/* for one text at a time */
	struct paper_sink to;
	struct _xmlTextWriter *writer;	/* libxml2's */
	enum err err;
};

/* UTF-8, indented.  xml_close() in any case, which tells how it went. */
void xml_open(struct xml *x, struct arena *a, struct paper_sink to);
enum err xml_close(struct xml *x) MUST_CHECK;

void xml_begin(struct xml *x, const char *name);
void xml_attr(struct xml *x, const char *name, const char *value);
void xml_end(struct xml *x);

/* Untrusted text, cleaned for paper; nothing when nothing is left of it. */
void xml_leaf(struct xml *x, const char *name, struct str text);
void xml_leaf_attr(struct xml *x, const char *name, const char *attr,
    const char *value, struct str text);

#endif
