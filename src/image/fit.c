#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"

enum { CHANNELS = 4, STEPS = 16384 };

/* sRGB to linear light and back (IEC 61966-2-1); made once. */
static float linear_of[256];
static uint8_t srgb_of[STEPS + 1];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void
tables_make(void)
{
	for (int i = 0; i < 256; i++) {
		double v = i / 255.0;

		linear_of[i] = (float)(v <= 0.04045
			? v / 12.92
			: pow((v + 0.055) / 1.055, 2.4));
	}
	for (int i = 0; i <= STEPS; i++) {
		double v = (double)i / STEPS;

		v = v <= 0.0031308 ? v * 12.92
				   : 1.055 * pow(v, 1 / 2.4) - 0.055;
		srgb_of[i] = (uint8_t)(v * 255 + 0.5);
	}
}

/* One row's span on the way down: sums of light, weighted by alpha. */
struct fit {
	const struct image *in;
	struct image *out;
	float *row; /* the source row, as wide as out */
	float *sum;
};

/*
 * The part of source samples that each target sample covers: from x * n / m
 * to (x + 1) * n / m, counted in 1/m of a sample so that sums are exact.
 */
static void
row_narrow(struct fit *f, const uint8_t *in)
{
	unsigned n = f->in->width, m = f->out->width;
	float *out = f->row;

	memset(out, 0, (size_t)m * CHANNELS * sizeof(*out));
	for (unsigned x = 0, left = n; x < n; x++, in += CHANNELS) {
		unsigned rest = m;

		while (rest > 0) {
			unsigned part = rest < left ? rest : left;
			float alpha = (float)part * (float)in[3] / 255;

			for (int i = 0; i < 3; i++)
				out[i] += alpha * linear_of[in[i]];
			out[3] += alpha;
			rest -= part;
			left -= part;
			if (left == 0) {
				left = n;
				out += CHANNELS;
			}
		}
	}
}

static uint8_t
srgb(float linear)
{
	float at = linear * STEPS + 0.5F;

	return srgb_of[at >= STEPS ? STEPS : (int)at];
}

/* The sums of one target row become pixels. */
static void
row_finish(struct fit *f, unsigned y)
{
	unsigned width = f->out->width;
	float whole = (float)f->in->width * (float)f->in->height;
	uint8_t *out = f->out->rgba + (size_t)y * width * CHANNELS;
	const float *sum = f->sum;

	for (unsigned x = 0; x < width; x++, out += CHANNELS, sum += CHANNELS) {
		float alpha = sum[3] / whole;

		out[3] = (uint8_t)(alpha >= 1 ? 255 : alpha * 255 + 0.5F);
		for (int i = 0; i < 3 && out[3] > 0; i++)
			out[i] = srgb(sum[i] / sum[3]);
	}
	memset(f->sum, 0, (size_t)width * CHANNELS * sizeof(*f->sum));
}

static void
rows_reduce(struct fit *f)
{
	unsigned n = f->in->height, m = f->out->height;
	size_t samples = (size_t)f->out->width * CHANNELS;
	unsigned y_out = 0, left = n;

	for (unsigned y = 0; y < n; y++) {
		unsigned rest = m;

		row_narrow(
		    f, f->in->rgba + (size_t)y * f->in->width * CHANNELS);
		while (rest > 0) {
			unsigned part = rest < left ? rest : left;

			for (size_t i = 0; i < samples; i++)
				f->sum[i] += (float)part * f->row[i];
			rest -= part;
			left -= part;
			if (left == 0) {
				left = n;
				row_finish(f, y_out++);
			}
		}
	}
}

static enum err
reduce(struct image *out, const struct image *in)
{
	struct fit f = { .in = in, .out = out };
	size_t samples = (size_t)out->width * CHANNELS;

	pthread_once(&tables_once, tables_make);
	f.row = calloc(samples, sizeof(*f.row));
	f.sum = calloc(samples, sizeof(*f.sum));
	if (f.row && f.sum)
		rows_reduce(&f);
	free(f.row);
	free(f.sum);
	return f.row && f.sum ? OK : ERR_NOMEM;
}

/* Where the upright picture's pixel lies in the one that was stored. */
static size_t
stored_at(const struct image *in, unsigned x, unsigned y)
{
	unsigned right = in->width - 1, bottom = in->height - 1;

	switch (in->orientation) {
	case 2:
		x = right - x;
		break;
	case 3:
		x = right - x;
		y = bottom - y;
		break;
	case 4:
		y = bottom - y;
		break;
	case 5:
		return (size_t)x * in->width + y;
	case 6:
		return (size_t)(bottom - x) * in->width + y;
	case 7:
		return (size_t)(bottom - x) * in->width + (right - y);
	case 8:
		return (size_t)x * in->width + (right - y);
	default:
		break;
	}
	return (size_t)y * in->width + x;
}

/* Replaces *image, which lies on its side, by its upright copy. */
static enum err
set_upright(struct image *image)
{
	bool aside = image->orientation >= 5;
	struct image out;
	enum err e = image_alloc(&out, aside ? image->height : image->width,
	    aside ? image->width : image->height);

	if (e != OK)
		return e;
	out.opaque = image->opaque;
	for (unsigned y = 0; y < out.height; y++)
		for (unsigned x = 0; x < out.width; x++)
			memcpy(out.rgba + ((size_t)y * out.width + x) * 4,
			    image->rgba + stored_at(image, x, y) * 4, 4);
	image_free(image);
	*image = out;
	return OK;
}

static unsigned
scaled(unsigned side, unsigned num, unsigned den)
{
	uint64_t n = ((uint64_t)side * num + den / 2) / den;

	return n > 0 ? (unsigned)n : 1;
}

enum err
image_fit(
    struct image *out, const struct image *in, unsigned width, unsigned height)
{
	bool aside = in->orientation >= 5;
	unsigned w = aside ? height : width, h = aside ? width : height;
	enum err e;

	/* The side that needs to shrink most decides. */
	if (in->width <= w && in->height <= h) {
		w = in->width;
		h = in->height;
	} else if ((uint64_t)in->width * h >= (uint64_t)in->height * w) {
		h = scaled(in->height, w, in->width);
	} else {
		w = scaled(in->width, h, in->height);
	}
	e = image_alloc(out, w, h);
	if (e != OK)
		return e;
	out->opaque = in->opaque;
	out->orientation = in->orientation;
	if (w == in->width && h == in->height)
		memcpy(out->rgba, in->rgba, (size_t)w * h * CHANNELS);
	else
		e = reduce(out, in);
	if (e == OK && out->orientation > 1)
		e = set_upright(out);
	if (e != OK)
		image_free(out);
	return e;
}
