#include "build.h"
#include "wire/json.h"

static void
put_hash(struct json *j, const char *key, const uint8_t hash[32])
{
	static const char digits[] = "0123456789abcdef";
	char hex[64];

	for (size_t i = 0; i < 32; i++) {
		hex[2 * i] = digits[hash[i] >> 4];
		hex[2 * i + 1] = digits[hash[i] & 15];
	}
	json_put_str(j, key, (struct str){ hex, sizeof(hex) });
}

static void
put_named(struct json *j, const char *key, struct str slug, struct str name)
{
	json_key(j, key);
	json_object(j);
	json_put_str(j, "slug", slug);
	json_put_str(j, "name", name);
	json_end_object(j);
}

static void
put_logo(struct json *j, const struct catalogue_product *p)
{
	char url[128];
	struct buf b;

	if (!p->logo.p) {
		json_put_str(j, "logo", STR_NONE);
		return;
	}
	buf_open(&b, sizeof(url));
	buf_addf(&b, "/media/%.*s", STR_FMT(p->logo));
	json_put_str(j, "logo", buf_str(&b));
	buf_close(&b);
}

static void
card_fields(
    struct json *j, const struct catalogue *c, uint32_t product, size_t locale)
{
	const struct catalogue_product *p = &c->products[product];
	const struct catalogue_seller *s = &c->sellers[p->seller];
	const struct catalogue_category *g = &c->categories[p->category];

	json_put_str(j, "slug", p->slug);
	json_put_str(j, "name", p->name[locale]);
	json_put_str(j, "summary", p->summary[locale]);
	put_named(j, "seller", s->slug, s->name);
	put_named(j, "category", g->slug, g->name[locale]);
	json_put_cstr(j, "delivery", delivery_type_name(p->delivery));
	put_logo(j, p);
	json_key(j, "from");
	if (p->has_from)
		json_money(j, p->from);
	else
		json_null(j);
	json_put_cstr(j, "from_mode",
	    p->has_from ? billing_mode_name(p->from_mode) : NULL);
	json_key(j, "popular_rank");
	if (p->popular && p->listing == LISTING_LIVE)
		json_i64(j, (int64_t)product + 1);
	else
		json_null(j);
}

static void
put_platforms(struct json *j, struct str platforms)
{
	struct str rest = platforms, one;

	json_key(j, "platforms");
	json_array(j);
	while (!str_empty(platforms) && str_cut(&rest, ',', &one))
		json_str(j, str_trim(one));
	json_end_array(j);
}

static void
put_agreements(struct json *j, const struct catalogue_product *p)
{
	json_key(j, "agreements");
	json_array(j);
	for (size_t i = 0; i < p->nagreements; i++) {
		json_object(j);
		put_hash(j, "hash", p->agreements[i].document);
		json_put_str(j, "title", p->agreements[i].title);
		json_put_str(j, "html", p->agreements[i].html);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_capacities(struct json *j, const struct plan_terms *t)
{
	json_key(j, "capacities");
	json_array(j);
	for (size_t i = 0; i < t->ncapacities; i++) {
		const struct capacity *c = &t->capacities[i];

		json_object(j);
		json_put_str(j, "code", c->code);
		json_put_str(j, "unit", c->unit);
		json_put_i64(j, "min", c->min);
		json_put_i64(j, "max", c->max);
		json_put_i64(j, "step", c->step);
		json_put_i64(j, "included", c->included);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_prices(struct json *j, const struct plan_terms *t)
{
	json_key(j, "prices");
	json_array(j);
	for (size_t i = 0; i < t->nprices; i++) {
		const struct price *p = &t->prices[i];

		json_object(j);
		json_put_cstr(j, "mode", billing_mode_name(p->mode));
		json_put_cstr(j, "currency", p->currency.code);
		json_put_str(j, "capacity", p->capacity);
		json_put_i64(j, "from_quantity", p->from_quantity);
		json_put_money(j, "amount",
		    (struct money){ p->amount_minor, p->currency });
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_plan(struct json *j, const struct catalogue_plan *p, size_t locale)
{
	json_object(j);
	json_put_str(j, "code", p->code);
	json_put_str(j, "name", p->name[locale]);
	json_put_str(j, "summary", p->summary[locale]);
	json_key(j, "options");
	json_array(j);
	for (size_t i = 0; i < p->noptions; i++) {
		json_object(j);
		json_put_str(j, "name", p->options[i].name);
		json_put_str(j, "value", p->options[i].value);
		json_end_object(j);
	}
	json_end_array(j);
	put_capacities(j, &p->terms);
	put_prices(j, &p->terms);
	json_end_object(j);
}

static void
put_related(struct json *j, const struct catalogue *c,
    const struct catalogue_product *p, size_t locale)
{
	json_key(j, "related");
	json_array(j);
	for (size_t i = 0; i < p->nrelated; i++)
		json_raw(j, c->products[p->related[i]].card_json[locale]);
	json_end_array(j);
}

/* Where the plans stand in a product's JSON, for the pages' data block. */
struct span {
	size_t from, to;
};

static void
product_json(struct json *j, const struct catalogue *c, uint32_t product,
    size_t locale, struct span *plans)
{
	const struct catalogue_product *p = &c->products[product];
	const struct catalogue_seller *s = &c->sellers[p->seller];

	json_object(j);
	card_fields(j, c, product, locale);
	json_put_id(j, "id", ID_PRODUCT, p->product_id);
	json_put_str(j, "description_html", p->description_html[locale]);
	json_put_str(j, "licence", p->licence);
	put_platforms(j, p->platforms);
	json_put_str(j, "website", p->website);
	json_put_str(j, "version", p->version);
	json_key(j, "support");
	json_object(j);
	json_put_str(j, "email",
	    p->support_email.p ? p->support_email : s->support_email);
	json_put_str(j, "url", p->support_url);
	json_end_object(j);
	json_put_i64(j, "refund_days", p->refund_days);
	json_put_cstr(
	    j, "state", p->listing == LISTING_HIDDEN ? "HIDDEN" : "LIVE");
	put_agreements(j, p);
	json_key(j, "plans");
	plans->from = j->out->n;
	json_array(j);
	for (size_t i = 0; i < p->nplans; i++)
		put_plan(j, &p->plans[i], locale);
	json_end_array(j);
	plans->to = j->out->n;
	put_related(j, c, p, locale);
	json_put_time(j, "updated_at", p->updated_at_us);
	json_end_object(j);
}

static enum err
keep(struct build *b, struct str *out)
{
	enum err e = buf_err(&b->scratch);

	if (e == OK)
		*out = build_copy(b, buf_str(&b->scratch));
	return e != OK ? e : b->err;
}

static struct json
open_json(struct build *b)
{
	struct json j;

	buf_clear(&b->scratch);
	json_start(&j, &b->scratch);
	return j;
}

static enum err
render_card(struct build *b, uint32_t product, size_t locale)
{
	struct json j = open_json(b);

	json_object(&j);
	card_fields(&j, b->c, product, locale);
	json_end_object(&j);
	return keep(b, &b->c->products[product].card_json[locale]);
}

static enum err
render_product(struct build *b, uint32_t product, size_t locale)
{
	struct catalogue_product *p = &b->c->products[product];
	struct json j = open_json(b);
	struct span plans;
	enum err e;

	product_json(&j, b->c, product, locale, &plans);
	e = keep(b, &p->json[locale]);
	if (e == OK)
		p->plans_json[locale] = str_sub(
		    p->json[locale], plans.from, plans.to - plans.from);
	return e;
}

/* All cards first: a product's own JSON shows its related ones' cards. */
enum err
build_product_json(struct build *b)
{
	enum err e = OK;

	for (uint32_t i = 0; e == OK && i < b->c->nproducts; i++)
		for (size_t l = 0; e == OK && l < b->c->nlocales; l++)
			e = render_card(b, i, l);
	for (uint32_t i = 0; e == OK && i < b->c->nproducts; i++)
		for (size_t l = 0; e == OK && l < b->c->nlocales; l++)
			if (b->c->products[i].listing != LISTING_GONE)
				e = render_product(b, i, l);
	return e;
}

static void
category_json(struct json *j, const struct catalogue *c,
    const struct catalogue_category *g, size_t locale)
{
	json_object(j);
	json_put_str(j, "slug", g->slug);
	json_put_str(j, "name", g->name[locale]);
	json_put_str(j, "parent",
	    g->parent == NO_CATEGORY ? STR_NONE
				     : c->categories[g->parent].slug);
	json_put_i64(j, "products", g->products);
	json_put_str(j, "description", g->description[locale]);
	json_end_object(j);
}

enum err
build_category_json(struct build *b)
{
	enum err e = OK;

	for (size_t l = 0; e == OK && l < b->c->nlocales; l++) {
		struct json j = open_json(b);

		json_object(&j);
		json_key(&j, "items");
		json_array(&j);
		for (size_t i = 0; i < b->c->ncategories; i++)
			category_json(&j, b->c, &b->c->categories[i], l);
		json_end_array(&j);
		json_end_object(&j);
		e = keep(b, &b->c->categories_json[l]);
	}
	return e;
}
