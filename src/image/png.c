#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/scrub.h"
#include "codec.h"

/* Of what is left when the others are skipped: a palette and its alpha. */
enum { CHUNKS_MAX = 16, CHUNK_BYTES_MAX = 64 * 1024, HEADER_BYTES = 33 };

struct reader {
	png_structp png;
	png_infop info;
	struct str rest;
	struct image *image;
	struct image_fault *why;
	enum err err;
};

/* libpng may not go on after this; what it says is for its programmers. */
static void PNGCBAPI
on_error(png_structp png, png_const_charp text)
{
	struct reader *r = png_get_error_ptr(png);

	r->err = strstr(text, "memory")
	    ? ERR_NOMEM
	    : image_refuse(r->why,
		  "The PNG file is damaged or cut off (%.60s). Save it again "
		  "and send that.",
		  text);
	png_longjmp(png, 1);
}

static void PNGCBAPI
on_warning(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static void PNGCBAPI
on_read(png_structp png, png_bytep out, size_t n)
{
	struct reader *r = png_get_io_ptr(png);

	if (n > r->rest.n)
		png_error(png, "it ends too early");
	memcpy(out, r->rest.p, n);
	r->rest = str_sub(r->rest, n, r->rest.n);
}

static uint32_t
be32(const char *p)
{
	const uint8_t *u = (const uint8_t *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 |
	    (uint32_t)u[2] << 8 | u[3];
}

/* Before libpng sees anything: the first chunk holds the size. */
static enum err
header_check(struct image_fault *why, struct str bytes)
{
	if (bytes.n < HEADER_BYTES || memcmp(bytes.p + 12, "IHDR", 4) != 0)
		return image_refuse(
		    why, "The PNG file is cut off, or has no header.");
	return image_size_check(why, be32(bytes.p + 16), be32(bytes.p + 20));
}

/* Every kind of PNG becomes 8-bit RGBA. */
static void
transforms_set(struct reader *r)
{
	png_set_expand(r->png);
	png_set_scale_16(r->png);
	png_set_gray_to_rgb(r->png);
	png_set_add_alpha(r->png, 0xff, PNG_FILLER_AFTER);
	png_set_interlace_handling(r->png);
	png_read_update_info(r->png, r->info);
}

/* Between setjmp and its return nothing of this frame may change. */
static void
pixels_read(struct reader *r, png_bytep *rows)
{
	const struct image *image = r->image;
	size_t row_bytes = (size_t)image->width * 4;

	if (setjmp(png_jmpbuf(r->png)) != 0)
		return;
	png_read_info(r->png, r->info);
	transforms_set(r);
	if (png_get_image_width(r->png, r->info) != image->width ||
	    png_get_image_height(r->png, r->info) != image->height ||
	    png_get_rowbytes(r->png, r->info) != row_bytes)
		png_error(r->png, "its headers contradict each other");
	for (unsigned y = 0; y < image->height; y++)
		rows[y] = image->rgba + y * row_bytes;
	png_read_image(r->png, rows);
	png_read_end(r->png, NULL);
	r->err = OK;
}

/* Texts, profiles and the like are skipped unread, however large. */
static void
limits_set(png_structp png)
{
	png_set_user_limits(png, IMAGE_SIDE_MAX, IMAGE_SIDE_MAX);
	png_set_chunk_cache_max(png, CHUNKS_MAX);
	png_set_chunk_malloc_max(png, CHUNK_BYTES_MAX);
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
}

enum err
png_decode(struct image *out, struct image_fault *why, struct str bytes)
{
	struct reader r = {
		.rest = bytes, .image = out, .why = why, .err = ERR_NOMEM
	};
	enum err e = header_check(why, bytes);
	png_bytep *rows;

	if (e == OK)
		e = image_alloc(out, be32(bytes.p + 16), be32(bytes.p + 20));
	if (e != OK)
		return e;
	rows = calloc(out->height, sizeof(*rows));
	r.png = png_create_read_struct(
	    PNG_LIBPNG_VER_STRING, &r, on_error, on_warning);
	r.info = r.png ? png_create_info_struct(r.png) : NULL;
	if (rows && r.info) {
		limits_set(r.png);
		png_set_read_fn(r.png, &r, on_read);
		pixels_read(&r, rows);
	}
	png_destroy_read_struct(&r.png, &r.info, NULL);
	free(rows);
	return r.err;
}

struct writer {
	png_structp png;
	png_infop info;
	struct buf *out;
	enum err err;
};

static void PNGCBAPI
on_write_error(png_structp png, png_const_charp text)
{
	struct writer *w = png_get_error_ptr(png);

	(void)text;
	w->err = buf_err(w->out) != OK ? buf_err(w->out) : ERR_NOMEM;
	png_longjmp(png, 1);
}

static void PNGCBAPI
on_write(png_structp png, png_bytep bytes, size_t n)
{
	struct writer *w = png_get_io_ptr(png);

	buf_add(w->out, (struct str){ (const char *)bytes, n });
	if (buf_err(w->out) != OK)
		png_error(png, "no room");
}

static void PNGCBAPI
on_flush(png_structp png)
{
	(void)png;
}

/* A QR code's picture may say a secret: freed memory keeps none of it. */
static png_voidp PNGCBAPI
on_malloc(png_structp png, png_alloc_size_t n)
{
	(void)png;
	return malloc(n);
}

static void PNGCBAPI
on_free(png_structp png, png_voidp p)
{
	(void)png;
	scrub_free(p);
}

static void
header_write(
    struct writer *w, unsigned width, unsigned height, int depth, int colours)
{
	png_set_write_fn(w->png, w, on_write, on_flush);
	png_set_compression_level(w->png, 9);
	png_set_IHDR(w->png, w->info, width, height, depth, colours,
	    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	    PNG_FILTER_TYPE_DEFAULT);
	png_write_info(w->png, w->info);
}

static void
pixels_write(struct writer *w, const void *picture)
{
	const struct image *image = picture;

	if (setjmp(png_jmpbuf(w->png)) != 0)
		return;
	header_write(w, image->width, image->height, 8,
	    image->opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA);
	if (image->opaque)
		png_set_filler(w->png, 0, PNG_FILLER_AFTER);
	for (unsigned y = 0; y < image->height; y++)
		png_write_row(
		    w->png, image->rgba + (size_t)y * image->width * 4);
	png_write_end(w->png, w->info);
	w->err = OK;
}

static void
bits_write(struct writer *w, const void *picture)
{
	const struct bitmap *b = picture;

	if (setjmp(png_jmpbuf(w->png)) != 0)
		return;
	header_write(w, b->width, b->height, 1, PNG_COLOR_TYPE_GRAY);
	for (unsigned y = 0; y < b->height; y++)
		png_write_row(
		    w->png, b->rows + (size_t)y * ((b->width + 7) / 8));
	png_write_end(w->png, w->info);
	w->err = OK;
}

static enum err
encode(struct buf *out, void (*write)(struct writer *w, const void *picture),
    const void *picture)
{
	struct writer w = { .out = out, .err = ERR_NOMEM };

	w.png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, &w,
	    on_write_error, on_warning, NULL, on_malloc, on_free);
	w.info = w.png ? png_create_info_struct(w.png) : NULL;
	if (w.info)
		write(&w, picture);
	png_destroy_write_struct(&w.png, &w.info);
	return w.err;
}

enum err
png_encode(struct buf *out, const struct image *image)
{
	return encode(out, pixels_write, image);
}

enum err
bitmap_write(struct buf *out, const struct bitmap *bitmap)
{
	return encode(out, bits_write, bitmap);
}
