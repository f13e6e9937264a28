#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "catalog/words.h"

enum { NAME_WORDS_MAX = 16 };
#define NAMES_BYTES_MAX ((size_t)2 << 30)

struct by_key {
	uint64_t key;
	uint32_t number;
};

static int
key_cmp(const void *l, const void *r)
{
	const struct by_key *a = l, *b = r;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

struct by_name {
	uint64_t start; /* of the name: most names differ there */
	struct str name;
	uint32_t number;
};

static uint64_t
start_of(struct str name)
{
	uint64_t v = 0;

	for (size_t i = 0; i < sizeof(v); i++)
		v = v << 8 | (i < name.n ? (unsigned char)name.p[i] : 0);
	return v;
}

static int
name_cmp(const void *l, const void *r)
{
	const struct by_name *a = l, *b = r;
	int c;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	c = str_cmp(a->name, b->name);
	return c != 0 ? c : (a->number > b->number) - (a->number < b->number);
}

static enum err
order_open(struct segment *s, size_t which)
{
	s->order[which] = ARENA_NEWS(s->arena, uint32_t, s->nlive);
	s->rank[which] = ARENA_NEWS(s->arena, uint32_t, s->nlive);
	return s->order[which] && s->rank[which] ? OK : ERR_NOMEM;
}

static void
order_put(struct segment *s, size_t which, uint32_t i, uint32_t number)
{
	s->order[which][i] = number;
	s->rank[which][number] = i;
}

static enum err
order_by_keys(struct segment *s, size_t which, struct by_key *keys)
{
	enum err e = order_open(s, which);

	if (e != OK)
		return e;
	qsort(keys, s->nlive, sizeof(*keys), key_cmp);
	for (uint32_t i = 0; i < s->nlive; i++)
		order_put(s, which, i, keys[i].number);
	return OK;
}

uint64_t
order_price_key(int64_t price)
{
	return price < 0 ? UINT64_MAX : (uint64_t)price;
}

uint64_t
order_newest_key(const struct record *r)
{
	return UINT64_MAX - (uint64_t)r->newest_at_us;
}

enum err
order_name_key(struct arena *a, struct str *out, struct str name)
{
	return words_join(a, out, name, NAME_WORDS_MAX);
}

static enum err
newest_keys(const struct segment *s, struct by_key *keys, struct arena *a,
    size_t nlocales)
{
	for (uint32_t i = 0; i < s->nlive; i++) {
		struct record r;
		enum err e;

		arena_reset(a);
		e = record_read_card(&r, a, s->records[i], nlocales);
		if (e != OK)
			return e;
		keys[i] = (struct by_key){ order_newest_key(&r), i };
	}
	return OK;
}

static enum err
order_numbers(struct segment *s, size_t nlocales)
{
	struct by_key *keys = calloc(s->nlive + 1, sizeof(*keys));
	struct arena *a = arena_open(1024 * 1024);
	enum err e = keys && a ? OK : ERR_NOMEM;

	for (uint32_t i = 0; e == OK && i < s->nlive; i++)
		keys[i] = (struct by_key){ order_price_key(s->price[i]), i };
	if (e == OK)
		e = order_by_keys(s, ORDER_PRICE, keys);
	if (e == OK)
		e = newest_keys(s, keys, a, nlocales);
	if (e == OK)
		e = order_by_keys(s, ORDER_NEWEST, keys);
	if (a)
		arena_close(a);
	free(keys);
	return e;
}

/* The key is made in scratch: it takes less room than it might have. */
static enum err
by_name_make(struct by_name *out, struct arena *texts, struct arena *scratch,
    struct str name)
{
	enum err e = order_name_key(scratch, &name, name);

	if (e != OK)
		return e;
	out->name = str_copy(texts, name);
	out->start = start_of(name);
	return out->name.p ? OK : ERR_NOMEM;
}

static enum err
order_names(struct segment *s, size_t nlocales, size_t locale)
{
	size_t which = ORDER_NAME + locale;
	struct by_name *names = calloc(s->nlive + 1, sizeof(*names));
	struct arena *scratch = arena_open(1024 * 1024);
	struct arena *texts = arena_open(NAMES_BYTES_MAX);
	enum err e = names && scratch && texts ? order_open(s, which)
					       : ERR_NOMEM;

	for (uint32_t i = 0; e == OK && i < s->nlive; i++) {
		struct record r;

		arena_reset(scratch);
		e = record_read_card(&r, scratch, s->records[i], nlocales);
		names[i].number = i;
		if (e == OK)
			e = by_name_make(
			    &names[i], texts, scratch, r.product.name[locale]);
	}
	if (e == OK)
		qsort(names, s->nlive, sizeof(*names), name_cmp);
	for (uint32_t i = 0; e == OK && i < s->nlive; i++)
		order_put(s, which, i, names[i].number);
	if (texts)
		arena_close(texts);
	if (scratch)
		arena_close(scratch);
	free(names);
	return e;
}

enum err
orders_make(struct segment *s, const struct catalogue_config *config)
{
	enum err e = order_numbers(s, config->nlocales);

	for (size_t l = 0; e == OK && l < config->nlocales; l++)
		e = order_names(s, config->nlocales, l);
	return e;
}
