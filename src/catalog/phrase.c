#include "phrase.h"

enum { PLACES_MAX = 64, KEPT_FORMS_MAX = 16 };

void
seeker_open(struct seeker *s, const struct index *x, const struct form *f)
{
	postings_open(&s->it, x, f->word);
	s->form = *f;
	s->scale = form_scale(f);
}

bool
seeker_find(struct seeker *s, uint32_t product, uint16_t *value)
{
	if (!postings_seek(&s->it, product) || s->it.product != product)
		return false;
	*value = postings_value(&s->it, &s->form, s->scale);
	return true;
}

/* The best of several forms, each of which only goes forward. */
static uint16_t
seek_best(struct seeker *s, size_t n, uint32_t product)
{
	uint16_t best = 0, value;

	for (size_t i = 0; i < n; i++) {
		if (!seeker_find(&s[i], product, &value))
			continue;
		value &= LIST_VALUE_MAX;
		if (value > best)
			best = value;
	}
	return best;
}

void
list_keep(struct list *l, const struct index *x, const struct form *forms,
    size_t nforms)
{
	struct seeker s[KEPT_FORMS_MAX];
	size_t kept = 0;

	if (nforms > KEPT_FORMS_MAX)
		nforms = KEPT_FORMS_MAX;
	for (size_t i = 0; i < nforms; i++)
		seeker_open(&s[i], x, &forms[i]);
	for (size_t i = 0; i < l->n; i++) {
		uint16_t value = seek_best(s, nforms, l->products[i]);

		if (value == 0)
			continue;
		l->products[kept] = l->products[i];
		l->values[kept++] =
		    (uint16_t)(((l->values[i] & LIST_VALUE_MAX) + value) / 2);
	}
	l->n = kept;
}

size_t
postings_places(struct postings *it, uint32_t *out, size_t max)
{
	const uint8_t *p = postings_places_at(it);
	uint32_t at = 0, v = 1;
	size_t n = 0;

	while (v & 1 && n < max) {
		v = varint(&p);
		at += v >> 1;
		out[n++] = at;
	}
	return n;
}

static bool
is_there(const uint32_t *places, size_t n, uint32_t place)
{
	for (size_t i = 0; i < n; i++)
		if (places[i] == place)
			return true;
	return false;
}

/* All iterators stand at one product: do the words stand in a row? */
static bool
in_a_row(struct postings *it, size_t nterms)
{
	uint32_t starts[PLACES_MAX], places[PLACES_MAX];
	size_t nstarts = postings_places(&it[0], starts, PLACES_MAX);

	for (size_t k = 1; k < nterms && nstarts > 0; k++) {
		size_t n = postings_places(&it[k], places, PLACES_MAX),
		       kept = 0;

		for (size_t i = 0; i < nstarts; i++)
			if (is_there(places, n, starts[i] + (uint32_t)k))
				starts[kept++] = starts[i];
		nstarts = kept;
	}
	return nstarts > 0;
}

/* The next product that all of them have, from the first one's on. */
static bool
next_common(struct postings *it, size_t nterms)
{
	uint32_t product;

	if (!postings_next(&it[0]))
		return false;
	for (size_t k = 0; k < nterms;) {
		product = it[0].product;
		for (k = 1; k < nterms; k++) {
			if (!postings_seek(&it[k], product))
				return false;
			if (it[k].product == product)
				continue;
			if (!postings_seek(&it[0], it[k].product))
				return false;
			break;
		}
	}
	return true;
}

enum err
phrase_list(struct arena *a, struct list *out, const struct plan *p,
    const struct query_run *phrase)
{
	struct postings it[QUERY_WORDS_MAX];
	uint32_t least = UINT32_MAX;
	enum err e;

	*out = (struct list){ NULL, NULL, 0 };
	for (size_t k = 0; k < phrase->n; k++) {
		uint32_t word = p->terms[phrase->from + k].exact;

		if (word == NO_WORD)
			return OK;
		postings_open(&it[k], p->x, word);
		if (p->x->df[word] < least)
			least = p->x->df[word];
	}
	e = list_room(a, out, least);
	while (e == OK && next_common(it, phrase->n))
		if (in_a_row(it, phrase->n))
			list_put(out, it[0].product, LIST_VALUE_MAX);
	return e;
}
