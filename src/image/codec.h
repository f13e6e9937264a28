/* Inside the layer: one decoder a format, and what they share. */
#ifndef SRC_IMAGE_CODEC_H
#define SRC_IMAGE_CODEC_H

#include "image/image.h"

/* Refuses with a sentence for the sender.  Returns ERR_INVALID. */
enum err image_refuse(struct image_fault *why, const char *fmt, ...)
    PRINTF(2, 3) MUST_CHECK;

/* Is the raster within the caps?  ERR_INVALID: *why names size and limit. */
enum err image_size_check(struct image_fault *why, uint64_t width,
    uint64_t height) MUST_CHECK;

/* The pixels' memory, zeroed.  ERR_NOMEM. */
enum err image_alloc(struct image *out, unsigned width, unsigned height)
    MUST_CHECK;

enum err png_decode(struct image *out, struct image_fault *why,
    struct str bytes) MUST_CHECK;
enum err jpeg_decode(struct image *out, struct image_fault *why,
    struct str bytes) MUST_CHECK;
enum err webp_decode(struct image *out, struct image_fault *why,
    struct str bytes) MUST_CHECK;

/* Adds the file's bytes to *out; ERR_NOMEM or ERR_LIMIT. */
enum err png_encode(struct buf *out, const struct image *image) MUST_CHECK;
/* quality 1 to 99, or 100: without loss. */
enum err webp_encode(struct buf *out, const struct image *image,
    unsigned quality) MUST_CHECK;

/*
 * The orientation that the file's EXIF block names (CIPA DC-008); 1 when
 * there is none, or none that can be read.
 */
uint8_t exif_orientation(enum image_type type, struct str bytes);

#endif
