#include "catalog/index.h"

#include <stdlib.h>
#include <string.h>

#include "index_builder.h"
#include "postings.h"

enum {
	FIELD_GAP = 8,	    /* positions between two texts: no phrase crosses */
	POSITIONS_MAX = 64, /* of a word in a product */
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

enum err
index_product_end(struct index_builder *b)
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
		e = index_product_end(b);
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
	enum err e = index_product_end(b);

	if (e == OK)
		e = index_product_end(from);
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
