#include <errno.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/sys.h"
#include "codec.h"

/* What is told apart; an SVG is found by its text, below. */
static const struct {
	struct str magic;
	size_t at;
	enum image_type type;
	const char *kind;
} signatures[] = {
	{ { "\x89PNG\r\n\x1a\n", 8 }, 0, IMAGE_PNG, "a PNG picture" },
	{ { "\xff\xd8\xff", 3 }, 0, IMAGE_JPEG, "a JPEG picture" },
	{ { "WEBP", 4 }, 8, IMAGE_WEBP, "a WebP picture" },
	{ { "GIF8", 4 }, 0, IMAGE_OTHER, "a GIF picture" },
	{ { "ftypavif", 8 }, 4, IMAGE_OTHER, "an AVIF picture" },
	{ { "ftyphei", 7 }, 4, IMAGE_OTHER, "a HEIC picture" },
	{ { "ftypmif1", 8 }, 4, IMAGE_OTHER, "a HEIF picture" },
	{ { "BM", 2 }, 0, IMAGE_OTHER, "a BMP picture" },
	{ { "II*\0", 4 }, 0, IMAGE_OTHER, "a TIFF picture" },
	{ { "MM\0*", 4 }, 0, IMAGE_OTHER, "a TIFF picture" },
	{ { "%PDF-", 5 }, 0, IMAGE_OTHER, "a PDF document" },
	{ { "PK\3\4", 4 }, 0, IMAGE_OTHER, "a ZIP archive" },
};

/* An SVG's root stands behind a declaration and comments at most. */
enum { SVG_ROOT_WITHIN = 4096 };

static bool
has_at(struct str s, size_t at, struct str part)
{
	return str_eq(str_sub(s, at, part.n), part);
}

static int
signature_find(struct str bytes)
{
	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++)
		if (has_at(bytes, signatures[i].at, signatures[i].magic))
			return (int)i;
	return -1;
}

enum image_type
image_sniff(struct str bytes)
{
	int i = signature_find(bytes);

	if (i < 0)
		return IMAGE_OTHER;
	/* Any RIFF file may have these letters there. */
	if (signatures[i].type == IMAGE_WEBP && !has_at(bytes, 0, STR("RIFF")))
		return IMAGE_OTHER;
	return signatures[i].type;
}

const char *
image_kind(struct str bytes)
{
	struct str start = str_sub(bytes, 0, SVG_ROOT_WITHIN);
	int i = signature_find(bytes);

	if (i >= 0)
		return signatures[i].kind;
	if (start.n > 0 && memmem(start.p, start.n, "<svg", 4) != NULL)
		return "an SVG drawing";
	return start.n == 0 ? "empty" : "not a picture";
}

const char *
image_media_type(enum image_type type)
{
	static const char *const types[] = { [IMAGE_PNG] = "image/png",
		[IMAGE_JPEG] = "image/jpeg",
		[IMAGE_WEBP] = "image/webp" };

	return types[type];
}

enum err
image_refuse(struct image_fault *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	return ERR_INVALID;
}

enum err
image_size_check(struct image_fault *why, uint64_t width, uint64_t height)
{
	const uint64_t million = 1000 * 1000;
	uint64_t tenths = (width * height + million / 20) / (million / 10);

	if (width == 0 || height == 0)
		return image_refuse(why, "The picture has no pixels.");
	if (width <= IMAGE_SIDE_MAX && height <= IMAGE_SIDE_MAX &&
	    width * height <= IMAGE_PIXELS_MAX)
		return OK;
	return image_refuse(why,
	    "The picture is %llu x %llu pixels, %llu.%llu megapixels; at most "
	    "%d megapixels and %d pixels a side are taken. Make it smaller "
	    "and send it again.",
	    (unsigned long long)width, (unsigned long long)height,
	    (unsigned long long)tenths / 10, (unsigned long long)tenths % 10,
	    IMAGE_PIXELS_MAX / (int)million, IMAGE_SIDE_MAX);
}

enum err
image_alloc(struct image *out, unsigned width, unsigned height)
{
	*out = (struct image){
		.width = width, .height = height, .orientation = 1
	};
	out->rgba = calloc((size_t)width * height, 4);
	return out->rgba ? OK : ERR_NOMEM;
}

void
image_free(struct image *image)
{
	free(image->rgba);
	image->rgba = NULL;
}

/* Whether every alpha is 255: then an encoder need not keep it. */
static bool
is_opaque(const struct image *image)
{
	size_t n = (size_t)image->width * image->height * 4;

	for (size_t i = 3; i < n; i += 4)
		if (image->rgba[i] != 255)
			return false;
	return true;
}

enum err
image_read(struct image *out, struct image_fault *why, struct str bytes)
{
	enum image_type type = image_sniff(bytes);
	enum err e = ERR_BUG;

	*out = (struct image){ .orientation = 1 };
	why->text[0] = '\0';
	switch (type) {
	case IMAGE_PNG:
		e = png_decode(out, why, bytes);
		break;
	case IMAGE_JPEG:
		e = jpeg_decode(out, why, bytes);
		break;
	case IMAGE_WEBP:
		e = webp_decode(out, why, bytes);
		break;
	case IMAGE_OTHER:
		return image_refuse(why,
		    "The file is %s; send a PNG, JPEG or WebP picture.",
		    image_kind(bytes));
	}
	if (e != OK) {
		image_free(out);
		return e;
	}
	out->opaque = is_opaque(out);
	out->orientation = exif_orientation(type, bytes);
	return OK;
}

enum { LOSSLESS = 100 };

/*
 * Without loss, up to so many hundredths of what it takes at a quality that
 * nobody tells from it.
 */
static const struct {
	unsigned quality, lossless_percent;
} uses[] = { [IMAGE_DRAWN] = { 92, 300 },
	[IMAGE_SEEN] = { 84, 120 },
	[IMAGE_THUMBNAIL] = { 78, 0 } };

/* quality 0: a PNG.  ERR_LIMIT: it takes more than max bytes. */
static enum err
try_encode(
    struct buf *out, const struct image *image, unsigned quality, size_t max)
{
	enum err e;

	buf_open(out, max);
	e = quality > 0 ? webp_encode(out, image, quality)
			: png_encode(out, image);
	if (e != OK)
		buf_close(out);
	return e;
}

/* The smaller of the lossless ones, if it is within max bytes. */
static enum err
try_lossless(struct buf *out, const char **extension, const struct image *image,
    size_t max)
{
	struct buf png;
	enum err e = try_encode(out, image, LOSSLESS, max);

	/* A PNG loses nothing either, and older programs read it. */
	if (e == OK && try_encode(&png, image, 0, out->n) == OK) {
		buf_close(out);
		*out = png;
		*extension = "png";
	}
	return e;
}

enum err
image_write(struct buf *out, const char **extension, const struct image *image,
    enum image_use use)
{
	size_t room = out->max - out->n, most;
	struct buf lossy, lossless;
	enum err e;

	*extension = "webp";
	e = try_encode(&lossy, image, uses[use].quality, room);
	if (e != OK)
		return e;
	most = lossy.n * uses[use].lossless_percent / 100;
	e = most == 0 ? ERR_LIMIT
		      : try_lossless(&lossless, extension, image,
			    most < room ? most : room);
	if (e == OK)
		buf_add(out, buf_str(&lossless));
	else if (e == ERR_LIMIT)
		buf_add(out, buf_str(&lossy));
	if (e == OK)
		buf_close(&lossless);
	buf_close(&lossy);
	return e == OK || e == ERR_LIMIT ? buf_err(out) : e;
}

static sem_t turns;

__attribute__((constructor)) static void
turns_open(void)
{
	if (sem_init(&turns, 0, IMAGE_DECODES_AT_ONCE) != 0)
		abort();
}

enum err
image_turn_take(void)
{
	int64_t until_us = clock_mono_us() + IMAGE_WAIT_MS * INT64_C(1000);
	const struct timespec until = { .tv_sec = (time_t)(until_us / SEC_US),
		.tv_nsec = (long)(until_us % SEC_US * 1000) };

	while (sem_clockwait(&turns, CLOCK_MONOTONIC, &until) != 0)
		if (errno != EINTR)
			return ERR_BUSY;
	return OK;
}

void
image_turn_give(void)
{
	sem_post(&turns);
}
