#include "paper/qr.h"

#include <errno.h>
#include <stdlib.h>

#include <qrencode.h>

#include "base/buf.h"

enum { QUIET = 4, SVG_MAX = 256 * 1024 };

/* A run of dark modules is one rectangle of the path. */
static void
row_add(struct buf *out, const unsigned char *row, int width, int y)
{
	for (int x = 0; x < width; x++) {
		int from = x;

		while (x < width && row[x] & 1)
			x++;
		if (x > from)
			buf_addf(out, "M%d %dh%dv1h-%dz", from + QUIET,
			    y + QUIET, x - from, x - from);
	}
}

static void
svg_write(struct buf *out, const QRcode *code)
{
	int side = code->width + 2 * QUIET;

	buf_addf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
	    "<path d=\"",
	    side, side, side, side);
	for (int y = 0; y < code->width; y++)
		row_add(out, code->data + y * code->width, code->width, y);
	buf_add_cstr(out, "\"/></svg>");
}

enum err
qr_svg(struct arena *a, struct str *svg, struct str text)
{
	const char *bytes = str_cstr(a, text);
	QRcode *code;
	struct buf b;
	enum err e;

	if (text.n > QR_TEXT_MAX)
		return ERR_LIMIT;
	if (!bytes)
		return ERR_NOMEM;
	code = QRcode_encodeString8bit(bytes, 0, QR_ECLEVEL_M);
	if (!code)
		return errno == ERANGE ? ERR_LIMIT : ERR_NOMEM;
	buf_open(&b, SVG_MAX);
	svg_write(&b, code);
	QRcode_free(code);
	e = buf_err(&b);
	if (e == OK) {
		*svg = str_copy(a, buf_str(&b));
		e = svg->p ? OK : ERR_NOMEM;
	}
	buf_close(&b);
	return e;
}
