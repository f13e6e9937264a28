#include "catalog/index.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/words.h"
#include "postings.h"
#include "terms.h"

enum {
	FIELD_GAP = 8,	    /* positions between two texts: no phrase crosses */
	POSITIONS_MAX = 64, /* of a word in a product */
	WAITING_MAX = 32,
};

/* How much a field counts, and how long it usually is. */
static const struct {
	float weight, length_share, usual_length;
} fields[INDEX__FIELDS] = {
	[INDEX_NAME] = { 8.0f, 0.4f, 2.0f },
	[INDEX_SELLER] = { 1.5f, 0.0f, 2.0f },
	[INDEX_CATEGORY] = { 5.0f, 0.2f, 4.0f },
	[INDEX_KEYWORDS] = { 3.0f, 0.3f, 4.0f },
	[INDEX_SUMMARY] = { 3.0f, 0.4f, 20.0f },
	[INDEX_DESCRIPTION] = { 1.0f, 0.5f, 90.0f },
};
static const float saturation = 4.0f;

/* A word in the product at hand. */
struct slot {
	uint32_t term;
	uint16_t tf[INDEX__FIELDS];
	uint32_t first, last, npositions; /* a chain in positions */
};

struct position {
	uint32_t at, next;
};

/* A token of the text at hand, before its term is looked up. */
struct waiting {
	uint32_t hash, at;
	bool plain;
	uint8_t n;
	char text[WORD_BYTES_MAX];
};

struct index_builder {
	struct terms terms;
	struct waiting waiting[WAITING_MAX];
	size_t nwaiting;
	uint32_t product; /* at hand */
	bool any;
	struct slot *slots;
	size_t nslots, slots_cap;
	struct position *positions;
	size_t npositions, positions_cap;
	uint32_t length[INDEX__FIELDS], at, end, name_words;
	uint8_t *name_words_of; /* each product so far */
	size_t nproducts, products_cap;
	enum index_field field;
	enum err err;
};

enum err
index_builder_open(struct index_builder **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? terms_open(&(*out)->terms) : ERR_NOMEM;
}

void
index_builder_close(struct index_builder *b)
{
	if (!b)
		return;
	terms_free(&b->terms);
	free(b->slots);
	free(b->positions);
	free(b->name_words_of);
	free(b);
}

/* Room for one more of what p holds; doubles. */
static enum err
grow(void *p, size_t *cap, size_t n, size_t size)
{
	void **at = p;
	size_t more = *cap ? *cap * 2 : 256;
	void *bigger;

	if (n < *cap)
		return OK;
	bigger = realloc(*at, more * size);
	if (!bigger)
		return ERR_NOMEM;
	*at = bigger;
	*cap = more;
	return OK;
}

static struct slot *
slot_of(struct index_builder *b, struct term *t, uint32_t term)
{
	struct slot *s;

	if (t->product == b->product && t->slot < b->nslots &&
	    b->slots[t->slot].term == term)
		return &b->slots[t->slot];
	b->err = grow(&b->slots, &b->slots_cap, b->nslots, sizeof(*b->slots));
	if (b->err != OK)
		return NULL;
	t->product = b->product;
	t->slot = (uint32_t)b->nslots;
	s = &b->slots[b->nslots++];
	memset(s, 0, sizeof(*s));
	s->term = term;
	return s;
}

static enum err
position_add(struct index_builder *b, struct slot *s, uint32_t at)
{
	uint32_t i = (uint32_t)b->npositions;
	enum err e;

	if (s->npositions == POSITIONS_MAX ||
	    (s->npositions > 0 && b->positions[s->last].at == at))
		return OK;
	e = grow(&b->positions, &b->positions_cap, b->npositions,
	    sizeof(*b->positions));
	if (e != OK)
		return e;
	b->positions[b->npositions++] = (struct position){ .at = at };
	if (s->npositions++ == 0)
		s->first = i;
	else
		b->positions[s->last].next = i;
	s->last = i;
	return OK;
}

static enum err
word_add(struct index_builder *b, const struct waiting *w)
{
	struct slot *s;
	uint32_t term;

	b->err = terms_intern(
	    &b->terms, &term, (struct str){ w->text, w->n }, w->hash);
	if (b->err != OK)
		return b->err;
	s = slot_of(b, &b->terms.at[term], term);
	if (!s)
		return b->err;
	if (s->tf[b->field] < UINT16_MAX)
		s->tf[b->field]++;
	if (w->plain)
		b->length[b->field]++;
	if (b->end <= b->at + w->at)
		b->end = b->at + w->at + 1;
	return b->err = position_add(b, s, b->at + w->at);
}

static enum err
waiting_add(struct index_builder *b)
{
	enum err e = OK;

	for (size_t i = 0; i < b->nwaiting; i++)
		terms_fetch_term(&b->terms, b->waiting[i].hash);
	for (size_t i = 0; e == OK && i < b->nwaiting; i++)
		e = word_add(b, &b->waiting[i]);
	b->nwaiting = 0;
	return e;
}

static bool
add_token(void *arg, const struct token *t)
{
	struct index_builder *b = arg;
	struct waiting *w;

	if (b->nwaiting == WAITING_MAX && waiting_add(b) != OK)
		return false;
	w = &b->waiting[b->nwaiting++];
	w->at = t->at;
	w->plain = t->kind == TOKEN_PLAIN;
	w->n = (uint8_t)t->text.n;
	memcpy(w->text, t->text.p, w->n);
	w->hash = terms_hash(t->text);
	terms_fetch_place(&b->terms, w->hash);
	return true;
}

static uint8_t
weight_of(const struct index_builder *b, const struct slot *s)
{
	float sum = 0;

	for (unsigned f = 0; f < INDEX__FIELDS; f++) {
		float length = (float)b->length[f] / fields[f].usual_length;

		if (s->tf[f] == 0)
			continue;
		sum += fields[f].weight * (float)s->tf[f] /
		    (1 - fields[f].length_share +
			fields[f].length_share * length);
	}
	return (uint8_t)(1 + 254 * sum / (saturation + sum));
}

static enum err
slot_write(struct index_builder *b, const struct slot *s)
{
	struct term *t = &b->terms.at[s->term];
	struct slab *slab = b->terms.slab;
	uint32_t at = s->first, before = 0;
	uint32_t gap = t->df ? b->product - t->written - 1 : b->product;
	bool in_name = s->tf[INDEX_NAME] > 0;
	enum err e = bytes_varint(slab, &t->products, gap << 1 | in_name);

	if (e == OK)
		e = bytes_put(slab, &t->products, weight_of(b, s));
	for (uint32_t i = s->npositions; e == OK && i > 0; i--) {
		uint32_t here = b->positions[at].at;

		e = bytes_varint(
		    slab, &t->places, (here - before) << 1 | (i > 1));
		before = here;
		at = b->positions[at].next;
	}
	t->written = b->product;
	t->df++;
	t->names += in_name;
	return e;
}

/*
 * Each word's postings lie elsewhere: they are asked of memory some words
 * ahead, where the word's term has been before them.
 */
static void
slot_prefetch(const struct index_builder *b, size_t i)
{
	enum { TERM_AHEAD = 16, BYTES_AHEAD = 8 };
	const struct term *t;

	if (i + TERM_AHEAD < b->nslots) {
		t = &b->terms.at[b->slots[i + TERM_AHEAD].term];
		__builtin_prefetch(&t->df, 1);
		__builtin_prefetch(&t->places, 1);
	}
	if (i + BYTES_AHEAD < b->nslots) {
		t = &b->terms.at[b->slots[i + BYTES_AHEAD].term];
		__builtin_prefetch(t->products.at, 1);
		__builtin_prefetch(t->places.at, 1);
	}
}

/* The product at hand is whole: its postings are written. */
static enum err
product_end(struct index_builder *b)
{
	enum err e = OK;

	if (!b->any)
		return OK;
	for (size_t i = 0; e == OK && i < b->nslots; i++) {
		slot_prefetch(b, i);
		e = slot_write(b, &b->slots[i]);
	}
	while (e == OK && b->nproducts <= b->product) {
		e = grow(&b->name_words_of, &b->products_cap, b->nproducts, 1);
		if (e == OK)
			b->name_words_of[b->nproducts++] = 0;
	}
	if (e == OK)
		b->name_words_of[b->product] = (uint8_t)(b->name_words >
			    UINT8_MAX
			? UINT8_MAX
			: b->name_words);
	b->nslots = b->npositions = 0;
	memset(b->length, 0, sizeof(b->length));
	b->at = b->end = b->name_words = 0;
	b->any = false;
	return e;
}

enum err
index_add(struct index_builder *b, uint32_t product, enum index_field field,
    struct str text)
{
	uint32_t before;
	enum err e = OK;

	if (!b->any || product != b->product)
		e = product_end(b);
	if (e != OK)
		return e;
	b->any = true;
	b->product = product;
	b->field = field;
	b->err = OK;
	before = b->length[field];
	e = words_scan(
	    text, field == INDEX_NAME ? WORDS_NAME : WORDS_TEXT, add_token, b);
	if (e == OK && b->err == OK)
		b->err = waiting_add(b);
	b->nwaiting = 0;
	if (field == INDEX_NAME && b->name_words == 0)
		b->name_words = b->length[field] - before;
	b->at = b->end + FIELD_GAP;
	return e != OK ? e : b->err;
}

/* A product's number is the gap to the one before: that is another now. */
static enum err
term_append(struct slab *slab, struct term *t, struct term *from)
{
	const uint8_t *start = bytes_start(&from->products), *p = start;
	uint32_t first = varint(&p);
	uint32_t gap = t->df ? (first >> 1) - t->written - 1 : first >> 1;
	enum err e = bytes_varint(slab, &t->products, gap << 1 | (first & 1));

	bytes_skip(&from->products, (size_t)(p - start));
	bytes_join(&t->products, &from->products);
	bytes_join(&t->places, &from->places);
	t->written = from->written;
	t->df += from->df;
	t->names += from->names;
	return e;
}

static enum err
name_words_append(struct index_builder *b, const struct index_builder *from)
{
	enum err e = OK;

	while (e == OK && b->nproducts < from->nproducts) {
		e = grow(&b->name_words_of, &b->products_cap, b->nproducts, 1);
		if (e != OK)
			return e;
		b->name_words_of[b->nproducts] =
		    from->name_words_of[b->nproducts];
		b->nproducts++;
	}
	return e;
}

enum err
index_append(struct index_builder *b, struct index_builder *from)
{
	enum err e = product_end(b);

	if (e == OK)
		e = product_end(from);
	for (size_t i = 0; e == OK && i < from->terms.n; i++) {
		struct term *t = &from->terms.at[i];
		uint32_t term;
		struct str text = { from->terms.text + t->text_at, t->text_n };

		e = terms_intern(&b->terms, &term, text, terms_hash(text));
		if (e == OK && t->df > 0)
			e = term_append(b->terms.slab, &b->terms.at[term], t);
	}
	if (e == OK)
		e = name_words_append(b, from);
	slab_join(b->terms.slab, from->terms.slab);
	terms_free(&from->terms);
	return e;
}

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
	enum err e = product_end(b);

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
