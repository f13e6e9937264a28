#include "catalog/search.h"

#include <string.h>

#include "catalog/index.h"
#include "catalog/select.h"
#include "catalog/suggest.h"
#include "catalog/words.h"

/* Words of a query that are looked for by their neighbours. */
enum { RESPELL_MAX = 4 };

struct query_words {
	struct str at[QUERY_WORDS_MAX];
	size_t n;
};

static bool
query_word(void *arg, struct str word)
{
	struct query_words *q = arg;

	for (size_t i = 0; i < q->n; i++)
		if (str_eq(q->at[i], word))
			return true;
	q->at[q->n++] = word;
	return q->n < QUERY_WORDS_MAX;
}

/* What is known of each product while the words are gone through. */
struct tally {
	uint32_t score;
	uint16_t last; /* what the word at hand has given so far */
	uint8_t words; /* how many words were found in it */
	uint8_t names; /* and how many of them in its name */
};

static uint16_t
weight_of(uint32_t fields)
{
	static const uint16_t weight[] = { 40, 12, 12, 12, 6, 2 };
	uint16_t sum = 0;

	for (unsigned i = 0; i < sizeof(weight) / sizeof(*weight); i++)
		if (fields & 1u << i)
			sum = (uint16_t)(sum + weight[i]);
	return sum;
}

/* A word of several forms (a prefix) counts once, by its best form. */
static void
tally_word(struct tally *t, size_t k, uint32_t fields, bool whole)
{
	uint16_t weight = weight_of(fields);

	if (t->words < k)
		return; /* an earlier word was not found in it */
	if (!whole)
		weight = (uint16_t)((weight + 1) / 2);
	if (t->words == k) {
		t->words++;
		t->last = 0;
	}
	if (weight <= t->last)
		return;
	if (whole && (fields & INDEX_NAME))
		t->names++;
	t->score += (uint32_t)(weight - t->last);
	t->last = weight;
}

static void
tally_all(
    struct tally *tally, const struct index *x, const struct query_words *q)
{
	for (size_t k = 0; k < q->n; k++) {
		bool prefix = k + 1 == q->n;
		size_t from, to;

		index_prefix(x, q->at[k], &from, &to);
		for (size_t w = from; w < to; w++) {
			const struct index_word *word = &x->words[w];
			bool whole = word->text.n == q->at[k].n;

			if (!whole && !prefix)
				break; /* the whole word sorts first */
			for (size_t i = 0; i < word->n; i++) {
				posting_t p = x->postings[word->from + i];

				tally_word(&tally[POSTING_PRODUCT(p)], k,
				    POSTING_FIELDS(p), whole);
			}
		}
	}
}

/* A product whose name is nothing but the words stands above the others. */
static uint32_t
score_of(
    const struct tally *t, const struct catalogue_product *p, size_t locale)
{
	uint32_t length = 1;
	struct str name = p->name[locale];

	if (t->names == 0)
		return t->score;
	for (size_t i = 0; i < name.n; i++)
		length += name.p[i] == ' ';
	return t->score + 32 * t->names / length;
}

struct run {
	const struct catalogue *c;
	const struct search *s;
	struct matches m;
};

static enum err
run_collect(struct arena *a, struct found *out, const struct run *r)
{
	return catalogue_select(a, out, r->c, r->s, &r->m);
}

static enum err
run_words(struct arena *a, struct run *r, const struct query_words *words)
{
	struct tally *tally = ARENA_NEWS(a, struct tally, r->c->nproducts);

	uint32_t *products = ARENA_NEWS(a, uint32_t, r->c->nproducts);
	float *scores = ARENA_NEWS(a, float, r->c->nproducts);

	if (!tally || !products || !scores)
		return ERR_NOMEM;
	tally_all(tally, r->c->index, words);
	r->m = (struct matches){ .products = products, .scores = scores };
	for (uint32_t i = 0; i < r->c->nlisted; i++)
		if (tally[i].words == words->n) {
			products[r->m.n] = i;
			scores[r->m.n++] = (float)score_of(&tally[i],
			    &r->c->products[i], r->s->locale);
		}
	return OK;
}

/* false: every word stands somewhere, or has nothing near it. */
static bool
respell(const struct catalogue *c, struct query_words *words)
{
	bool changed = false;

	for (size_t i = 0; i < words->n && i < RESPELL_MAX; i++) {
		struct str better;
		size_t from, to;

		index_prefix(c->index, words->at[i], &from, &to);
		if (from < to &&
		    (i + 1 == words->n ||
			c->index->words[from].text.n == words->at[i].n))
			continue;
		better = catalogue_respell(c, words->at[i]);
		if (!better.p)
			return false;
		words->at[i] = better;
		changed = true;
	}
	return changed;
}

static enum err
join(struct arena *a, struct str *out, const struct query_words *words)
{
	*out = STR("");
	for (size_t i = 0; i < words->n; i++) {
		*out = arena_printf(a, "%.*s%s%.*s", STR_FMT(*out),
		    i ? " " : "", STR_FMT(words->at[i]));
		if (!out->p)
			return ERR_NOMEM;
	}
	return OK;
}

/* Nothing has all the words: once more with those that are near them. */
static enum err
run_respelt(struct arena *a, struct found *out, struct run *r,
    struct query_words *words)
{
	struct found again = *out;
	enum err e;

	if (!respell(r->c, words))
		return OK;
	e = run_words(a, r, words);
	if (e == OK)
		e = run_collect(a, &again, r);
	if (e == OK && again.in_all > 0)
		e = join(a, &again.corrected, words);
	if (e == OK && again.in_all > 0)
		*out = again;
	return e;
}

enum err
catalogue_search(struct arena *a, struct found *out, const struct catalogue *c,
    const struct search *s)
{
	struct run r = { .c = c, .s = s, .m = { .all = true } };
	struct query_words words = { .n = 0 };
	enum err e;

	memset(out, 0, sizeof(*out));
	out->suggestion = NO_CATEGORY;
	e = words_each(a, s->text, WORDS_QUERY, query_word, &words);
	if (e == OK && words.n > 0)
		e = run_words(a, &r, &words);
	if (e == OK)
		e = run_collect(a, out, &r);
	if (e != OK || words.n == 0)
		return e;
	if (out->in_all == 0)
		e = run_respelt(a, out, &r, &words);
	if (e == OK)
		e = catalogue_suggest(a, &out->suggestion, c, s->text);
	if (e == OK && out->suggestion == NO_CATEGORY && out->corrected.p)
		e = catalogue_suggest(a, &out->suggestion, c, out->corrected);
	return e;
}
