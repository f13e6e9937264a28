#include "catalog/index.h"

#include <stdlib.h>
#include <string.h>

#include "index_builder.h"
#include "postings.h"

/* What index_finish() fills, and how far it is. */
struct finish {
	struct index *x;
	struct terms *terms;
	uint32_t *order; /* terms by text */
	uint8_t *data;
	size_t text_n, data_n, names_n;
	uint32_t *text_at, *letters, *data_at, *df, *names_at, *names;
	char *text;
};

static enum err
finish_room(struct finish *f, struct arena *a)
{
	size_t n = f->terms->n, text = 0, data = 0, names = 0;

	for (size_t i = 0; i < n; i++) {
		const struct term *t = &f->terms->at[i];
		size_t products = bytes_count(&t->products);

		text += t->text_n;
		data += SKIP_BYTES * skips_of(t->df) +
		    varint_bytes((uint32_t)products) + products +
		    bytes_count(&t->places);
		names += t->names;
	}
	if (data > INDEX_BYTES_MAX || text > INDEX_BYTES_MAX)
		return ERR_LIMIT;
	f->text = arena_alloc(a, text);
	f->text_at = ARENA_NEWS(a, uint32_t, n + 1);
	f->letters = ARENA_NEWS(a, uint32_t, n);
	f->data_at = ARENA_NEWS(a, uint32_t, n + 1);
	f->df = ARENA_NEWS(a, uint32_t, n);
	f->data = arena_alloc(a, data);
	f->names_at = ARENA_NEWS(a, uint32_t, n + 1);
	f->names = ARENA_NEWS(a, uint32_t, names);
	return f->text && f->text_at && f->letters && f->data_at && f->df &&
		f->data && f->names_at && f->names
	    ? OK
	    : ERR_NOMEM;
}

/* The skips, which are known now alone, and the names. */
static void
write_skips(struct finish *f, uint32_t word, uint8_t *skips)
{
	struct postings it;
	const uint8_t *place;
	uint32_t n = 0;

	postings_open(&it, f->x, word);
	place = it.places;
	while (postings_next(&it)) {
		place = places_skip(place);
		if (it.in_name)
			f->names[f->names_n++] = it.product;
		if (++n % POSTINGS_BLOCK == 0 && it.left > 0) {
			const uint32_t skip[3] = { it.product,
				(uint32_t)(it.p - it.products),
				(uint32_t)(place - it.places) };

			memcpy(skips, skip, SKIP_BYTES);
			skips += SKIP_BYTES;
		}
	}
}

static void
write_postings(struct finish *f, uint32_t word, const struct term *t)
{
	uint8_t *skips = f->data + f->data_n;
	uint8_t *at = skips + SKIP_BYTES * skips_of(t->df);
	size_t n = bytes_count(&t->products);

	f->data_at[word] = (uint32_t)f->data_n;
	for (; n >= 0x80; n >>= 7)
		*at++ = (uint8_t)(n | 0x80);
	*at++ = (uint8_t)n;
	at = bytes_copy(at, &t->products);
	at = bytes_copy(at, &t->places);
	f->data_n = (size_t)(at - f->data);
	write_skips(f, word, skips);
}

static void
finish_word(struct finish *f, uint32_t i)
{
	const struct term *t = &f->terms->at[f->order[i]];

	f->text_at[i] = (uint32_t)f->text_n;
	memcpy(f->text + f->text_n, f->terms->text + t->text_at, t->text_n);
	f->letters[i] = index_letters(
	    (struct str){ f->text + f->text_n, t->text_n });
	f->text_n += t->text_n;
	f->df[i] = t->df;
	f->names_at[i] = (uint32_t)f->names_n;
	write_postings(f, i, t);
}

static enum err
finish_names(struct index *x, struct arena *a, size_t n)
{
	size_t nblocks = (n + NAMES_BLOCK - 1) / NAMES_BLOCK;
	uint32_t *least = ARENA_NEWS(a, uint32_t, nblocks);

	if (!least)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (i % NAMES_BLOCK == 0 ||
		    x->names[i] < least[i / NAMES_BLOCK])
			least[i / NAMES_BLOCK] = x->names[i];
	x->names_least = least;
	return OK;
}

static enum err
finish_words(struct finish *f, struct arena *a)
{
	size_t n = f->terms->n;
	struct index *x = f->x;
	enum err e = terms_sort(f->terms, &f->order);

	if (e == OK)
		e = finish_room(f, a);
	if (e != OK)
		return e;
	x->text = f->text;
	x->text_at = f->text_at;
	x->letters = f->letters;
	x->data_at = f->data_at;
	x->df = f->df;
	x->data = f->data;
	x->names_at = f->names_at;
	x->names = f->names;
	x->nwords = n;
	for (uint32_t i = 0; i < n; i++)
		finish_word(f, i);
	f->text_at[n] = (uint32_t)f->text_n;
	f->data_at[n] = (uint32_t)f->data_n;
	f->names_at[n] = (uint32_t)f->names_n;
	return finish_names(x, a, f->names_n);
}

enum err
index_finish(struct index_builder *b, struct arena *a,
    const struct str *locales, size_t nlocales, size_t nproducts,
    struct index **out)
{
	struct finish f = { .x = ARENA_NEW(a, struct index),
		.terms = &b->terms };
	uint8_t *name_words = ARENA_NEWS(a, uint8_t, nproducts);
	enum err e = index_product_end(b);

	if (e == OK && (!f.x || !name_words))
		e = ERR_NOMEM;
	if (e == OK)
		e = finish_words(&f, a);
	free(f.order);
	if (e != OK)
		return e;
	if (b->nproducts > 0)
		memcpy(name_words, b->name_words_of,
		    b->nproducts < nproducts ? b->nproducts : nproducts);
	f.x->name_words = name_words;
	f.x->nproducts = nproducts;
	f.x->nlocales = nlocales;
	for (size_t l = 0; e == OK && l < nlocales; l++)
		e = index_stem(f.x, a, l, locales[l]);
	terms_free(&b->terms);
	*out = f.x;
	return e;
}
