#include "catalog/select.h"

#include <string.h>

#include "base/num.h"
#include "narrow.h"
#include "select_facets.h"

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

/* Which of catalogue_key()'s orders; relevance's ties go by popularity. */
static size_t
order_of(const struct search *s)
{
	switch (s->sort) {
	case SORT_PRICE:
		return 1 + ORDER_PRICE;
	case SORT_NEWEST:
		return 1 + ORDER_NEWEST;
	case SORT_NAME:
		return 1 + ORDER_NAME + s->locale;
	default:
		return 0;
	}
}

/* The lower, the further up; no two products share one. */
struct place {
	uint32_t score; /* upside down; 0 where it does not count */
	uint64_t key;
};

struct hit {
	struct place place;
	uint32_t product;
};

static bool
is_before(struct place a, struct place b)
{
	return a.score != b.score ? a.score < b.score : a.key < b.key;
}

static struct place
place_of(const struct catalogue *c, const struct search *s, uint32_t product,
    float score)
{
	struct place p = { 0, catalogue_key(c, order_of(s), product) };
	uint32_t bits;

	if (s->sort == SORT_RELEVANCE) {
		/* Floats that are not negative sort as their bits do. */
		memcpy(&bits, &score, sizeof(bits));
		p.score = UINT32_MAX - bits;
	}
	return p;
}

/*
 * Keeps the limit lowest places behind the cursor, as a heap with the
 * highest on top: a page costs the same however much was found.
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

		if (l < b->n && is_before(b->heap[top].place, b->heap[l].place))
			top = l;
		if (r < b->n && is_before(b->heap[top].place, b->heap[r].place))
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
		if (b->n == 0 || is_before(b->heap[0].place, h.place))
			return;
		b->heap[0] = h;
		sift_down(b, 0);
		return;
	}
	b->heap[b->n++] = h;
	while (
	    i > 0 && is_before(b->heap[(i - 1) / 2].place, b->heap[i].place)) {
		struct hit swap = b->heap[i];

		b->heap[i] = b->heap[(i - 1) / 2];
		b->heap[(i - 1) / 2] = swap;
		i = (i - 1) / 2;
	}
}

/* Takes the heap apart from its top: the page's items, in order. */
static enum err
best_items(
    struct arena *a, struct found *out, struct best *b, struct place *last)
{
	size_t n = b->n;
	uint32_t *items = ARENA_NEWS(a, uint32_t, n);

	if (!items)
		return ERR_NOMEM;
	if (n > 0)
		*last = b->heap[0].place;
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
 * A cursor is "<sort>.<score>.<key>.<slug>": the last item's place, or,
 * when a new view has moved it, the place that its slug has now.
 */
struct cursor {
	bool given;
	struct place place;
	struct str slug;
};

static enum err
cursor_read(struct cursor *out, const struct search *s)
{
	struct str rest = s->after, sort, score, key;
	uint64_t bits;

	memset(out, 0, sizeof(*out));
	if (str_empty(s->after))
		return OK;
	out->given = true;
	if (!str_cut(&rest, '.', &sort) || !str_cut(&rest, '.', &score) ||
	    !str_cut(&rest, '.', &key) || !str_is(sort, sort_name(s->sort)) ||
	    num_parse_u64(&bits, score) != OK || bits > UINT32_MAX ||
	    num_parse_u64(&out->place.key, key) != OK)
		return ERR_INVALID;
	out->place.score = (uint32_t)bits;
	out->slug = rest;
	return OK;
}

static bool
match_score(const struct matches *m, uint32_t product, float *score)
{
	size_t lo = 0, hi = m->n;

	*score = 0;
	if (m->all || !m->scores)
		return true;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->products[mid] < product)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < m->n && m->products[lo] == product)
		*score = m->scores[lo];
	return lo < m->n && m->products[lo] == product;
}

struct run {
	struct arena *a;
	const struct catalogue *c;
	const struct search *s;
	const struct matches *m;
	struct cursor cursor;
	struct best best;
};

static void
cursor_find(struct run *r)
{
	uint32_t product = catalogue_find(r->c, r->cursor.slug), next = product;
	float score;

	if (r->cursor.given && product != NO_PRODUCT &&
	    catalogue_next_listed(r->c, &next) && next == product &&
	    match_score(r->m, product, &score))
		r->cursor.place = place_of(r->c, r->s, product, score);
}

/* false: nothing behind it in the same order is wanted either. */
static void
offer(struct run *r, uint32_t product, float score)
{
	struct hit h = { place_of(r->c, r->s, product, score), product };

	if (!r->cursor.given || is_before(r->cursor.place, h.place))
		best_add(&r->best, h);
}

/* Of the base in the list's own order, from the cursor on: a page of it. */
static void
walk(struct run *r, const struct catalogue_part *part,
    const struct chosen_set *set)
{
	const struct segment *s = part->segment;
	size_t order = order_of(r->s), taken = 0;
	uint64_t from = r->cursor.given ? r->cursor.place.key >> 32 : 0;

	for (size_t i = (size_t)from; i < s->nlive && taken <= r->best.limit;
	     i++) {
		uint32_t number = (uint32_t)i;

		if (order > 0)
			number = s->order[order - 1][i];
		else
			number = (uint32_t)(i = bits_next(
						set->bits, i, s->nlive));
		if (number == s->nlive || !bits_has(set->bits, number))
			continue;
		offer(r, part->first + number, 0);
		taken++;
	}
}

static void
offer_all(struct run *r, const struct catalogue_part *part,
    const struct chosen_set *set)
{
	size_t n = part->segment->nlive;

	if (set->products) {
		for (size_t i = 0; i < set->n; i++)
			offer(r, part->first + set->products[i],
			    set->scores ? set->scores[i] : 0);
		return;
	}
	for (size_t i = bits_next(set->bits, 0, n); i < n;
	     i = bits_next(set->bits, i + 1, n))
		offer(r, part->first + (uint32_t)i, 0);
}

/* Walking an order finds a page at once in many, late in few. */
static void
collect(struct run *r, const struct catalogue_part *part,
    const struct chosen_set *set)
{
	bool scored = r->s->sort == SORT_RELEVANCE && !r->m->all;
	bool many = order_of(r->s) == 0 || set->n > part->segment->nlive / 16;

	if (set->bits && !scored && many && part == &r->c->parts[0])
		walk(r, part, set);
	else
		offer_all(r, part, set);
}

static enum err
finish(struct run *r, struct found *out)
{
	struct place last = { 0, 0 };
	struct str slug;
	enum err e = best_items(r->a, out, &r->best, &last);

	if (e != OK || !r->best.more || out->n == 0)
		return e;
	slug = catalogue_slug(r->c, out->items[out->n - 1]);
	out->next = arena_printf(r->a, "%s.%lu.%llu.%.*s",
	    sort_name(r->s->sort), (unsigned long)last.score,
	    (unsigned long long)last.key, STR_FMT(slug));
	return out->next.p ? OK : ERR_NOMEM;
}

/* The view has counted all that is listed. */
static bool
is_counted(const struct search *s, const struct matches *m, enum facet f)
{
	for (enum facet other = 0; other < FACET__MAX; other++)
		if (other != f && narrow_has_choice(s, other))
			return false;
	return m->all;
}

static enum err
count_part(struct run *r, const struct catalogue_part *part, struct narrowed *n,
    uint32_t *counts[FACET__MAX])
{
	unsigned of_all = 0; /* facets without a choice of their own */
	enum err e = OK;

	for (enum facet f = 0; e == OK && f < FACET__MAX; f++) {
		if (is_counted(r->s, r->m, f))
			continue;
		if (narrow_has_choice(r->s, f))
			e = narrow_count(
			    r->a, part, 1u << f, &n->but[f], counts);
		else
			of_all |= 1u << f;
	}
	return e == OK ? narrow_count(r->a, part, of_all, &n->all, counts) : e;
}

static enum err
counts_open(struct run *r, uint32_t *counts[FACET__MAX])
{
	for (enum facet f = 0; f < FACET__MAX; f++) {
		counts[f] = is_counted(r->s, r->m, f)
		    ? r->c->counts[f]
		    : ARENA_NEWS(r->a, uint32_t, r->c->nvalues[f]);
		if (!counts[f])
			return ERR_NOMEM;
	}
	return OK;
}

enum err
catalogue_select(struct arena *a, struct found *out, const struct catalogue *c,
    const struct search *s, const struct matches *m)
{
	struct run r = { .a = a, .c = c, .s = s, .m = m };
	uint32_t *counts[FACET__MAX];
	enum err e = cursor_read(&r.cursor, s);

	r.best = (struct best){ .heap = ARENA_NEWS(a, struct hit, s->limit),
		.limit = s->limit };
	if (e == OK && !r.best.heap)
		e = ERR_NOMEM;
	if (e == OK && !s->no_counts)
		e = counts_open(&r, counts);
	if (e == OK)
		cursor_find(&r);
	for (size_t i = 0; e == OK && i < c->nparts; i++) {
		struct narrowed n;

		e = narrow(a, &n, c, &c->parts[i], s, m);
		if (e != OK)
			break;
		out->total += n.all.n;
		out->in_all += narrow_has_choice(s, FACET_CATEGORY)
		    ? n.but[FACET_CATEGORY].n
		    : n.all.n;
		collect(&r, &c->parts[i], &n.all);
		if (!s->no_counts)
			e = count_part(&r, &c->parts[i], &n, counts);
	}
	if (e == OK && !s->no_counts)
		e = facets_show(a, out, c, s, counts);
	return e == OK ? finish(&r, out) : e;
}
