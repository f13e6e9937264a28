#include "store/product.h"

#include <string.h>

#include "product_row.h"
#include "store/ids.h"

/*
 * Each part is read in three ways: all of it, that of products in a range
 * of ids, that of a few products by their ids.
 */
enum way { WAY_ALL, WAY_RANGE, WAY_IDS, WAY__MAX };

#define RANGE(id) id " > ? AND " id " <= ?"
#define IDS(id) id " IN " IDS_IN
/* Plans first: a range of them is found by index, then each one's rows. */
#define OF_PLANS(table) \
	" FROM plans p STRAIGHT_JOIN " table \
	" t ON t.plan_id = p.plan_id WHERE "

#define PRODUCTS "SELECT " PRODUCT_COLUMNS " FROM products"
#define PRODUCTS_ORDER " ORDER BY product_id"
static const char products_all_sql[] = PRODUCTS PRODUCTS_ORDER;
static const char products_range_sql[] = PRODUCTS " WHERE " RANGE("product_id")
    PRODUCTS_ORDER;
static const char products_ids_sql[] = PRODUCTS " WHERE " IDS("product_id")
    PRODUCTS_ORDER;

static enum err
products_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->products = ARENA_NEWS(a, struct product, r->rows);
	if (!out->products)
		return ERR_NOMEM;
	while (db_next(r)) {
		enum err e = product_from_row(
		    &out->products[out->nproducts++], r);

		if (e != OK)
			return e;
	}
	return OK;
}

#define TEXTS \
	"SELECT product_id, locale, name, summary, description, keywords FROM product_texts"
#define TEXTS_ORDER " ORDER BY product_id, locale"
static const char texts_all_sql[] = TEXTS TEXTS_ORDER;
static const char texts_range_sql[] = TEXTS " WHERE " RANGE("product_id")
    TEXTS_ORDER;
static const char texts_ids_sql[] = TEXTS " WHERE " IDS("product_id")
    TEXTS_ORDER;

static enum err
texts_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->texts = ARENA_NEWS(a, struct product_text, r->rows);
	if (!out->texts)
		return ERR_NOMEM;
	while (db_next(r))
		out->texts[out->ntexts++] = (struct product_text){
			.product_id = db_get_id(r, 0),
			.locale = db_get_str(r, 1),
			.name = db_get_str(r, 2),
			.summary = db_get_str(r, 3),
			.description = db_get_str(r, 4),
			.keywords = db_get_str(r, 5),
		};
	return OK;
}

/* The text only where all is read: many products may share a long one. */
#define AGREEMENTS \
	"SELECT product_id, document_hash, position FROM product_agreements WHERE "
#define AGREEMENTS_ORDER " ORDER BY product_id, position"
static const char agreements_all_sql[] =
    "SELECT g.product_id, g.document_hash, g.position, d.locale, d.title, "
    "d.text FROM product_agreements g "
    "JOIN documents d ON d.document_hash = g.document_hash "
    "ORDER BY g.product_id, g.position";
static const char agreements_range_sql[] = AGREEMENTS RANGE("product_id")
    AGREEMENTS_ORDER;
static const char agreements_ids_sql[] = AGREEMENTS IDS("product_id")
    AGREEMENTS_ORDER;

static enum err
agreements_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->agreements = ARENA_NEWS(a, struct product_agreement, r->rows);
	if (!out->agreements)
		return ERR_NOMEM;
	while (db_next(r)) {
		struct product_agreement
		    *g = &out->agreements[out->nagreements++];

		g->product_id = db_get_id(r, 0);
		db_get_hash(r, 1, g->document.b);
		g->position = db_get_i64(r, 2);
		if (r->columns == 3)
			continue;
		g->locale = db_get_str(r, 3);
		g->title = db_get_str(r, 4);
		g->text = db_get_str(r, 5);
	}
	return OK;
}

#define PLANS \
	"SELECT plan_id, product_id, code, position, state = 'RETIRED' FROM plans"
#define PLANS_ORDER " ORDER BY product_id, position, code"
static const char plans_all_sql[] = PLANS PLANS_ORDER;
static const char plans_range_sql[] = PLANS " WHERE " RANGE("product_id")
    PLANS_ORDER;
static const char plans_ids_sql[] = PLANS " WHERE " IDS("product_id")
    PLANS_ORDER;

static enum err
plans_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->plans = ARENA_NEWS(a, struct plan, r->rows);
	if (!out->plans)
		return ERR_NOMEM;
	while (db_next(r))
		out->plans[out->nplans++] = (struct plan){
			.plan_id = db_get_id(r, 0),
			.product_id = db_get_id(r, 1),
			.code = db_get_str(r, 2),
			.position = db_get_i64(r, 3),
			.retired = db_get_i64(r, 4) != 0,
		};
	return OK;
}

#define PLAN_TEXTS "SELECT t.plan_id, t.locale, t.name, t.summary"
#define PLAN_TEXTS_ORDER " ORDER BY t.plan_id, t.locale"
static const char plan_texts_all_sql[] = PLAN_TEXTS
    " FROM plan_texts t" PLAN_TEXTS_ORDER;
static const char plan_texts_range_sql[] = PLAN_TEXTS OF_PLANS("plan_texts")
    RANGE("p.product_id") PLAN_TEXTS_ORDER;
static const char plan_texts_ids_sql[] = PLAN_TEXTS OF_PLANS("plan_texts")
    IDS("p.product_id") PLAN_TEXTS_ORDER;

static enum err
plan_texts_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->plan_texts = ARENA_NEWS(a, struct plan_text, r->rows);
	if (!out->plan_texts)
		return ERR_NOMEM;
	while (db_next(r))
		out->plan_texts[out->nplan_texts++] = (struct plan_text){
			.plan_id = db_get_id(r, 0),
			.locale = db_get_str(r, 1),
			.name = db_get_str(r, 2),
			.summary = db_get_str(r, 3),
		};
	return OK;
}

#define OPTIONS "SELECT t.plan_id, t.position, t.name, t.value"
#define OPTIONS_ORDER " ORDER BY t.plan_id, t.position"
static const char options_all_sql[] = OPTIONS
    " FROM plan_options t" OPTIONS_ORDER;
static const char options_range_sql[] = OPTIONS OF_PLANS("plan_options")
    RANGE("p.product_id") OPTIONS_ORDER;
static const char options_ids_sql[] = OPTIONS OF_PLANS("plan_options")
    IDS("p.product_id") OPTIONS_ORDER;

static enum err
options_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->options = ARENA_NEWS(a, struct plan_option, r->rows);
	if (!out->options)
		return ERR_NOMEM;
	while (db_next(r))
		out->options[out->noptions++] = (struct plan_option){
			.plan_id = db_get_id(r, 0),
			.position = db_get_i64(r, 1),
			.name = db_get_str(r, 2),
			.value = db_get_str(r, 3),
		};
	return OK;
}

#define CAPACITIES \
	"SELECT t.plan_id, t.position, t.code, t.unit, t.min_amount, " \
	"t.max_amount, t.step_amount, t.included_amount"
#define CAPACITIES_ORDER " ORDER BY t.plan_id, t.position"
static const char capacities_all_sql[] = CAPACITIES
    " FROM capacities t" CAPACITIES_ORDER;
static const char capacities_range_sql[] = CAPACITIES OF_PLANS("capacities")
    RANGE("p.product_id") CAPACITIES_ORDER;
static const char capacities_ids_sql[] = CAPACITIES OF_PLANS("capacities")
    IDS("p.product_id") CAPACITIES_ORDER;

static enum err
capacities_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->capacities = ARENA_NEWS(a, struct plan_capacity, r->rows);
	if (!out->capacities)
		return ERR_NOMEM;
	while (db_next(r))
		out->capacities[out->ncapacities++] = (struct plan_capacity){
			.plan_id = db_get_id(r, 0),
			.position = db_get_i64(r, 1),
			.capacity = {
				.code = db_get_str(r, 2),
				.unit = db_get_str(r, 3),
				.min = db_get_i64(r, 4),
				.max = db_get_i64(r, 5),
				.step = db_get_i64(r, 6),
				.included = db_get_i64(r, 7),
			},
		};
	return OK;
}

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

#define PRICES \
	"SELECT t.plan_id, t.billing_mode, t.currency, t.from_quantity, t.amount_minor, t.capacity"
#define PRICES_ORDER \
	" ORDER BY t.plan_id, t.billing_mode, t.currency, t.capacity, t.from_quantity"
static const char prices_all_sql[] = PRICES " FROM prices t" PRICES_ORDER;
static const char prices_range_sql[] = PRICES OF_PLANS("prices")
    RANGE("p.product_id") PRICES_ORDER;
static const char prices_ids_sql[] = PRICES OF_PLANS("prices")
    IDS("p.product_id") PRICES_ORDER;

static enum err
prices_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->prices = ARENA_NEWS(a, struct plan_price, r->rows);
	if (!out->prices)
		return ERR_NOMEM;
	while (db_next(r)) {
		enum err e = price_from_row(&out->prices[out->nprices++], r);

		if (e != OK)
			return e;
	}
	return OK;
}

#define SCREENSHOTS \
	"SELECT product_id, position, file, width, height, alt FROM product_screenshots"
#define SCREENSHOTS_ORDER " ORDER BY product_id, position"
static const char screenshots_all_sql[] = SCREENSHOTS SCREENSHOTS_ORDER;
static const char screenshots_range_sql[] = SCREENSHOTS
    " WHERE " RANGE("product_id") SCREENSHOTS_ORDER;
static const char screenshots_ids_sql[] = SCREENSHOTS
    " WHERE " IDS("product_id") SCREENSHOTS_ORDER;

static enum err
screenshots_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->screenshots = ARENA_NEWS(a, struct product_screenshot, r->rows);
	if (!out->screenshots)
		return ERR_NOMEM;
	while (db_next(r))
		out->screenshots[out->nscreenshots++] =
		    (struct product_screenshot){
			    .product_id = db_get_id(r, 0),
			    .position = db_get_i64(r, 1),
			    .file = db_get_str(r, 2),
			    .width = db_get_i64(r, 3),
			    .height = db_get_i64(r, 4),
			    .alt = db_get_str(r, 5),
		    };
	return OK;
}

#define RELEASES \
	"SELECT product_id, position, version, " \
	"DATE_FORMAT(released_on, '%Y-%m-%d'), notes FROM product_releases"
#define RELEASES_ORDER " ORDER BY product_id, position"
static const char releases_all_sql[] = RELEASES RELEASES_ORDER;
static const char releases_range_sql[] = RELEASES " WHERE " RANGE("product_id")
    RELEASES_ORDER;
static const char releases_ids_sql[] = RELEASES " WHERE " IDS("product_id")
    RELEASES_ORDER;

static enum err
releases_take(struct product_set *out, struct arena *a, struct db_result *r)
{
	out->releases = ARENA_NEWS(a, struct product_release, r->rows);
	if (!out->releases)
		return ERR_NOMEM;
	while (db_next(r))
		out->releases[out->nreleases++] = (struct product_release){
			.product_id = db_get_id(r, 0),
			.position = db_get_i64(r, 1),
			.version = db_get_str(r, 2),
			.released_on = db_get_str(r, 3),
			.notes = db_get_str(r, 4),
		};
	return OK;
}

static const char plans_of_sql[] = PLANS " WHERE product_id = ?" PLANS_ORDER;

enum err
plans_of(struct db *db, struct arena *a, struct plan **plans, size_t *n,
    struct id product_id)
{
	struct product_set set = { 0 };
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, plans_of_sql, DB_ARGS(db_id(product_id)));

	if (e == OK)
		e = plans_take(&set, a, &r);
	*plans = set.plans;
	*n = set.nplans;
	return e;
}

static const struct part {
	const char *sql[WAY__MAX];
	enum err (*take)(
	    struct product_set *, struct arena *, struct db_result *);
} parts[] = {
	{ { products_all_sql, products_range_sql, products_ids_sql },
	    products_take },
	{ { texts_all_sql, texts_range_sql, texts_ids_sql }, texts_take },
	{ { agreements_all_sql, agreements_range_sql, agreements_ids_sql },
	    agreements_take },
	{ { plans_all_sql, plans_range_sql, plans_ids_sql }, plans_take },
	{ { plan_texts_all_sql, plan_texts_range_sql, plan_texts_ids_sql },
	    plan_texts_take },
	{ { options_all_sql, options_range_sql, options_ids_sql },
	    options_take },
	{ { capacities_all_sql, capacities_range_sql, capacities_ids_sql },
	    capacities_take },
	{ { prices_all_sql, prices_range_sql, prices_ids_sql }, prices_take },
	{ { screenshots_all_sql, screenshots_range_sql, screenshots_ids_sql },
	    screenshots_take },
	{ { releases_all_sql, releases_range_sql, releases_ids_sql },
	    releases_take },
};

/* The parts from the first one on. */
static enum err
parts_read(struct db *db, struct arena *a, struct product_set *out,
    size_t first, enum way way, const struct db_arg *args, size_t nargs)
{
	enum err e = OK;

	for (size_t i = first; e == OK && i < sizeof(parts) / sizeof(*parts);
	     i++) {
		struct db_result r;

		e = db_query(db, a, &r, parts[i].sql[way], args, nargs);
		if (e == OK)
			e = parts[i].take(out, a, &r);
	}
	return e;
}

enum err
product_set_read(struct db *db, struct arena *a, struct product_set *out)
{
	memset(out, 0, sizeof(*out));
	return parts_read(db, a, out, 0, WAY_ALL, DB_NO_ARGS);
}

enum err
product_set_read_ids(struct db *db, struct arena *a, struct product_set *out,
    const struct id *ids, size_t n)
{
	struct db_arg args[LIST_MAX];

	memset(out, 0, sizeof(*out));
	if (n == 0)
		return OK;
	ids_args(args, ids, n);
	return parts_read(db, a, out, 0, WAY_IDS, args, LIST_MAX);
}

/* An id as bytes: the nil id is the start of all, not SQL's NULL. */
static struct db_arg
bound(const struct id *id)
{
	return db_bytes((struct str){ (const char *)id->b, sizeof(id->b) });
}

static const char products_next_sql[] = PRODUCTS
    " WHERE product_id > ? ORDER BY product_id LIMIT ?";

enum err
product_set_read_next(struct db *db, struct arena *a, struct product_set *out,
    struct id after, size_t limit)
{
	struct db_result r;
	enum err e;

	memset(out, 0, sizeof(*out));
	e = db_query(db, a, &r, products_next_sql,
	    DB_ARGS(bound(&after), db_i64((int64_t)limit)));
	if (e == OK)
		e = products_take(out, a, &r);
	if (e != OK || out->nproducts == 0)
		return e;
	return parts_read(db, a, out, 1, WAY_RANGE,
	    DB_ARGS(bound(&after),
		bound(&out->products[out->nproducts - 1].product_id)));
}
