#include "catalog/search.h"

#include <string.h>

#include "base/num.h"
#include "catalog/index.h"
#include "catalog/suggest.h"
#include "catalog/words.h"

/* Words of a query that are looked for by their neighbours. */
enum { RESPELL_MAX = 4 };

static const char *const sort_names[SORT__MAX] = {
	[SORT_POPULAR] = "popular",
	[SORT_RELEVANCE] = "relevance",
	[SORT_NEWEST] = "newest",
	[SORT_NAME] = "name",
};

const char *
sort_name(enum sort s)
{
	return sort_names[s];
}

enum err
sort_parse(enum sort *out, struct str name)
{
	for (enum sort s = 0; s < SORT__MAX; s++)
		if (str_is(name, sort_names[s])) {
			*out = s;
			return OK;
		}
	return ERR_INVALID;
}

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

/* The lower the key, the further up; no two products share one. */
static uint64_t
key_of(const struct catalogue *c, const struct search *s, uint32_t product,
    uint32_t score)
{
	switch (s->sort) {
	case SORT_NEWEST:
		return c->newest_rank[product];
	case SORT_NAME:
		return c->name_rank[s->locale][product];
	case SORT_RELEVANCE:
		return (uint64_t)(UINT32_MAX - score) << 32 | product;
	default:
		return product;
	}
}

struct hit {
	uint64_t key;
	uint32_t product;
};

/*
 * Keeps the limit lowest keys above `after`, as a heap with the highest
 * on top: a page costs the same however much was found.
 */
struct best {
	struct hit *heap;
	size_t n, limit;
	bool more;
};

static void
sift_down(struct best *b, size_t i)
{
	for (;;) {
		size_t top = i, l = 2 * i + 1, r = l + 1;
		struct hit swap = b->heap[i];

		if (l < b->n && b->heap[l].key > b->heap[top].key)
			top = l;
		if (r < b->n && b->heap[r].key > b->heap[top].key)
			top = r;
		if (top == i)
			return;
		b->heap[i] = b->heap[top];
		b->heap[top] = swap;
		i = top;
	}
}

static void
best_add(struct best *b, struct hit h)
{
	size_t i = b->n;

	if (b->n == b->limit) {
		b->more = true;
		if (b->n == 0 || h.key > b->heap[0].key)
			return;
		b->heap[0] = h;
		sift_down(b, 0);
		return;
	}
	b->heap[b->n++] = h;
	while (i > 0 && b->heap[(i - 1) / 2].key < b->heap[i].key) {
		struct hit swap = b->heap[i];

		b->heap[i] = b->heap[(i - 1) / 2];
		b->heap[(i - 1) / 2] = swap;
		i = (i - 1) / 2;
	}
}

/* Takes the heap apart from its top: the page's items, in order. */
static enum err
best_items(
    struct arena *a, struct found *out, struct best *b, uint64_t *last_key)
{
	size_t n = b->n;
	uint32_t *items = ARENA_NEWS(a, uint32_t, n);

	if (!items)
		return ERR_NOMEM;
	*last_key = n > 0 ? b->heap[0].key : 0;
	out->items = items;
	out->n = n;
	while (b->n > 0) {
		items[b->n - 1] = b->heap[0].product;
		b->heap[0] = b->heap[--b->n];
		sift_down(b, 0);
	}
	return OK;
}

/*
 * A cursor is "<sort>.<key>.<slug>": the last item's key, or, when a new
 * snapshot has moved it, the key that its slug has now.
 */
struct cursor {
	bool given;
	uint64_t key;
	struct str slug;
};

static enum err
cursor_read(struct cursor *out, const struct search *s)
{
	struct str rest = s->after, sort, key;

	memset(out, 0, sizeof(*out));
	if (str_empty(s->after))
		return OK;
	out->given = true;
	if (!str_cut(&rest, '.', &sort) || !str_cut(&rest, '.', &key) ||
	    !str_is(sort, sort_name(s->sort)) ||
	    num_parse_u64(&out->key, key) != OK)
		return ERR_INVALID;
	out->slug = rest;
	return OK;
}

static bool
is_wanted(const struct catalogue *c, const struct search *s, uint32_t product)
{
	const struct catalogue_product *p = &c->products[product];

	if (s->category == NO_CATEGORY)
		return true;
	return p->category >= (uint32_t)s->category &&
	    p->category < c->categories[s->category].end;
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
	const struct tally *tally; /* NULL: a list */
	size_t nwords;
	struct cursor cursor;
};

/* Does it have the words and the seller, in whichever category? */
static bool
run_match(const struct run *r, uint32_t product)
{
	const struct catalogue_product *p = &r->c->products[product];

	if (r->s->seller != NO_SELLER && p->seller != (uint32_t)r->s->seller)
		return false;
	return !r->tally || r->tally[product].words == r->nwords;
}

static struct hit
run_hit(const struct run *r, uint32_t product)
{
	uint32_t score = r->tally ? score_of(&r->tally[product],
					&r->c->products[product], r->s->locale)
				  : 0;

	return (struct hit){ key_of(r->c, r->s, product, score), product };
}

/* Children come after their parents, so their counts are whole first. */
static void
count_up(const struct catalogue *c, uint32_t *in_category)
{
	for (size_t i = c->ncategories; i-- > 0;)
		if (c->categories[i].parent != NO_CATEGORY)
			in_category[c->categories[i].parent] += in_category[i];
}

static enum err
run_collect(struct arena *a, struct found *out, struct run *r)
{
	struct best best = { .limit = r->s->limit };
	const struct catalogue_product *last = catalogue_product(
	    r->c, r->cursor.slug);
	uint32_t *in_category = ARENA_NEWS(a, uint32_t, r->c->ncategories);
	uint64_t key;
	enum err e;

	best.heap = ARENA_NEWS(a, struct hit, best.limit);
	if (!best.heap || !in_category)
		return ERR_NOMEM;
	if (last && last->listing == LISTING_LIVE)
		r->cursor.key = run_hit(r, (uint32_t)(last - r->c->products))
				    .key;
	for (uint32_t i = 0; i < r->c->nlisted; i++) {
		struct hit h;

		if (!run_match(r, i))
			continue;
		out->in_all++;
		in_category[r->c->products[i].category]++;
		if (!is_wanted(r->c, r->s, i))
			continue;
		out->total++;
		h = run_hit(r, i);
		if (!r->cursor.given || h.key > r->cursor.key)
			best_add(&best, h);
	}
	count_up(r->c, in_category);
	out->in_category = in_category;
	e = best_items(a, out, &best, &key);
	if (e != OK || !best.more || out->n == 0)
		return e;
	last = &r->c->products[out->items[out->n - 1]];
	out->next = arena_printf(a, "%s.%llu.%.*s", sort_name(r->s->sort),
	    (unsigned long long)key, STR_FMT(last->slug));
	return out->next.p ? OK : ERR_NOMEM;
}

static enum err
run_words(struct arena *a, struct run *r, const struct query_words *words)
{
	struct tally *tally = ARENA_NEWS(a, struct tally, r->c->nproducts);

	if (!tally)
		return ERR_NOMEM;
	tally_all(tally, r->c->index, words);
	r->tally = tally;
	r->nwords = words->n;
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
	struct run r = { .c = c, .s = s };
	struct query_words words = { .n = 0 };
	enum err e;

	memset(out, 0, sizeof(*out));
	out->suggestion = NO_CATEGORY;
	e = cursor_read(&r.cursor, s);
	if (e == OK)
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
