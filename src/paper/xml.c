#include "xml.h"

#include <libxml/parser.h>
#include <libxml/xmlwriter.h>

#include "base/bounds.h"
#include "paper/clean.h"

static int
piece_write(void *arg, const char *p, int n)
{
	struct xml *x = arg;

	if (x->err == OK)
		x->err = x->to.write(x->to.arg, p, (size_t)n);
	/* libxml2 would print its own words about a failure. */
	return n;
}

/* What libxml2 says, unless the sink has said it before. */
static void
told(struct xml *x, int status)
{
	if (status < 0 && x->err == OK)
		x->err = ERR_NOMEM;
}

void
xml_open(struct xml *x, struct arena *a, struct paper_sink to)
{
	xmlOutputBufferPtr out;

	*x = (struct xml){ .arena = a, .to = to };
	xmlInitParser();
	out = xmlOutputBufferCreateIO(piece_write, NULL, x, NULL);
	x->writer = out != NULL ? xmlNewTextWriter(out) : NULL;
	if (x->writer == NULL) {
		if (out != NULL)
			xmlOutputBufferClose(out);
		x->err = ERR_NOMEM;
		return;
	}
	told(x, xmlTextWriterSetIndent(x->writer, 1));
	told(x, xmlTextWriterStartDocument(x->writer, NULL, "UTF-8", NULL));
}

enum err
xml_close(struct xml *x)
{
	if (x->err == OK)
		told(x, xmlTextWriterEndDocument(x->writer));
	if (x->err == OK)
		told(x, xmlTextWriterFlush(x->writer));
	if (x->writer != NULL)
		xmlFreeTextWriter(x->writer);
	x->writer = NULL;
	return x->err;
}

void
xml_begin(struct xml *x, const char *name)
{
	if (x->err == OK)
		told(x, xmlTextWriterStartElement(x->writer, BAD_CAST name));
}

void
xml_attr(struct xml *x, const char *name, const char *value)
{
	if (x->err == OK)
		told(x,
		    xmlTextWriterWriteAttribute(
			x->writer, BAD_CAST name, BAD_CAST value));
}

void
xml_end(struct xml *x)
{
	if (x->err == OK)
		told(x, xmlTextWriterEndElement(x->writer));
}

void
xml_leaf_attr(struct xml *x, const char *name, const char *attr,
    const char *value, struct str text)
{
	struct arena_mark m = arena_mark(x->arena);
	struct str clean;
	enum err e = paper_clean(x->arena, &clean, text, PAPER_TEXT_MAX, true);

	if (e == OK && !str_empty(clean)) {
		const char *words = str_cstr(x->arena, clean);

		e = words == NULL ? ERR_NOMEM : OK;
		xml_begin(x, name);
		if (attr != NULL)
			xml_attr(x, attr, value);
		if (e == OK && x->err == OK)
			told(x,
			    xmlTextWriterWriteString(
				x->writer, BAD_CAST words));
		xml_end(x);
	}
	if (x->err == OK)
		x->err = e;
	arena_rewind(x->arena, m);
}

void
xml_leaf(struct xml *x, const char *name, struct str text)
{
	xml_leaf_attr(x, name, NULL, NULL, text);
}
