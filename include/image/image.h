/*
 * Pictures from strangers: decoded under caps, fitted, and written anew, so
 * that nothing of the file but its pixels goes on.  PNG, JPEG and WebP, by
 * their first bytes; of an animation the first frame, or a refusal.
 */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bounds.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum image_type { IMAGE_OTHER, IMAGE_PNG, IMAGE_JPEG, IMAGE_WEBP };

/* Rows of width * 4 bytes: sRGB and an alpha that it is not multiplied by. */
struct image {
	unsigned width, height;		/* pixels, as they lie in memory */
	uint8_t *rgba;			/* image_free() */
	bool opaque;
	uint8_t orientation;		/* 1 to 8, as in EXIF; 1: upright */
};

/* Why a picture was refused, for its sender: the fault and the mend. */
struct image_fault {
	char text[240];
};

/* A logo; a screenshot; one that is always a WebP. */
enum image_use { IMAGE_DRAWN, IMAGE_SEEN, IMAGE_THUMBNAIL };

/* What the bytes are: never what somebody says that they are. */
enum image_type image_sniff(struct str bytes);

/* "a PNG picture", "an SVG drawing", "not a picture": for sentences. */
const char *image_kind(struct str bytes);

/* "image/png"; NULL for IMAGE_OTHER. */
const char *image_media_type(enum image_type type);

/*
 * Reading takes a few hundred megabytes, so at most IMAGE_DECODES_AT_ONCE
 * hold a turn: taken before reading, given back after freeing.  ERR_BUSY:
 * none came free within IMAGE_WAIT_MS.
 */
enum err image_turn_take(void) MUST_CHECK;
void image_turn_give(void);

/*
 * The header is read and judged first.  ERR_INVALID: *why says it; ERR_NOMEM.
 * On failure there is nothing to free.
 */
enum err image_read(struct image *out, struct image_fault *why,
    struct str bytes) MUST_CHECK;
void image_free(struct image *image);

/*
 * An upright copy that fits into width x height: averaged over areas in
 * linear light, never enlarged.  ERR_NOMEM.
 */
enum err image_fit(struct image *out, const struct image *in, unsigned width,
    unsigned height) MUST_CHECK;

/*
 * The bytes of the upright image: *extension "png" or "webp", whichever is
 * smaller at the quality that its use asks for.  ERR_NOMEM; ERR_LIMIT: *out
 * is too small for it.
 */
enum err image_write(struct buf *out, const char **extension,
    const struct image *image, enum image_use use) MUST_CHECK;

/*
 * Drawn by ourselves, black and white: a PNG of one bit a pixel.  Rows of
 * (width + 7) / 8 bytes, the leftmost pixel is the highest bit, 1 is white.
 */
struct bitmap {
	unsigned width, height;
	const uint8_t *rows;
};
enum err bitmap_write(struct buf *out, const struct bitmap *bitmap)
    MUST_CHECK;

#endif
