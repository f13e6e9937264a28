#include "related.h"

/*
 * The next ones in the category's order of popularity, round and round, so
 * that each of a category's products is shown by some other; then those of
 * its parents.
 */
struct seeker {
	const struct catalogue *c;
	struct catalogue_product *p;
	const struct catalogue_part *part;
	uint32_t start; /* in the part: behind it is looked first */
};

static bool
is_known(const struct catalogue_product *p, uint32_t number)
{
	if (number == p->number)
		return true;
	for (size_t i = 0; i < p->nrelated; i++)
		if (p->related[i] == number)
			return true;
	return false;
}

static size_t
list_from(const struct column_value *v, uint32_t number)
{
	size_t lo = 0, hi = v->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v->products[mid] < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The first product of the value from `from` on that is listed, or n. */
static uint32_t
value_next(const struct seeker *s, const struct column_value *v, uint32_t from)
{
	uint32_t n = s->part->segment->nlive;
	size_t i = v->bits ? from : list_from(v, from);

	for (;; i++) {
		uint32_t number;

		if (v->bits)
			i = bits_next(v->bits, i, n);
		number = v->bits ? (uint32_t)i : i < v->n ? v->products[i] : n;
		if (number >= n)
			return n;
		if (bits_has(s->part->listed, number))
			return number;
	}
}

/* Of a category and all below it, the next listed one from `from` on. */
static uint32_t
branch_next(const struct seeker *s, uint32_t category, uint32_t from)
{
	const struct column *column = &s->part->segment
					   ->columns[FACET_CATEGORY];
	uint32_t least = s->part->segment->nlive;

	for (uint32_t g = category; g < s->c->categories[category].end; g++) {
		uint32_t ordinal = s->c->category_ordinal[g], next;

		if (ordinal >= column->nvalues)
			continue;
		next = value_next(s, &column->values[ordinal], from);
		if (next < least)
			least = next;
	}
	return least;
}

/* From `from` to below `to`. */
static void
seek(const struct seeker *s, uint32_t category, uint32_t from, uint32_t to)
{
	struct catalogue_product *p = s->p;

	while (p->nrelated < RELATED_MAX) {
		uint32_t number = branch_next(s, category, from);

		if (number >= to)
			return;
		if (!is_known(p, s->part->first + number))
			p->related[p->nrelated++] = s->part->first + number;
		from = number + 1;
	}
}

void
related_find(const struct catalogue *c, struct catalogue_product *p)
{
	int32_t g = (int32_t)p->category;

	for (; g != NO_CATEGORY && p->nrelated < RELATED_MAX;
	     g = c->categories[g].parent)
		for (size_t i = 0; i < c->nparts; i++) {
			struct seeker s = { c, p, &c->parts[i], 0 };
			uint32_t n = s.part->segment->nlive;

			if (p->number >= s.part->first &&
			    p->number - s.part->first < n)
				s.start = p->number - s.part->first;
			seek(&s, (uint32_t)g, s.start, n);
			seek(&s, (uint32_t)g, 0, s.start);
		}
}
