#include <math.h>
#include <string.h>

#include "candidates.h"
#include "matcher.h"
#include "near.h"
#include "phrase.h"

enum { FEW = 10 }; /* so many are no reason to look further */

/* How much a word counts that asks for nothing of its own. */
static const float worth_optional = 0.4f;
/* What of a query's weight a product must have that has not every word. */
static const float share_least = 0.34f;
/* A name that is nothing but the words that were typed. */
static const float worth_whole_name = 0.6f;

static bool
is_required(const struct query_term *t)
{
	return !t->minus && !t->optional;
}

/*
 * A word that stands in every second product says little; one that stands
 * in none cannot be asked for.
 */
static void
weigh(struct matcher *m)
{
	size_t all = 0;

	for (size_t i = 0; i < m->nparts; i++)
		all += m->parts[i].x->nproducts;
	m->required = 0;
	for (size_t k = 0; k < m->q->nterms; k++) {
		size_t n = 0;

		for (size_t i = 0; i < m->nparts; i++) {
			const struct plan_term *t = &m->parts[i].terms[k];

			n += t->products ? t->products
					 : plan_size(&m->parts[i], k);
		}
		if (n > all)
			n = all;
		if (n == 0)
			continue;
		m->weight[k] = logf(
		    1 + ((float)(all - n) + 0.5f) / ((float)n + 0.5f));
		if (m->q->terms[k].optional)
			m->weight[k] *= worth_optional;
		if (is_required(&m->q->terms[k]))
			m->required += m->weight[k];
	}
}

/* Who has it not goes, unless all stay or it asks for nothing. */
static enum err
meet_term(const struct matcher *m, struct candidates *c, const struct plan *p,
    size_t term, bool all)
{
	bool optional = m->q->terms[term].optional;
	const struct meeting w = { .weight = m->weight[term],
		.share = optional ? 0 : m->weight[term],
		.all = all || optional };

	return candidates_term(m->a, c, p, term, &w);
}

static bool
is_in_phrase(const struct query *q, size_t term)
{
	for (size_t i = 0; i < q->nphrases; i++)
		if (term >= q->phrases[i].from &&
		    term < (size_t)q->phrases[i].from + q->phrases[i].n)
			return true;
	return false;
}

/* -word and -"two words" */
static enum err
take_away(const struct matcher *m, struct candidates *c, const struct plan *p)
{
	struct arena_mark mark = arena_mark(m->a);
	struct list l;
	enum err e = OK;

	for (size_t k = 0; e == OK && k < m->q->nterms; k++) {
		if (!m->q->terms[k].minus || is_in_phrase(m->q, k))
			continue;
		e = plan_list(m->a, &l, p, k);
		if (e == OK)
			candidates_without(c, &l);
	}
	for (size_t i = 0; e == OK && i < m->q->nphrases; i++) {
		if (!m->q->phrases[i].minus)
			continue;
		e = phrase_list(m->a, &l, p, &m->q->phrases[i]);
		if (e == OK)
			candidates_without(c, &l);
	}
	arena_rewind(m->a, mark);
	return e;
}

static enum err
keep_phrases(
    const struct matcher *m, struct candidates *c, const struct plan *p)
{
	const struct meeting goes = { 0, 0, false };
	enum err e = OK;

	for (size_t i = 0; e == OK && i < m->q->nphrases; i++) {
		struct arena_mark mark = arena_mark(m->a);
		struct list l;

		if (m->q->phrases[i].minus)
			continue;
		e = phrase_list(m->a, &l, p, &m->q->phrases[i]);
		if (e == OK)
			candidates_meet(c, &l, &goes);
		arena_rewind(m->a, mark);
	}
	return e;
}

/*
 * The more of its name the words are, the likelier the product itself is
 * meant.
 */
static void
score_names(const struct matcher *m, struct candidates *c, const struct plan *p)
{
	float sum = 0;

	for (size_t k = 0; k < m->q->nterms; k++)
		if (!m->q->terms[k].minus)
			sum += m->weight[k];
	for (size_t i = 0; i < c->n; i++) {
		unsigned hits = c->names[i];
		unsigned words = p->x->name_words[c->products[i]];
		float of_name, of_query;

		if (hits == 0)
			continue;
		of_name = hits < words ? (float)hits / (float)words : 1;
		of_query = (float)hits / (float)m->q->nwanted;
		c->scores[i] += worth_whole_name * sum * of_name * of_query;
	}
}

/* The term that must be there and fewest products have; -1: there is none. */
static int
rarest(const struct matcher *m, const struct plan *p, uint32_t done)
{
	size_t least = SIZE_MAX;
	int found = -1;

	for (size_t k = 0; k < m->q->nterms; k++) {
		size_t n;

		if (!is_required(&m->q->terms[k]) || done & 1u << k)
			continue;
		n = plan_size(p, k);
		if (n < least) {
			least = n;
			found = (int)k;
		}
	}
	return found;
}

static enum err
everything(const struct matcher *m, struct candidates *c, const struct plan *p)
{
	enum err e = candidates_room(m->a, c, p->x->nproducts);

	if (e != OK)
		return e;
	for (uint32_t i = 0; i < p->x->nproducts; i++)
		c->products[i] = i;
	c->n = p->x->nproducts;
	return OK;
}

/* The products of a part that have every word. */
static enum err
match_whole(const struct matcher *m, struct candidates *c, const struct plan *p)
{
	uint32_t done = 0;
	int k = rarest(m, p, done);
	struct list l;
	enum err e;

	if (k < 0) {
		e = everything(m, c, p);
		return e == OK ? take_away(m, c, p) : e;
	}
	e = plan_list(m->a, &l, p, (size_t)k);
	if (e == OK)
		e = candidates_first(m->a, c, &l, m->weight[k]);
	while (e == OK && c->n > 0) {
		done |= 1u << k;
		k = rarest(m, p, done);
		if (k < 0)
			break;
		e = meet_term(m, c, p, (size_t)k, false);
	}
	for (size_t i = 0; e == OK && c->n > 0 && i < m->q->nterms; i++)
		if (m->q->terms[i].optional && !m->q->terms[i].minus)
			e = meet_term(m, c, p, i, true);
	if (e == OK)
		e = keep_phrases(m, c, p);
	if (e == OK)
		e = take_away(m, c, p);
	if (e != OK)
		return e;
	score_names(m, c, p);
	return near_score(
	    m->a, c->products, c->scores, c->n, p, m->q, m->weight);
}

/*
 * The terms of which a product must have one to have the least share: all
 * the others together are not enough.  Bits.
 */
static uint32_t
essential(const struct matcher *m, float least)
{
	uint32_t bits = 0;
	float sum = 0;

	for (size_t k = 0; k < m->q->nterms; k++)
		if (is_required(&m->q->terms[k]))
			bits |= 1u << k;
	for (;;) {
		int light = -1;

		for (size_t k = 0; k < m->q->nterms; k++)
			if (bits & 1u << k &&
			    (light < 0 || m->weight[k] < m->weight[light]))
				light = (int)k;
		if (light < 0 || sum + m->weight[light] >= least)
			return bits;
		sum += m->weight[light];
		bits &= ~(1u << light);
	}
}

static enum err
candidates_of_any(const struct matcher *m, struct candidates *c,
    const struct plan *p, uint32_t terms)
{
	struct list any = { NULL, NULL, 0 }, one;
	enum err e = OK;

	for (size_t k = 0; e == OK && k < m->q->nterms; k++) {
		if (!(terms & 1u << k))
			continue;
		e = plan_list(m->a, &one, p, k);
		if (e == OK)
			e = list_either(m->a, &any, &any, &one);
	}
	return e == OK ? candidates_from(m->a, c, &any) : e;
}

/* The products of a part that have much of the words. */
static enum err
match_some(const struct matcher *m, struct candidates *c, const struct plan *p)
{
	/* Sums are rounded: half a share is not a hair below a half. */
	float least = share_least * m->required * 0.999f;
	enum err e = candidates_of_any(m, c, p, essential(m, least));

	for (size_t k = 0; e == OK && k < m->q->nterms; k++)
		if (!m->q->terms[k].minus)
			e = meet_term(m, c, p, k, true);
	if (e != OK)
		return e;
	candidates_keep(c, least);
	score_names(m, c, p);
	e = near_score(m->a, c->products, c->scores, c->n, p, m->q, m->weight);
	for (size_t i = 0; i < c->n; i++)
		c->scores[i] *= c->shares[i] / m->required;
	return e == OK ? take_away(m, c, p) : e;
}

typedef enum err (*part_fn)(
    const struct matcher *m, struct candidates *c, const struct plan *p);

/* All parts one after another, in the numbers of the view. */
static enum err
match_parts(const struct matcher *m, struct matches *out, part_fn fn)
{
	struct candidates c[CORPUS_PARTS];
	uint32_t *products;
	float *scores;
	size_t n = 0;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < m->nparts; i++) {
		e = fn(m, &c[i], &m->parts[i]);
		n += e == OK ? c[i].n : 0;
	}
	if (e != OK)
		return e;
	*out = (struct matches){ .n = n };
	if (m->nparts == 1 && m->parts[0].first == 0) {
		out->products = c[0].products;
		out->scores = c[0].scores;
		return OK;
	}
	products = ARENA_NEWS(m->a, uint32_t, n);
	scores = ARENA_NEWS(m->a, float, n);
	if (!products || !scores)
		return ERR_NOMEM;
	out->products = products;
	out->scores = scores;
	for (size_t i = 0; i < m->nparts; i++)
		for (size_t k = 0; k < c[i].n; k++) {
			*products++ = c[i].products[k] + m->parts[i].first;
			*scores++ = c[i].scores[k];
		}
	return OK;
}

static size_t
required_terms(const struct query *q)
{
	size_t n = 0;

	for (size_t i = 0; i < q->nterms; i++)
		n += is_required(&q->terms[i]);
	return n;
}

/* Few have every word: those with much of them come after. */
static enum err
relax(const struct matcher *m, struct answer *out)
{
	struct matches more;
	enum err e;

	out->whole = out->matches.n;
	if (out->whole >= FEW || required_terms(m->q) < 2 ||
	    (out->whole > 0 && m->q->nphrases > 0))
		return OK;
	e = match_parts(m, &more, match_some);
	if (e != OK || more.n <= out->whole)
		return e;
	out->matches = more;
	out->relaxed = true;
	return OK;
}

static enum err
matcher_open(struct matcher *m)
{
	enum err e = OK;

	m->marks = ARENA_NEW(m->a, struct marks);
	if (!m->marks)
		return ERR_NOMEM;
	m->nparts = m->c->nparts;
	for (size_t i = 0; e == OK && i < m->nparts; i++) {
		m->parts[i] = (struct plan){ .x = m->c->parts[i].index,
			.first = m->c->parts[i].first,
			.marks = m->marks };
		e = plan_make(m->a, &m->parts[i], m->q, m->c, m->locale);
	}
	return e;
}

enum err
corpus_match(struct arena *a, struct answer *out, const struct corpus *c,
    struct str text, size_t locale)
{
	struct query *q = ARENA_NEW(a, struct query);
	struct matcher *m = ARENA_NEW(a, struct matcher);
	enum err e;

	memset(out, 0, sizeof(*out));
	if (!q || !m)
		return ERR_NOMEM;
	*m = (struct matcher){ .a = a, .c = c, .q = q, .locale = locale };
	e = query_parse(a, q, text);
	if (e != OK || q->nterms == 0) {
		out->matches.all = e == OK;
		return e;
	}
	e = matcher_open(m);
	if (e == OK)
		e = matcher_correct(m, out, text);
	if (e != OK)
		return e;
	weigh(m);
	out->marks = m->marks;
	e = match_parts(m, &out->matches, match_whole);
	return e == OK ? relax(m, out) : e;
}
