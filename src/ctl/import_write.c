#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "ctl/import.h"
#include "ctl/import_set.h"
#include "store/catalogue.h"
#include "store/category.h"
#include "store/company.h"
#include "store/document.h"
#include "store/seller.h"

enum { CHUNK = 250 };

/* What stands in the database already, and where rows go by their slug. */
struct slug_id {
	struct str slug;
	struct id id;
	size_t row; /* in the array that it came from */
};

struct slugs {
	struct slug_id *at;
	size_t n;
};

struct writer {
	struct import *im;
	struct db_pool *pool;
	struct seller *old_sellers;
	struct category *old_categories;
	struct category_text *old_category_texts;
	struct product_set old;
	size_t nold_sellers, nold_categories, nold_category_texts;
	struct slugs sellers, categories, products;
	/* of the chunk at hand */
	size_t from, to;
	size_t added, updated, unchanged;
};

static int
slug_cmp(const void *l, const void *r)
{
	const struct slug_id *a = l, *b = r;

	return str_cmp(a->slug, b->slug);
}

static const struct slug_id *
slug_find(const struct slugs *s, struct str slug)
{
	struct slug_id key = { .slug = slug };

	return s->n == 0 ? NULL
			 : bsearch(&key, s->at, s->n, sizeof(key), slug_cmp);
}

static void
slug_add(struct slugs *s, struct str slug, struct id id, size_t row)
{
	s->at[s->n++] = (struct slug_id){ slug, id, row };
}

static void
slug_sort(struct slugs *s)
{
	if (s->n > 0)
		qsort(s->at, s->n, sizeof(*s->at), slug_cmp);
}

static enum err
read_old(struct writer *w, struct db *db)
{
	struct arena *a = w->im->a;
	enum err e = sellers_all(db, a, &w->old_sellers, &w->nold_sellers);

	if (e == OK)
		e = categories_all(
		    db, a, &w->old_categories, &w->nold_categories);
	if (e == OK)
		e = category_texts_all(
		    db, a, &w->old_category_texts, &w->nold_category_texts);
	if (e == OK)
		e = product_set_read(db, a, &w->old);
	if (e != OK)
		return e;
	w->sellers.at = ARENA_NEWS(
	    a, struct slug_id, w->nold_sellers + w->im->file.nsellers);
	w->categories.at = ARENA_NEWS(
	    a, struct slug_id, w->nold_categories + w->im->file.ncategories);
	w->products.at = ARENA_NEWS(a, struct slug_id, w->old.nproducts);
	if (!w->sellers.at || !w->categories.at || !w->products.at)
		return ERR_NOMEM;
	for (size_t i = 0; i < w->nold_sellers; i++)
		slug_add(&w->sellers, w->old_sellers[i].slug,
		    w->old_sellers[i].seller_id, i);
	for (size_t i = 0; i < w->nold_categories; i++)
		slug_add(&w->categories, w->old_categories[i].slug,
		    w->old_categories[i].category_id, i);
	for (size_t i = 0; i < w->old.nproducts; i++)
		slug_add(&w->products, w->old.products[i].slug,
		    w->old.products[i].product_id, i);
	slug_sort(&w->sellers);
	slug_sort(&w->categories);
	slug_sort(&w->products);
	return OK;
}

static enum err
seller_add(struct writer *w, struct db *db, const struct import_seller *s,
    struct id id)
{
	struct company company = { .company_id = id_new(),
		.name = s->name,
		.country = s->country.p ? s->country : w->im->country,
		.currency = w->im->currency,
		.created_at_us = w->im->now_us };
	struct seller seller = { .seller_id = id,
		.company_id = company.company_id,
		.slug = s->slug,
		.name = s->name,
		.website = s->website,
		.about = s->about,
		.support_email = s->support_email,
		.state = STR("ACTIVE"),
		.created_at_us = w->im->now_us };
	enum err e = company_insert(db, &company);

	return e == OK ? seller_insert(db, &seller) : e;
}

static bool
same(struct str a, struct str b)
{
	return str_eq(a, b) || (str_empty(a) && str_empty(b));
}

static enum err
seller_change(struct writer *w, struct db *db, const struct import_seller *s,
    size_t row, bool *changed)
{
	struct seller now = w->old_sellers[row];

	if (same(now.name, s->name) && same(now.website, s->website) &&
	    same(now.about, s->about) &&
	    same(now.support_email, s->support_email))
		return OK;
	now.name = s->name;
	now.website = s->website;
	now.about = s->about;
	now.support_email = s->support_email;
	*changed = true;
	return seller_update(db, &now);
}

static enum err
write_sellers(struct writer *w, struct db *db, bool *changed)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < w->im->file.nsellers; i++) {
		const struct import_seller *s = &w->im->file.sellers[i];
		const struct slug_id *known = slug_find(&w->sellers, s->slug);

		if (s->bad || !known)
			continue;
		if (known->row < w->nold_sellers) {
			e = seller_change(w, db, s, known->row, changed);
		} else {
			*changed = true;
			e = seller_add(w, db, s, known->id);
		}
	}
	return e;
}

static struct id
parent_id(const struct writer *w, const struct import_category *c)
{
	const struct slug_id *parent = str_empty(c->parent)
	    ? NULL
	    : slug_find(&w->categories, c->parent);

	return parent ? parent->id : (struct id){ { 0 } };
}

static bool
same_category_texts(
    const struct writer *w, const struct import_category *c, struct id id)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nold_category_texts; i++) {
		const struct category_text *t = &w->old_category_texts[i];
		bool found = false;

		if (!id_eq(t->category_id, id))
			continue;
		n++;
		for (size_t k = 0; k < c->ntexts; k++)
			found |= str_eq(t->locale, c->texts[k].locale) &&
			    same(t->name, c->texts[k].name) &&
			    same(t->description, c->texts[k].description);
		if (!found)
			return false;
	}
	return n == c->ntexts;
}

static enum err
write_category_texts(struct writer *w, struct db *db,
    const struct import_category *c, struct id id)
{
	struct category_text *t = ARENA_NEWS(
	    w->im->a, struct category_text, c->ntexts);

	if (!t)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->ntexts; i++)
		t[i] = (struct category_text){ id, c->texts[i].locale,
			c->texts[i].name, c->texts[i].description };
	return category_texts_insert(db, t, c->ntexts);
}

static enum err
category_change(struct writer *w, struct db *db,
    const struct import_category *c, size_t row, bool *changed)
{
	struct category now = w->old_categories[row];
	enum err e = OK;

	if (!id_eq(now.parent_id, parent_id(w, c)) ||
	    now.position != c->position) {
		now.parent_id = parent_id(w, c);
		now.position = c->position;
		*changed = true;
		e = category_update(db, &now);
	}
	if (e != OK || same_category_texts(w, c, now.category_id))
		return e;
	*changed = true;
	e = category_texts_delete(db, now.category_id);
	return e == OK ? write_category_texts(w, db, c, now.category_id) : e;
}

/* New ones first without parents, which may stand further down. */
static enum err
write_categories(struct writer *w, struct db *db, bool *changed)
{
	const struct import_file *f = &w->im->file;
	enum err e = OK;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; e == OK && i < f->ncategories; i++) {
			const struct import_category *c = &f->categories[i];
			const struct slug_id *known = slug_find(
			    &w->categories, c->slug);
			struct category row;

			if (c->bad || !known)
				continue;
			row = (struct category){ known->id, { { 0 } }, c->slug,
				c->position };
			if (known->row < w->nold_categories) {
				if (pass == 1)
					e = category_change(
					    w, db, c, known->row, changed);
				continue;
			}
			*changed = true;
			if (pass == 0) {
				e = categories_insert(db, &row, 1);
				if (e == OK)
					e = write_category_texts(
					    w, db, c, known->id);
			} else if (!str_empty(c->parent)) {
				row.parent_id = parent_id(w, c);
				e = category_update(db, &row);
			}
		}
	return e;
}

static enum err
write_tree(struct db *db, void *arg)
{
	struct writer *w = arg;
	bool changed = false;
	enum err e = write_sellers(w, db, &changed);

	if (e == OK)
		e = write_categories(w, db, &changed);
	if (e == OK && changed)
		e = catalogue_revision_bump(db);
	return e;
}

static void
missing(struct import *im, struct str where, const char *field, struct str slug,
    const char *what)
{
	import_fault(im, where, str_from(field),
	    arena_printf(im->a,
		"names the %s \"%.*s\", which is neither in the file nor in the "
		"database",
		what, STR_FMT(slug)),
	    arena_printf(im->a, "add the %s, or mend the slug", what));
}

/* Ids for the new rows, and faults for names that lead nowhere. */
static void
resolve(struct writer *w)
{
	struct import_file *f = &w->im->file;

	for (size_t i = 0; i < f->nsellers; i++) {
		struct import_seller *s = &f->sellers[i];

		if (s->bad || slug_find(&w->sellers, s->slug))
			continue;
		if (!s->country.p && str_empty(w->im->country)) {
			s->bad = true;
			import_fault(w->im, s->where, STR("country"),
			    STR("is missing, and the site has none either"),
			    STR("add it, or set SOUK_COUNTRY"));
		}
	}
	for (size_t i = 0, n = w->sellers.n; i < f->nsellers; i++) {
		struct slugs known = { w->sellers.at, n };

		if (!f->sellers[i].bad &&
		    !slug_find(&known, f->sellers[i].slug))
			slug_add(&w->sellers, f->sellers[i].slug, id_new(),
			    SIZE_MAX);
	}
	for (size_t i = 0, n = w->categories.n; i < f->ncategories; i++) {
		struct slugs known = { w->categories.at, n };

		if (!f->categories[i].bad &&
		    !slug_find(&known, f->categories[i].slug))
			slug_add(&w->categories, f->categories[i].slug,
			    id_new(), SIZE_MAX);
	}
	slug_sort(&w->sellers);
	slug_sort(&w->categories);
}

/* A chain of parents that is a ring would never be shown. */
static bool
is_ring(const struct writer *w, struct str slug)
{
	const struct import_file *f = &w->im->file;
	struct str at = slug;

	for (size_t depth = 0; depth < JSON_DEPTH_MAX; depth++) {
		struct str up = STR_NONE;

		for (size_t i = 0; i < f->ncategories; i++)
			if (!f->categories[i].bad &&
			    str_eq(f->categories[i].slug, at))
				up = f->categories[i].parent;
		if (str_empty(up))
			return false;
		at = up;
	}
	return true;
}

static void
resolve_names(struct writer *w)
{
	struct import_file *f = &w->im->file;

	for (size_t i = 0; i < f->ncategories; i++) {
		struct import_category *c = &f->categories[i];

		if (c->bad || str_empty(c->parent))
			continue;
		if (!slug_find(&w->categories, c->parent)) {
			c->bad = true;
			missing(
			    w->im, c->where, "parent", c->parent, "category");
		} else if (is_ring(w, c->slug)) {
			c->bad = true;
			import_fault(w->im, c->where, STR("parent"),
			    STR("leads back to itself, or is too deep"),
			    STR("give one of them no parent"));
		}
	}
	for (size_t i = 0; i < f->nproducts; i++) {
		struct import_product *p = &f->products[i];

		if (p->bad)
			continue;
		if (!slug_find(&w->sellers, p->seller)) {
			p->bad = true;
			missing(w->im, p->where, "seller", p->seller, "seller");
		}
		if (!slug_find(&w->categories, p->category)) {
			p->bad = true;
			missing(w->im, p->where, "category", p->category,
			    "category");
		}
	}
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
    struct product_set *rows)
{
	const struct slug_id *known = slug_find(&w->products, p->slug);
	struct product_target target = {
		.old = known ? &w->old.products[known->row] : NULL,
		.seller_id = slug_find(&w->sellers, p->seller)->id,
		.category_id = slug_find(&w->categories, p->category)->id,
		.now_us = w->im->now_us,
	};
	bool changed = true;
	enum err e;

	if (known) {
		e = import_set_same(w->im->a, &w->old, p, &target, &changed);
		if (e != OK)
			return e;
		changed = !changed;
	}
	w->added += !known;
	w->updated += known && changed;
	w->unchanged += !changed;
	if (!changed)
		return OK;
	e = write_documents(w, db, p);
	if (e == OK)
		import_set_add(rows, &w->old, p, &target);
	if (e == OK && known)
		e = import_set_replace(db, &w->old, p, &target);
	return e;
}

static enum err
write_chunk(struct db *db, void *arg)
{
	struct writer *w = arg;
	const struct import_product *all = w->im->file.products;
	struct product_set rows = { 0 };
	enum err e = import_set_open(
	    w->im->a, &rows, &all[w->from], w->to - w->from);
	bool pinned = false;

	w->added = w->updated = w->unchanged = 0;
	for (size_t i = w->from; e == OK && i < w->to; i++)
		if (!all[i].bad)
			e = write_product(w, db, &all[i], &rows);
	if (e == OK)
		e = product_set_insert(db, &rows);
	for (size_t i = w->from; e == OK && i < w->to; i++)
		if (!all[i].bad && all[i].pin > 0) {
			struct product row;

			pinned = true;
			e = product_by_slug(db, w->im->a, &row, all[i].slug);
			if (e == OK)
				e = popularity_pin(db, row.product_id,
				    all[i].pin, w->im->now_us);
		}
	if (e == OK && (w->added || w->updated || pinned))
		e = catalogue_revision_bump(db);
	return e;
}

/* --dry-run: the same questions, and nothing is written. */
static enum err
count_only(struct writer *w)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < w->im->file.nproducts; i++) {
		const struct import_product *p = &w->im->file.products[i];
		const struct slug_id *known = slug_find(&w->products, p->slug);
		struct product_target target = { .now_us = w->im->now_us };
		bool unchanged = false;

		if (p->bad)
			continue;
		if (known) {
			target.old = &w->old.products[known->row];
			target.seller_id = slug_find(&w->sellers, p->seller)
					       ->id;
			target.category_id =
			    slug_find(&w->categories, p->category)->id;
			e = import_set_same(
			    w->im->a, &w->old, p, &target, &unchanged);
		}
		w->im->added += !known;
		w->im->updated += known && !unchanged;
		w->im->unchanged += unchanged;
	}
	return e;
}

enum err
import_write(struct import *im, struct db_pool *pool)
{
	struct writer w = { .im = im, .pool = pool };
	struct db *db;
	enum err e = db_pool_take(pool, &db);

	if (e != OK)
		return e;
	e = read_old(&w, db);
	db_pool_give(pool, db);
	if (e != OK)
		return e;
	resolve(&w);
	resolve_names(&w);
	if (im->dry_run)
		return count_only(&w);
	e = tx_run(pool, im->a, write_tree, &w);
	for (; e == OK && w.from < im->file.nproducts; w.from = w.to) {
		w.to = w.from + CHUNK < im->file.nproducts ? w.from + CHUNK
							   : im->file.nproducts;
		e = tx_run(pool, im->a, write_chunk, &w);
		im->added += w.added;
		im->updated += w.updated;
		im->unchanged += w.unchanged;
		if (im->progress)
			im->progress(w.to, im->file.nproducts);
	}
	return e;
}
