#include "catalog/named.h"

#include <string.h>

#include "catalog/respell.h"
#include "catalog/words.h"

struct reader {
	struct arena *a;
	struct named *out;
	bool joined;
	enum err err;
};

static bool
add_word(void *arg, const struct token *t)
{
	struct reader *r = arg;
	struct named *w = r->out;
	struct str text;

	if (t->kind != TOKEN_PLAIN && !(r->joined && t->kind == TOKEN_JOINED))
		return true;
	if (t->kind == TOKEN_JOINED)
		w->n -= t->span < w->n ? t->span : w->n;
	if (w->n == NAMED_WORDS_MAX)
		return false;
	text = str_copy(r->a, t->text);
	if (!text.p)
		r->err = ERR_NOMEM;
	w->words[w->n++] = text;
	return r->err == OK;
}

enum err
named_words(struct arena *a, struct named *out, struct str text, bool joined)
{
	struct reader r = { a, out, joined, OK };
	enum err e;

	out->n = 0;
	e = words_scan(text, WORDS_QUERY, add_word, &r);
	return e != OK ? e : r.err;
}

/* Where the names are of which a word begins so. */
struct range {
	uint32_t from, to;
};

static uint32_t
names_in(const struct index *x, struct range r)
{
	return x->names_at[r.to] - x->names_at[r.from];
}

static struct range
begun(const struct index *x, struct str word)
{
	struct range r;

	index_prefix(x, word, &r.from, &r.to);
	return r;
}

/* Keeps the least `max` in ascending order; returns how many there are. */
static size_t
keep_least(uint32_t *out, size_t n, size_t max, uint32_t number)
{
	size_t i = n;

	while (i > 0 && out[i - 1] > number)
		i--;
	if ((i > 0 && out[i - 1] == number) || i == max)
		return n;
	if (n == max)
		n--;
	memmove(out + i + 1, out + i, (n - i) * sizeof(*out));
	out[i] = number;
	return n + 1;
}

/* One word: blocks whose least is too much are passed over. */
static size_t
find_one(const struct index *x, struct range r, uint32_t *out, size_t max)
{
	uint32_t i = x->names_at[r.from], end = x->names_at[r.to];
	size_t n = 0;

	while (i < end) {
		if (n == max && i % NAMES_BLOCK == 0 &&
		    x->names_least[i / NAMES_BLOCK] >= out[n - 1])
			i += NAMES_BLOCK;
		else
			n = keep_least(out, n, max, x->names[i++]);
	}
	return n;
}

enum err
named_find(struct arena *a, uint32_t *out, size_t *n, size_t max,
    const struct index *x, const struct named *words)
{
	struct range ranges[NAMED_WORDS_MAX];
	size_t fewest = 0;
	uint8_t *have;

	*n = 0;
	for (size_t k = 0; k < words->n; k++) {
		ranges[k] = begun(x, words->words[k]);
		if (names_in(x, ranges[k]) < names_in(x, ranges[fewest]))
			fewest = k;
	}
	if (words->n == 0 || max == 0 || names_in(x, ranges[fewest]) == 0)
		return OK;
	if (words->n == 1) {
		*n = find_one(x, ranges[0], out, max);
		return OK;
	}
	have = ARENA_NEWS(a, uint8_t, x->nproducts);
	if (!have)
		return ERR_NOMEM;
	for (size_t k = 0; k < words->n; k++)
		for (uint32_t i = x->names_at[ranges[k].from];
		     i < x->names_at[ranges[k].to]; i++)
			have[x->names[i]] |= (uint8_t)(1u << k);
	for (uint32_t i = x->names_at[ranges[fewest].from];
	     i < x->names_at[ranges[fewest].to]; i++)
		if (have[x->names[i]] == (1u << words->n) - 1)
			*n = keep_least(out, *n, max, x->names[i]);
	return OK;
}

bool
named_respell(struct named *words, const struct index *x)
{
	bool changed = false;

	for (size_t k = 0; k < words->n; k++) {
		struct str better;

		if (names_in(x, begun(x, words->words[k])) > 0)
			continue;
		better = respell_begun(x, words->words[k]);
		if (!better.p)
			return false;
		words->words[k] = better;
		changed = true;
	}
	return changed;
}
