#include "storefront/compare.h"

#include "base/num.h"
#include "catalog/product_json.h"
#include "storefront/routes.h"

/* In which modes are looked for: months before years before once. */
static const enum billing_mode order[MODE__MAX] = { MODE_MONTHLY, MODE_YEARLY,
	MODE_ONE_TIME };

static bool
is_named(const struct comparison *cmp, struct str slug)
{
	for (size_t i = 0; i < cmp->n; i++)
		if (str_eq(cmp->items[i].product->slug, slug))
			return true;
	return false;
}

static enum err
add_product(struct call *c, const struct catalogue *cat, struct comparison *out,
    struct str slug)
{
	const struct catalogue_product *p = NULL;
	uint32_t number;

	if (str_empty(slug) || is_named(out, slug))
		return OK;
	if (out->n == COMPARE_MAX) {
		out->more = true;
		return OK;
	}
	number = catalogue_find(cat, slug);
	if (number != NO_PRODUCT) {
		p = catalogue_product(c->arena, cat, number);
		if (!p)
			return ERR_NOMEM;
	}
	if (!p || p->listing == LISTING_GONE)
		out->missing = slug;
	else
		out->items[out->n++].product = p;
	return OK;
}

static enum err
read_products(
    struct call *c, const struct catalogue *cat, struct comparison *out)
{
	struct str value, rest, slug;
	size_t at = 0;
	enum err e = OK;

	while (e == OK &&
	    (value = request_query_next(c->request, "products", &at)).p) {
		rest = value;
		while (
		    e == OK && !str_empty(value) && str_cut(&rest, ',', &slug))
			e = add_product(c, cat, out, str_trim(slug));
	}
	if (e != OK || c->route->page)
		return e;
	if (out->missing.p)
		return call_fault(c, "/products", "choice",
		    "\"%.*s\" is not sold here; leave it out.",
		    (int)(out->missing.n < 80 ? out->missing.n : 80),
		    out->missing.p);
	if (out->n < COMPARE_MIN || out->more)
		return call_fault(c, "/products", "count",
		    "Name %d to %d different products by their slugs, with "
		    "commas between them.",
		    COMPARE_MIN, COMPARE_MAX);
	return OK;
}

static enum err
read_quantity(struct call *c, struct comparison *out)
{
	struct str typed = str_trim(request_query(c->request, "quantity"));

	out->quantity = 1;
	if (str_empty(typed) ||
	    num_parse_in(&out->quantity, typed, 1, QUANTITY_MAX) == OK)
		return OK;
	out->quantity = 1;
	out->quantity_bad = true;
	return c->route->page
	    ? OK
	    : call_fault(c, "/quantity", "range",
		  "Write a whole number from 1 to %d.", QUANTITY_MAX);
}

static bool
has_mode(const struct catalogue *cat, const struct catalogue_product *p,
    enum billing_mode mode)
{
	for (size_t i = 0; i < p->nplans; i++)
		if (price_at(&p->plans[i].terms, mode, cat->currency, 1))
			return true;
	return false;
}

static enum err
read_mode(struct call *c, const struct catalogue *cat, struct comparison *out)
{
	struct str typed = request_query(c->request, "mode");
	size_t most = 0;

	out->mode = order[0];
	if (!str_empty(typed)) {
		out->mode_given = billing_mode_parse(&out->mode, typed) == OK;
		if (!out->mode_given && !c->route->page)
			return call_fault(c, "/mode", "choice",
			    "Ask for monthly, yearly or one_time.");
		if (out->mode_given)
			return OK;
	}
	for (size_t k = 0; k < MODE__MAX; k++) {
		size_t n = 0;

		for (size_t i = 0; i < out->n; i++)
			n += has_mode(cat, out->items[i].product, order[k]);
		if (n > most) {
			most = n;
			out->mode = order[k];
		}
	}
	return OK;
}

/* In the mode asked for, or else in the first one that it is sold in. */
static void
price_plan(struct compared_plan *out, const struct comparison *cmp,
    const struct catalogue *cat)
{
	for (size_t k = 0; k <= MODE__MAX && !out->sold; k++) {
		struct choice choice = {
			.mode = k == 0 ? cmp->mode : order[k - 1],
			.currency = cat->currency,
			.quantity = cmp->quantity,
			.periods = 1,
		};
		struct choice_fault fault;
		struct priced priced;

		if (price_choice(&priced, &out->plan->terms, &choice, &fault) !=
		    OK)
			continue;
		out->sold = true;
		out->mode = choice.mode;
		out->unit = priced.unit;
		out->total = priced.net;
	}
}

static void
price_product(struct compared *it, const struct comparison *cmp,
    const struct catalogue *cat)
{
	const struct catalogue_product *p = it->product;

	it->nplans = it->least = p->nplans < PLANS_MAX ? p->nplans : PLANS_MAX;
	for (size_t i = 0; i < it->nplans; i++) {
		struct compared_plan *plan = &it->plans[i];

		*plan = (struct compared_plan){ .plan = &p->plans[i] };
		price_plan(plan, cmp, cat);
		if (plan->sold && plan->mode == cmp->mode &&
		    (it->least == it->nplans ||
			plan->total.minor < it->plans[it->least].total.minor))
			it->least = i;
	}
}

enum err
comparison_read(
    struct call *c, const struct catalogue *cat, struct comparison *out)
{
	enum err e;

	out->n = 0;
	out->missing = STR_NONE;
	out->mode_given = out->quantity_bad = out->more = false;
	if ((e = read_products(c, cat, out)) != OK ||
	    (e = read_quantity(c, out)) != OK ||
	    (e = read_mode(c, cat, out)) != OK)
		return e;
	for (size_t i = 0; i < out->n; i++)
		price_product(&out->items[i], out, cat);
	return OK;
}

static void
put_money(struct json *j, const char *key, bool there, struct money m)
{
	json_key(j, key);
	if (there)
		json_money(j, m);
	else
		json_null(j);
}

static void
put_plan(struct json *j, const struct compared_plan *plan, size_t locale)
{
	json_object(j);
	json_put_str(j, "code", plan->plan->code);
	json_put_str(j, "name", plan->plan->name[locale]);
	json_put_cstr(
	    j, "mode", plan->sold ? billing_mode_name(plan->mode) : NULL);
	put_money(j, "unit", plan->sold, plan->unit);
	put_money(j, "total", plan->sold, plan->total);
	json_end_object(j);
}

static void
put_item(struct json *j, struct view *v, const struct compared *it)
{
	bool priced = it->least < it->nplans;

	json_object(j);
	json_key(j, "product");
	product_json(j, v->c->arena, v->cat, it->product, v->locale);
	put_money(j, "price", priced, it->plans[priced ? it->least : 0].total);
	json_put_str(
	    j, "plan", priced ? it->plans[it->least].plan->code : STR_NONE);
	json_key(j, "plans");
	json_array(j);
	for (size_t i = 0; i < it->nplans; i++)
		put_plan(j, &it->plans[i], v->locale);
	json_end_array(j);
	json_end_object(j);
}

static enum err
comparison_get(struct call *c)
{
	struct comparison *cmp = ARENA_NEW(c->arena, struct comparison);
	struct json *j;
	struct view v;
	bool done;
	enum err e = cmp ? view_open(c, &v) : ERR_NOMEM;

	if (e == OK)
		e = comparison_read(c, v.cat, cmp);
	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	if (e != OK || done)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_i64(j, "quantity", cmp->quantity);
	json_put_cstr(j, "mode", billing_mode_name(cmp->mode));
	json_put_cstr(j, "currency", v.cat->currency.code);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < cmp->n; i++)
		put_item(j, &v, &cmp->items[i]);
	json_end_array(j);
	json_end_object(j);
	return OK;
}

static const char *const compare_query[] = { "products", "quantity", "mode",
	"lang", NULL };

const struct route compare_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/comparisons",
	    .handler = comparison_get,
	    .query = compare_query,
	    .answer = "Comparison",
	    .status = 200,
	    .summary = "Two to four products side by side, for a quantity" },
	{ .method = NULL }
};
