#include "base/bounds.h"
#include "ctl/import_names.h"
#include "ctl/import_set.h"
#include "store/document.h"

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
	struct product_target target;
	bool add, update; /* its rows */
	bool pin;
};

static int64_t
pin_of(const struct names *n, struct id product_id)
{
	size_t found,
	    at = FIRST_OF(n->old_pins, n->nold_pins, struct popularity,
		product_id, product_id, &found);

	return found > 0 ? n->old_pins[at].pin : 0;
}

static enum err
judge(struct writer *w, const struct import_product *p, struct verdict *v)
{
	const struct names *n = &w->names;
	const struct slug_id *known = slug_find(&n->products, p->slug);
	bool same = false;
	enum err e = OK;

	*v = (struct verdict){ .add = !known, .pin = p->pin > 0 };
	v->target.seller_id = slug_find(&n->sellers, p->seller)->id;
	v->target.category_id = slug_find(&n->categories, p->category)->id;
	v->target.now_us = w->im->now_us;
	if (known) {
		v->target.old = &n->old.products[known->row];
		v->pin = v->pin && pin_of(n, known->id) != p->pin;
		e = import_set_same(w->im->a, &n->old, p, &v->target, &same);
		v->update = !same;
	}
	w->added += v->add;
	w->updated += !v->add && (v->update || v->pin);
	w->unchanged += !v->add && !v->update && !v->pin;
	return e;
}

static enum err
write_documents(struct writer *w, struct db *db, const struct import_product *p)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < p->nagreements; i++) {
		struct document d = { .kind = STR("agreement"),
			.locale = p->agreements[i].locale,
			.title = p->agreements[i].title,
			.text = p->agreements[i].text };

		e = document_put(db, &d, w->im->now_us);
	}
	return e;
}

/* Updates of what is there; what is new goes into the chunk's set. */
static enum err
write_product(struct writer *w, struct db *db, const struct import_product *p,
    const struct verdict *v, struct product_set *rows)
{
	enum err e = write_documents(w, db, p);

	if (e == OK)
		import_set_add(rows, &w->names.old, p, &v->target);
	if (e == OK && v->update)
		e = import_set_replace(db, &w->names.old, p, &v->target);
	return e;
}

static enum err
write_pin(struct writer *w, struct db *db, const struct import_product *p)
{
	struct product row;
	enum err e = product_by_slug(db, w->im->a, &row, p->slug);

	return e == OK
	    ? popularity_pin(db, row.product_id, p->pin, w->im->now_us)
	    : e;
}

/* What storefronts have to read again. */
static enum err
write_marks(struct writer *w, struct db *db, const struct verdict *v, size_t n,
    const struct product_set *added)
{
	struct id *ids = ARENA_NEWS(w->im->a, struct id, n);
	size_t nids = 0;

	if (!ids)
		return ERR_NOMEM;
	for (size_t i = 0; i < added->nproducts; i++)
		ids[nids++] = added->products[i].product_id;
	for (size_t i = 0; i < n; i++)
		if (!v[i].add && (v[i].update || v[i].pin))
			ids[nids++] = v[i].target.old->product_id;
	return catalogue_changed(db, w->im->a, ids, nids);
}

static enum err
write_chunk(struct db *db, void *arg)
{
	struct writer *w = arg;
	const struct import_product *all = &w->im->file.products[w->from];
	size_t n = w->to - w->from;
	struct verdict *v = ARENA_NEWS(w->im->a, struct verdict, n);
	struct product_set rows = { 0 };
	enum err e = v ? import_set_open(w->im->a, &rows, all, n) : ERR_NOMEM;

	w->added = w->updated = w->unchanged = 0;
	for (size_t i = 0; e == OK && i < n; i++) {
		if (all[i].bad)
			continue;
		e = judge(w, &all[i], &v[i]);
		if (e == OK && (v[i].add || v[i].update))
			e = write_product(w, db, &all[i], &v[i], &rows);
	}
	if (e == OK)
		e = product_set_insert(db, &rows);
	for (size_t i = 0; e == OK && i < n; i++)
		if (v[i].pin)
			e = write_pin(w, db, &all[i]);
	if (e == OK && w->added + w->updated > 0)
		e = write_marks(w, db, v, n, &rows);
	return e;
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
