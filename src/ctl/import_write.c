#include <stdlib.h>
#include <string.h>

#include "act/publish.h"
#include "base/bounds.h"
#include "ctl/import_names.h"
#include "store/product.h"

enum { CHUNK = 250 };

struct writer {
	struct import *im;
	struct names names;
	/* the chunk at hand */
	size_t from, to;
	size_t added, updated, unchanged;
};

/* What is to be done with a product. */
struct verdict {
	const struct revision_mark *old; /* NULL: it is new */
	struct listing_body listing;
	struct str json;
	bool add, update; /* its rows */
	bool pin;
};

static int
pin_cmp(const void *key, const void *row)
{
	return memcmp(key, &((const struct popularity *)row)->product_id,
	    sizeof(struct id));
}

static int64_t
pin_of(const struct names *n, struct id product_id)
{
	const struct popularity *row = n->nold_pins == 0
	    ? NULL
	    : bsearch(&product_id, n->old_pins, n->nold_pins,
		  sizeof(*n->old_pins), pin_cmp);

	return row ? row->pin : 0;
}

/* Is it there already, word for word? */
static bool
is_same(const struct names *n, const struct import_product *p,
    const struct verdict *v)
{
	const struct revision_mark *old = v->old;

	return old->has_body && old->delivery == p->delivery &&
	    id_eq(old->seller_id, slug_find(&n->sellers, p->seller)->id) &&
	    id_eq(
		old->category_id, slug_find(&n->categories, p->category)->id) &&
	    hash_eq(old->body, hash_sha256(v->json));
}

static enum err
judge(struct writer *w, const struct import_product *p, struct verdict *v)
{
	const struct names *n = &w->names;
	const struct slug_id *known = slug_find(&n->products, p->slug);
	enum err e;

	*v = (struct verdict){ .add = !known, .pin = p->pin > 0 };
	e = import_listing(w->im->a, &v->listing, p);
	if (e == OK)
		e = listing_json(w->im->a, &v->json, &v->listing);
	if (e != OK)
		return e;
	if (known) {
		v->old = &n->old[known->row];
		v->pin = v->pin && pin_of(n, known->id) != p->pin;
		v->update = !is_same(n, p, v);
	}
	w->added += v->add;
	w->updated += !v->add && (v->update || v->pin);
	w->unchanged += !v->add && !v->update && !v->pin;
	return OK;
}

static enum err
media_of(
    struct arena *a, struct publication *out, const struct import_product *p)
{
	struct media *media = ARENA_NEWS(a, struct media, p->nscreenshots);

	if (!media)
		return ERR_NOMEM;
	for (size_t i = 0; i < p->nscreenshots; i++)
		media[i] = (struct media){ .file = p->screenshots[i].kept,
			.width = p->screenshots[i].width,
			.height = p->screenshots[i].height };
	out->media = media;
	out->nmedia = p->nscreenshots;
	return OK;
}

static enum err
publication_of(struct writer *w, struct publication *out,
    const struct import_product *p, const struct verdict *v)
{
	*out = (struct publication){
		.seller_id = slug_find(&w->names.sellers, p->seller)->id,
		.category_id = slug_find(&w->names.categories, p->category)->id,
		.is_new = v->add,
		.slug = p->slug,
		.delivery = p->delivery,
		.listing = &v->listing,
		.json = v->json,
	};
	if (v->old)
		out->product_id = v->old->product_id;
	return media_of(w->im->a, out, p);
}

/* A pin alone changes what buyers see of a product as well. */
static enum err
write_pins(struct act *act, const struct import_product *all,
    const struct verdict *v, size_t n)
{
	struct id *ids = ARENA_NEWS(act->arena, struct id, n);
	struct product row;
	size_t nids = 0;
	enum err e = ids ? OK : ERR_NOMEM;

	for (size_t i = 0; e == OK && i < n; i++) {
		if (!v[i].pin)
			continue;
		e = product_by_slug(act->db, act->arena, &row, all[i].slug);
		if (e == OK)
			e = popularity_pin(
			    act->db, row.product_id, all[i].pin, act->now_us);
		if (!v[i].add && !v[i].update)
			ids[nids++] = row.product_id;
	}
	return e == OK && nids > 0
	    ? catalogue_changed(act->db, act->arena, ids, nids)
	    : e;
}

static enum err
write_chunk(struct db *db, void *arg)
{
	struct writer *w = arg;
	struct act act = { .db = db,
		.arena = w->im->a,
		.now_us = w->im->now_us,
		.actor = ACTOR_OPERATOR };
	const struct import_product *all = &w->im->file.products[w->from];
	size_t n = w->to - w->from, todo = 0;
	struct verdict *v = ARENA_NEWS(w->im->a, struct verdict, n);
	struct publication *p = ARENA_NEWS(w->im->a, struct publication, n);
	enum err e = v && p ? OK : ERR_NOMEM;

	w->added = w->updated = w->unchanged = 0;
	for (size_t i = 0; e == OK && i < n; i++) {
		if (all[i].bad)
			continue;
		e = judge(w, &all[i], &v[i]);
		if (e == OK && (v[i].add || v[i].update))
			e = publication_of(w, &p[todo++], &all[i], &v[i]);
	}
	if (e == OK)
		e = listings_publish(&act, p, todo);
	return e == OK ? write_pins(&act, all, v, n) : e;
}

static enum err
write_tree(struct db *db, void *arg)
{
	struct writer *w = arg;
	bool changed = false;
	enum err e = import_tree(db, &w->names, w->im, &changed);

	if (e == OK && changed)
		e = catalogue_revision_bump(db);
	return e;
}

static void
counts_add(struct writer *w)
{
	w->im->added += w->added;
	w->im->updated += w->updated;
	w->im->unchanged += w->unchanged;
}

/* --dry-run: the same questions, and nothing is written. */
static enum err
count_only(struct writer *w)
{
	struct verdict v;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < w->im->file.nproducts; i++)
		if (!w->im->file.products[i].bad)
			e = judge(w, &w->im->file.products[i], &v);
	counts_add(w);
	return e;
}

enum err
import_write(struct import *im, struct db_pool *pool)
{
	struct writer w = { .im = im };
	size_t total = im->file.nproducts;
	struct db *db;
	enum err e = db_pool_take(pool, &db);

	if (e != OK)
		return e;
	e = names_read(&w.names, im, db);
	db_pool_give(pool, db);
	if (e == OK)
		e = names_resolve(&w.names, im);
	if (e != OK)
		return e;
	if (im->dry_run)
		return count_only(&w);
	e = tx_run(pool, im->a, write_tree, &w);
	for (; e == OK && w.from < total; w.from = w.to) {
		w.to = w.from + CHUNK < total ? w.from + CHUNK : total;
		e = tx_run(pool, im->a, write_chunk, &w);
		if (e != OK)
			break;
		counts_add(&w);
		if (im->progress)
			im->progress(w.to, total);
	}
	return e;
}
