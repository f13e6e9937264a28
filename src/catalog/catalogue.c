#include "catalog/catalogue.h"

#include <stdatomic.h>
#include <string.h>

#include "catalog/record.h"
#include "related.h"

struct catalogue *
catalogue_ref(struct catalogue *c)
{
	atomic_fetch_add(&c->refs, 1);
	return c;
}

bool
catalogue_is_shared(const struct catalogue *c)
{
	return atomic_load(&c->refs) > 1;
}

void
catalogue_unref(struct catalogue *c)
{
	if (!c || atomic_fetch_sub(&c->refs, 1) != 1)
		return;
	for (size_t i = 0; i < sizeof(c->parts) / sizeof(*c->parts); i++)
		segment_unref(c->parts[i].segment);
	arena_close(c->arena);
}

size_t
catalogue_changed_n(const struct catalogue *c)
{
	size_t n = c->gone
	    ? bits_count(c->gone, bits_words(c->parts[0].segment->n))
	    : 0;
	size_t delta = c->nparts > 1 ? c->parts[1].segment->n : 0;

	return n > delta ? n : delta;
}

uint32_t
catalogue_find(const struct catalogue *c, struct str slug)
{
	for (size_t i = c->nparts; i-- > 0;) {
		uint32_t number = segment_find(c->parts[i].segment, slug);

		if (number == NO_PRODUCT)
			continue;
		if (i == 0 && c->gone && bits_has(c->gone, number))
			return NO_PRODUCT;
		return c->parts[i].first + number;
	}
	return NO_PRODUCT;
}

static const struct catalogue_part *
part_of(const struct catalogue *c, uint32_t number)
{
	return &c->parts[c->nparts > 1 && number >= c->parts[1].first];
}

enum { CARD_BYTES = 320, LINE_BYTES = 64 };

/* Most cards are no longer; what a longer one has more is waited for. */
void
catalogue_expect(const struct catalogue *c, uint32_t number)
{
	const struct catalogue_part *part = part_of(c, number);
	const uint8_t *record = part->segment->records[number - part->first];

	for (size_t i = 0; i < CARD_BYTES; i += LINE_BYTES)
		__builtin_prefetch(record + i);
}

struct str
catalogue_slug(const struct catalogue *c, uint32_t number)
{
	const struct catalogue_part *part = part_of(c, number);

	return record_slug(part->segment->records[number - part->first]);
}

int64_t
catalogue_updated_at_us(const struct catalogue *c, uint32_t number)
{
	const struct catalogue_part *part = part_of(c, number);

	return record_updated_at_us(
	    part->segment->records[number - part->first]);
}

static uint32_t
popular_rank(const struct catalogue *c, uint32_t number)
{
	for (uint32_t i = 0; i < c->npopular; i++)
		if (c->popular[i] == number)
			return i + 1;
	return 0;
}

/*
 * From ordinals to this view's tables.  A category that is gone from under
 * its products, which the database refuses, would leave them unlisted.
 */
static void
place(const struct catalogue *c, struct catalogue_product *p, uint32_t number)
{
	int32_t seller = c->seller_of[p->seller];
	int32_t category = c->category_of[p->category];

	if (seller == NO_SELLER || category == NO_CATEGORY ||
	    !c->sellers[seller].active)
		p->listing = LISTING_GONE;
	p->seller = seller == NO_SELLER ? 0 : (uint32_t)seller;
	p->category = category == NO_CATEGORY ? 0 : (uint32_t)category;
	p->number = number;
	if (p->popular && p->listing == LISTING_LIVE)
		p->popular_rank = popular_rank(c, number);
}

const struct catalogue_product *
catalogue_card(struct arena *a, const struct catalogue *c, uint32_t number)
{
	const struct catalogue_part *part = part_of(c, number);
	struct record *r = ARENA_NEW(a, struct record);

	if (!r ||
	    record_read_card(r, a, part->segment->records[number - part->first],
		c->nlocales) != OK)
		return NULL;
	place(c, &r->product, number);
	return &r->product;
}

/* Their texts, which the record knows by their hashes alone. */
static enum err
agreements_fill(
    struct arena *a, const struct segment *s, struct catalogue_product *p)
{
	struct catalogue_agreement *all = ARENA_NEWS(
	    a, struct catalogue_agreement, p->nagreements);
	size_t n = 0;

	if (!all)
		return ERR_NOMEM;
	for (size_t i = 0; i < p->nagreements; i++) {
		const struct segment_document *d = segment_document(
		    s, p->agreements[i].document);

		if (!d)
			continue;
		all[n] = p->agreements[i];
		all[n].title = d->title;
		all[n++].html = d->html;
	}
	p->agreements = all;
	p->nagreements = n;
	return OK;
}

const struct catalogue_product *
catalogue_product(struct arena *a, const struct catalogue *c, uint32_t number)
{
	const struct catalogue_part *part = part_of(c, number);
	struct record *r = ARENA_NEW(a, struct record);

	if (!r ||
	    record_read(r, a, part->segment->records[number - part->first],
		c->nlocales) != OK ||
	    agreements_fill(a, part->segment, &r->product) != OK)
		return NULL;
	place(c, &r->product, number);
	if (r->product.listing != LISTING_GONE)
		related_find(c, &r->product);
	return &r->product;
}

bool
catalogue_next_listed(const struct catalogue *c, uint32_t *number)
{
	for (size_t i = 0; i < c->nparts; i++) {
		const struct catalogue_part *p = &c->parts[i];
		size_t n = p->segment->nlive, from, at;

		if (*number >= p->first + n)
			continue;
		from = *number > p->first ? *number - p->first : 0;
		at = bits_next(p->listed, from, n);
		if (at < n) {
			*number = p->first + (uint32_t)at;
			return true;
		}
	}
	return false;
}

int32_t
catalogue_category(const struct catalogue *c, struct str slug)
{
	for (size_t i = 0; i < c->ncategories; i++)
		if (str_eq(c->categories[i].slug, slug))
			return (int32_t)i;
	return NO_CATEGORY;
}

int32_t
catalogue_seller(const struct catalogue *c, struct str slug)
{
	size_t lo = 0, hi = c->nsellers;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = str_cmp(c->sellers[mid].slug, slug);

		if (order == 0)
			return (int32_t)mid;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NO_SELLER;
}
