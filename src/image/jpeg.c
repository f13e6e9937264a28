#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

#include "codec.h"

/* An honest progressive file has some ten scans; each costs a whole pass. */
enum { SCANS_MAX = 64 };

struct reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf back;
	struct image *image;
	struct image_fault *why;
	uint8_t *row; /* as libjpeg gives it */
	enum err err;
};

static void
give_up(struct reader *r, enum err e)
{
	r->err = e;
	longjmp(r->back, 1);
}

static void
on_error(j_common_ptr common)
{
	struct reader *r = common->client_data;
	char text[JMSG_LENGTH_MAX];

	if (common->err->msg_code == JERR_OUT_OF_MEMORY)
		give_up(r, ERR_NOMEM);
	if (common->err->msg_code == JERR_NO_BACKING_STORE)
		give_up(r,
		    image_refuse(r->why,
			"The JPEG file needs too much memory; save it as a "
			"baseline JPEG and send that."));
	common->err->format_message(common, text);
	give_up(r,
	    image_refuse(r->why,
		"The JPEG file is damaged or of a kind that is not taken "
		"(%.80s). Save it again and send that.",
		text));
}

/* Pixels that were made up for lost ones are not what its maker saw. */
static void
on_message(j_common_ptr common, int level)
{
	struct reader *r = common->client_data;

	if (level >= 0)
		return;
	switch (common->err->msg_code) {
	case JWRN_JPEG_EOF:
	case JWRN_HIT_MARKER:
	case JWRN_HUFF_BAD_CODE:
		give_up(r,
		    image_refuse(r->why,
			"The JPEG file is damaged or cut off. Save it again "
			"and send that."));
		break;
	default:
		break;
	}
}

/* Called for each row of blocks that is read. */
static void
on_progress(j_common_ptr common)
{
	struct reader *r = common->client_data;

	if (r->jpeg.input_scan_number > SCANS_MAX)
		give_up(r,
		    image_refuse(r->why,
			"The JPEG file has more than %d scans; save it as a "
			"baseline JPEG and send that.",
			SCANS_MAX));
}

static uint8_t
multiplied(uint8_t a, uint8_t b)
{
	return (uint8_t)((a * b + 127) / 255);
}

/* Adobe's programs store ink as its absence, and everybody follows them. */
static void
cmyk_row(uint8_t *out, const uint8_t *in, unsigned width, bool inverted)
{
	for (unsigned x = 0; x < width; x++, in += 4, out += 4) {
		uint8_t flip = inverted ? 0 : 255;
		uint8_t k = in[3] ^ flip;

		for (int i = 0; i < 3; i++)
			out[i] = multiplied((uint8_t)(in[i] ^ flip), k);
		out[3] = 255;
	}
}

static void
rgb_row(uint8_t *out, const uint8_t *in, unsigned width)
{
	for (unsigned x = 0; x < width; x++, in += 3, out += 4) {
		out[0] = in[0];
		out[1] = in[1];
		out[2] = in[2];
		out[3] = 255;
	}
}

static void
rows_read(struct reader *r)
{
	struct jpeg_decompress_struct *jpeg = &r->jpeg;
	bool cmyk = jpeg->out_color_space == JCS_CMYK;
	bool inverted = jpeg->saw_Adobe_marker;
	unsigned width = r->image->width;

	while (jpeg->output_scanline < jpeg->output_height) {
		uint8_t *out = r->image->rgba +
		    (size_t)jpeg->output_scanline * width * 4;

		if (jpeg_read_scanlines(jpeg, &r->row, 1) != 1)
			break;
		if (cmyk)
			cmyk_row(out, r->row, width, inverted);
		else
			rgb_row(out, r->row, width);
	}
}

/* Header first, then memory, then pixels.  Errors leave by longjmp. */
static enum err
decode(struct reader *r, struct str bytes)
{
	struct jpeg_decompress_struct *jpeg = &r->jpeg;
	enum err e;

	jpeg_mem_src(jpeg, (const unsigned char *)bytes.p, bytes.n);
	if (jpeg_read_header(jpeg, TRUE) != JPEG_HEADER_OK)
		return image_refuse(r->why, "The JPEG file has no picture.");
	e = image_size_check(r->why, jpeg->image_width, jpeg->image_height);
	if (e != OK)
		return e;
	jpeg->out_color_space = jpeg->num_components == 4 ? JCS_CMYK : JCS_RGB;
	jpeg->dct_method = JDCT_ISLOW;
	jpeg->progress = &r->progress;
	e = image_alloc(r->image, jpeg->image_width, jpeg->image_height);
	if (e != OK)
		return e;
	r->row = malloc((size_t)jpeg->image_width * 4);
	if (!r->row)
		return ERR_NOMEM;
	jpeg_start_decompress(jpeg);
	if (jpeg->output_width != r->image->width ||
	    jpeg->output_height != r->image->height)
		return ERR_BUG;
	rows_read(r);
	jpeg_finish_decompress(jpeg);
	return OK;
}

/* What changes after setjmp lives in *r, which longjmp leaves alone. */
static void
decode_or_land(struct reader *r, struct str bytes)
{
	if (setjmp(r->back) != 0)
		return;
	jpeg_create_decompress(&r->jpeg);
	r->jpeg.mem->max_memory_to_use = IMAGE_CODEC_BYTES_MAX;
	r->err = decode(r, bytes);
}

enum err
jpeg_decode(struct image *out, struct image_fault *why, struct str bytes)
{
	struct reader r = { .image = out, .why = why, .err = ERR_NOMEM };

	r.jpeg.err = jpeg_std_error(&r.errors);
	r.jpeg.client_data = &r;
	r.errors.error_exit = on_error;
	r.errors.emit_message = on_message;
	r.progress.progress_monitor = on_progress;
	decode_or_land(&r, bytes);
	jpeg_destroy_decompress(&r.jpeg);
	free(r.row);
	return r.err;
}
