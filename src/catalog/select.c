#include "catalog/select.h"

#include <string.h>

#include "base/num.h"

static const char *const sort_names[SORT__MAX] = {
	[SORT_POPULAR] = "popular",
	[SORT_RELEVANCE] = "relevance",
	[SORT_PRICE] = "price",
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

/* The lower the key, the further up; no two products share one. */
static uint64_t
key_of(const struct catalogue *c, const struct search *s, uint32_t product,
    float score)
{
	uint32_t bits;

	switch (s->sort) {
	case SORT_NEWEST:
		return c->newest_rank[product];
	case SORT_NAME:
		return c->name_rank[s->locale][product];
	case SORT_RELEVANCE:
		/* Floats that are not negative sort as their bits do. */
		memcpy(&bits, &score, sizeof(bits));
		return (uint64_t)(UINT32_MAX - bits) << 32 | product;
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

/* Children come after their parents, so their counts are whole first. */
static void
count_up(const struct catalogue *c, uint32_t *in_category)
{
	for (size_t i = c->ncategories; i-- > 0;)
		if (c->categories[i].parent != NO_CATEGORY)
			in_category[c->categories[i].parent] += in_category[i];
}

enum err
catalogue_select(struct arena *a, struct found *out, const struct catalogue *c,
    const struct search *s, const struct matches *m)
{
	struct best best = { .limit = s->limit };
	uint32_t *in_category = ARENA_NEWS(a, uint32_t, c->ncategories);
	size_t n = m->all ? c->nlisted : m->n;
	struct cursor cursor;
	uint64_t key;
	uint32_t after;
	enum err e = cursor_read(&cursor, s);

	if (e != OK)
		return e;
	best.heap = ARENA_NEWS(a, struct hit, best.limit);
	if (!best.heap || !in_category)
		return ERR_NOMEM;
	after = catalogue_find(c, cursor.slug);
	for (size_t i = 0; cursor.given && i < n; i++)
		if ((m->all ? i : m->products[i]) == after)
			cursor.key = key_of(
			    c, s, after, m->all ? 0 : m->scores[i]);
	for (size_t i = 0; i < n; i++) {
		uint32_t product = m->all ? (uint32_t)i : m->products[i];
		struct hit h = { key_of(c, s, product,
				     m->all ? 0 : m->scores[i]),
			product };

		if (s->seller != NO_SELLER &&
		    c->products[product].seller != (uint32_t)s->seller)
			continue;
		out->in_all++;
		in_category[c->products[product].category]++;
		if (!is_wanted(c, s, product))
			continue;
		out->total++;
		if (!cursor.given || h.key > cursor.key)
			best_add(&best, h);
	}
	count_up(c, in_category);
	out->in_category = in_category;
	e = best_items(a, out, &best, &key);
	if (e != OK || !best.more || out->n == 0)
		return e;
	out->next = arena_printf(a, "%s.%llu.%.*s", sort_name(s->sort),
	    (unsigned long long)key,
	    STR_FMT(c->products[out->items[out->n - 1]].slug));
	return out->next.p ? OK : ERR_NOMEM;
}
