#include <webp/decode.h>
#include <webp/encode.h>

#include "codec.h"

/* libwebp's speed, 0 to 6: beyond 4 it takes long for a hundredth less. */
enum { EFFORT = 4, SEGMENTS = 4 };

static enum err
refused(struct image_fault *why, VP8StatusCode code)
{
	if (code == VP8_STATUS_OUT_OF_MEMORY)
		return ERR_NOMEM;
	return image_refuse(why,
	    "The WebP file is damaged or cut off. Save it again and send that.");
}

enum err
webp_decode(struct image *out, struct image_fault *why, struct str bytes)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	WebPDecoderConfig config;
	VP8StatusCode code;
	enum err e;

	if (!WebPInitDecoderConfig(&config))
		return ERR_BUG;
	code = WebPGetFeatures(p, bytes.n, &config.input);
	if (code != VP8_STATUS_OK)
		return refused(why, code);
	e = image_size_check(
	    why, (uint64_t)config.input.width, (uint64_t)config.input.height);
	if (e == OK && config.input.has_animation)
		e = image_refuse(
		    why, "The WebP file is animated; send a still picture.");
	if (e == OK)
		e = image_alloc(out, (unsigned)config.input.width,
		    (unsigned)config.input.height);
	if (e != OK)
		return e;
	config.output.colorspace = MODE_RGBA;
	config.output.is_external_memory = 1;
	config.output.u.RGBA.rgba = out->rgba;
	config.output.u.RGBA.stride = (int)out->width * 4;
	config.output.u.RGBA.size = (size_t)out->width * out->height * 4;
	code = WebPDecode(p, bytes.n, &config);
	WebPFreeDecBuffer(&config.output);
	return code == VP8_STATUS_OK ? OK : refused(why, code);
}

/* 0 ends the encoding. */
static int
on_write(const uint8_t *bytes, size_t n, const WebPPicture *picture)
{
	struct buf *out = picture->custom_ptr;

	buf_add(out, (struct str){ (const char *)bytes, n });
	return buf_err(out) == OK;
}

static bool
config_make(WebPConfig *config, unsigned quality)
{
	if (!WebPConfigInit(config))
		return false;
	if (quality == 100)
		return WebPConfigLosslessPreset(config, EFFORT);
	config->quality = (float)quality;
	config->method = EFFORT;
	config->segments = SEGMENTS;
	/* Red text on white stays sharp. */
	config->use_sharp_yuv = 1;
	return WebPValidateConfig(config);
}

static enum err
encode(struct buf *out, const WebPConfig *config, WebPPicture *picture)
{
	if (WebPEncode(config, picture))
		return OK;
	if (buf_err(out) != OK)
		return buf_err(out);
	return picture->error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
		picture->error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY
	    ? ERR_NOMEM
	    : ERR_BUG;
}

enum err
webp_encode(struct buf *out, const struct image *image, unsigned quality)
{
	WebPPicture picture;
	WebPConfig config;
	enum err e;

	if (!WebPPictureInit(&picture) || !config_make(&config, quality))
		return ERR_BUG;
	picture.use_argb = quality == 100;
	picture.width = (int)image->width;
	picture.height = (int)image->height;
	picture.writer = on_write;
	picture.custom_ptr = out;
	e = WebPPictureImportRGBA(&picture, image->rgba, (int)image->width * 4)
	    ? encode(out, &config, &picture)
	    : ERR_NOMEM;
	WebPPictureFree(&picture);
	return e;
}
