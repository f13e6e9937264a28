#include "near.h"

#include <string.h>

#include "phrase.h"

enum {
	BEST_MAX = 64,	 /* products that are looked at */
	FORMS_MAX = 4,	 /* of a term */
	PLACES_MAX = 24, /* of a term in a product */
	FAR = 8,	 /* words apart: no longer near */
};

/* A pair of words side by side counts as much more than the rarer one. */
static const float worth_near = 0.6f;

/* The limit-th best score: a heap of so many, the least on top. */
static float
threshold(float *heap, const float *scores, size_t n)
{
	size_t used = 0;

	for (size_t k = 0; k < n; k++) {
		float s = scores[k];
		size_t i;

		if (used < BEST_MAX) {
			for (i = used++; i > 0 && heap[(i - 1) / 2] > s;
			     i = (i - 1) / 2)
				heap[i] = heap[(i - 1) / 2];
			heap[i] = s;
			continue;
		}
		if (s <= heap[0])
			continue;
		for (i = 0;;) {
			size_t low = 2 * i + 1;

			if (low + 1 < used && heap[low + 1] < heap[low])
				low++;
			if (low >= used || heap[low] >= s)
				break;
			heap[i] = heap[low];
			i = low;
		}
		heap[i] = s;
	}
	return used < BEST_MAX ? -1 : heap[0];
}

/* The whole forms of a term, each at a product that only goes forward. */
struct reader {
	struct postings it[FORMS_MAX];
	size_t n;
};

static void
reader_open(struct reader *r, const struct plan *p, size_t term)
{
	const struct plan_term *t = &p->terms[term];

	r->n = t->nwhole < FORMS_MAX ? t->nwhole : FORMS_MAX;
	for (size_t i = 0; i < r->n; i++)
		postings_open(&r->it[i], p->x, t->forms[i].word);
}

static size_t
reader_places(struct reader *r, uint32_t product, uint32_t out[PLACES_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		if (postings_seek(&r->it[i], product) &&
		    r->it[i].product == product)
			n += postings_places(
			    &r->it[i], out + n, PLACES_MAX - n);
	return n;
}

/* 1 side by side, less the further apart, 0 when far. */
static float
nearness(const uint32_t *l, size_t nl, const uint32_t *r, size_t nr)
{
	uint32_t least = FAR;

	for (size_t i = 0; i < nl; i++)
		for (size_t k = 0; k < nr; k++) {
			uint32_t d = l[i] < r[k] ? r[k] - l[i] : l[i] - r[k];

			if (d > 0 && d < least)
				least = d;
		}
	return least == FAR ? 0 : 1.0f / (float)least;
}

struct nearer {
	struct reader readers[QUERY_WORDS_MAX];
	uint32_t places[2][PLACES_MAX];
	float heap[BEST_MAX];
};

static float
near_one(struct nearer *r, uint32_t product, const struct query *q,
    const float *weights)
{
	size_t before = 0;
	float sum = 0;

	for (size_t k = 0; k < q->nterms; k++) {
		const uint32_t *last = r->places[(k + 1) % 2];
		size_t n = 0;

		if (!q->terms[k].minus && !q->terms[k].pair)
			n = reader_places(
			    &r->readers[k], product, r->places[k % 2]);
		if (n > 0 && before > 0 &&
		    !(q->terms[k].optional && q->terms[k - 1].optional)) {
			float least = weights[k] < weights[k - 1]
			    ? weights[k]
			    : weights[k - 1];

			sum += worth_near * least *
			    nearness(last, before, r->places[k % 2], n);
		}
		before = n;
	}
	return sum;
}

enum err
near_score(struct arena *a, const uint32_t *products, float *scores, size_t n,
    const struct plan *p, const struct query *q, const float *weights)
{
	struct nearer *r;
	size_t done = 0;
	float least;

	if (q->nwanted < 2 || n < 2)
		return OK;
	r = ARENA_NEW(a, struct nearer);
	if (!r)
		return ERR_NOMEM;
	least = threshold(r->heap, scores, n);
	for (size_t k = 0; k < q->nterms; k++)
		reader_open(&r->readers[k], p, k);
	for (size_t i = 0; i < n && done < 2 * BEST_MAX; i++) {
		if (scores[i] < least)
			continue;
		scores[i] += near_one(r, products[i], q, weights);
		done++;
	}
	return OK;
}
