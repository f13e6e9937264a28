/*
 * QR codes (ISO/IEC 18004), error correction M, black on white with the
 * quiet zone of four modules that readers need in the dark too.
 */
#ifndef PAPER_QR_H
#define PAPER_QR_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* ERR_LIMIT: the text does not fit into a code. */
enum { QR_TEXT_MAX = 1024 };

/* A whole SVG document. */
enum err qr_svg(struct arena *a, struct str *svg, struct str text) MUST_CHECK;

/* Half blocks (U+2580) for terminals whose ground is dark, a line a row. */
enum err qr_text(struct arena *a, struct str *lines, struct str text)
    MUST_CHECK;

/*
 * The same as a PNG for mails, a module QR_PIXELS wide.  It says what the
 * text says: where that is a secret, wipe it after use.
 */
enum { QR_PIXELS = 6 };
enum err qr_png(struct arena *a, struct str *png, struct str text) MUST_CHECK;

#endif
