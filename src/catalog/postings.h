/*
 * A word's postings, as index_finish() writes and match.c reads them: of
 * more than a block of products a table of skips, three uint32_t (the
 * product before the block, its place in both kinds of bytes) for each
 * block but the first; then how many bytes the products take, as a varint;
 * for each product varint((gap - 1) << 1 | in its name) and a weight; and
 * then for each product the places of the word in it, each
 * varint(gap << 1 | another follows).
 */
#ifndef SRC_CATALOG_POSTINGS_H
#define SRC_CATALOG_POSTINGS_H

#include <string.h>

#include "catalog/index.h"
#include "list.h"

enum { POSTINGS_BLOCK = 128, SKIP_BYTES = 12 };

struct postings {
	const uint8_t *skips, *products, *places, *p;
	uint32_t left;			/* products after this one */
	uint32_t df, product;		/* NO_PRODUCT_YET before the first */
	uint8_t weight;
	bool in_name;
	const uint8_t *place;		/* of the place_of-th product: how far */
	uint32_t place_of;		/* places have been read */
};

#define NO_PRODUCT_YET UINT32_MAX

static inline uint32_t
varint(const uint8_t **p)
{
	uint32_t v = *(*p)++;

	if (v < 0x80)
		return v;
	v &= 0x7f;
	for (unsigned shift = 7;; shift += 7) {
		uint32_t b = *(*p)++;

		v |= (b & 0x7f) << shift;
		if (b < 0x80)
			return v;
	}
}

static inline uint32_t
skips_of(uint32_t df)
{
	return df > 0 ? (df - 1) / POSTINGS_BLOCK : 0;
}

static inline uint32_t
varint_bytes(uint32_t v)
{
	uint32_t n = 1;

	for (; v >= 0x80; v >>= 7)
		n++;
	return n;
}

static inline void
postings_open(struct postings *it, const struct index *x, uint32_t word)
{
	const uint8_t *p;
	uint32_t n;

	it->df = it->left = x->df[word];
	it->skips = p = x->data + x->data_at[word];
	p += SKIP_BYTES * skips_of(it->df);
	n = varint(&p);
	it->products = it->p = p;
	it->places = it->place = p + n;
	it->place_of = 0;
	it->product = NO_PRODUCT_YET;
}

/* false: there are no more. */
static inline bool
postings_next(struct postings *it)
{
	uint32_t v;

	if (it->left == 0)
		return false;
	it->left--;
	v = varint(&it->p);
	it->product += (v >> 1) + 1; /* wraps from NO_PRODUCT_YET to 0 */
	it->in_name = v & 1;
	it->weight = *it->p++;
	return true;
}

/* Past the places in one product. */
static inline const uint8_t *
places_skip(const uint8_t *p)
{
	bool more;

	do {
		more = *p & 1;
		(void)varint(&p);
	} while (more);
	return p;
}

/* What a form gives for each unit of weight, in 1/256 of a value. */
static inline uint32_t
form_scale(const struct form *f)
{
	return (uint32_t)(f->factor * (256.0f * LIST_VALUE_MAX / UINT8_MAX));
}

/* What the form gives the product at hand: 1 or more. */
static inline uint16_t
postings_value(
    const struct postings *it, const struct form *f, uint32_t scale)
{
	uint16_t v = (uint16_t)((it->weight * scale) >> 8);

	return (uint16_t)(it->in_name && !f->unnamed ? v | LIST_IN_NAME : v);
}

static inline uint32_t
skip_word(const struct postings *it, uint32_t i, unsigned k)
{
	uint32_t v;

	memcpy(&v, it->skips + SKIP_BYTES * i + 4 * k, sizeof(v));
	return v;
}

/* The first product that is not below the one given; never goes back. */
static inline bool
postings_seek(struct postings *it, uint32_t product)
{
	uint32_t lo, hi = skips_of(it->df);

	if (it->product != NO_PRODUCT_YET && it->product >= product)
		return true;
	/* Skip i leads to posting (i + 1) * POSTINGS_BLOCK. */
	lo = (it->df - it->left) / POSTINGS_BLOCK;
	if (lo < hi && skip_word(it, lo, 0) < product) {
		uint32_t step = 1;

		while (lo + step < hi &&
		    skip_word(it, lo + step, 0) < product) {
			lo += step;
			step *= 2;
		}
		if (lo + step < hi)
			hi = lo + step;
		while (hi - lo > 1) {
			uint32_t mid = lo + (hi - lo) / 2;

			if (skip_word(it, mid, 0) < product)
				lo = mid;
			else
				hi = mid;
		}
		it->product = skip_word(it, lo, 0);
		it->p = it->products + skip_word(it, lo, 1);
		it->left = it->df - (lo + 1) * POSTINGS_BLOCK;
	}
	while (postings_next(it))
		if (it->product >= product)
			return true;
	return false;
}

/* Where the places in the product at hand begin. */
static inline const uint8_t *
postings_places_at(struct postings *it)
{
	uint32_t at = it->df - it->left - 1, block = at / POSTINGS_BLOCK;

	if (it->place_of < block * POSTINGS_BLOCK) {
		it->place_of = block * POSTINGS_BLOCK;
		it->place = it->places + skip_word(it, block - 1, 2);
	}
	for (; it->place_of < at; it->place_of++)
		it->place = places_skip(it->place);
	return it->place;
}

#endif
