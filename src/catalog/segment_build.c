#include "catalog/segment_build.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "builder.h"
#include "segment_hash.h"

#define SEGMENT_BYTES_MAX ((size_t)16 << 30)
enum {
	SCRATCH_BYTES_MAX = 64 * 1024 * 1024,
	RECORD_BYTES_MAX = 8 * 1024 * 1024,
	ENTRIES_FIRST = 1024
};

static int
place_cmp(const void *l, const void *r)
{
	return memcmp(l, r, sizeof(struct id));
}

static enum err
places_make(
    struct segment_builder *b, struct places *out, const struct ordinals *from)
{
	out->at = ARENA_NEWS(b->own, struct place, from->n);
	if (!out->at)
		return ERR_NOMEM;
	for (; out->n < from->n; out->n++)
		out->at[out->n] = (struct place){ from->ids[out->n],
			(uint32_t)out->n };
	if (out->n > 0)
		qsort(out->at, out->n, sizeof(*out->at), place_cmp);
	return OK;
}

static bool
place_find(uint32_t *ordinal, const struct places *places, struct id id)
{
	struct place key = { .id = id };
	const struct place *p = places->n == 0
	    ? NULL
	    : bsearch(&key, places->at, places->n, sizeof(key), place_cmp);

	if (p)
		*ordinal = p->ordinal;
	return p != NULL;
}

enum err
segment_builder_open(struct segment_builder **out,
    const struct catalogue_config *config, const struct catalogue *tables)
{
	struct segment_builder *b = calloc(1, sizeof(*b));
	enum err e = ERR_NOMEM;

	if (!b)
		return e;
	b->config = config;
	b->tables = tables;
	b->own = arena_open(SEGMENT_BYTES_MAX);
	b->scratch = arena_open(SCRATCH_BYTES_MAX);
	b->slab = slab_open(SEGMENT_BYTES_MAX);
	buf_open(&b->bytes, RECORD_BYTES_MAX);
	buf_open(&b->html, RECORD_BYTES_MAX);
	if (b->own && b->scratch && b->slab)
		e = places_make(b, &b->sellers, &tables->seller_ordinals);
	if (e == OK)
		e = places_make(b, &b->categories, &tables->category_ordinals);
	if (e != OK)
		segment_builder_close(b);
	else
		*out = b;
	return e;
}

void
segment_builder_close(struct segment_builder *b)
{
	if (!b)
		return;
	if (b->own)
		arena_close(b->own);
	if (b->scratch)
		arena_close(b->scratch);
	slab_close(b->slab);
	buf_close(&b->bytes);
	buf_close(&b->html);
	free(b->entries);
	free(b->documents);
	free(b->document_slots);
	free(b);
}

size_t
segment_builder_n(const struct segment_builder *b)
{
	return b->n;
}

static enum err
entry_add(
    struct segment_builder *b, struct entry entry, const void *bytes, size_t n)
{
	if (b->n == b->cap) {
		size_t cap = b->cap ? b->cap * 2 : ENTRIES_FIRST;
		struct entry *all = realloc(b->entries, cap * sizeof(*all));

		if (!all)
			return ERR_NOMEM;
		b->entries = all;
		b->cap = cap;
	}
	entry.record = slab_put(b->slab, bytes, n);
	if (!entry.record)
		return ERR_NOMEM;
	b->entries[b->n++] = entry;
	return OK;
}

static enum err
agreement_keep(struct segment_builder *b, const struct product_agreement *row)
{
	struct str html;
	enum err e;

	if (!row->text.p || documents_has(b, row->document.b))
		return OK;
	e = rows_html(b, &html, text_untitled(row->text, row->title));
	return e == OK ? documents_add(b, row->document.b, row->title, html)
		       : e;
}

/* false: never was on sale. */
static bool
listing_of(enum listing *out, struct str state)
{
	if (str_is(state, "LIVE"))
		*out = LISTING_LIVE;
	else if (str_is(state, "HIDDEN"))
		*out = LISTING_HIDDEN;
	else if (str_is(state, "RESTRICTED"))
		*out = LISTING_GONE;
	else
		return false;
	return true;
}

/* false: never was on sale, or its rows are not all here yet. */
static bool
begin_record(struct segment_builder *b, struct record *out,
    const struct product_set *set, const struct product *row,
    const struct popularity *popularity, size_t npopularity)
{
	struct catalogue_product *p = &out->product;
	size_t n, at;

	memset(out, 0, sizeof(*out));
	(void)ROWS_OF(set->texts, set->ntexts, product_id, row->product_id, &n);
	if (n == 0 || !listing_of(&p->listing, row->state) ||
	    !place_find(&p->seller, &b->sellers, row->seller_id) ||
	    !place_find(&p->category, &b->categories, row->category_id))
		return false;
	at = ROWS_OF(popularity, npopularity, product_id, row->product_id, &n);
	if (n > 0) {
		out->pin = popularity[at].pin;
		out->paid_orders = popularity[at].paid_orders;
	}
	return true;
}

static enum err
add_row(struct segment_builder *b, const struct product_set *set,
    const struct product *row, struct record *r)
{
	enum err e = rows_record(b, r, set, row);

	if (e != OK)
		return e;
	buf_clear(&b->bytes);
	record_write(&b->bytes, r, b->config->nlocales);
	e = buf_err(&b->bytes);
	if (e != OK)
		return e;
	return entry_add(b,
	    (struct entry){ .pin = r->pin,
		.paid_orders = r->paid_orders,
		.newest_at_us = r->newest_at_us,
		.listing = r->product.listing },
	    b->bytes.p, b->bytes.n);
}

enum err
segment_add_set(struct segment_builder *b, const struct product_set *set,
    const struct popularity *popularity, size_t npopularity)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < set->nagreements; i++) {
		arena_reset(b->scratch);
		e = agreement_keep(b, &set->agreements[i]);
	}
	for (size_t i = 0; e == OK && i < set->nproducts; i++) {
		struct record r;

		arena_reset(b->scratch);
		if (begin_record(
			b, &r, set, &set->products[i], popularity, npopularity))
			e = add_row(b, set, &set->products[i], &r);
	}
	return e;
}

enum err
segment_add_from(
    struct segment_builder *b, const struct segment *from, uint32_t number)
{
	const uint8_t *bytes = from->records[number];
	struct record r;
	enum err e;

	arena_reset(b->scratch);
	e = record_read(&r, b->scratch, bytes, b->config->nlocales);
	for (size_t i = 0; e == OK && i < r.product.nagreements; i++) {
		const uint8_t *hash = r.product.agreements[i].document;
		const struct segment_document *d = segment_document(from, hash);

		if (d && !documents_has(b, hash))
			e = documents_add(b, hash, d->title, d->html);
	}
	if (e != OK)
		return e;
	return entry_add(b,
	    (struct entry){ .pin = r.pin,
		.paid_orders = r.paid_orders,
		.newest_at_us = r.newest_at_us,
		.listing = r.product.listing },
	    bytes, record_bytes(bytes));
}

static int
descending(int64_t a, int64_t b)
{
	return (a < b) - (a > b);
}

/* R9: pins in their order, paid orders, newest, slug. */
static int
entry_cmp(const void *l, const void *r)
{
	const struct entry *a = l, *b = r;
	int c = (a->listing != LISTING_LIVE) - (b->listing != LISTING_LIVE);

	if (c == 0)
		c = (a->pin == 0) - (b->pin == 0);
	if (c == 0)
		c = (a->pin > b->pin) - (a->pin < b->pin);
	if (c == 0)
		c = descending(a->paid_orders, b->paid_orders);
	if (c == 0)
		c = descending(a->newest_at_us, b->newest_at_us);
	return c != 0 ? c
		      : str_cmp(record_slug(a->record), record_slug(b->record));
}

static enum err
table_open(struct segment *s, struct segment_table *t)
{
	uint32_t size = 16;

	while (size < s->n * 2)
		size *= 2;
	t->mask = size - 1;
	t->at = ARENA_NEWS(s->arena, uint32_t, size);
	return t->at ? OK : ERR_NOMEM;
}

static void
table_add(struct segment_table *t, uint32_t hash, uint32_t number)
{
	uint32_t i = hash & t->mask;

	while (t->at[i] != 0)
		i = (i + 1) & t->mask;
	t->at[i] = number + 1;
}

static enum err
records_place(struct segment_builder *b, struct segment *s)
{
	const uint8_t **records = ARENA_NEWS(s->arena, const uint8_t *, b->n);
	enum err e = records ? OK : ERR_NOMEM;

	s->n = (uint32_t)b->n;
	s->records = records;
	if (b->n > 0)
		qsort(b->entries, b->n, sizeof(*b->entries), entry_cmp);
	if (e == OK)
		e = table_open(s, &s->by_slug);
	if (e == OK)
		e = table_open(s, &s->by_id);
	for (uint32_t i = 0; e == OK && i < b->n; i++) {
		records[i] = b->entries[i].record;
		s->nlive += b->entries[i].listing == LISTING_LIVE;
		table_add(&s->by_slug, hash_str(record_slug(records[i])), i);
		table_add(&s->by_id, hash_id(record_id(records[i])), i);
	}
	free(b->entries);
	b->entries = NULL;
	b->n = b->cap = 0;
	return e;
}

static enum err
ordinals_copy(struct arena *a, struct ordinals *out, const struct ordinals *in)
{
	struct id *ids = ARENA_NEWS(a, struct id, in->n);

	if (!ids)
		return ERR_NOMEM;
	for (size_t i = 0; i < in->n; i++)
		ids[i] = in->ids[i];
	*out = (struct ordinals){ ids, in->n };
	return OK;
}

static enum err
fill(struct segment_builder *b, struct segment *s, const struct segment *before)
{
	enum err e = ordinals_copy(
	    s->arena, &s->categories, &b->tables->category_ordinals);

	if (e == OK)
		e = ordinals_copy(
		    s->arena, &s->sellers, &b->tables->seller_ordinals);
	if (e == OK)
		e = records_place(b, s);
	if (e == OK)
		e = documents_finish(b, s);
	if (e == OK)
		e = contents_make(b, s, before);
	if (e == OK)
		e = orders_make(s, b->config);
	return e;
}

enum err
segment_finish(struct segment_builder *b, int64_t revision,
    const struct segment *before, struct segment **out)
{
	struct arena *a = arena_open(SEGMENT_BYTES_MAX);
	struct segment *s = a ? ARENA_NEW(a, struct segment) : NULL;
	enum err e = ERR_NOMEM;

	if (s) {
		atomic_init(&s->refs, 1);
		s->arena = a;
		s->revision = revision;
		e = fill(b, s, before);
	}
	if (e != OK) {
		if (a)
			arena_close(a);
		return e;
	}
	s->slab = b->slab;
	b->slab = NULL;
	*out = s;
	return OK;
}
