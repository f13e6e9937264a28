/*
 * Text, rules and structure on the pages of a PDF.  Places are counted in
 * points from the page's starting edge, so a page from right to left is
 * the mirror of one from left to right.  The first failure sticks.
 */
#ifndef PAPER_PEN_H
#define PAPER_PEN_H

#include <stdbool.h>
#include <stddef.h>

#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum pen_face {
	FACE_TEXT, FACE_STRONG, FACE_SMALL, FACE_LABEL, FACE_NAME,
	FACE_HEADLINE, FACE_TITLE, FACE__MAX
};
enum pen_ink { INK_BLACK, INK_GREY, INK_ACCENT, INK_ALARM, INK__MAX };
/* Digits keep to the right on both kinds of page: decimals stand in line. */
enum pen_align { AT_START, AT_END, AT_DIGITS };

/* Which way a text reads: as the page, by its own letters, or as digits. */
enum pen_way { WAY_PAGE, WAY_OWN, WAY_LTR };

struct pen_style {
	enum pen_face face;
	enum pen_ink ink;
	enum pen_align align;
	enum pen_way way;
};

/* Lines past max_lines (0: one, not wrapped) end in an ellipsis. */
struct pen_box {
	double x, y, w;
	int max_lines;
};

struct pen {
	struct arena *arena;
	cairo_t *cr;
	PangoContext *context;
	PangoFontDescription *faces[FACE__MAX];
	PangoAttrList *attrs;
	double width, height;
	bool rtl;
	bool drawing;			/* else texts are measured only */
	size_t unknown_glyphs;
	enum err err;
};

void pen_open(struct pen *p, struct arena *a, cairo_t *cr, struct str locale,
    bool rtl);
void pen_close(struct pen *p);

/* The height of the text, which is clean (paper/clean.h). */
double pen_text(struct pen *p, struct pen_style style, struct pen_box box,
    struct str text);
double pen_width(struct pen *p, enum pen_face face, struct str text);

/* A bar of that height; a rule is a thin one. */
void pen_bar(struct pen *p, struct pen_box box, double height,
    enum pen_ink ink);
void pen_rule(struct pen *p, double x, double y, double w);

/* Structure elements of ISO 32000-1, 14.8.4; nothing while measuring. */
void pen_tag(struct pen *p, const char *name);
void pen_untag(struct pen *p, const char *name);

/* False, and nothing begun, when url is no plain http(s) URL. */
bool pen_link(struct pen *p, struct str url);
void pen_unlink(struct pen *p);

/* paper_clean() into the arena; "" once something has failed. */
struct str pen_clean(struct pen *p, struct str s);
struct str pen_clean_lines(struct pen *p, struct str s);

/* Keeps a value that reads the other way to itself (FSI, PDI). */
struct str pen_isolate(struct pen *p, struct str clean);

#endif
