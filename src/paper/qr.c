#include "paper/qr.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <qrencode.h>

#include "base/buf.h"
#include "base/scrub.h"
#include "image/image.h"

enum { QUIET = 4, SVG_MAX = 256 * 1024, PNG_MAX = 256 * 1024 };

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

/* What a code says may be a secret, and libqrencode overwrites nothing. */
static void
code_free(QRcode *code)
{
	scrub_begin();
	QRcode_free(code);
	scrub_end();
}

static enum err
code_make(struct arena *a, QRcode **out, struct str text)
{
	const char *bytes = str_cstr(a, text);

	*out = NULL;
	if (text.n > QR_TEXT_MAX)
		return ERR_LIMIT;
	if (!bytes)
		return ERR_NOMEM;
	scrub_begin();
	*out = QRcode_encodeString8bit(bytes, 0, QR_ECLEVEL_M);
	scrub_end();
	explicit_bzero((void *)(uintptr_t)bytes, text.n);
	if (!*out)
		return errno == ERANGE ? ERR_LIMIT : ERR_NOMEM;
	return OK;
}

static enum err
buf_keep(struct arena *a, struct str *out, struct buf *b)
{
	enum err e = buf_err(b);

	if (e == OK) {
		*out = str_copy(a, buf_str(b));
		e = out->p ? OK : ERR_NOMEM;
	}
	buf_close(b);
	return e;
}

enum err
qr_svg(struct arena *a, struct str *svg, struct str text)
{
	QRcode *code;
	struct buf b;
	enum err e = code_make(a, &code, text);

	if (e != OK)
		return e;
	buf_open(&b, SVG_MAX);
	svg_write(&b, code);
	code_free(code);
	return buf_keep(a, svg, &b);
}

/* Is it light, or beyond the code? */
static bool
is_light(const QRcode *code, int x, int y)
{
	return x < 0 || y < 0 || x >= code->width || y >= code->width ||
	    !(code->data[y * code->width + x] & 1);
}

/* Two rows of modules are one of characters; light is drawn. */
static void
text_write(struct buf *out, const QRcode *code)
{
	for (int y = -QUIET; y < code->width + QUIET; y += 2) {
		for (int x = -QUIET; x < code->width + QUIET; x++) {
			bool upper = is_light(code, x, y);
			bool lower = is_light(code, x, y + 1);

			buf_add_cstr(out,
			    upper && lower ? "\u2588"
				: upper	   ? "\u2580"
				: lower	   ? "\u2584"
					   : " ");
		}
		buf_add_char(out, '\n');
	}
}

enum err
qr_text(struct arena *a, struct str *lines, struct str text)
{
	QRcode *code;
	struct buf b;
	enum err e = code_make(a, &code, text);

	if (e != OK)
		return e;
	buf_open(&b, SVG_MAX);
	text_write(&b, code);
	code_free(code);
	return buf_keep(a, lines, &b);
}

/* White, and every dark module a square of QR_PIXELS. */
static void
bits_draw(uint8_t *rows, unsigned side, const QRcode *code)
{
	size_t row_bytes = (side + 7) / 8;

	memset(rows, 0xff, side * row_bytes);
	for (unsigned y = 0; y < side; y++)
		for (unsigned x = 0; x < side; x++) {
			int my = (int)(y / QR_PIXELS) - QUIET;
			int mx = (int)(x / QR_PIXELS) - QUIET;

			if (my < 0 || mx < 0 || my >= code->width ||
			    mx >= code->width ||
			    !(code->data[my * code->width + mx] & 1))
				continue;
			rows[y * row_bytes + x / 8] &= (uint8_t) ~(
			    0x80u >> x % 8);
		}
}

enum err
qr_png(struct arena *a, struct str *png, struct str text)
{
	QRcode *code;
	struct buf b;
	enum err e = code_make(a, &code, text);

	if (e != OK)
		return e;
	unsigned side = (unsigned)(code->width + 2 * QUIET) * QR_PIXELS;
	size_t bytes = side * (size_t)((side + 7) / 8);
	uint8_t *rows = arena_alloc(a, bytes);

	buf_open(&b, PNG_MAX);
	if (rows) {
		bits_draw(rows, side, code);
		e = bitmap_write(&b, &(struct bitmap){ side, side, rows });
		explicit_bzero(rows, bytes);
	}
	code_free(code);
	if (rows && e == OK)
		return buf_keep(a, png, &b);
	buf_close(&b);
	return rows ? e : ERR_NOMEM;
}
