#include "catalog/catalogue.h"

#include <stdatomic.h>
#include <string.h>

#include "build.h"
#include "catalog/product_json.h"

/* A product's text stands in a section whose heading is h2. */
enum { SECTION_HEADING = 3 };

size_t
rows_of(const void *rows, size_t nrows, size_t size, size_t offset,
    struct id id, size_t *n)
{
	const char *ids = (const char *)rows + offset;
	size_t lo = 0, hi = nrows;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(ids + mid * size, id.b, sizeof(id.b)) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*n = 0;
	while (lo + *n < nrows &&
	    memcmp(ids + (lo + *n) * size, id.b, sizeof(id.b)) == 0)
		(*n)++;
	return lo;
}

struct str
build_copy(struct build *b, struct str s)
{
	struct str copy;

	if (!s.p)
		return STR_NONE;
	if (s.n == 0)
		return STR("");
	copy = str_copy(b->a, s);
	if (!copy.p)
		b->err = ERR_NOMEM;
	return copy;
}

enum err
build_html(struct build *b, struct str *out, struct str markdown)
{
	enum err e;

	*out = STR("");
	if (str_empty(markdown))
		return OK;
	buf_clear(&b->scratch);
	e = b->config->markdown(&b->scratch, markdown, SECTION_HEADING);
	if (e == ERR_NOMEM)
		return e;
	if (e == OK)
		*out = build_copy(b, buf_str(&b->scratch));
	return b->err;
}

static enum err
read_rows(struct build *b, struct db *db)
{
	/* First: what changes meanwhile is read again by the next refresh. */
	enum err e = catalogue_revision_get(db, b->rows, &b->c->revision);

	if (e == OK)
		e = categories_all(
		    db, b->rows, &b->categories, &b->ncategories);
	if (e == OK)
		e = category_texts_all(
		    db, b->rows, &b->category_texts, &b->ncategory_texts);
	if (e == OK)
		e = sellers_all(db, b->rows, &b->sellers, &b->nsellers);
	if (e == OK)
		e = popularity_all(
		    db, b->rows, &b->popularity, &b->npopularity);
	return e == OK ? product_set_read(db, b->rows, &b->set) : e;
}

static enum err
copy_config(struct build *b)
{
	struct str *locales = ARENA_NEWS(b->a, struct str, b->config->nlocales);

	if (!locales)
		return ERR_NOMEM;
	for (size_t i = 0; i < b->config->nlocales; i++)
		locales[i] = build_copy(b, b->config->locales[i]);
	b->c->locales = locales;
	b->c->nlocales = b->config->nlocales;
	b->c->currency = b->config->currency;
	return b->err;
}

static enum err
render_categories(struct build *b)
{
	for (size_t l = 0; l < b->c->nlocales; l++) {
		struct json j;
		enum err e;

		buf_clear(&b->scratch);
		json_start(&j, &b->scratch);
		categories_json(&j, b->c, l);
		e = buf_err(&b->scratch);
		if (e != OK)
			return e;
		b->c->categories_json[l] = build_copy(b, buf_str(&b->scratch));
	}
	return b->err;
}

static enum err
build_all(struct build *b, struct db *db)
{
	static enum err (*const steps[])(struct build *) = {
		copy_config,
		build_categories,
		build_sellers,
		build_products,
		build_orders,
		build_index,
		render_categories,
	};
	enum err e = read_rows(b, db);

	for (size_t i = 0; e == OK && i < sizeof(steps) / sizeof(*steps); i++)
		e = steps[i](b);
	return e;
}

enum err
catalogue_load(struct catalogue **out, struct db *db,
    const struct catalogue_config *config)
{
	struct build b = { .config = config };
	enum err e = ERR_NOMEM;

	b.rows = arena_open(CATALOGUE_BYTES_MAX);
	b.a = arena_open(CATALOGUE_BYTES_MAX);
	buf_open(&b.scratch, REPLY_MAX);
	if (b.rows && b.a)
		b.c = ARENA_NEW(b.a, struct catalogue);
	if (b.c) {
		b.c->arena = b.a;
		atomic_init(&b.c->refs, 1);
		e = build_all(&b, db);
	}
	buf_close(&b.scratch);
	if (b.rows)
		arena_close(b.rows);
	if (e == OK)
		*out = b.c;
	else if (b.a)
		arena_close(b.a);
	return e;
}

struct catalogue *
catalogue_ref(struct catalogue *c)
{
	atomic_fetch_add(&c->refs, 1);
	return c;
}

void
catalogue_unref(struct catalogue *c)
{
	if (c && atomic_fetch_sub(&c->refs, 1) == 1)
		arena_close(c->arena);
}

uint32_t
catalogue_find(const struct catalogue *c, struct str slug)
{
	size_t lo = 0, hi = c->nproducts;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		uint32_t number = c->by_slug[mid];
		int order = str_cmp(c->products[number].slug, slug);

		if (order == 0)
			return number;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NO_PRODUCT;
}

const struct catalogue_product *
catalogue_product(struct arena *a, const struct catalogue *c, uint32_t number)
{
	(void)a;
	return &c->products[number];
}

const struct catalogue_product *
catalogue_card(struct arena *a, const struct catalogue *c, uint32_t number)
{
	(void)a;
	return &c->products[number];
}

bool
catalogue_next_listed(const struct catalogue *c, uint32_t *number)
{
	return *number < c->nlisted;
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
