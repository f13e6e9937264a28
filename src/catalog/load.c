#include "catalog/load.h"

#include <malloc.h>
#include <stdatomic.h>
#include <string.h>

#include "base/bounds.h"
#include "builder.h"
#include "source.h"
#include "view.h"

#define VIEW_BYTES_MAX ((size_t)2 << 30)
#define ROWS_BYTES_MAX ((size_t)1 << 30)

static enum err
config_copy(struct view_build *v)
{
	struct catalogue *c = v->c;
	struct str *locales = ARENA_NEWS(
	    c->arena, struct str, v->config->nlocales);

	if (!locales)
		return ERR_NOMEM;
	for (size_t i = 0; i < v->config->nlocales; i++)
		locales[i] = view_copy(v, v->config->locales[i]);
	c->locales = locales;
	c->nlocales = v->config->nlocales;
	c->currency = v->config->currency;
	c->revision = v->rows->revision;
	return v->err;
}

static enum err
build_open(struct view_build *v, const struct catalogue_config *config,
    const struct catalogue_rows *rows, const struct catalogue *old)
{
	struct arena *a = arena_open(VIEW_BYTES_MAX);
	enum err e;

	*v = (struct view_build){ .config = config, .rows = rows, .old = old };
	buf_open(&v->text, REPLY_MAX);
	v->scratch = arena_open(ROWS_BYTES_MAX);
	v->c = a ? ARENA_NEW(a, struct catalogue) : NULL;
	if (!v->c || !v->scratch) {
		if (a)
			arena_close(a);
		v->c = NULL;
		return ERR_NOMEM;
	}
	v->c->arena = a;
	atomic_init(&v->c->refs, 1);
	e = config_copy(v);
	return e == OK ? tables_make(v) : e;
}

/* Hands the view over, or lets go of it. */
static enum err
build_close(struct view_build *v, enum err e, struct catalogue **out)
{
	if (v->scratch)
		arena_close(v->scratch);
	buf_close(&v->text);
	if (e == OK)
		*out = v->c;
	else
		catalogue_unref(v->c);
	return e;
}

/* First the revision: what changes meanwhile is read again by the next. */
static enum err
tables_read(struct catalogue_rows *rows, struct db *db, struct arena *a)
{
	enum err e = catalogue_revision_get(db, a, &rows->revision);

	if (e == OK)
		e = categories_all(
		    db, a, &rows->categories, &rows->ncategories);
	if (e == OK)
		e = category_texts_all(
		    db, a, &rows->category_texts, &rows->ncategory_texts);
	return e == OK ? sellers_all(db, a, &rows->sellers, &rows->nsellers)
		       : e;
}

/* All products, or, ids not NULL, the n of them. */
static enum err
add_products(
    struct segment_builder *b, struct db *db, const struct id *ids, size_t n)
{
	const struct chunk *chunk;
	struct source *source;
	enum err e = source_open(&source, db, ids, n);

	if (e != OK)
		return e;
	do {
		e = builder_stopped(b) ? ERR_BUSY : source_next(source, &chunk);
		if (e == OK && chunk)
			e = segment_add_set(b, &chunk->set, chunk->popularity,
			    chunk->npopularity);
	} while (e == OK && chunk);
	source_close(source);
	return e;
}

/* db NULL: the products are in the rows. */
static enum err
base_make(struct view_build *v, struct db *db)
{
	const struct catalogue_rows *rows = v->rows;
	struct segment_builder *b;
	enum err e = segment_builder_open(&b, v->config, v->c);

	if (e != OK)
		return e;
	e = db ? add_products(b, db, NULL, 0)
	       : segment_add_set(
		     b, &rows->set, rows->popularity, rows->npopularity);
	if (e == OK)
		e = segment_finish(
		    b, rows->revision, NULL, &v->c->parts[0].segment);
	segment_builder_close(b);
	if (e != OK)
		return e;
	v->c->nparts = 1;
	v->c->parts[0].segment->words = tables_words(
	    v->c, v->c->category_ordinals.n, v->c->seller_ordinals.n);
	return view_finish(v);
}

static enum err
load(struct catalogue **out, struct db *db,
    const struct catalogue_config *config, const struct catalogue_rows *rows)
{
	struct view_build v;
	enum err e = build_open(&v, config, rows, NULL);

	if (e == OK)
		e = base_make(&v, db);
	e = build_close(&v, e, out);
	/* Half a gigabyte of scratch goes back to the system. */
	malloc_trim(0);
	return e;
}

enum err
catalogue_load(struct catalogue **out, struct db *db,
    const struct catalogue_config *config)
{
	struct catalogue_rows rows = { 0 };
	struct arena *a = arena_open(ROWS_BYTES_MAX);
	enum err e = a ? tables_read(&rows, db, a) : ERR_NOMEM;

	if (e == OK)
		e = load(out, db, config, &rows);
	if (a)
		arena_close(a);
	return e;
}

enum err
catalogue_load_rows(struct catalogue **out,
    const struct catalogue_config *config, const struct catalogue_rows *rows)
{
	return load(out, NULL, config, rows);
}

/* The changed products. */
struct change {
	const struct id *ids; /* ascending */
	size_t n;
};

static bool
has_changed(const struct change *change, struct id id)
{
	size_t lo = 0, hi = change->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = memcmp(change->ids[mid].b, id.b, sizeof(id.b));

		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

/* Products of the base that have changed at some time. */
static enum err
gone_make(struct view_build *v, const struct change *change)
{
	const struct segment *base = v->c->parts[0].segment;
	size_t words = bits_words(base->n);

	v->c->gone = ARENA_NEWS(v->c->arena, uint64_t, words);
	if (!v->c->gone)
		return ERR_NOMEM;
	if (v->old->gone)
		bits_or(v->c->gone, v->c->gone, v->old->gone, words);
	for (size_t i = 0; i < change->n; i++) {
		uint32_t number = segment_find_id(base, change->ids[i]);

		if (number != NO_PRODUCT)
			bits_set(v->c->gone, number);
	}
	return OK;
}

/* What was in the old delta and has not changed again. */
static enum err
add_old(struct segment_builder *b, const struct catalogue *old,
    const struct change *change)
{
	const struct segment *delta = old->nparts > 1 ? old->parts[1].segment
						      : NULL;
	enum err e = OK;

	for (uint32_t i = 0; delta && e == OK && i < delta->n; i++)
		if (!has_changed(change, segment_id(delta, i)))
			e = segment_add_from(b, delta, i);
	return e;
}

static enum err
delta_make(struct view_build *v, struct db *db, const struct change *change)
{
	struct catalogue *c = v->c;
	struct segment_builder *b;
	enum err e = segment_builder_open(&b, v->config, c);

	if (e != OK)
		return e;
	e = add_old(b, v->old, change);
	if (e == OK && change->n > 0)
		e = db ? add_products(b, db, change->ids, change->n)
		       : segment_add_set(b, &v->rows->set, v->rows->popularity,
			     v->rows->npopularity);
	if (e == OK && segment_builder_n(b) > 0)
		e = segment_finish(b, v->rows->revision, c->parts[0].segment,
		    &c->parts[1].segment);
	segment_builder_close(b);
	if (e == OK)
		c->nparts = c->parts[1].segment ? 2 : 1;
	return e;
}

static bool
is_stale(const struct catalogue *c)
{
	const struct segment *base = c->parts[0].segment;

	return base->words !=
	    tables_words(c, base->categories.n, base->sellers.n);
}

static enum err
renew(struct catalogue **out, struct db *db,
    const struct catalogue_config *config, struct catalogue *old,
    const struct catalogue_rows *rows, const struct change *change)
{
	struct view_build v;
	enum err e = build_open(&v, config, rows, old);

	if (e == OK) {
		v.c->parts[0].segment = segment_ref(old->parts[0].segment);
		v.c->nparts = 1;
		v.c->stale = is_stale(v.c);
		e = gone_make(&v, change);
	}
	if (e == OK)
		e = delta_make(&v, db, change);
	if (e == OK)
		e = view_finish(&v);
	return build_close(&v, e, out);
}

enum err
catalogue_renew(struct catalogue **out, struct db *db,
    const struct catalogue_config *config, struct catalogue *old)
{
	struct catalogue_rows rows = { 0 };
	struct change change = { 0 };
	struct arena *a = arena_open(ROWS_BYTES_MAX);
	struct id *ids = NULL;
	enum err e = a ? tables_read(&rows, db, a) : ERR_NOMEM;

	if (e == OK)
		e = catalogue_changes(db, a, old->revision, &ids, &change.n);
	change.ids = ids;
	if (e == OK)
		e = renew(out, db, config, old, &rows, &change);
	if (a)
		arena_close(a);
	return e;
}

enum err
catalogue_renew_rows(struct catalogue **out,
    const struct catalogue_config *config, struct catalogue *old,
    const struct catalogue_rows *rows)
{
	size_t n = rows->set.nproducts;
	struct arena *a = arena_open(ROWS_BYTES_MAX);
	struct id *ids = a ? ARENA_NEWS(a, struct id, n) : NULL;
	enum err e = ERR_NOMEM;

	for (size_t i = 0; ids && i < n; i++)
		ids[i] = rows->set.products[i].product_id;
	if (ids)
		e = renew(
		    out, NULL, config, old, rows, &(struct change){ ids, n });
	if (a)
		arena_close(a);
	return e;
}
