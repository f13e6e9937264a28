/*
 * Pictures for tests, made by the libraries themselves: every kind of PNG
 * and JPEG that the decoders must take, and the ones that they must not.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#include "base/buf.h"

enum { PICTURE_MAX = 128 * 1024 * 1024 };

struct png_kind {
	int color_type, depth, interlace;
	bool transparent;		/* with a tRNS chunk */
};

static inline void
picture_write(png_structp png, png_bytep p, size_t n)
{
	buf_add(png_get_io_ptr(png), (struct str){ (const char *)p, n });
}

static inline void
picture_flush(png_structp png)
{
	(void)png;
}

/* Rows of bytes that count up, whatever the kind makes of them. */
static inline void
picture_png(struct buf *out, unsigned width, unsigned height,
    struct png_kind kind)
{
	static png_color palette[256];
	static png_byte alphas[256];
	png_color_16 key = { .red = 7, .green = 7, .blue = 7, .gray = 1 };
	png_structp png = png_create_write_struct(
	    PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_bytep row;
	int passes;

	for (int i = 0; i < 256; i++) {
		palette[i] = (png_color){ (png_byte)i, (png_byte)(255 - i),
			(png_byte)(i * 7) };
		alphas[i] = (png_byte)i;
	}
	png_set_write_fn(png, out, picture_write, picture_flush);
	png_set_IHDR(png, info, width, height, kind.depth, kind.color_type,
	    kind.interlace, PNG_COMPRESSION_TYPE_DEFAULT,
	    PNG_FILTER_TYPE_DEFAULT);
	if (kind.color_type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 1 << kind.depth);
	if (kind.transparent)
		png_set_tRNS(png, info, alphas, 1 << kind.depth % 16, &key);
	png_write_info(png, info);
	passes = png_set_interlace_handling(png);
	row = calloc(1, png_get_rowbytes(png, info));
	for (int pass = 0; pass < passes; pass++)
		for (unsigned y = 0; y < height; y++) {
			for (size_t i = 0; i < png_get_rowbytes(png, info); i++)
				row[i] = (png_byte)(i + y * 3);
			png_write_row(png, row);
		}
	png_write_end(png, info);
	free(row);
	png_destroy_write_struct(&png, &info);
}

/* One color all over; quality 95. exif: an APP1 segment, or none. */
static inline void
picture_jpeg(struct buf *out, unsigned width, unsigned height,
    J_COLOR_SPACE space, const uint8_t *color, bool progressive,
    struct str exif)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned char *bytes = NULL;
	unsigned long n = 0;
	int channels = space == JCS_CMYK ? 4 : space == JCS_GRAYSCALE ? 1 : 3;
	uint8_t *row = calloc(width, (size_t)channels);

	for (size_t i = 0; i < (size_t)width * (size_t)channels; i++)
		row[i] = color[i % (size_t)channels];
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &bytes, &n);
	jpeg.image_width = width;
	jpeg.image_height = height;
	jpeg.input_components = channels;
	jpeg.in_color_space = space;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, 95, TRUE);
	if (progressive)
		jpeg_simple_progression(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	if (exif.n > 0)
		jpeg_write_marker(&jpeg, JPEG_APP0 + 1,
		    (const JOCTET *)exif.p, (unsigned)exif.n);
	while (jpeg.next_scanline < jpeg.image_height)
		jpeg_write_scanlines(&jpeg, &row, 1);
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	buf_add(out, (struct str){ (const char *)bytes, n });
	free(bytes);
	free(row);
}

static inline void
picture_webp(struct buf *out, unsigned width, unsigned height,
    const uint8_t color[4])
{
	uint8_t *pixels = malloc((size_t)width * height * 4), *bytes = NULL;
	size_t n;

	for (size_t i = 0; i < (size_t)width * height * 4; i++)
		pixels[i] = color[i % 4];
	n = WebPEncodeLosslessRGBA(
	    pixels, (int)width, (int)height, (int)width * 4, &bytes);
	buf_add(out, (struct str){ (const char *)bytes, n });
	WebPFree(bytes);
	free(pixels);
}

/* A chunk with its length and CRC. */
static inline void
picture_chunk(struct buf *out, const char *name, struct str data)
{
	static uint32_t table[256];
	uint32_t crc = 0xffffffff;
	struct buf body;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int k = 0; k < 8; k++)
			table[i] = table[i] >> 1 ^
			    (table[i] & 1 ? 0xedb88320 : 0);
	}
	buf_open(&body, PICTURE_MAX);
	buf_add_cstr(&body, name);
	buf_add(&body, data);
	for (size_t i = 0; i < body.n; i++)
		crc = crc >> 8 ^ table[(crc ^ (uint8_t)body.p[i]) & 0xff];
	crc ^= 0xffffffff;
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_char(out, (char)(data.n >> shift));
	buf_add(out, buf_str(&body));
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_char(out, (char)(crc >> shift));
	buf_close(&body);
}

#endif
