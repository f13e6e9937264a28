#include "store/product.h"

#include <string.h>

#define PRODUCT_COLUMNS \
	"product_id, seller_id, category_id, slug, delivery, state, " \
	"revision, logo, website, licence, platforms, support_email, " \
	"support_url, refund_days, version, created_at, updated_at, " \
	"regions, live_at, catalogue_revision"

static enum err
product_from_row(struct product *p, const struct db_result *r)
{
	memset(p, 0, sizeof(*p));
	p->product_id = db_get_id(r, 0);
	p->seller_id = db_get_id(r, 1);
	p->category_id = db_get_id(r, 2);
	p->slug = db_get_str(r, 3);
	p->state = db_get_str(r, 5);
	p->revision = db_get_i64(r, 6);
	p->logo = db_get_str(r, 7);
	p->website = db_get_str(r, 8);
	p->licence = db_get_str(r, 9);
	p->platforms = db_get_str(r, 10);
	p->support_email = db_get_str(r, 11);
	p->support_url = db_get_str(r, 12);
	p->refund_days = db_get_i64(r, 13);
	p->version = db_get_str(r, 14);
	p->created_at_us = db_get_us(r, 15);
	p->updated_at_us = db_get_us(r, 16);
	p->regions = db_get_str(r, 17);
	p->live_at_us = db_get_us(r, 18);
	p->catalogue_revision = db_get_i64(r, 19);
	return delivery_type_parse(&p->delivery, db_get_str(r, 4));
}

static const char products_all_sql[] = "SELECT " PRODUCT_COLUMNS
				       " FROM products ORDER BY product_id";

static enum err
products_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, products_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->products = ARENA_NEWS(a, struct product, r.rows);
	if (!out->products)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = product_from_row(&out->products[out->nproducts++], &r);
	return e;
}

static const char product_texts_all_sql[] =
    "SELECT product_id, locale, name, summary, description, keywords "
    "FROM product_texts ORDER BY product_id, locale";

static enum err
texts_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, product_texts_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->texts = ARENA_NEWS(a, struct product_text, r.rows);
	if (!out->texts)
		return ERR_NOMEM;
	while (db_next(&r))
		out->texts[out->ntexts++] = (struct product_text){
			.product_id = db_get_id(&r, 0),
			.locale = db_get_str(&r, 1),
			.name = db_get_str(&r, 2),
			.summary = db_get_str(&r, 3),
			.description = db_get_str(&r, 4),
			.keywords = db_get_str(&r, 5),
		};
	return OK;
}

static const char product_agreements_all_sql[] =
    "SELECT g.product_id, g.document_hash, g.position, d.locale, d.title, "
    "d.text FROM product_agreements g "
    "JOIN documents d ON d.document_hash = g.document_hash "
    "ORDER BY g.product_id, g.position";

static enum err
agreements_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, product_agreements_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->agreements = ARENA_NEWS(a, struct product_agreement, r.rows);
	if (!out->agreements)
		return ERR_NOMEM;
	while (db_next(&r)) {
		struct product_agreement
		    *g = &out->agreements[out->nagreements++];

		g->product_id = db_get_id(&r, 0);
		db_get_hash(&r, 1, g->document.b);
		g->position = db_get_i64(&r, 2);
		g->locale = db_get_str(&r, 3);
		g->title = db_get_str(&r, 4);
		g->text = db_get_str(&r, 5);
	}
	return OK;
}

static const char plans_all_sql[] =
    "SELECT plan_id, product_id, code, position, state = 'RETIRED' "
    "FROM plans ORDER BY product_id, position, code";

static enum err
plans_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, plans_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->plans = ARENA_NEWS(a, struct plan, r.rows);
	if (!out->plans)
		return ERR_NOMEM;
	while (db_next(&r))
		out->plans[out->nplans++] = (struct plan){
			.plan_id = db_get_id(&r, 0),
			.product_id = db_get_id(&r, 1),
			.code = db_get_str(&r, 2),
			.position = db_get_i64(&r, 3),
			.retired = db_get_i64(&r, 4) != 0,
		};
	return OK;
}

static const char plan_texts_all_sql[] =
    "SELECT plan_id, locale, name, summary FROM plan_texts "
    "ORDER BY plan_id, locale";

static enum err
plan_texts_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, plan_texts_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->plan_texts = ARENA_NEWS(a, struct plan_text, r.rows);
	if (!out->plan_texts)
		return ERR_NOMEM;
	while (db_next(&r))
		out->plan_texts[out->nplan_texts++] = (struct plan_text){
			.plan_id = db_get_id(&r, 0),
			.locale = db_get_str(&r, 1),
			.name = db_get_str(&r, 2),
			.summary = db_get_str(&r, 3),
		};
	return OK;
}

static const char plan_options_all_sql[] =
    "SELECT plan_id, position, name, value FROM plan_options "
    "ORDER BY plan_id, position";

static enum err
options_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, plan_options_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->options = ARENA_NEWS(a, struct plan_option, r.rows);
	if (!out->options)
		return ERR_NOMEM;
	while (db_next(&r))
		out->options[out->noptions++] = (struct plan_option){
			.plan_id = db_get_id(&r, 0),
			.position = db_get_i64(&r, 1),
			.name = db_get_str(&r, 2),
			.value = db_get_str(&r, 3),
		};
	return OK;
}

static const char capacities_all_sql[] =
    "SELECT plan_id, position, code, unit, min_amount, max_amount, "
    "step_amount, included_amount FROM capacities "
    "ORDER BY plan_id, position";

static enum err
capacities_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, capacities_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->capacities = ARENA_NEWS(a, struct plan_capacity, r.rows);
	if (!out->capacities)
		return ERR_NOMEM;
	while (db_next(&r))
		out->capacities[out->ncapacities++] = (struct plan_capacity){
			.plan_id = db_get_id(&r, 0),
			.position = db_get_i64(&r, 1),
			.capacity = {
				.code = db_get_str(&r, 2),
				.unit = db_get_str(&r, 3),
				.min = db_get_i64(&r, 4),
				.max = db_get_i64(&r, 5),
				.step = db_get_i64(&r, 6),
				.included = db_get_i64(&r, 7),
			},
		};
	return OK;
}

static const char prices_all_sql[] =
    "SELECT plan_id, billing_mode, currency, from_quantity, amount_minor, "
    "capacity FROM prices ORDER BY plan_id, billing_mode, currency, "
    "capacity, from_quantity";

static enum err
price_from_row(struct plan_price *p, const struct db_result *r)
{
	enum err e = billing_mode_parse(&p->price.mode, db_get_str(r, 1));

	if (e == OK)
		e = currency_parse(&p->price.currency, db_get_str(r, 2));
	p->plan_id = db_get_id(r, 0);
	p->price.from_quantity = db_get_i64(r, 3);
	p->price.amount_minor = db_get_i64(r, 4);
	p->price.capacity = db_get_str(r, 5);
	return e;
}

static enum err
prices_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, prices_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->prices = ARENA_NEWS(a, struct plan_price, r.rows);
	if (!out->prices)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = price_from_row(&out->prices[out->nprices++], &r);
	return e;
}

static const char screenshots_all_sql[] =
    "SELECT product_id, position, file, width, height, alt "
    "FROM product_screenshots ORDER BY product_id, position";

static enum err
screenshots_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, screenshots_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->screenshots = ARENA_NEWS(a, struct product_screenshot, r.rows);
	if (!out->screenshots)
		return ERR_NOMEM;
	while (db_next(&r))
		out->screenshots[out->nscreenshots++] =
		    (struct product_screenshot){
			    .product_id = db_get_id(&r, 0),
			    .position = db_get_i64(&r, 1),
			    .file = db_get_str(&r, 2),
			    .width = db_get_i64(&r, 3),
			    .height = db_get_i64(&r, 4),
			    .alt = db_get_str(&r, 5),
		    };
	return OK;
}

static const char releases_all_sql[] =
    "SELECT product_id, position, version, "
    "DATE_FORMAT(released_on, '%Y-%m-%d'), notes "
    "FROM product_releases ORDER BY product_id, position";

static enum err
releases_read(struct db *db, struct arena *a, struct product_set *out)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, releases_all_sql, DB_NO_ARGS);

	if (e != OK)
		return e;
	out->releases = ARENA_NEWS(a, struct product_release, r.rows);
	if (!out->releases)
		return ERR_NOMEM;
	while (db_next(&r))
		out->releases[out->nreleases++] = (struct product_release){
			.product_id = db_get_id(&r, 0),
			.position = db_get_i64(&r, 1),
			.version = db_get_str(&r, 2),
			.released_on = db_get_str(&r, 3),
			.notes = db_get_str(&r, 4),
		};
	return OK;
}

enum err
product_set_read(struct db *db, struct arena *a, struct product_set *out)
{
	static enum err (*const parts[])(
	    struct db *, struct arena *, struct product_set *) = {
		products_read,
		texts_read,
		agreements_read,
		plans_read,
		plan_texts_read,
		options_read,
		capacities_read,
		prices_read,
		screenshots_read,
		releases_read,
	};
	enum err e = OK;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; e == OK && i < sizeof(parts) / sizeof(*parts); i++)
		e = parts[i](db, a, out);
	return e;
}

static const char product_by_slug_sql[] = "SELECT " PRODUCT_COLUMNS
					  " FROM products WHERE slug = ?";

enum err
product_by_slug(
    struct db *db, struct arena *a, struct product *out, struct str slug)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, product_by_slug_sql, DB_ARGS(db_str(slug)));

	if (e != OK)
		return e;
	return db_next(&r) ? product_from_row(out, &r) : ERR_NOT_FOUND;
}
