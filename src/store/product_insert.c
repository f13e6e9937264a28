#include <stdlib.h>

#include "store/product.h"

/*
 * The values of one multi-row INSERT.  A failed allocation shows when the
 * rows are sent, so that the parts' writers read as lists of columns.
 */
struct rows {
	struct db_arg *args;
	size_t n;
};

static struct rows
rows_open(size_t rows, size_t columns)
{
	return (struct rows){ calloc(rows * columns + 1, sizeof(struct db_arg)),
		0 };
}

static void
row_add(struct rows *r, struct db_arg arg)
{
	if (r->args)
		r->args[r->n++] = arg;
}

static enum err
rows_send(struct rows *r, struct db *db, const char *head, size_t columns)
{
	enum err e = ERR_NOMEM;

	if (r->args)
		e = db_insert_rows(db, head, columns, r->args, r->n / columns);
	free(r->args);
	return e;
}

static const char products_insert_rows_sql[] =
    "INSERT INTO products (product_id, seller_id, category_id, slug, "
    "delivery, state, revision, logo, website, licence, platforms, "
    "support_email, support_url, refund_days, version, created_at, "
    "updated_at, regions, live_at, catalogue_revision) VALUES";

static enum err
products_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 20 };
	struct rows r = rows_open(set->nproducts, COLUMNS);

	for (size_t i = 0; i < set->nproducts; i++) {
		const struct product *p = &set->products[i];

		row_add(&r, db_id(p->product_id));
		row_add(&r, db_id(p->seller_id));
		row_add(&r, db_id(p->category_id));
		row_add(&r, db_str(p->slug));
		row_add(&r, db_cstr(delivery_type_name(p->delivery)));
		row_add(&r, db_str(p->state));
		row_add(&r, db_i64(p->revision));
		row_add(&r, db_str(p->logo));
		row_add(&r, db_str(p->website));
		row_add(&r, db_str(p->licence));
		row_add(&r, db_str(p->platforms));
		row_add(&r, db_str(p->support_email));
		row_add(&r, db_str(p->support_url));
		row_add(&r, db_i64(p->refund_days));
		row_add(&r, db_str(p->version));
		row_add(&r, db_us(p->created_at_us));
		row_add(&r, db_us(p->updated_at_us));
		row_add(&r, db_str(p->regions));
		row_add(&r, db_us(p->live_at_us));
		row_add(&r, db_i64(p->catalogue_revision));
	}
	return rows_send(&r, db, products_insert_rows_sql, COLUMNS);
}

static const char product_texts_insert_rows_sql[] =
    "INSERT INTO product_texts (product_id, locale, name, summary, "
    "description, keywords) VALUES";

static enum err
texts_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 6 };
	struct rows r = rows_open(set->ntexts, COLUMNS);

	for (size_t i = 0; i < set->ntexts; i++) {
		const struct product_text *t = &set->texts[i];

		row_add(&r, db_id(t->product_id));
		row_add(&r, db_str(t->locale));
		row_add(&r, db_str(t->name));
		row_add(&r, db_str(t->summary));
		row_add(&r, db_str(t->description));
		row_add(&r, db_str(t->keywords));
	}
	return rows_send(&r, db, product_texts_insert_rows_sql, COLUMNS);
}

static const char product_agreements_insert_rows_sql[] =
    "INSERT INTO product_agreements (product_id, document_hash, position) "
    "VALUES";

static enum err
agreements_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 3 };
	struct rows r = rows_open(set->nagreements, COLUMNS);

	for (size_t i = 0; i < set->nagreements; i++) {
		const struct product_agreement *g = &set->agreements[i];

		row_add(&r, db_id(g->product_id));
		row_add(&r, db_hash(g->document.b));
		row_add(&r, db_i64(g->position));
	}
	return rows_send(&r, db, product_agreements_insert_rows_sql, COLUMNS);
}

static const char plans_insert_rows_sql[] =
    "INSERT INTO plans (plan_id, product_id, code, position, state) VALUES";

static enum err
plans_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 5 };
	struct rows r = rows_open(set->nplans, COLUMNS);

	for (size_t i = 0; i < set->nplans; i++) {
		const struct plan *p = &set->plans[i];

		row_add(&r, db_id(p->plan_id));
		row_add(&r, db_id(p->product_id));
		row_add(&r, db_str(p->code));
		row_add(&r, db_i64(p->position));
		row_add(&r, db_cstr(p->retired ? "RETIRED" : "LIVE"));
	}
	return rows_send(&r, db, plans_insert_rows_sql, COLUMNS);
}

static const char plan_texts_insert_rows_sql[] =
    "INSERT INTO plan_texts (plan_id, locale, name, summary) VALUES";

static enum err
plan_texts_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 4 };
	struct rows r = rows_open(set->nplan_texts, COLUMNS);

	for (size_t i = 0; i < set->nplan_texts; i++) {
		const struct plan_text *t = &set->plan_texts[i];

		row_add(&r, db_id(t->plan_id));
		row_add(&r, db_str(t->locale));
		row_add(&r, db_str(t->name));
		row_add(&r, db_str(t->summary));
	}
	return rows_send(&r, db, plan_texts_insert_rows_sql, COLUMNS);
}

static const char plan_options_insert_rows_sql[] =
    "INSERT INTO plan_options (plan_id, position, name, value) VALUES";

static enum err
options_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 4 };
	struct rows r = rows_open(set->noptions, COLUMNS);

	for (size_t i = 0; i < set->noptions; i++) {
		const struct plan_option *o = &set->options[i];

		row_add(&r, db_id(o->plan_id));
		row_add(&r, db_i64(o->position));
		row_add(&r, db_str(o->name));
		row_add(&r, db_str(o->value));
	}
	return rows_send(&r, db, plan_options_insert_rows_sql, COLUMNS);
}

static const char capacities_insert_rows_sql[] =
    "INSERT INTO capacities (plan_id, code, position, unit, min_amount, "
    "max_amount, step_amount, included_amount) VALUES";

static enum err
capacities_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 8 };
	struct rows r = rows_open(set->ncapacities, COLUMNS);

	for (size_t i = 0; i < set->ncapacities; i++) {
		const struct plan_capacity *c = &set->capacities[i];

		row_add(&r, db_id(c->plan_id));
		row_add(&r, db_str(c->capacity.code));
		row_add(&r, db_i64(c->position));
		row_add(&r, db_str(c->capacity.unit));
		row_add(&r, db_i64(c->capacity.min));
		row_add(&r, db_i64(c->capacity.max));
		row_add(&r, db_i64(c->capacity.step));
		row_add(&r, db_i64(c->capacity.included));
	}
	return rows_send(&r, db, capacities_insert_rows_sql, COLUMNS);
}

static const char prices_insert_rows_sql[] =
    "INSERT INTO prices (plan_id, billing_mode, currency, capacity, "
    "from_quantity, amount_minor) VALUES";

static enum err
prices_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 6 };
	struct rows r = rows_open(set->nprices, COLUMNS);

	for (size_t i = 0; i < set->nprices; i++) {
		const struct plan_price *p = &set->prices[i];
		struct str capacity = p->price.capacity;

		row_add(&r, db_id(p->plan_id));
		row_add(&r, db_cstr(billing_mode_name(p->price.mode)));
		row_add(&r, db_cstr(p->price.currency.code));
		row_add(&r, db_str(capacity.p ? capacity : STR("")));
		row_add(&r, db_i64(p->price.from_quantity));
		row_add(&r, db_i64(p->price.amount_minor));
	}
	return rows_send(&r, db, prices_insert_rows_sql, COLUMNS);
}

static const char screenshots_insert_rows_sql[] =
    "INSERT INTO product_screenshots (product_id, position, file, width, "
    "height, alt) VALUES";

static enum err
screenshots_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 6 };
	struct rows r = rows_open(set->nscreenshots, COLUMNS);

	for (size_t i = 0; i < set->nscreenshots; i++) {
		const struct product_screenshot *s = &set->screenshots[i];

		row_add(&r, db_id(s->product_id));
		row_add(&r, db_i64(s->position));
		row_add(&r, db_str(s->file));
		row_add(&r, db_i64(s->width));
		row_add(&r, db_i64(s->height));
		row_add(&r, db_str(s->alt));
	}
	return rows_send(&r, db, screenshots_insert_rows_sql, COLUMNS);
}

static const char releases_insert_rows_sql[] =
    "INSERT INTO product_releases (product_id, position, version, "
    "released_on, notes) VALUES";

static enum err
releases_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 5 };
	struct rows r = rows_open(set->nreleases, COLUMNS);

	for (size_t i = 0; i < set->nreleases; i++) {
		const struct product_release *v = &set->releases[i];

		row_add(&r, db_id(v->product_id));
		row_add(&r, db_i64(v->position));
		row_add(&r, db_str(v->version));
		row_add(&r, db_str(v->released_on));
		row_add(&r, db_str(v->notes));
	}
	return rows_send(&r, db, releases_insert_rows_sql, COLUMNS);
}

static const char product_images_insert_rows_sql[] =
    "INSERT INTO product_images (product_id, region, image, min_vcpus, "
    "min_memory_gib) VALUES";

static enum err
images_insert(struct db *db, const struct product_set *set)
{
	enum { COLUMNS = 5 };
	struct rows r = rows_open(set->nimages, COLUMNS);

	for (size_t i = 0; i < set->nimages; i++) {
		const struct product_image *m = &set->images[i];

		row_add(&r, db_id(m->product_id));
		row_add(&r, db_str(m->region));
		row_add(&r, db_str(m->image));
		row_add(&r, db_i64(m->min_vcpus));
		row_add(&r, db_i64(m->min_memory_gib));
	}
	return rows_send(&r, db, product_images_insert_rows_sql, COLUMNS);
}

enum err
product_set_insert(struct db *db, const struct product_set *set)
{
	static enum err (*const parts[])(
	    struct db *, const struct product_set *) = {
		products_insert,
		texts_insert,
		agreements_insert,
		plans_insert,
		plan_texts_insert,
		options_insert,
		capacities_insert,
		prices_insert,
		screenshots_insert,
		releases_insert,
		images_insert,
	};
	enum err e = OK;

	for (size_t i = 0; e == OK && i < sizeof(parts) / sizeof(*parts); i++)
		e = parts[i](db, set);
	return e;
}
