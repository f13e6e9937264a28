#include "ctl/import_names.h"

#include <stdlib.h>

enum { CATEGORY_DEPTH_MAX = 8 };

static int
slug_cmp(const void *l, const void *r)
{
	const struct slug_id *a = l, *b = r;
	int c = str_cmp(a->slug, b->slug);

	return c != 0 ? c : (a->row > b->row) - (a->row < b->row);
}

const struct slug_id *
slug_find(const struct slugs *s, struct str slug)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (str_cmp(s->at[mid].slug, slug) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->n && str_eq(s->at[lo].slug, slug) ? &s->at[lo] : NULL;
}

static enum err
slugs_open(struct slugs *s, struct arena *a, size_t room)
{
	s->n = 0;
	s->at = ARENA_NEWS(a, struct slug_id, room);
	return s->at ? OK : ERR_NOMEM;
}

static void
slug_add(struct slugs *s, struct str slug, struct id id, int64_t row)
{
	s->at[s->n++] = (struct slug_id){ slug, id, row };
}

static void
slugs_sort(struct slugs *s)
{
	if (s->n > 0)
		qsort(s->at, s->n, sizeof(*s->at), slug_cmp);
}

static enum err
slugs_of_old(struct names *n, struct import *im)
{
	enum err e = slugs_open(
	    &n->sellers, im->a, n->nold_sellers + im->file.nsellers);

	if (e == OK)
		e = slugs_open(&n->categories, im->a,
		    n->nold_categories + im->file.ncategories);
	if (e == OK)
		e = slugs_open(&n->products, im->a, n->nold);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n->nold_sellers; i++)
		slug_add(&n->sellers, n->old_sellers[i].slug,
		    n->old_sellers[i].seller_id, (int64_t)i);
	for (size_t i = 0; i < n->nold_categories; i++)
		slug_add(&n->categories, n->old_categories[i].slug,
		    n->old_categories[i].category_id, (int64_t)i);
	for (size_t i = 0; i < n->nold; i++)
		slug_add(&n->products, n->old[i].slug, n->old[i].product_id,
		    (int64_t)i);
	slugs_sort(&n->sellers);
	slugs_sort(&n->categories);
	slugs_sort(&n->products);
	return OK;
}

enum err
names_read(struct names *n, struct import *im, struct db *db)
{
	struct arena *a = im->a;
	enum err e = sellers_all(db, a, &n->old_sellers, &n->nold_sellers);

	if (e == OK)
		e = categories_all(
		    db, a, &n->old_categories, &n->nold_categories);
	if (e == OK)
		e = category_texts_all(
		    db, a, &n->old_category_texts, &n->nold_category_texts);
	if (e == OK)
		e = popularity_all(db, a, &n->old_pins, &n->nold_pins);
	if (e == OK)
		e = regions_all(db, a, &n->regions, &n->nregions);
	if (e == OK)
		e = revision_marks(db, a, &n->old, &n->nold);
	return e == OK ? slugs_of_old(n, im) : e;
}

/* in_file: there is such a row, but it is left out. */
static void
missing(struct import *im, struct str where, const char *field,
    const char *what, struct str slug, bool in_file)
{
	import_fault(im, where, str_from(field),
	    in_file ? arena_printf(im->a,
			  "names the %s \"%.*s\", which has a fault itself",
			  what, STR_FMT(slug))
		    : arena_printf(im->a,
			  "names the %s \"%.*s\", which is neither in the file "
			  "nor in the database",
			  what, STR_FMT(slug)),
	    in_file
		? arena_printf(im->a, "mend the %s first", what)
		: arena_printf(im->a, "add the %s, or mend the slug", what));
}

static void
resolve_sellers(struct names *n, struct import *im)
{
	struct import_file *f = &im->file;
	struct slugs old = n->sellers;

	for (size_t i = 0; i < f->nsellers; i++) {
		struct import_seller *s = &f->sellers[i];

		if (s->bad || slug_find(&old, s->slug))
			continue;
		if (s->country.p || !str_empty(im->country)) {
			slug_add(&n->sellers, s->slug, id_new(), NEW_ROW);
			continue;
		}
		s->bad = true;
		import_fault(im, s->where, STR("country"),
		    STR("is missing, and the site has none either"),
		    STR("add it, or set SOUK_COUNTRY"));
	}
	slugs_sort(&n->sellers);
}

/* The categories of the file by slug, faulty ones too. */
struct climb {
	const struct names *n;
	const struct import_file *f;
	struct slugs file;
};

/* As it will be: the file's parent, or for what is not in it the old one. */
static struct str
parent_of(const struct climb *c, struct str slug)
{
	const struct slug_id *now = slug_find(&c->file, slug), *old;
	const struct category *all = c->n->old_categories;
	struct id parent;

	if (now && !c->f->categories[now->row].bad)
		return c->f->categories[now->row].parent;
	old = slug_find(&c->n->categories, slug);
	if (!old)
		return STR_NONE;
	parent = all[old->row].parent_id;
	for (size_t i = 0; i < c->n->nold_categories; i++)
		if (id_eq(all[i].category_id, parent))
			return all[i].slug;
	return STR_NONE;
}

enum way { WAY_UP, WAY_RING, WAY_LONG };

static enum way
way_up(const struct climb *c, struct str slug)
{
	struct str at = parent_of(c, slug);

	for (size_t i = 0; !str_empty(at); i++) {
		if (str_eq(at, slug))
			return WAY_RING;
		if (i == CATEGORY_DEPTH_MAX)
			return WAY_LONG;
		at = parent_of(c, at);
	}
	return WAY_UP;
}

/* All of a way's rows are found before one is left out. */
static enum err
refuse_ways(struct climb *c, struct import *im, enum way way, struct str what,
    struct str mend)
{
	size_t n = im->file.ncategories;
	bool *found = ARENA_NEWS(im->a, bool, n);

	if (!found)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		found[i] = !im->file.categories[i].bad &&
		    way_up(c, im->file.categories[i].slug) == way;
	for (size_t i = 0; i < n; i++)
		if (found[i]) {
			im->file.categories[i].bad = true;
			import_fault(im, im->file.categories[i].where,
			    STR("parent"), what, mend);
		}
	return OK;
}

/* A row that is left out takes along those below it, and they theirs. */
static void
refuse_orphans(struct climb *c, struct import *im)
{
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < im->file.ncategories; i++) {
			struct import_category *it = &im->file.categories[i];
			const struct slug_id *up;

			if (it->bad || str_empty(it->parent) ||
			    slug_find(&c->n->categories, it->parent))
				continue;
			up = slug_find(&c->file, it->parent);
			if (up && !im->file.categories[up->row].bad)
				continue;
			it->bad = again = true;
			missing(im, it->where, "parent", "category", it->parent,
			    up != NULL);
		}
	}
}

static enum err
resolve_categories(struct names *n, struct import *im, struct climb *c)
{
	struct import_category *all = im->file.categories;
	struct slugs old = n->categories;
	enum err e = slugs_open(&c->file, im->a, im->file.ncategories);

	if (e != OK)
		return e;
	for (size_t i = 0; i < im->file.ncategories; i++)
		slug_add(&c->file, all[i].slug, id_new(), (int64_t)i);
	slugs_sort(&c->file);
	e = refuse_ways(c, im, WAY_RING, STR("leads back to itself"),
	    STR("give one of them no parent"));
	if (e != OK)
		return e;
	refuse_orphans(c, im);
	e = refuse_ways(c, im, WAY_LONG, STR("has too many categories above"),
	    STR("name one that is at most 8 levels deep"));
	refuse_orphans(c, im);
	for (size_t i = 0; i < im->file.ncategories; i++)
		if (!all[i].bad && !slug_find(&old, all[i].slug))
			slug_add(
			    &n->categories, all[i].slug, id_new(), NEW_ROW);
	slugs_sort(&n->categories);
	return e;
}

static bool
seller_in_file(const struct import_file *f, struct str slug)
{
	for (size_t i = 0; i < f->nsellers; i++)
		if (str_eq(f->sellers[i].slug, slug))
			return true;
	return false;
}

static bool
region_known(const struct names *n, struct str code)
{
	for (size_t i = 0; i < n->nregions; i++)
		if (str_eq(n->regions[i].code, code))
			return true;
	return false;
}

static void
resolve_images(
    const struct names *n, struct import *im, struct import_product *p)
{
	for (size_t i = 0; i < p->nimages; i++) {
		struct str region = p->images[i].region;

		if (region_known(n, region))
			continue;
		p->bad = true;
		import_fault(im, p->where, STR("images"),
		    arena_printf(im->a,
			"name the region \"%.*s\", which is not in the "
			"database",
			STR_FMT(region)),
		    STR("add it by soukctl region add, or mend its code"));
	}
}

static void
resolve_products(
    const struct names *n, struct import *im, const struct climb *c)
{
	for (size_t i = 0; i < im->file.nproducts; i++) {
		struct import_product *p = &im->file.products[i];

		if (p->bad)
			continue;
		if (!slug_find(&n->sellers, p->seller)) {
			p->bad = true;
			missing(im, p->where, "seller", "seller", p->seller,
			    seller_in_file(&im->file, p->seller));
		}
		if (!slug_find(&n->categories, p->category)) {
			p->bad = true;
			missing(im, p->where, "category", "category",
			    p->category,
			    slug_find(&c->file, p->category) != NULL);
		}
		resolve_images(n, im, p);
	}
}

enum err
names_resolve(struct names *n, struct import *im)
{
	struct climb climb = { .n = n, .f = &im->file };
	enum err e;

	resolve_sellers(n, im);
	e = resolve_categories(n, im, &climb);
	if (e == OK)
		resolve_products(n, im, &climb);
	return e;
}
