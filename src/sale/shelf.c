#include "sale/shelf.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/bounds.h"
#include "store/catalogue.h"

enum {
	SLOTS = 256,
	SLOT_BYTES_MAX = 32 * 1024 /* a larger item is read each time */
};

/* The last item whose key fell here. */
struct slot {
	struct arena *arena; /* NULL: none */
	struct shelf_key key;
	struct shelf_item item;
};

struct shelf {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
};

enum err
shelf_open(struct shelf **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERR_NOMEM;
	pthread_mutex_init(&(*out)->lock, NULL);
	return OK;
}

void
shelf_close(struct shelf *shelf)
{
	if (shelf == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		arena_close(shelf->slots[i].arena);
	pthread_mutex_destroy(&shelf->lock);
	free(shelf);
}

/* FNV-1a (draft-eastlake-fnv): spread is all that is asked of it. */
static uint32_t
text_hash(uint32_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return (h ^ 0xffu) * 16777619u;
}

static struct slot *
slot_of(struct shelf *shelf, const struct shelf_key *key)
{
	uint32_t h = text_hash(2166136261u, key->product);

	h = text_hash(text_hash(h, key->plan), key->locale);
	return &shelf->slots[h % SLOTS];
}

static bool
is_of(const struct slot *s, const struct shelf_key *key)
{
	return s->arena != NULL && str_eq(s->key.product, key->product) &&
	    str_eq(s->key.plan, key->plan) &&
	    str_eq(s->key.locale, key->locale) &&
	    str_eq(s->key.fallback, key->fallback);
}

/* NULL stays NULL; *whole turns false when memory ends. */
static struct str
copy(struct arena *a, struct str s, bool *whole)
{
	struct str c = s.p == NULL ? STR_NONE : str_copy(a, s);

	*whole &= s.p == NULL || c.p != NULL;
	return c;
}

static bool
terms_copy(
    struct arena *a, struct plan_terms *out, const struct plan_terms *from)
{
	struct price *prices = ARENA_NEWS(a, struct price, from->nprices);
	struct capacity *capacities = ARENA_NEWS(
	    a, struct capacity, from->ncapacities);
	bool whole = prices != NULL && capacities != NULL;

	for (size_t i = 0; whole && i < from->nprices; i++) {
		prices[i] = from->prices[i];
		prices[i].capacity = copy(a, prices[i].capacity, &whole);
	}
	for (size_t i = 0; whole && i < from->ncapacities; i++) {
		capacities[i] = from->capacities[i];
		capacities[i].code = copy(a, capacities[i].code, &whole);
		capacities[i].unit = copy(a, capacities[i].unit, &whole);
	}
	*out = (struct plan_terms){ prices, from->nprices, capacities,
		from->ncapacities };
	return whole;
}

static bool
plan_copy(struct arena *a, struct plan_sale *out, const struct plan_sale *from)
{
	bool whole = true;

	*out = *from;
	out->product_slug = copy(a, from->product_slug, &whole);
	out->product_name = copy(a, from->product_name, &whole);
	out->product_state = copy(a, from->product_state, &whole);
	out->plan_code = copy(a, from->plan_code, &whole);
	out->plan_name = copy(a, from->plan_name, &whole);
	out->seller_slug = copy(a, from->seller_slug, &whole);
	out->seller_name = copy(a, from->seller_name, &whole);
	out->seller_state = copy(a, from->seller_state, &whole);
	out->logo = copy(a, from->logo, &whole);
	return whole && terms_copy(a, &out->terms, &from->terms);
}

static bool
item_copy(
    struct arena *a, struct shelf_item *out, const struct shelf_item *from)
{
	struct document *d = ARENA_NEWS(a, struct document, from->nagreements);
	bool whole = d != NULL;

	for (size_t i = 0; whole && i < from->nagreements; i++) {
		d[i] = from->agreements[i];
		d[i].kind = copy(a, d[i].kind, &whole);
		d[i].locale = copy(a, d[i].locale, &whole);
		d[i].title = copy(a, d[i].title, &whole);
	}
	out->revision = from->revision;
	out->agreements = d;
	out->nagreements = from->nagreements;
	return whole && plan_copy(a, &out->plan, &from->plan);
}

/* OK, or ERR_NOT_FOUND: it has to be read.  revision 0: of whichever. */
static enum err
slot_get(struct shelf *shelf, struct arena *a, struct shelf_item *out,
    const struct shelf_key *key, int64_t revision)
{
	struct slot *s = slot_of(shelf, key);
	enum err e = ERR_NOT_FOUND;

	pthread_mutex_lock(&shelf->lock);
	if (is_of(s, key) && (revision == 0 || revision == s->item.revision))
		e = item_copy(a, out, &s->item) ? OK : ERR_NOMEM;
	pthread_mutex_unlock(&shelf->lock);
	return e;
}

/* One that is too large, or for which memory is short, is not kept. */
static void
slot_put(struct shelf *shelf, const struct shelf_item *item,
    const struct shelf_key *key)
{
	struct slot *s = slot_of(shelf, key);
	struct slot fresh = { arena_open(SLOT_BYTES_MAX), *key,
		{ .nagreements = 0 } };
	struct arena *old = fresh.arena;
	bool whole = true;

	if (fresh.arena == NULL)
		return;
	fresh.key.product = copy(fresh.arena, key->product, &whole);
	fresh.key.plan = copy(fresh.arena, key->plan, &whole);
	fresh.key.locale = copy(fresh.arena, key->locale, &whole);
	fresh.key.fallback = copy(fresh.arena, key->fallback, &whole);
	if (whole && item_copy(fresh.arena, &fresh.item, item)) {
		pthread_mutex_lock(&shelf->lock);
		old = s->arena;
		*s = fresh;
		pthread_mutex_unlock(&shelf->lock);
	}
	arena_close(old);
}

static enum err
item_read(struct db *db, struct arena *a, struct shelf_item *out,
    const struct shelf_key *key)
{
	enum err e = plan_sale_get(db, a, &out->plan, key->product, key->plan,
	    key->locale, key->fallback);

	return e != OK ? e
		       : document_titles_of_product(db, a, &out->agreements,
			     &out->nagreements, out->plan.product_id);
}

enum err
shelf_get(struct shelf *shelf, struct db *db, struct arena *a,
    struct shelf_item *out, const struct shelf_key *key, enum shelf_age age,
    int64_t revision)
{
	enum err e = age == SHELF_KEPT ? slot_get(shelf, a, out, key, 0)
				       : ERR_NOT_FOUND;

	if (e != ERR_NOT_FOUND)
		return e;
	e = revision != 0 ? OK : catalogue_revision_get(db, a, &revision);
	if (e == OK)
		e = slot_get(shelf, a, out, key, revision);
	if (e != ERR_NOT_FOUND)
		return e;
	out->revision = revision;
	/* Rows that are newer than the revision are read again next time. */
	e = item_read(db, a, out, key);
	if (e == OK)
		slot_put(shelf, out, key);
	return e;
}

enum err
shelf_check(struct shelf *shelf, struct db *db, struct arena *a,
    const struct shelf_item *item, const struct shelf_key *key)
{
	struct slot *s = slot_of(shelf, key);
	int64_t revision;
	enum err e = catalogue_revision_get(db, a, &revision);

	if (e != OK || revision == item->revision)
		return e;
	pthread_mutex_lock(&shelf->lock);
	if (is_of(s, key) && s->item.revision != revision) {
		arena_close(s->arena);
		s->arena = NULL;
	}
	pthread_mutex_unlock(&shelf->lock);
	return ERR_STALE;
}
